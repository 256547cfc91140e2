"""Projeter une série à l'échéance : la droite des moindres carrés, et l'intervalle de sa prévision.

Formule : y = a + b × année, sur les valeurs d'une même édition ; intervalle de prévision à l'année x :
y(x) ± t × s × √(1 + 1/n + (x − m)² ÷ Σ(xᵢ − m)²), où m est l'année moyenne, s² = Σ(yᵢ − y(xᵢ))² ÷ (n − 2),
et t le quantile de Student à n − 2 degrés de liberté. Unité : celle de la série ; la pente, cette unité par
an.

Une projection dit ce que donnerait la poursuite de la tendance, non ce que le schéma produira. Les valeurs
de deux années voisines se ressemblent : l'intervalle est donc plutôt trop étroit. On ne projette ni sur trop
peu d'années, ni plus loin que la série n'est longue, ni par-dessus une rupture. Ce qui ne se projette pas
n'a pas de valeur, et ``motif`` dit pourquoi.

Source : Montgomery, Peck et Vining, *Introduction to Linear Regression Analysis*, chapitre 2.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd
from scipy.special import stdtrit

from sdsf.evaluation.series import edition_courante
from sdsf.vocabulaire import Sens

# Avec deux points, la droite passe par les deux : elle n'a aucune erreur à estimer.
MINIMUM_ABSOLU = 3
Portee = Literal["probable", "incertaine", "improbable", "non_evaluable"]


@dataclass(frozen=True)
class Projection:
    """La valeur projetée une année, son intervalle ; ``None`` et un motif si l'on ne projette pas.

    ``bornee`` : l'intervalle sortait des valeurs possibles de l'indicateur, il a été coupé à ses bornes.
    """

    annee: int
    niveau_pct: float
    annees: tuple[int, ...] = ()
    valeur: float | None = None
    bas: float | None = None
    haut: float | None = None
    pente: float | None = None
    bornee: bool = False
    motif: str = ""


def points_a_projeter(serie_: pd.DataFrame, annee: int, depuis: int | None = None) -> dict[int, float]:
    """Les valeurs connues de l'édition courante, par année, jusqu'à ``annee``.

    ``serie_`` : ce que rend ``series.serie`` ; pour une édition plus ancienne que la courante, ne donner que
    ses lignes. ``depuis`` : l'année d'une rupture à l'intérieur de l'édition ; ce qui la précède n'entre pas.
    D'une année à plusieurs valeurs (des trimestres), on garde la dernière, comme ``series.lire``.
    """
    jusqu_a = serie_[(serie_["annee"] <= annee) & serie_["valeur"].notna()]
    courante = edition_courante(jusqu_a)
    if courante is None:
        return {}
    meme = jusqu_a[(jusqu_a["source"] == courante[0]) & (jusqu_a["edition"] == courante[1])]
    retenues = meme if depuis is None else meme[meme["annee"] >= depuis]
    return {int(a): float(v) for a, v in zip(retenues["annee"], retenues["valeur"], strict=True)}


def projeter(
    points: Mapping[int, float],
    echeance: int,
    minimum: int,
    niveau_pct: float = 95.0,
    bornes: tuple[float, float] | None = None,
) -> Projection:
    """La valeur que la tendance donnerait l'année de l'échéance, et son intervalle de prévision.

    ``minimum`` : le nombre d'années sous lequel on refuse de projeter. ``bornes`` : celles de l'indicateur.

    >>> p = projeter({2018: 50.0, 2019: 51.0, 2020: 51.0, 2021: 53.0, 2022: 53.0}, 2024, minimum=5)
    >>> round(p.valeur, 2), round(p.bas, 2), round(p.haut, 2)
    (54.8, 52.05, 57.55)
    """
    annees = tuple(sorted(points))
    motif = _empechement(annees, echeance, max(minimum, MINIMUM_ABSOLU))
    if motif:
        return Projection(echeance, niveau_pct, annees, motif=motif)
    centre, pente, marge = _droite(points, echeance, niveau_pct)
    bas, haut = centre - marge, centre + marge
    valeur, bas_borne, haut_borne = (_borner(v, bornes) for v in (centre, bas, haut))
    coupee = (valeur, bas_borne, haut_borne) != (centre, bas, haut)
    return Projection(echeance, niveau_pct, annees, valeur, bas_borne, haut_borne, pente, coupee)


def _empechement(annees: tuple[int, ...], echeance: int, minimum: int) -> str:
    if not annees:
        return "aucune valeur connue"
    if echeance <= annees[-1]:
        return f"{echeance} n'est pas à venir : la série va jusqu'à {annees[-1]}"
    if len(annees) < minimum:
        mot = "année connue" if len(annees) == 1 else "années connues"
        return f"{len(annees)} {mot} dans cette édition, il en faut {minimum} pour projeter"
    if echeance - annees[-1] > annees[-1] - annees[0]:
        return f"{echeance} est plus loin de {annees[-1]} que la série n'est longue (depuis {annees[0]})"
    return ""


def _droite(points: Mapping[int, float], echeance: int, niveau_pct: float) -> tuple[float, float, float]:
    """La valeur à l'échéance, la pente, la demi-largeur de l'intervalle de prévision."""
    n = len(points)
    milieu, moyenne = sum(points) / n, math.fsum(points.values()) / n
    etalement = math.fsum((x - milieu) ** 2 for x in points)
    pente = math.fsum((x - milieu) * (y - moyenne) for x, y in points.items()) / etalement
    restes = math.fsum((y - moyenne - pente * (x - milieu)) ** 2 for x, y in points.items())
    facteur = 1 + 1 / n + (echeance - milieu) ** 2 / etalement
    quantile = float(stdtrit(n - 2, 0.5 + niveau_pct / 200))
    return (
        moyenne + pente * (echeance - milieu),
        pente,
        quantile * math.sqrt(restes / (n - 2) * facteur),
    )


def _borner(valeur: float, bornes: tuple[float, float] | None) -> float:
    return valeur if bornes is None else min(max(valeur, bornes[0]), bornes[1])


def portee_de_la_cible(projection: Projection, cible: float, sens: Sens) -> Portee:
    """La tendance mène-t-elle à la cible ? ``incertaine`` quand la cible est dans l'intervalle.

    >>> p = Projection(2026, 95.0, valeur=55.0, bas=53.0, haut=57.0)
    >>> [portee_de_la_cible(p, cible, "hausse") for cible in (52, 56, 60)]
    ['probable', 'incertaine', 'improbable']
    """
    if projection.bas is None or projection.haut is None or sens == "neutre":
        return "non_evaluable"
    if projection.bas <= cible <= projection.haut:
        # Une cible au bord même de l'intervalle n'est pas encore acquise.
        return "incertaine"
    depassee = cible < projection.bas if sens == "hausse" else cible > projection.haut
    return "probable" if depassee else "improbable"
