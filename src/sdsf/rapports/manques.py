"""Ce qui manque : quelle source, depuis quand, qui doit la fournir, et quelles conclusions tombent avec elle.

Une source en retard sur l'année du rapport au-delà du délai ordinaire de sa publication manque aussi : elle
ne dit rien de cette année. Rien n'est jugé ici ; chaque absence est dite une fois, au même endroit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from sdsf.chiffres import Chiffre
from sdsf.contours.lecture import SansContours, contours_du_departement
from sdsf.dossier import Dossier
from sdsf.rapports.accueil.offre import PRINCIPAL
from sdsf.rapports.indicateur import communs_du_volet, indicateurs_du_plan
from sdsf.rapports.panier import lire_offre, territoires_locaux
from sdsf.rapports.places import SOLDE
from sdsf.rapports.priorites.etude import etudes_suivies
from sdsf.rapports.relais_et_projets import RATIO
from sdsf.referentiel.modeles import Volet
from sdsf.releves.periodes import annee_de
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Tableau, phrase
from sdsf.rendu.nombres import accorder

# Un registre où rien ne s'ajoute pendant quelques années n'est pas absent.
REGISTRE = 10
SECRETARIAT = "le secrétariat du comité départemental"

Derniere = Callable[[Dossier], int | None]


@dataclass(frozen=True)
class Source:
    """Une source qu'un rapport emploie ; ``delai`` : les années que prend d'ordinaire sa publication."""

    nom: str
    derniere: Derniere
    qui: str
    tombent: str
    delai: int = 0
    du_plan: bool = False


@dataclass(frozen=True)
class Manque:
    """Une source absente, ou trop ancienne pour l'année du rapport."""

    source: Source
    depuis: str


def ce_qui_manque(dossier: Dossier) -> list[Bloc]:
    """Le tableau des absences ; une phrase si aucune source examinée ne manque."""
    examinees, trouves = sources(dossier), manques(dossier)
    compte = _compte(dossier, "Sources examinées par ce rapport", len(examinees))
    if not trouves:
        texte = "Aucune des {n} sources que ce rapport examine n'est absente."
        return [Paragraphe(phrase(texte, n=compte))]
    absentes = _compte(dossier, "Sources absentes ou trop anciennes", len(trouves))
    verbe = accorder(len(trouves), "manque ou s'arrête", "manquent ou s'arrêtent")
    titres = ["Ce qui manque", "Depuis quand", "Qui peut le fournir", "Ce que l'on ne peut pas conclure"]
    lignes = [Ligne([m.source.nom, m.depuis, m.source.qui, m.source.tombent]) for m in trouves]
    return [
        Paragraphe(phrase(f"Sur {{n}} sources, {{k}} {verbe} avant {dossier.annee}.", n=compte, k=absentes)),
        Tableau("Les sources absentes, et les conclusions qui tombent", [Colonne(t) for t in titres], lignes),
    ]


def _compte(dossier: Dossier, libelle: str, combien: int) -> Chiffre:
    return Chiffre(
        libelle,
        float(combien),
        "nombre",
        formule="dénombrement des sources de ce rapport",
        territoire=dossier.departement.nom,
        periode=str(dossier.annee),
    )


def manques(dossier: Dossier) -> list[Manque]:
    """Chaque source absente, ou arrêtée plus tôt que son délai de publication ne l'explique."""
    trouves = [(source, source.derniere(dossier)) for source in sources(dossier)]
    return [
        Manque(source, _depuis(dossier, derniere))
        for source, derniere in trouves
        if derniere is None or derniere < dossier.annee - source.delai
    ]


def _depuis(dossier: Dossier, derniere: int | None) -> str:
    absente = f"rien jusqu'en {dossier.annee}"
    return absente if derniere is None else f"dernière année connue : {derniere}"


def sources(dossier: Dossier) -> list[Source]:
    """Les sources de ce rapport : sans plan, celles qui n'en dépendent pas."""
    gardees = [source for source in SOURCES if not (source.du_plan and dossier.sans_plan)]
    return [*gardees, *([PRIORITES] if dossier.methodes else [])]


# --- la dernière année connue d'une source --------------------------------------------------------


def _annee_des_releves(dossier: Dossier, codes: Sequence[str], maille: str) -> int | None:
    """La dernière année, jusqu'à celle du rapport, où l'un de ces indicateurs a une valeur relevée."""
    releves = dossier.releves
    lignes = releves[
        releves["indicateur"].isin(list(codes))
        & (releves["maille"] == maille)
        & (releves["origine"] != "texte")
        & releves["valeur"].notna()
    ]
    if maille == "departement":
        lignes = lignes[lignes["territoire"] == dossier.departement.code]
    annees = [an for periode in lignes["periode"] if (an := annee_de(periode)) <= dossier.annee]
    return max(annees, default=None)


def _au_departement(*codes: str) -> Derniere:
    return lambda dossier: _annee_des_releves(dossier, codes, "departement")


def _par_territoire(*codes: str) -> Derniere:
    return lambda dossier: _annee_des_releves(dossier, codes, territoires_locaux(dossier)[0])


def _du_volet(volet: Volet) -> Derniere:
    """La dernière année où un indicateur du volet est suivi."""
    return lambda dossier: _annee_des_releves(
        dossier, [fiche.code for fiche in communs_du_volet(dossier, volet)], "departement"
    )


