"""Ce que l'on exige pour chaque case cachée, et comment l'attaque montre qu'une exigence n'est pas tenue."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sdsf.secret.attaque import Deduction, Visee, attaquer
from sdsf.secret.systeme import INFIME, Booleens, Cible, Systeme
from sdsf.secret.temoins import temoigner


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

    def besoin(self, valeur: float) -> tuple[float, float]:
        """De combien la case doit pouvoir descendre et monter (au plus, si seule compte la largeur)."""
        if self.bas is None or self.haut is None:
            return self.largeur, self.largeur
        return max(valeur - self.bas, 0.0), max(self.haut - valeur, 0.0)

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
    entieres = {case: _entiere(case, cible) for case, cible in cibles.items()}
    gardees = set(_innocentes(systeme, tout, list(entieres.values())))
    retenues = [exigence for exigence in entieres.values() if exigence in gardees]
    douteuses = {case: cible for case, cible in cibles.items() if entieres[case] not in gardees}
    bornes = intervalles(systeme, tout, douteuses)
    revelees: set[int] = set()
    for case, cible in douteuses.items():
        averti, simple = (
            _exigence(systeme, case, cible, sait, *bornes[case, sait]) for sait in (True, False)
        )
        complete = averti.largeur >= cible.largeur - INFIME
        retenues += [e for e in ([averti] if complete else [averti, simple]) if e.largeur > INFIME]
        if max(averti.largeur, simple.largeur) < cible.largeur - INFIME:
            revelees.add(case)
    return Exigences(tuple(retenues), frozenset(revelees))


def _entiere(case: int, cible: Cible) -> Exigence:
    """Toute l'exigence, contre un lecteur averti."""
    return Exigence(case, True, cible.bas, cible.haut, cible.largeur)


def _innocentes(systeme: Systeme, cachees: Booleens, exigences: Sequence[Exigence]) -> list[Exigence]:
    """Les exigences que des témoins montrent tenues, sans les attaquer une à une."""
    tenues: list[Exigence] = []
    for averti in (True, False):
        groupe = [exigence for exigence in exigences if exigence.averti == averti]
        besoins = {e.case: e.besoin(float(systeme.valeurs[e.case])) for e in groupe}
        bas, haut = temoigner(systeme, cachees, averti, besoins)
        bas, haut = systeme.valeurs + bas, systeme.valeurs + haut
        tenues += [e for e in groupe if e.tenue(float(bas[e.case]), float(haut[e.case]))]
    return tenues


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
    innocentes = set(_innocentes(systeme, cachees, exigences))
    douteuses = [exigence for exigence in exigences if exigence not in innocentes]
    visees = list(dict.fromkeys(visee for exigence in douteuses for visee in exigence.visees()))
    trouve = {d.visee: d for d in attaquer(systeme, cachees, visees)}
    fautes = []
    for exigence in douteuses:
        basse, haute = (trouve[visee] for visee in exigence.visees())
        if not exigence.tenue(basse.valeur, haute.valeur):
            fautes.append(Manquement(exigence, basse, haute))
    return fautes


def complementaires(systeme: Systeme, cachees: Booleens) -> dict[int, Cible]:
    """Les cases cachées en complément : on ne doit pas les recalculer non plus."""
    rangs = np.flatnonzero(cachees & systeme.libres)
    return {int(rang): Cible(None, None, float(systeme.largeur[rang])) for rang in rangs}
