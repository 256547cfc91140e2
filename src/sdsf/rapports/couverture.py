"""La page de garde : de quoi l'on parle, quelle année, dans quel état, à quelle date."""

from dataclasses import dataclass

from markupsafe import Markup

from sdsf.dossier import Dossier
from sdsf.evaluation.moment import trop_tot
from sdsf.plan.reglages import EtatDeRapport
from sdsf.rendu.nombres import date, liste_fr, typographier
from sdsf.rendu.registre import Registre
from sdsf.vocabulaire import INTITULES_RAPPORT

# Ce que la page de garde dit de la date, selon que l'on regarde un texte, des données ou l'avancement.
OBJETS = {
    "lecture_schema": "Plan en vigueur au",
    "evaluabilite": "Plan en vigueur au",
    "diagnostic": "Données connues jusqu'au",
    "comparaison": "Données connues jusqu'au",
    "comparaison_nationale": "Données connues jusqu'au",
    "qualite_donnees": "Données connues jusqu'au",
    "enquete_familles": "Enquêtes connues jusqu'au",
    "enquete_professionnels": "Enquêtes connues jusqu'au",
}
AVANT_L_HEURE = "Produit avant son heure, sur demande expresse : il a un sens à partir de {}"
ALERTE_FICTIF = Markup('<p class="fictif">Données fictives : ce département n\'existe pas.</p>')
GABARIT = Markup(
    '<header class="garde">{alerte}'
    '<p class="garde-rapport">Schéma départemental des services aux familles</p>'
    "<h1>{rapport} {annee}</h1>"
    '<p class="garde-perimetre">'
    '<data class="departement" value="{code}">{departement} ({code})</data> · année '
    '<data class="annee" value="{annee}">{annee}</data></p>'
    '<p class="garde-schema">{schema}</p><ul class="garde-mentions">{mentions}</ul>{erratum}</header>'
)
ERRATUM = Markup('<p class="erratum"><strong>Erratum, version {}.</strong> {}{}</p>')


@dataclass(frozen=True)
class Couverture:
    """Le titre du rapport ; le département et l'année imprimés ici sont relus après le rendu."""

    rapport: str
    departement: str
    code: str
    schema: str
    annee: int
    mentions: tuple[str, ...]
    fictif: bool
    erratum: Markup | None = None

    def html(self, registre: Registre) -> Markup:
        mentions = [Markup("<li>{}</li>").format(typographier(mention)) for mention in self.mentions]
        return GABARIT.format(
            alerte=ALERTE_FICTIF if self.fictif else "",
            rapport=self.rapport,
            annee=self.annee,
            departement=self.departement,
            code=self.code,
            schema=typographier(self.schema),
            mentions=Markup("").join(mentions),
            erratum=self.erratum or "",
        )


def intitule_du_rapport(dossier: Dossier) -> str:
    """Le rapport, et ce qu'il regarde quand ce n'est ni tout le plan ni toute l'année."""
    intitule = INTITULES_RAPPORT[dossier.demande.rapport]
    choix = dossier.demande.choix
    if dossier.demande.rapport == "lettre":
        return f"{intitule}, {'premier' if choix.semestre == 1 else 'second'} semestre"
    nommees = [fiche.code or fiche.intitule for fiche in dossier.plan.fiches if fiche.id == choix.fiche]
    return f"{intitule} {nommees[0]}," if nommees else intitule


def couverture(dossier: Dossier) -> list[Couverture]:
    """La page de garde du rapport."""
    periode = dossier.plan.periode
    return [
        Couverture(
            rapport=intitule_du_rapport(dossier),
            departement=dossier.departement.nom,
            code=dossier.departement.code,
            schema=dossier.sans_plan or _schema(dossier.plan.intitule, f"{periode.debut}-{periode.fin}"),
            annee=dossier.annee,
            mentions=tuple(mentions(dossier)),
            fictif=dossier.est_fictif,
            erratum=_erratum(dossier),
        )
    ]


def _erratum(dossier: Dossier) -> Markup | None:
    """Ce que cette version corrige, et les versions validées qu'elle remplace ; rien pour les autres."""
    etat = dossier.etat
    if not etat.erratum:
        return None
    avant = dossier.reglages.anterieures(etat.rapport, etat.annee, etat.version)
    remplacees = [f"la version {a.version}, {_sort_de(a)}" for a in avant]
    suite = f" Remplace {liste_fr(remplacees)}." if remplacees else ""
    return ERRATUM.format(etat.version, typographier(etat.erratum), typographier(suite))


def _sort_de(version: EtatDeRapport) -> str:
    """Ce qu'une version remplacée était devenue."""
    validee = version.valide_le and f"validée en séance du {date(version.valide_le)}"
    return validee or "restée un projet"


def _schema(intitule: str, periode: str) -> str:
    """Le titre du schéma, et sa période s'il ne la dit pas."""
    return intitule if periode in intitule else f"{intitule} ({periode})"


def mentions(dossier: Dossier) -> list[str]:
    """L'état, la version, la date d'arrêt : ce que chaque page rappelle."""
    etat = dossier.etat
    arret = dossier.donnees_arretees_au()
    objet = OBJETS.get(dossier.demande.rapport, "Avancement regardé au")
    moment = trop_tot(dossier.plan_signe, dossier.demande.rapport, dossier.annee)
    return [
        etat_en_mots(etat),
        f"Version {etat.version}",
        f"{objet} {date(dossier.arrete_au)}",
        f"Données arrêtées au {date(arret)}" if arret else "Aucune donnée datée",
        *([AVANT_L_HEURE.format(moment.des)] if moment else []),
    ]


def etat_en_mots(etat: EtatDeRapport) -> str:
    """« Projet », ou « Validé en séance du … »."""
    if etat.etat == "projet" or etat.valide_le is None:
        return "Projet, non validé en séance"
    instance = f" ({etat.instance})" if etat.instance else ""
    return f"Validé en séance du {date(etat.valide_le)}{instance}"
