"""« Ce qui a changé depuis la dernière fois » : ce rapport face au précédent, dans la même édition.

Le bloc se compose en dernier, quand tous les chiffres du rapport ont été montrés ; la mise en page le remonte
après l'essentiel.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from sdsf.chiffres import Chiffre, Trace, compter, empreinte_de
from sdsf.dossier import Dossier
from sdsf.evaluation.changements import (
    REPRISE,
    Comparaison,
    Difference,
    Fait,
    Nature,
    comparer,
    faits,
)
from sdsf.plan.modeles import Plan
from sdsf.plan.vigueur import en_vigueur_au
from sdsf.precedent import Precedent
from sdsf.rapports.chiffrer import datee
from sdsf.rapports.page import entrees, paquet
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Ligne,
    Liste,
    Paragraphe,
    Phrase,
    Repliable,
    Tableau,
    numerique,
    phrase,
)
from sdsf.rendu.nombres import accorder, date
from sdsf.rendu.registre import Registre

TITRES: dict[Nature, str] = {
    "realite": "La réalité a bougé",
    "revision": "Les données ont été révisées, complétées, ou manquent",
    "methode": "La méthode ou le plan ont changé",
}
LEGENDES: dict[Nature, str] = {
    "realite": "Une période nouvelle, mesurée de la même façon",
    "revision": "Les valeurs révisées, complétées, ou qui manquent",
    "methode": "Les valeurs d'une autre méthode, d'une autre édition ou d'un autre plan",
}
AUTRES_TERRITOIRES = "Ce qui a bougé dans les autres territoires se lit dans leurs tableaux."
EDITIONS = {"publique": "édition publique", "interne": "édition interne"}


@dataclass(frozen=True)
class Changements:
    """La section, composée des chiffres que le registre a déjà numérotés."""

    dossier: Dossier
    precedent: Precedent

    def html(self, registre: Registre) -> Markup:
        blocs = _composer(self.dossier, self.precedent, dict(iter(registre)))
        return Markup("\n").join(bloc.html(registre) for bloc in blocs)


def ce_qui_a_change(dossier: Dossier) -> list[Bloc]:
    """La comparaison au rapport précédent ; une phrase s'il n'y en a pas, ou s'il ne se compare pas."""
    precedent = dossier.precedent
    if precedent is None:
        edition = EDITIONS[dossier.demande.edition]
        return [Paragraphe(f"Aucun rapport précédent de ce genre n'est connu ({edition}).", "note")]
    if precedent.refus:
        return [
            Paragraphe(
                f"Le rapport précédent ({precedent.nom}) n'est pas comparé : {precedent.refus}.", "absence"
            )
        ]
    return [Changements(dossier, precedent)]


def _composer(dossier: Dossier, precedent: Precedent, montres: dict[int, Chiffre]) -> list[Bloc]:
    causes = causes_de_methode(dossier, precedent)
    lignes = [chiffre.ligne(numero) for numero, chiffre in montres.items()]
    comparaison = comparer(
        faits(precedent.chiffres, "ligne"),
        faits(lignes, "numero"),
        elements_changes(dossier, precedent),
    )
    return [
        Paragraphe(f"Ce rapport se compare à : {precedent.nom}. {precedent.manifeste['etat']}."),
        Paragraphe(_resume(precedent, comparaison)),
        *_parties(dossier, precedent, comparaison, montres),
        *_causes(causes),
        *_en_plus_en_moins(precedent, comparaison, montres),
    ]


def _resume(precedent: Precedent, comparaison: Comparaison) -> Phrase:
    parts = {nature: comparaison.de(nature) for nature in TITRES}
    communs = [*comparaison.inchanges, *(d.apres for d in comparaison.differences)]
    return phrase(
        "Sur {t} chiffres appariés, {i} "
        + accorder(len(comparaison.inchanges), "n'a", "n'ont")
        + " pas changé. La réalité : {r} "
        + accorder(len(parts["realite"]), "décrit", "décrivent")
        + " une période nouvelle. Les données : {d} "
        + accorder(len(parts["revision"]), "a été révisé", "ont été révisés")
        + ", complétés ou perdus. La méthode et le plan : {m} "
        + accorder(len(parts["methode"]), "ne se compare", "ne se comparent")
        + " plus tels quels.",
        t=_compter(precedent, "Chiffres appariés au rapport précédent", communs),
        i=_compter(precedent, "Chiffres inchangés depuis le rapport précédent", comparaison.inchanges),
        r=_compter(precedent, "Chiffres d'une période nouvelle", [d.avant for d in parts["realite"]]),
        d=_compter(precedent, "Chiffres révisés", [d.avant for d in parts["revision"]]),
        m=_compter(precedent, "Chiffres d'une autre méthode", [d.avant for d in parts["methode"]]),
    )