def _indicateurs_du_plan(dossier: Dossier) -> int | None:
    return _annee_des_releves(dossier, [i.id for _, i in indicateurs_du_plan(dossier)], "departement")


def _du_registre(table: str, colonne: str) -> Derniere:
    """La dernière année d'une table saisie ; ``colonne`` est une date ou une année."""

    def derniere(dossier: Dossier) -> int | None:
        valeurs = dossier.tables[table][colonne].dropna()
        dates = pd.api.types.is_datetime64_any_dtype(valeurs)
        annees = valeurs.dt.year if dates else valeurs
        connues = annees[annees <= dossier.annee]
        return int(connues.max()) if len(connues) else None

    return derniere


def _panier(dossier: Dossier) -> int | None:
    offre = lire_offre(dossier)
    return offre.annee if offre else None


def _contours(dossier: Dossier) -> int | None:
    """Des contours n'ont pas d'année : ils sont là, ou ils manquent."""
    maille = "commune" if territoires_locaux(dossier)[0] == "ept" else "epci"
    trouves = contours_du_departement(dossier.espace, maille, dossier.departement.code)
    return None if isinstance(trouves, SansContours) else dossier.annee


def _criteres(dossier: Dossier) -> int | None:
    """La dernière année où une méthode de priorité classe des territoires."""
    etudes = [etude for methode in dossier.methodes for etude in etudes_suivies(dossier, methode)]
    lues = [lue for etude in etudes if len(etude.classes) for lue in etude.lues if lue.exacte]
    return max((int(lue.lignes["annee"].max()) for lue in lues), default=None)


# Le délai : une année publiée l'année suivante a un an de retard sans que rien ne manque.
SOURCES = (
    Source(
        "Journal d'avancement des actions",
        _du_registre("avancement", "date_arret"),
        "les pilotes que le plan désigne",
        "Où en est chaque action, ce qui est en retard, la part des jalons tenus",
        du_plan=True,
    ),
    Source(
        "Valeurs des indicateurs du plan",
        _indicateurs_du_plan,
        "les pilotes que le plan désigne",
        "Si les cibles du schéma sont atteintes ou en voie de l'être",
        du_plan=True,
    ),
    Source(
        "Taux de couverture du département",
        _au_departement(PRINCIPAL),
        "la Cnaf (« sdsf actualiser cnaf »)",
        "La série longue, la place face à la France et aux départements comparables",
        delai=1,
    ),
    Source(
        "Taux de couverture par intercommunalité",
        _par_territoire(PRINCIPAL),
        "la Cnaf (« sdsf actualiser cnaf »)",
        "L'écart entre les territoires, les enfants qui vivent là où l'accueil est le plus rare",
        delai=1,
    ),
    Source(
        "Places d'établissement ouvertes et fermées",
        _au_departement(SOLDE),
        "la Caf et le service de protection maternelle et infantile",
        "Si l'offre collective a gagné ou perdu des places",
    ),
    Source(
        "Naissances",
        _au_departement("nombre_naissances"),
        "l'Insee (« sdsf actualiser insee »)",
        "Comment évolue le besoin d'accueil",
        delai=1,
    ),
    Source(
        "Taux de pauvreté",
        _au_departement("taux_pauvrete"),
        "l'Insee (Filosofi)",
        "Si le schéma atteint les familles modestes",
        delai=3,
    ),
    Source(
        "Indicateurs du soutien à la parentalité",
        _du_volet("parentalite"),
        "la Caf",
        "Le deuxième domaine obligatoire du diagnostic",
    ),
    Source(
        "Indicateurs de la formation des professionnels",
        _du_volet("formation"),
        "la Région, le rectorat et la Caf",
        "Le troisième domaine obligatoire du diagnostic, et la durabilité de l'offre",
    ),
    Source(
        "Services de soutien à la parentalité par territoire",
        _panier,
        "la Caf",
        "Quels territoires ont le panier de services complet",
    ),
    Source(
        "Relais petite enfance par territoire",
        _par_territoire(RATIO),
        "la Caf",
        "Où un animateur suit trop d'assistants maternels",
    ),
    Source(
        "Moyens financiers",
        _du_registre("moyens", "annee"),
        "chaque financeur du schéma",
        "Ce qui a été engagé de ce qui était prévu, tout coût, toute efficience",
        du_plan=True,
    ),
    Source(
        "Réunions des instances",
        _du_registre("reunions", "date"),
        SECRETARIAT,
        "Si la gouvernance écrite par le schéma est tenue",
        du_plan=True,
    ),
    Source(
        "Schémas communaux et conventions territoriales globales",
        _du_registre("schemas_communaux", "adopte_le"),
        SECRETARIAT,
        "Qui a transmis son schéma dans le mois, s'il est compatible, quels bilans sont reçus",
        delai=REGISTRE,
    ),
    Source(
        "Bilan du plan d'inspection et de contrôle",
        _du_registre("controles", "annee"),
        "la préfecture et le Département",
        "La qualité contrôlée, l'annexe que la synthèse des travaux doit porter",
    ),
    Source(
        "Contours des territoires",
        _contours,
        "l'Institut géographique national (« sdsf actualiser contours »)",
        "Rien : les tableaux disent les mêmes valeurs, seules les cartes manquent",
    ),
)
PRIORITES = Source(
    "Critères des méthodes de priorité",
    _criteres,
    "la Caf et la MSA",
    "Quels territoires passent d'abord",
    delai=2,
)
