"""Le mandat et la méthode : qui demande, qui conduit, qui évalue, qui a été entendu, la grille de preuve.

Tout vient de ``reglages.yml`` ; ce qui n'y est pas est « non renseigné », jamais supposé.
"""

from sdsf.dossier import Dossier
from sdsf.evaluation.acteurs import participations
from sdsf.plan.modeles import Fiche
from sdsf.plan.reglages import Mandat
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rendu.blocs import Bloc, Colonne, Definitions, Ligne, Paragraphe, Tableau, absence, phrase
from sdsf.rendu.citations import Cite
from sdsf.rendu.nombres import accorder

COMITE = "le comité départemental des services aux familles"
NON_RENSEIGNE = "non renseigné"
RUBRIQUES = {
    "commanditaire": "Commanditaire",
    "pilotage": "Pilotage",
    "evaluateur": "Évaluateur",
    "parties_entendues": "Parties entendues",
    "calendrier": "Calendrier",
    "limites": "Limites",
    "independance": "Indépendance",
    "publication": "Publication",
}
GRILLE = [
    (
        "A",
        "une série mesurée avec état zéro, un plan de comparaison, deux sources au moins",
        "le verbe de la contribution, si chaque explication rivale est examinée",
    ),
    (
        "B",
        "une série mesurée avec état zéro, sans plan de comparaison",
        "le verbe de la contribution, si chaque explication rivale est examinée",
    ),
    ("C", "une série sans état zéro, ou une déclaration", "deux faits qui ont lieu ensemble, sans lien dit"),
    ("D", "une opinion ou un fait isolé", "aucun lien : la source est citée entre guillemets"),
    ("sans preuve", "aucun élément favorable", "aucune conclusion : « données insuffisantes »"),
]
NOTE_DE_LA_GRILLE = (
    "Une série n'est « mesurée » que si les relevés l'ont deux années au moins dans la même édition. Même la "
    "force A ne dit pas ce qui serait arrivé sans le schéma : seuls un produit direct d'une action ou un "
    "témoin le diraient."
)
CHARTE = (
    "La charte de la Société française de l'évaluation (2006) compte la distanciation et la transparence "
    "parmi ses principes : un cumul de rôles n'est pas une faute, mais il se dit."
)


def mandat(dossier: Dossier) -> list[Bloc]:
    """Le mandat tel qu'il est écrit, le cumul de rôles s'il se voit, et la grille de force de preuve."""
    ecrit = dossier.reglages.mandat
    return [*_mandat_ecrit(dossier, ecrit), *_independance(dossier, ecrit), grille_de_preuve()]


def grille_de_preuve() -> Tableau:
    """Les quatre forces de preuve, ce qu'elles exigent, ce qu'elles laissent dire."""
    colonnes = [Colonne("Force"), Colonne("Ce qu'elle exige"), Colonne("Ce qu'elle laisse dire")]
    return Tableau(
        "La grille de force de preuve", colonnes, [Ligne(ligne) for ligne in GRILLE], NOTE_DE_LA_GRILLE
    )


def _mandat_ecrit(dossier: Dossier, ecrit: Mandat | None) -> list[Bloc]:
    fichier = f"params/departements/{dossier.departement.code}/reglages.yml"
    if ecrit is None:
        manque = f"Le mandat de l'évaluation n'est pas écrit ({fichier}, bloc « mandat »)."
        return [absence(manque, COMITE), Definitions([(nom, NON_RENSEIGNE) for nom in RUBRIQUES.values()])]
    couples = [(titre, _dire(getattr(ecrit, cle))) for cle, titre in RUBRIQUES.items()]
    tus = [titre.lower() for titre, valeur in couples if valeur == NON_RENSEIGNE]
    blocs: list[Bloc] = [Definitions(couples)]
    if tus:
        blocs.append(absence(f"Le mandat ne dit pas encore : {', '.join(tus)} ({fichier}).", COMITE))
    return blocs


def _dire(valeur: object) -> object:
    if isinstance(valeur, list):
        return [Cite(texte) for texte in valeur] or NON_RENSEIGNE
    return Cite(str(valeur)) if valeur else NON_RENSEIGNE


def _independance(dossier: Dossier, ecrit: Mandat | None) -> list[Bloc]:
    """Le cumul de rôles, quand le plan et le mandat nomment la même institution."""
    if ecrit is None or ecrit.evaluateur is None:
        texte = "L'évaluateur n'est pas nommé : on ne sait pas s'il pilote aussi des fiches du plan."
        return [Paragraphe(texte), Paragraphe(CHARTE, "note")]
    pilotees = fiches_pilotees(dossier, ecrit.evaluateur)
    if not pilotees:
        texte = "Le plan ne nomme pas l'évaluateur parmi les pilotes de ses fiches, sous ce nom du moins."
        return [Paragraphe(texte), Paragraphe(CHARTE, "note")]
    n = compter_du_plan(
        dossier, "Fiches que l'évaluateur pilote ou copilote", [fiche.id for fiche in pilotees], "fiches"
    )
    total = compter_du_plan(dossier, "Fiches du plan", [f.id for f in dossier.plan.fiches], "fiches")
    suite = "{i}" if ecrit.independance else "Rien n'est écrit de ce qui garantit sa distance."
    cumul = phrase(
        f"{{e}} évalue, et pilote ou copilote aussi {{n}} {accorder(len(pilotees), 'fiche', 'fiches')} "
        "du plan sur {t}. " + suite,
        e=Cite(ecrit.evaluateur),
        n=n,
        t=total,
        i=Cite(ecrit.independance or ""),
    )
    return [Paragraphe(cumul), Paragraphe(CHARTE, "note")]


def fiches_pilotees(dossier: Dossier, institution: str) -> list[Fiche]:
    """Les fiches que l'institution pilote ou copilote, sous l'un des noms que le plan lui donne."""
    noms = {institution.casefold()} | {
        acteur.nom.casefold()
        for acteur in dossier.plan.acteurs
        if institution.casefold() in {forme.casefold() for forme in acteur.formes}
    }
    return [
        participation.fiche
        for participation in participations(dossier.plan)
        if participation.acteur.casefold() in noms and participation.role in ("pilote", "copilote")
    ]