def _compter(precedent: Precedent, libelle: str, lot: Sequence[Fait]) -> Chiffre:
    """Un dénombrement de chiffres, dont la trace est celle du fichier comparé."""
    empreinte = precedent.empreintes[precedent.chemin]
    traces = [Trace(((precedent.chemin, fait.rang),), (f"{empreinte}:{fait.rang}",)) for fait in lot]
    return compter(libelle + REPRISE, traces, "nombre", source=precedent.nom)


def _parties(
    dossier: Dossier, precedent: Precedent, comparaison: Comparaison, montres: dict[int, Chiffre]
) -> list[Bloc]:
    """Un tableau par nature ; de ce qui a bougé, le département seul : le reste se lit en place."""
    blocs: list[Bloc] = []
    for nature, titre in TITRES.items():
        toutes = comparaison.de(nature)
        du_departement = [d for d in toutes if _est_du_departement(dossier, montres[d.apres.rang])]
        montrees = du_departement if nature == "realite" else toutes
        if montrees:
            blocs.append(Repliable(titre, [_tableau(dossier, precedent, nature, montrees, montres)]))
        if len(montrees) < len(toutes):
            blocs.append(Paragraphe(AUTRES_TERRITOIRES, "note"))
    return blocs


def _est_du_departement(dossier: Dossier, chiffre: Chiffre) -> bool:
    return chiffre.territoire in ("", dossier.departement.nom)


def _tableau(
    dossier: Dossier, precedent: Precedent, nature: Nature, differences: Sequence[Difference],
    montres: dict[int, Chiffre],
) -> Tableau:  # fmt: skip
    """Ce que la réalité a bougé n'a qu'un motif, que la légende dit ; les autres le disent à chaque ligne."""
    titres = [Colonne("Chiffre"), numerique("Rapport précédent"), numerique("Ce rapport")]
    colonnes = titres if nature == "realite" else [*titres, Colonne("Pourquoi")]
    lignes = []
    for difference in differences:
        apres = montres[difference.apres.rang]
        avant = datee(_repris(precedent, difference.avant, apres))
        cellules = [_nom(dossier, apres), avant, datee(apres), difference.motif]
        lignes.append(Ligne(cellules[: len(colonnes)]))
    return Tableau(LEGENDES[nature], colonnes, lignes)


def _nom(dossier: Dossier, chiffre: Chiffre) -> str:
    """Le libellé, et le territoire s'il n'est pas le département et que le libellé ne le dit pas."""
    territoire = chiffre.territoire
    if territoire in ("", dossier.departement.nom) or territoire in chiffre.libelle:
        return chiffre.libelle
    return f"{chiffre.libelle} ({territoire})"


def _repris(precedent: Precedent, fait: Fait, apres: Chiffre) -> Chiffre:
    """La valeur du rapport précédent, avec la ligne où on la lit."""
    ligne = next(ligne for ligne in precedent.chiffres if ligne["ligne"] == str(fait.rang))
    return replace(
        apres,
        libelle=f"{ligne['libelle']}{REPRISE}",
        valeur=fait.valeur,
        unite=fait.unite,
        etat=fait.etat,
        nature=ligne["nature"],
        formule=fait.formule,
        numerateur=ligne["numerateur"],
        denominateur=ligne["denominateur"],
        periode=fait.periode,
        source=fait.source,
        edition=fait.edition,
        extrait="",
        note=f"Reprise de : {precedent.nom}.",
        trace=Trace(((precedent.chemin, fait.rang),), (empreinte_de(dict(ligne)),)),
    )


