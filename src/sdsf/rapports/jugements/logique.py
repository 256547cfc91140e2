"""La logique d'intervention de chaque axe (G4) : moyens, réalisations, résultats, impacts, hypothèses.

Tout vient du plan et des registres, mot à mot ; un maillon que le plan n'écrit pas est montré vide.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.plan.modeles import Fiche, Noeud
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.jugements.contribution import MAILLONS
from sdsf.referentiel.contribution import MAILLONS as ORDRE
from sdsf.referentiel.contribution import Hypothese
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Figure,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    absence,
    phrase,
)
from sdsf.rendu.citations import Cite
from sdsf.rendu.logique import Maillon, tracer_logique
from sdsf.rendu.nombres import accorder, liste_fr

# Au-delà, le dessin renvoie au tableau : un diagramme se lit d'un coup d'œil.
ELEMENTS_DESSINES = 6
NON_RENSEIGNE = "non renseigné par le plan ni par les registres"
TYPES = {"realisations": "realisation", "resultats": "resultat", "impacts": "impact"}
REGLE = (
    "Moyens : la rubrique des fiches et les financeurs au registre. Réalisations : les actions et les "
    "indicateurs de réalisation. Résultats : les résultats attendus et les indicateurs de résultat. "
    "Impacts : les indicateurs que le plan, ou sa lecture, classe ainsi."
)
PRUDENCE = (
    "Le dessin montre ce que le plan écrit, pas ce qui est arrivé : passer d'un maillon au suivant est une "
    "supposition, que la section sur la contribution éprouve."
)


@dataclass(frozen=True)
class Chaine:
    """Un axe, les éléments de chacun de ses maillons, les hypothèses entre eux."""

    axe: Noeud
    fiches: tuple[Fiche, ...]
    elements: dict[str, tuple[tuple[str, str], ...]]
    """Par maillon : l'élément, mot à mot, et l'id du plan qui le porte (vide pour un registre)."""
    hypotheses: tuple[Hypothese, ...]

    @property
    def renseignes(self) -> list[str]:
        return [maillon for maillon in ORDRE if self.elements[maillon]]


def logique_d_intervention(dossier: Dossier) -> list[Bloc]:
    """Une figure par axe, avec son tableau ; la phrase dit quels maillons le plan n'écrit pas."""
    chaines = chaines_du_plan(dossier)
    if not chaines:
        return [absence("Le plan n'a aucune fiche à relier.", "le comité départemental")]
    figures: list[Bloc] = [_figure(dossier, rang, chaine) for rang, chaine in enumerate(chaines, 1)]
    return [Paragraphe(_resume(dossier, chaines)), Paragraphe(f"{REGLE} {PRUDENCE}", "note"), *figures]


def chaines_du_plan(dossier: Dossier) -> list[Chaine]:
    """La chaîne de chaque axe qui a des fiches en vigueur."""
    par_axe: dict[str, list[Fiche]] = {}
    for fiche in dossier.plan.fiches:
        par_axe.setdefault(dossier.axe_de(fiche).id, []).append(fiche)
    axes = [noeud for noeud in dossier.plan.arborescence if noeud.id in par_axe]
    return [_chaine(dossier, axe, par_axe[axe.id]) for axe in axes]


def _chaine(dossier: Dossier, axe: Noeud, fiches: Sequence[Fiche]) -> Chaine:
    indicateurs = {maillon: _indicateurs(fiches, type_) for maillon, type_ in TYPES.items()}
    elements = {
        "moyens": (*_textes(fiches, "moyens"), *_financeurs(dossier, axe)),
        "realisations": (*_actions(fiches), *indicateurs["realisations"]),
        "resultats": (*_textes(fiches, "resultats_attendus"), *indicateurs["resultats"]),
        "impacts": indicateurs["impacts"],
    }
    hypotheses = [h for h in dossier.travaux.hypotheses if h.axe in (None, axe.id)]
    return Chaine(axe, tuple(fiches), elements, tuple(hypotheses))


def _textes(fiches: Sequence[Fiche], champ: str) -> tuple[tuple[str, str], ...]:
    """Les textes d'un champ des fiches, une fois chacun."""
    trouves = {texte: fiche.id for fiche in reversed(fiches) for texte in reversed(getattr(fiche, champ))}
    return tuple((texte, trouves[texte]) for texte in reversed(trouves))


def _actions(fiches: Sequence[Fiche]) -> tuple[tuple[str, str], ...]:
    return tuple((f"Action : {action.intitule}", action.id) for fiche in fiches for action in fiche.actions)


def _indicateurs(fiches: Sequence[Fiche], type_: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"Indicateur : {indicateur.libelle}", indicateur.id)
        for fiche in fiches
        for indicateur in fiche.indicateurs
        if indicateur.type == type_
    )


def _financeurs(dossier: Dossier, axe: Noeud) -> tuple[tuple[str, str], ...]:
    """Ceux que le registre des moyens nomme pour l'axe jusqu'à l'année du rapport."""
    table = dossier.tables["moyens"]
    connus = table[(table["axe"] == axe.id) & (table["annee"] <= dossier.annee)]
    noms = sorted(set(connus["financeur"]))
    return ((f"Financeurs au registre : {liste_fr(noms)}", ""),) if noms else ()


# --- la figure ------------------------------------------------------------------------------------


