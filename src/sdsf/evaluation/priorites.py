"""Quels territoires passent d'abord : un score, un rang, une classe, et ce que valent ces trois-là.

Entrées : une table à une ligne par territoire (``territoire``, puis une colonne par critère, dans son unité)
et une ``MethodeDePriorite`` (critères, poids, réglages). Score = Σ poids × critère rendu comparable :

- ``rang`` : le rang du territoire, 1 au plus prioritaire ; un score **bas** est prioritaire ;
- ``min_max`` : (valeur − la moins prioritaire) ÷ étendue, de 0 à 1 ; un score **haut** est prioritaire ;
- ``z`` : (valeur − moyenne) ÷ écart-type des territoires ; un score **haut** est prioritaire.

Un critère égal partout vaut 0 en ``min_max`` et en ``z`` : il ne départage personne. Un territoire à qui il
manque une valeur n'a ni score ni classe, et ne compte pas dans le rang des autres : le motif le dit.
Sources : schéma du 63, lignes 434 à 456 et 1977 à 1987 ; schéma du 34, ligne 407 (``priorites.yml``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import rankdata

from sdsf.referentiel.priorites import Classement, ExAequo, MethodeDePriorite
from sdsf.vocabulaire import valeurs

Nombres: TypeAlias = npt.NDArray[np.float64]
Oui: TypeAlias = npt.NDArray[np.bool_]

RANGS: dict[ExAequo, str] = {"meilleur": "min", "moyen": "average", "moins_bon": "max", "dense": "dense"}
COLONNES = ["territoire", "score", "rang", "classe", "motif"]
# Les coupes qui ne demandent pas de bornes écrites.
COUPES = ("effectifs", "amplitude")
# Le bruit de calcul ne départage pas deux territoires de même score.
DECIMALES = 9
# Le poids d'un critère s'éprouve de 0 à 100 %, par dixième de point.
PARTS: Nombres = np.linspace(0, 1, 1001)


@dataclass(frozen=True)
class Bascule:
    """De combien le poids d'un critère doit bouger pour que la classe prioritaire change.

    ``part_pct`` : la part actuelle de ce critère dans le total des poids, en %. ``plus_bas_pct`` et
    ``plus_haut_pct`` : la première part qui change la décision quand on l'abaisse ou qu'on l'élève, les
    autres poids gardant leurs proportions ; ``None`` : aucune ne la change. Au dixième de point près : une
    bascule plus étroite ne se voit pas. ``entrent`` et ``sortent`` : ce que fait la plus proche des deux.
    """

    critere: str
    part_pct: float
    plus_bas_pct: float | None
    plus_haut_pct: float | None
    entrent: tuple[str, ...]
    sortent: tuple[str, ...]


# --- le score, le rang, la classe -----------------------------------------------------------------


def classer(table: pd.DataFrame, methode: MethodeDePriorite) -> pd.DataFrame:
    """Le score, le rang (1 : le plus prioritaire) et la classe de chaque territoire d'une même sorte.

    Sortie : ``territoire, score, rang, classe, motif``, du plus prioritaire au moins prioritaire ; ce qui ne
    se calcule pas manque, et ``motif`` dit pourquoi. Les ex æquo partagent rang et classe. Lève
    ``MergeError`` si un territoire y est deux fois.
    """
    complets, incomplets = _partager(table, methode)
    scores = _scores(_comparables(complets, methode), _poids(methode))[:, 0]
    sens = _sens(methode)
    calcules = pd.DataFrame(
        {
            "territoire": complets["territoire"].to_numpy(),
            "score": scores,
            "rang": rankdata(sens * scores, method="min").astype("float64"),
            "classe": _classes(scores[:, None], sens, methode.classes)[:, 0],
        }
    )
    calcules["motif"] = np.where(calcules["classe"].isna(), _sans_classe(scores, methode.classes), "")
    rendus = pd.concat([lot for lot in (calcules, incomplets) if len(lot)] or [calcules], ignore_index=True)
    tries = rendus.sort_values(["rang", "territoire"], kind="stable", na_position="last", ignore_index=True)
    return tries[COLONNES]


def prioritaires(table: pd.DataFrame, methode: MethodeDePriorite) -> tuple[str, ...]:
    """Les territoires de la première classe, dans l'ordre de leur nom."""
    classes = classer(table, methode)
    return tuple(sorted(classes.loc[classes["classe"] == 1, "territoire"]))