def _causes(causes: Sequence[str]) -> list[Bloc]:
    if not causes:
        return [Paragraphe("Ni le plan, ni les seuils, ni le logiciel n'ont changé entre les deux rapports.")]
    return [Paragraphe("Ce qui a changé dans la méthode et dans le plan :"), Liste(list(causes))]


def _en_plus_en_moins(
    precedent: Precedent, comparaison: Comparaison, montres: dict[int, Chiffre]
) -> list[Bloc]:
    """Les chiffres qui n'ont pas de pendant, et ceux que le secret empêche de montrer."""
    traces = [montres[fait.rang].trace for fait in comparaison.apparus]
    nouveaux = compter("Chiffres sans pendant dans le rapport précédent", traces, "nombre", precedent.nom)
    perdus = _compter(precedent, "Chiffres qui n'ont plus de pendant", comparaison.disparus)
    texte = "En outre, {n} chiffres de ce rapport n'étaient pas dans le précédent, et {p} n'y sont plus."
    cachees = "Les chiffres dont le secret statistique cache l'une des deux valeurs ne sont pas comparés."
    return [
        Paragraphe(phrase(texte, n=nouveaux, p=perdus), "note"),
        *[Paragraphe(cachees, "note")] * bool(comparaison.tus),
    ]


# --- la méthode et le plan ------------------------------------------------------------------------


def causes_de_methode(dossier: Dossier, precedent: Precedent) -> list[str]:
    """Ce qui, entre les deux rapports, change les chiffres sans que la réalité ni les données y soient."""
    return [
        *_logiciel(precedent),
        *_seuils(dossier, precedent),
        *_changements_du_plan(dossier, precedent),
    ]


def _logiciel(precedent: Precedent) -> list[str]:
    avant, apres = str(precedent.manifeste.get("paquet", "")), paquet()
    if avant in ("", apres):
        return []
    return [f"Le logiciel est passé de la version {avant} à la version {apres}."]


def _seuils(dossier: Dossier, precedent: Precedent) -> list[str]:
    avant = dict(precedent.manifeste.get("seuils") or {})
    return [
        f"Le seuil « {nom} » est passé de {avant[nom]:g} à {valeur:g}."
        for nom, valeur in dossier.seuils.model_dump().items()
        if nom in avant and avant[nom] != valeur
    ]


def _changements_du_plan(dossier: Dossier, precedent: Precedent) -> list[str]:
    """Les avenants entrés en vigueur depuis, et la description du plan si elle a été modifiée."""
    if dossier.sans_plan:
        return []
    annees = range(precedent.annee + 1, dossier.annee + 1)
    avenants = [a for a in dossier.plan_signe.avenants if a.date.year in annees]
    dits = [f"L'avenant {a.code} du {date(a.date)} a modifié le plan." for a in avenants]
    return [*dits, *_description_modifiee(dossier, precedent)]


def elements_changes(dossier: Dossier, precedent: Precedent) -> frozenset[str]:
    """Ce que les avenants ont ajouté ou retiré depuis le rapport précédent, par sa ligne dans plan.yml."""
    avant = en_vigueur_au(dossier.plan_signe, dt.date(precedent.annee, 12, 31))
    changes = _identifiants(avant) ^ _identifiants(dossier.plan)
    lignes = (
        ligne for ident in changes if ident in dossier.positions for ligne in dossier.trace(ident).lignes
    )
    return frozenset(f"{fichier}:{rang}" for fichier, rang in lignes)


def _identifiants(plan: Plan) -> set[str]:
    actions = (action.id for fiche in plan.fiches for action in fiche.actions)
    indicateurs = (indicateur.id for fiche in plan.fiches for indicateur in fiche.indicateurs)
    return {*(fiche.id for fiche in plan.fiches), *actions, *indicateurs}


def _description_modifiee(dossier: Dossier, precedent: Precedent) -> list[str]:
    periode = dossier.plan.periode
    fichier = f"params/departements/{dossier.departement.code}/{periode.debut}-{periode.fin}/plan.yml"
    avant = dict(precedent.manifeste.get("entrees") or {})
    if fichier not in avant:
        return ["Le rapport précédent portait sur un autre schéma."] if avant else []
    change = avant[fichier] != entrees(dossier).get(fichier)
    return [f"La description du plan ({fichier}) a été modifiée."] if change else []