def _resume(dossier: Dossier, chaines: Sequence[Chaine]) -> Phrase:
    completes = [chaine for chaine in chaines if len(chaine.renseignes) == len(ORDRE)]
    ecrits = {maillon for chaine in chaines for maillon in chaine.renseignes}
    absents = [MAILLONS[maillon] for maillon in ORDRE if maillon not in ecrits]
    n = len(completes)
    sujet = accorder(n, "{k} partie du plan sur {n} renseigne", "{k} parties du plan sur {n} renseignent")
    if not completes:
        sujet = (
            "Des {n} parties du plan, aucune ne renseigne" if len(chaines) > 1 else "Le plan ne renseigne pas"
        )
    return phrase(
        f"{sujet} les quatre maillons de la chaîne, des moyens aux impacts.{{suite}}",
        k=_compter(dossier, "Parties du plan aux quatre maillons renseignés", completes),
        n=_compter(dossier, "Parties du plan", chaines),
        suite=f" Renseignés nulle part : les {' ; les '.join(absents)}." if absents else "",
    )


def _compter(dossier: Dossier, libelle: str, chaines: Sequence[Chaine]) -> Chiffre:
    return compter_du_plan(dossier, libelle, [chaine.axe.id for chaine in chaines], "nombre")


def _figure(dossier: Dossier, rang: int, chaine: Chaine) -> Figure:
    ancre = f"fig-logique-{rang}"
    maillons = [_maillon(chaine, nom) for nom in ORDRE]
    entre = [[_supposer(h) for h in chaine.hypotheses if h.de == nom] for nom in ORDRE[:-1]]
    vides = [MAILLONS[nom] for nom in ORDRE if nom not in chaine.renseignes]
    return Figure(
        ancre=ancre,
        titre=_titre(chaine, vides),
        sous_titre="Ce que le plan écrit, des moyens aux impacts ; entre deux maillons, ce que l'on suppose.",
        svg=tracer_logique(ancre, maillons, entre, NON_RENSEIGNE),
        alternative=_alternative(chaine, vides),
        lecture=(
            "Lecture : chaque cadre est un maillon, de haut en bas ; un cadre en tirets est un maillon que "
            "rien ne renseigne ; le texte à droite d'une flèche est l'hypothèse qui relie deux maillons."
        ),
        source=f"Source : {dossier.plan.source.titre} ; registre des moyens ; hypothèses de contribution.",
        avertissements=(),
        tableau=_tableau(dossier, chaine),
    )


def _maillon(chaine: Chaine, nom: str) -> Maillon:
    textes = [texte for texte, _ in chaine.elements[nom]]
    return Maillon(
        MAILLONS[nom].capitalize(),
        tuple(textes[:ELEMENTS_DESSINES]),
        max(0, len(textes) - ELEMENTS_DESSINES),
    )


def _supposer(hypothese: Hypothese) -> str:
    saut = f" (jusqu'aux {MAILLONS[hypothese.vers]})" if _saute(hypothese) else ""
    return f"On suppose : {hypothese.enonce}{saut}"


def _saute(hypothese: Hypothese) -> bool:
    return ORDRE.index(hypothese.vers) > ORDRE.index(hypothese.de) + 1


def _titre(chaine: Chaine, vides: Sequence[str]) -> Phrase:
    if not vides:
        return phrase("« {axe} » : les quatre maillons sont renseignés", axe=Cite(chaine.axe.intitule))
    suite = f"manquent {liste_fr([f'les {nom}' for nom in vides])}"
    return phrase("« {axe} » : {suite}", axe=Cite(chaine.axe.intitule), suite=suite)


def _alternative(chaine: Chaine, vides: Sequence[str]) -> str:
    comptes = [f"{MAILLONS[nom]}, {_en_elements(len(chaine.elements[nom]))}" for nom in chaine.renseignes]
    suite = f" Non renseignés : {liste_fr(list(vides))}." if vides else ""
    n = len(chaine.hypotheses)
    return (
        f"Logique d'intervention de « {chaine.axe.intitule} ». Maillons renseignés : {' ; '.join(comptes)}."
        f"{suite} {n} {accorder(n, 'hypothèse', 'hypothèses')} entre les maillons. Le tableau qui suit donne "
        "chaque élément."
    )


def _en_elements(n: int) -> str:
    return f"{n} {accorder(n, 'élément', 'éléments')}"


def _tableau(dossier: Dossier, chaine: Chaine) -> Tableau:
    """Une ligne par élément : un maillon chargé se coupe d'une page à l'autre."""
    colonnes = [Colonne("Maillon"), Colonne("Élément, mot à mot")]
    lignes = [ligne for nom in ORDRE for ligne in _lignes(dossier, chaine, nom)]
    return Tableau(f"Logique d'intervention : {chaine.axe.intitule}", colonnes, lignes)


def _lignes(dossier: Dossier, chaine: Chaine, nom: str) -> list[Ligne]:
    """Le maillon et son compte, ses éléments, puis ce que l'on suppose vers la suite."""
    titre = MAILLONS[nom].capitalize()
    n = _nombre(dossier, chaine, nom)
    mot = accorder(n.valeur or 0, "élément écrit par le plan", "éléments écrits par le plan")
    compte = phrase("{n} {mot}", n=n, mot=mot) if chaine.elements[nom] else NON_RENSEIGNE
    supposes = [h for h in chaine.hypotheses if h.de == nom]
    return [
        Ligne([titre, compte], accent=True),
        *(Ligne([titre, Cite(texte)]) for texte, _ in chaine.elements[nom]),
        *(
            Ligne([f"Des {MAILLONS[nom]} aux {MAILLONS[h.vers]}, on suppose", Cite(h.enonce)])
            for h in supposes
        ),
    ]


def _nombre(dossier: Dossier, chaine: Chaine, nom: str) -> Chiffre:
    """Le nombre d'éléments écrits par le plan ; le registre s'y ajoute sans ligne du plan."""
    identifiants = [identifiant for _, identifiant in chaine.elements[nom] if identifiant]
    libelle = f"Éléments du plan, {MAILLONS[nom]} : {chaine.axe.code or chaine.axe.id}"
    return compter_du_plan(dossier, libelle, identifiants, "nombre")