def _partager(table: pd.DataFrame, methode: MethodeDePriorite) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Les territoires que l'on peut classer, et les autres avec leur motif."""
    if table["territoire"].duplicated().any():
        raise pd.errors.MergeError("un territoire est deux fois dans la table")
    codes = [critere.code for critere in methode.criteres]
    valeurs_ = table.reindex(columns=["territoire", *codes]).astype(dict.fromkeys(codes, "float64"))
    # Un critère sans sens ne se classe pas : le territoire n'y est pour rien, mais son score n'existe pas.
    manque = valeurs_[codes].isna() | np.array([critere.prioritaire is None for critere in methode.criteres])
    motifs = [_motif(ligne, methode) for ligne in manque.to_numpy()]
    exclus = manque.any(axis=1)
    nan = float("nan")
    incomplets = pd.DataFrame(
        {"territoire": valeurs_["territoire"], "score": nan, "rang": nan, "classe": nan}
    )
    return valeurs_[~exclus].reset_index(drop=True), incomplets.assign(motif=motifs)[exclus]


def _motif(manque: Oui, methode: MethodeDePriorite) -> str:
    """Ce qui empêche de classer un territoire ; vide si rien n'y manque."""
    if methode.a_fixer:
        return "à fixer, ce qui rend prioritaire : " + ", ".join(methode.a_fixer)
    noms = [critere.intitule for critere, absent in zip(methode.criteres, manque, strict=True) if absent]
    return "valeur manquante : " + ", ".join(noms) if noms else ""


def _comparables(complets: pd.DataFrame, methode: MethodeDePriorite) -> Nombres:
    """Les critères rendus comparables : une ligne par territoire, une colonne par critère."""
    colonnes = [
        _normaliser(
            complets[critere.code].to_numpy() * (1.0 if critere.prioritaire == "valeur_elevee" else -1.0),
            methode,
        )
        for critere in methode.criteres
    ]
    return np.column_stack(colonnes).astype("float64")


def _normaliser(elevees: Nombres, methode: MethodeDePriorite) -> Nombres:
    """Un critère, où une valeur élevée est prioritaire, ramené à ce qui se compare."""
    if methode.normalisation == "rang":
        rangs: Nombres = rankdata(-elevees, method=RANGS[methode.ex_aequo]).astype("float64")
        return rangs
    depart = elevees.min(initial=np.inf) if methode.normalisation == "min_max" else _moyenne(elevees)
    echelle = np.ptp(elevees) if methode.normalisation == "min_max" and len(elevees) else _ecart_type(elevees)
    if not len(elevees) or np.ptp(elevees) == 0:
        return np.zeros(len(elevees))
    comparables: Nombres = (elevees - depart) / echelle
    return comparables


def _moyenne(membres: Nombres) -> float:
    return float(membres.mean()) if len(membres) else 0.0


def _ecart_type(membres: Nombres) -> float:
    """L'écart-type des territoires eux-mêmes (÷ n) : ils ne sont pas un échantillon."""
    return float(membres.std()) if len(membres) else 0.0


def _poids(methode: MethodeDePriorite) -> Nombres:
    return np.array([[critere.poids] for critere in methode.criteres], dtype="float64")


def _scores(comparables: Nombres, poids: Nombres) -> Nombres:
    """Un score par territoire (ligne) et par jeu de poids (colonne)."""
    scores: Nombres = np.round(comparables @ poids, DECIMALES)
    return scores


def _sens(methode: MethodeDePriorite) -> float:
    """1 si un score bas est prioritaire (une somme de rangs), −1 si c'est un score haut."""
    return 1.0 if methode.normalisation == "rang" else -1.0


def _classes(scores: Nombres, sens: float, classement: Classement) -> Nombres:
    """La classe de chaque score, colonne par colonne ; manquante là où la coupe n'a pas de sens."""
    if len(scores) == 0:
        return scores
    places = sens * scores
    if classement.decoupe == "bornes":
        bornes = np.sort(sens * np.array(classement.bornes))
        return np.asarray(np.searchsorted(bornes, places, side="left") + 1, dtype="float64")
    etendue: Nombres = places.max(axis=0) - places.min(axis=0)
    rangees = _par_effectifs(places) if classement.decoupe == "effectifs" else _par_amplitude(places, etendue)
    coupees = np.floor(np.round(rangees * classement.nombre, DECIMALES)) + 1.0
    impossible = (etendue == 0) | (len(scores) < classement.nombre)
    resultat: Nombres = np.where(impossible, np.nan, np.minimum(coupees, classement.nombre))
    return resultat


