"""Ce que vaut un classement de priorités : d'autres poids, d'autres réglages changeraient-ils la décision ?

Entrées : la table et la méthode de ``evaluation/priorites.py``. La décision est la liste des territoires de
la première classe. Ce que l'on éprouve est le choix des poids et des réglages, pas l'erreur des données.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from sdsf.evaluation.priorites import (
    Nombres,
    Oui,
    couper,
    partager,
    poids_ecrits,
    prioritaires,
    rendre_comparables,
    scorer,
    sens_du_score,
)
from sdsf.plan.reglages import ExAequo
from sdsf.referentiel.priorites import MethodeDePriorite
from sdsf.vocabulaire import valeurs

# Les coupes qui ne demandent pas de bornes écrites.
COUPES = ("effectifs", "amplitude")
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
    complets, _ = partager(table, methode)
    scores = scorer(rendre_comparables(complets, methode), _tirer(methode).T)
    sens, reglages = sens_du_score(methode), methode.sensibilite
    p = (couper(scores, sens, methode.classes) == 1).mean(axis=1)
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
    reglages, poids = methode.sensibilite, poids_ecrits(methode)[:, 0]
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
    complets, _ = partager(table, methode)
    comparables, poids = rendre_comparables(complets, methode), poids_ecrits(methode)[:, 0]
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
    classes = couper(scorer(comparables, poids), sens_du_score(methode), methode.classes)
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
