"""Comparer deux vagues : un écart en points, son intervalle, ce que le hasard suffit à expliquer.

Deux vagues sont deux échantillons indépendants : la variance de l'écart est la somme des deux. La répartition
entière se teste par le chi-deux de Rao et Scott, corrigé des poids. Quand on pose plusieurs questions à la
fois, l'une d'elles finit par changer par hasard : les probabilités sont corrigées (Holm).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import pandas as pd

from sdsf.enquetes.echantillon import NIVEAU, Echantillon, Part, bibliotheque

SEUIL = 1 - NIVEAU
QUANTILE = NormalDist().inv_cdf(1 - SEUIL / 2)


@dataclass(frozen=True)
class EcartEstime:
    """Un écart entre deux parts, en points, son intervalle, et sa probabilité si rien n'avait changé."""

    ecart: float
    bas: float
    haut: float
    p: float


def ecart(apres: Part, avant: Part) -> EcartEstime | None:
    """L'écart de deux parts indépendantes ; rien si aucune des deux n'a de variance.

    >>> a, b = Part(60.0, 0, 0, 3.0, 300, 180), Part(50.0, 0, 0, 4.0, 200, 100)
    >>> trouve = ecart(a, b)
    >>> round(trouve.ecart, 1), round(trouve.bas, 1), round(trouve.p, 3)
    (10.0, 0.2, 0.046)
    """
    erreur = (apres.erreur**2 + avant.erreur**2) ** 0.5
    if not erreur:
        return None
    difference = apres.part - avant.part
    p = 2 * (1 - NormalDist().cdf(abs(difference) / erreur))
    return EcartEstime(difference, difference - QUANTILE * erreur, difference + QUANTILE * erreur, p)


def holm(probabilites: Sequence[float]) -> list[float]:
    """Les probabilités corrigées de leur nombre (Holm), dans le même ordre.

    >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    ordre = sorted(range(len(probabilites)), key=lambda rang: probabilites[rang])
    corrigees = [0.0] * len(probabilites)
    plancher = 0.0
    for place, rang in enumerate(ordre):
        plancher = max(plancher, min(1.0, (len(ordre) - place) * probabilites[rang]))
        corrigees[rang] = plancher
    return corrigees


def meme_repartition(avant: Echantillon, apres: Echantillon, colonne: str) -> float | None:
    """La probabilité d'un tel changement de répartition si rien n'avait changé (Rao et Scott).

    Chaque vague est une strate, et ses poids sont ceux de son calage. Rien si une réponse est unanime.
    """
    import polars

    svy = bibliotheque()
    reunies = pd.concat([_vague(avant, colonne, "avant"), _vague(apres, colonne, "apres")])
    if reunies["reponse"].nunique() < 2:
        return None
    table = polars.DataFrame({nom: list(reunies[nom]) for nom in reunies})
    sondage = svy.Sample(table, svy.Design(stratum="vague", wgt="poids"))
    croise = sondage.categorical.tabulate("reponse", "vague")
    return float(croise.stats.f.p_value)


def _vague(echantillon: Echantillon, colonne: str, nom: str) -> pd.DataFrame:
    reponses = echantillon.table[colonne].dropna()
    poids = echantillon.poids[reponses.index]
    return pd.DataFrame({"reponse": reponses, "poids": poids / poids.mean(), "vague": nom})