def _par_effectifs(places: Nombres) -> Nombres:
    """La part des territoires qui passent avant : les ex æquo ont la même, donc la même classe."""
    parts: Nombres = (rankdata(places, method="min", axis=0) - 1) / len(places)
    return parts


def _par_amplitude(places: Nombres, etendue: Nombres) -> Nombres:
    """La distance au plus prioritaire, de 0 à 1."""
    parts: Nombres = (places - places.min(axis=0)) / np.where(etendue == 0, 1, etendue)
    return parts


def _sans_classe(scores: Nombres, classement: Classement) -> str:
    """Pourquoi des territoires qui ont un score n'ont pas de classe."""
    if len(scores) < classement.nombre:
        return f"moins de territoires ({len(scores)}) que de classes ({classement.nombre})"
    return "tous les scores sont égaux : aucune classe ne les sépare"


# --- la sensibilité aux poids ---------------------------------------------------------------------


def sensibilite(table: pd.DataFrame, methode: MethodeDePriorite) -> pd.DataFrame:
    """La probabilité de chaque territoire d'être dans la classe prioritaire, sous des poids tirés au hasard.

    Poids ~ Dirichlet(α), α = concentration × (poids ÷ leur moyenne, ou 1) : en moyenne, ce sont les poids
    écrits (ou des poids égaux). Un critère de poids nul le reste si les tirages entourent les poids. Sortie :
    ``territoire, probabilite`` (de 0 à 1), ``erreur`` (écart-type de tirage, √(p(1 − p) ÷ tirages)),
    ``rang_bas, rang_median, rang_haut`` (5, 50 et 95 % des rangs), ``decision`` : « prioritaire » ou « non
    prioritaire » si la probabilité atteint ``certitude`` d'un côté, sinon « dépend des poids ». Un territoire
    sans score n'y est pas. La probabilité porte sur le choix des poids, pas sur l'erreur des données.
    """
    complets, _ = _partager(table, methode)
    scores = _scores(_comparables(complets, methode), _tirer(methode).T)
    sens, reglages = _sens(methode), methode.sensibilite
    p = (_classes(scores, sens, methode.classes) == 1).mean(axis=1)
    rangs = rankdata(sens * scores, method="min", axis=0) if len(scores) else scores
    bas, median, haut = np.quantile(rangs, (0.05, 0.5, 0.95), axis=1, method="inverted_cdf")
    rendus = pd.DataFrame(
        {
            "territoire": complets["territoire"],
            "probabilite": p,
            "erreur": np.sqrt(p * (1 - p) / reglages.tirages),
            "rang_bas": bas,
            "rang_median": median,
            "rang_haut": haut,
            "decision": [_decision(float(un), reglages.certitude) for un in p],
        }
    )
    return rendus.sort_values(["probabilite", "territoire"], ascending=[False, True], ignore_index=True)


def _tirer(methode: MethodeDePriorite) -> Nombres:
    """Les poids tirés, une ligne par tirage ; leur somme est celle des poids écrits : les bornes tiennent."""
    reglages, poids = methode.sensibilite, _poids(methode)[:, 0]
    centre = poids if reglages.centre == "poids" else np.ones(len(poids))
    vivants = centre > 0
    alpha = reglages.concentration * centre[vivants] / centre[vivants].mean()
    tires = np.zeros((reglages.tirages, len(poids)))
    tires[:, vivants] = np.random.default_rng(reglages.graine).dirichlet(alpha, reglages.tirages)
    tires *= poids.sum()
    return tires


def _decision(probabilite: float, certitude: float) -> str:
    if probabilite >= certitude:
        return "prioritaire"
    return "non prioritaire" if probabilite <= 1 - certitude else "dépend des poids"


# --- ce qui ferait changer la décision ------------------------------------------------------------


