"""Ce que l'on exige pour chaque case cachée, et comment l'attaque montre qu'une exigence n'est pas tenue."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sdsf.secret.attaque import Deduction, Visee, attaquer
from sdsf.secret.systeme import INFIME, Booleens, Cible, Systeme


@dataclass(frozen=True)
class Exigence:
    """Un intervalle que l'attaque doit contenir, ou une largeur qu'elle doit laisser."""

    case: int
    averti: bool
    bas: float | None
    haut: float | None
    largeur: float

    def visees(self) -> tuple[Visee, Visee]:
        return Visee(self.case, -1, self.averti), Visee(self.case, 1, self.averti)

    def tenue(self, mini: float, maxi: float) -> bool:
        """L'attaque a trouvé ``mini`` et ``maxi`` : est-ce assez large ?"""
        if self.bas is not None and self.haut is not None:
            return mini <= self.bas + INFIME and maxi >= self.haut - INFIME
        return maxi - mini >= self.largeur - INFIME


@dataclass(frozen=True)
class Exigences:
    """Les exigences d'un système ; ``revelees`` : les cases que rien de ce qu'on peut cacher ne protège."""

    retenues: tuple[Exigence, ...]
    revelees: frozenset[int]


def fixer(systeme: Systeme, cibles: Mapping[int, Cible]) -> Exigences:
    """Les exigences de ces cibles, ramenées à ce que tout cacher permettrait.

    Lecteur averti d'abord. Là où la structure lui suffit (un total sous le seuil fait de quatre parties non
    nulles), on exige contre un lecteur qui ne sait pas pourquoi une case est cachée.
    """
    tout = systeme.imposees | systeme.libres
    retenues: list[Exigence] = []
    revelees: set[int] = set()
    bornes = intervalles(systeme, tout, cibles)
    for case, cible in cibles.items():
        averti = _exigence(systeme, case, cible, True, *bornes[case, True])
        simple = _exigence(systeme, case, cible, False, *bornes[case, False])
        complete = averti.largeur >= cible.largeur - INFIME
        gardees = [averti] if complete else [averti, simple]
        retenues += [exigence for exigence in gardees if exigence.largeur > INFIME]
        if max(averti.largeur, simple.largeur) < cible.largeur - INFIME:
            revelees.add(case)
    return Exigences(tuple(retenues), frozenset(revelees))


def intervalles(
    systeme: Systeme, cachees: Booleens, cases: Iterable[int]
) -> dict[tuple[int, bool], tuple[float, float]]:
    """L'intervalle déduit de chaque case, par un lecteur averti et par un autre."""
    visees = [Visee(case, sens, averti) for case in cases for averti in (True, False) for sens in (-1, 1)]
    trouve = {d.visee: d.valeur for d in attaquer(systeme, cachees, visees)}
    couples = {(visee.case, visee.averti) for visee in visees}
    return {(c, a): (trouve[Visee(c, -1, a)], trouve[Visee(c, 1, a)]) for c, a in couples}


def _exigence(systeme: Systeme, case: int, cible: Cible, averti: bool, mini: float, maxi: float) -> Exigence:
    if cible.bas is None or cible.haut is None:
        return Exigence(case, averti, None, None, min(cible.largeur, maxi - mini))
    valeur = float(systeme.valeurs[case])
    bas = min(max(cible.bas, _entier_au_dessus(mini)), valeur)
    haut = max(cible.haut, bas + cible.largeur) if not averti else cible.haut
    haut = max(min(haut, _entier_en_dessous(maxi)), valeur)
    return Exigence(case, averti, bas, haut, haut - bas)


def _entier_au_dessus(x: float) -> float:
    return float(math.ceil(x - INFIME))


def _entier_en_dessous(x: float) -> float:
    return float(math.floor(x + INFIME))


# --- ce qui n'est pas tenu ------------------------------------------------------------------------


@dataclass(frozen=True)
class Manquement:
    """Une exigence non tenue, et les déductions qui le montrent."""

    exigence: Exigence
    basse: Deduction
    haute: Deduction


def manquements(systeme: Systeme, cachees: Booleens, exigences: Sequence[Exigence]) -> list[Manquement]:
    """Les exigences que l'attaque met en défaut, les cases ``cachees`` l'étant."""
    visees = list(dict.fromkeys(visee for exigence in exigences for visee in exigence.visees()))
    trouve = {d.visee: d for d in attaquer(systeme, cachees, visees)}
    fautes = []
    for exigence in exigences:
        basse, haute = (trouve[visee] for visee in exigence.visees())
        if not exigence.tenue(basse.valeur, haute.valeur):
            fautes.append(Manquement(exigence, basse, haute))
    return fautes


def complementaires(systeme: Systeme, cachees: Booleens) -> dict[int, Cible]:
    """Les cases cachées en complément : on ne doit pas les recalculer non plus."""
    rangs = np.flatnonzero(cachees & systeme.libres)
    return {int(rang): Cible(None, None, float(systeme.largeur[rang])) for rang in rangs}