def bascules(table: pd.DataFrame, methode: MethodeDePriorite) -> list[Bascule]:
    """Pour chaque critère, la plus petite variation de son poids qui change la classe prioritaire."""
    complets, _ = _partager(table, methode)
    comparables, poids = _comparables(complets, methode), _poids(methode)[:, 0]
    noms = complets["territoire"].tolist()
    return [_bascule(rang, comparables, poids, noms, methode) for rang in range(len(poids))]


def _bascule(
    rang: int, comparables: Nombres, poids: Nombres, noms: Sequence[str], methode: MethodeDePriorite
) -> Bascule:
    critere, total = methode.criteres[rang].intitule, poids.sum()
    part = float(poids[rang] / total)
    base = _premiere_classe(comparables, poids[:, None], methode)[:, 0]
    parts = PARTS if total > poids[rang] else PARTS[-1:]
    classes = _premiere_classe(comparables, _avec_la_part(rang, parts, poids), methode)
    change = (classes != base[:, None]).any(axis=0)
    bas = max((float(p) for p in parts[change] if p < part), default=None)
    haut = min((float(p) for p in parts[change] if p > part), default=None)
    proche = min((p for p in (bas, haut) if p is not None), key=lambda p: abs(p - part), default=None)
    apres = base if proche is None else classes[:, int(np.searchsorted(parts, proche))]
    return Bascule(
        critere,
        round(100 * part, 6),
        None if bas is None else round(100 * bas, 6),
        None if haut is None else round(100 * haut, 6),
        entrent=tuple(nom for nom, ici, la in zip(noms, base, apres, strict=True) if la and not ici),
        sortent=tuple(nom for nom, ici, la in zip(noms, base, apres, strict=True) if ici and not la),
    )


def _avec_la_part(rang: int, parts: Nombres, poids: Nombres) -> Nombres:
    """Un jeu de poids par colonne : le critère y prend cette part, les autres gardent leurs proportions."""
    total, autres = poids.sum(), poids.sum() - poids[rang]
    jeux = np.outer(poids, (1 - parts) * (total / autres if autres else 0))
    jeux[rang] = parts * total
    return jeux


def _premiere_classe(comparables: Nombres, poids: Nombres, methode: MethodeDePriorite) -> Oui:
    classes = _classes(_scores(comparables, poids), _sens(methode), methode.classes)
    premiere: Oui = classes == 1
    return premiere


def selon_les_reglages(table: pd.DataFrame, methode: MethodeDePriorite) -> pd.DataFrame:
    """La décision sous chaque autre réglage que le texte ne fixe pas, un seul changé à la fois.

    Sortie : ``reglage, choix, entrent, sortent`` (noms séparés par des virgules, vides si rien ne change).
    """
    base = set(prioritaires(table, methode))
    lignes = []
    for reglage, choix, autre in _autres_reglages(methode):
        trouves = set(prioritaires(table, autre))
        entrent, sortent = ", ".join(sorted(trouves - base)), ", ".join(sorted(base - trouves))
        lignes.append({"reglage": reglage, "choix": choix, "entrent": entrent, "sortent": sortent})
    return pd.DataFrame(lignes, columns=["reglage", "choix", "entrent", "sortent"])


def _autres_reglages(methode: MethodeDePriorite) -> list[tuple[str, str, MethodeDePriorite]]:
    """Les méthodes voisines : une autre normalisation, d'autres ex æquo, une autre coupe."""
    autres: list[tuple[str, str, dict[str, object]]] = []
    bornes = methode.classes.decoupe == "bornes"
    if methode.normalisation_origine != "texte" and not bornes:
        autres += [("normalisation", choix, {"normalisation": choix}) for choix in ("rang", "min_max", "z")]
    if methode.ex_aequo_origine != "texte" and methode.normalisation == "rang":
        autres += [("ex_aequo", choix, {"ex_aequo": choix}) for choix in valeurs(ExAequo)]
    if methode.classes.origine != "texte":
        coupes = [methode.classes.model_copy(update={"decoupe": c, "bornes": []}) for c in COUPES]
        autres += [("classes", coupe.decoupe, {"classes": coupe}) for coupe in coupes]
    voisines = [(reglage, choix, methode.model_copy(update=change)) for reglage, choix, change in autres]
    return [voisine for voisine in voisines if voisine[2] != methode]
