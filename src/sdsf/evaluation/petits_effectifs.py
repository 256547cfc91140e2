"""Les petits effectifs : l'intervalle d'un taux, et ce que le hasard suffit à expliquer.

Un taux dont le numérateur compte des personnes ou des événements varie d'une année à l'autre sans que rien ne
change. Unité : celle du taux (``pour`` 100, pour 1 000). Trois formules :

- une part (k personnes parmi n) : intervalle de Wilson,
  (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) ÷ (1 + z²/n), où p = k ÷ n ;
- un taux d'événements (k pour une exposition e) : intervalle exact de Poisson (Garwood),
  de χ²(α/2 ; 2k) ÷ 2e à χ²(1 − α/2 ; 2k + 2) ÷ 2e, où χ²(p ; d) est le quantile p à d degrés de liberté ;
- une différence de deux parts : intervalle de Newcombe (1998, méthode 10), bâti sur ceux de Wilson ;
  un rapport de deux taux : l'intervalle exact de k₁ sachant k₁ + k₂ (Clopper et Pearson).

Seul un effectif entier se traite ainsi. Un taux de couverture rapporte des places décidées, non tirées au
sort : son intervalle ne dirait rien. Ce qui ne se calcule pas n'a pas de valeur ; ``motif`` dit pourquoi.

Source : Wilson, *JASA* 22 (1927) ; Garwood, *Biometrika* 28 (1936) ; Clopper et Pearson, *Biometrika*
26 (1934) ; Newcombe, *Statistics in Medicine* 17 (1998).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scipy.special import betaincinv, chdtrc, gammaincinv, ndtri

Loi = Literal["part", "taux"]
# Sous cinq effectifs attendus, le χ² n'est plus une bonne approximation (règle de Cochran).
MINIMUM_ATTENDU = 5


@dataclass(frozen=True)
class Effectif:
    """Un effectif et ce à quoi il se rapporte : k personnes parmi n, ou k événements pour une exposition."""

    nombre: float
    base: float


@dataclass(frozen=True)
class Estimation:
    """Une valeur et son intervalle, dans la même unité ; ``None`` et un motif si elle n'est pas évaluable."""

    valeur: float | None = None
    bas: float | None = None
    haut: float | None = None
    niveau_pct: float = 95.0
    methode: str = ""
    motif: str = ""


@dataclass(frozen=True)
class Ecart:
    """La différence de deux parts, ou le rapport de deux taux ; ``bruit`` : le hasard suffit à la dire."""

    estimation: Estimation
    bruit: bool | None


@dataclass(frozen=True)
class Homogeneite:
    """Des territoires comparés tous ensemble ; ``bruit`` : rien ne justifie de les ordonner."""

    khi2: float | None = None
    degres: int = 0
    probabilite: float | None = None
    bruit: bool | None = None
    motif: str = ""


def intervalle_de_part(effectif: Effectif, niveau_pct: float = 95.0, pour: float = 100) -> Estimation:
    """La part de ``nombre`` personnes parmi ``base``, et son intervalle de Wilson.

    >>> e = intervalle_de_part(Effectif(3, 10))
    >>> e.valeur, round(e.bas, 1), round(e.haut, 1)
    (30.0, 10.8, 60.3)
    """
    motif = empechement(effectif, "part")
    if motif:
        return Estimation(niveau_pct=niveau_pct, motif=motif)
    bas, haut = _wilson(effectif, niveau_pct)
    valeur = pour * effectif.nombre / effectif.base
    return Estimation(valeur, pour * bas, pour * haut, niveau_pct, "Wilson")


def intervalle_de_taux(effectif: Effectif, niveau_pct: float = 95.0, pour: float = 1000) -> Estimation:
    """Le taux de ``nombre`` événements pour une exposition ``base``, et son intervalle exact de Poisson.

    >>> e = intervalle_de_taux(Effectif(10, 1000))
    >>> e.valeur, round(e.bas, 1), round(e.haut, 1)
    (10.0, 4.8, 18.4)
    """
    motif = empechement(effectif, "taux")
    if motif:
        return Estimation(niveau_pct=niveau_pct, motif=motif)
    nombre, unite, alpha = effectif.nombre, pour / effectif.base, 1 - niveau_pct / 100
    bas = float(gammaincinv(nombre, alpha / 2)) if nombre else 0.0
    haut = float(gammaincinv(nombre + 1, 1 - alpha / 2))
    return Estimation(nombre * unite, bas * unite, haut * unite, niveau_pct, "Poisson exact")


def empechement(effectif: Effectif, loi: Loi) -> str:
    """Ce qui empêche de traiter un effectif comme tel ; vide si rien."""
    nombre, base = effectif.nombre, effectif.base
    if not (math.isfinite(nombre) and math.isfinite(base)):
        return "l'effectif ou ce à quoi il se rapporte est inconnu"
    if base <= 0:
        return "le dénominateur est nul"
    if nombre < 0 or nombre != int(nombre):
        return "le numérateur n'est pas un effectif (un nombre entier, positif ou nul)"
    if loi == "part" and (nombre > base or base != int(base)):
        return "ce n'est pas une part : le numérateur doit être compté dans le dénominateur, un effectif"
    return ""


def difference_de_parts(un: Effectif, autre: Effectif, niveau_pct: float = 95.0, pour: float = 100) -> Ecart:
    """La première part moins la seconde, en points (pour 100), et son intervalle de Newcombe.

    Deux territoires la même année, ou un territoire à deux dates. La différence est du bruit quand
    l'intervalle contient 0. Les deux groupes doivent être distincts : une commune ne se compare pas ainsi à
    son EPCI, qui la contient.

    >>> difference_de_parts(Effectif(3, 10), Effectif(5, 10)).bruit
    True
    """
    motif = empechement(un, "part") or empechement(autre, "part")
    if motif:
        return Ecart(Estimation(niveau_pct=niveau_pct, motif=motif), None)
    p, q = un.nombre / un.base, autre.nombre / autre.base
    (bas_p, haut_p), (bas_q, haut_q) = _wilson(un, niveau_pct), _wilson(autre, niveau_pct)
    bas = p - q - math.hypot(p - bas_p, haut_q - q)
    haut = p - q + math.hypot(haut_p - p, q - bas_q)
    return Ecart(
        Estimation(pour * (p - q), pour * bas, pour * haut, niveau_pct, "Newcombe"), bas <= 0 <= haut
    )


def rapport_de_taux(un: Effectif, autre: Effectif, niveau_pct: float = 95.0) -> Ecart:
    """Le premier taux divisé par le second, sans unité, et son intervalle exact.

    Du bruit quand l'intervalle contient 1. Sans événement au second, le rapport n'existe pas ; sans aucun
    événement, il n'y a rien à comparer.
    """
    motif = empechement(un, "taux") or empechement(autre, "taux")
    if not motif and autre.nombre == 0:
        motif = "aucun événement au dénominateur du rapport"
    if motif:
        return Ecart(Estimation(niveau_pct=niveau_pct, motif=motif), None)
    k, n, alpha = un.nombre, un.nombre + autre.nombre, 1 - niveau_pct / 100
    echelle = autre.base / un.base
    bas = float(betaincinv(k, n - k + 1, alpha / 2)) if k else 0.0
    haut = float(betaincinv(k + 1, n - k, 1 - alpha / 2))
    bas, haut = (echelle * part / (1 - part) for part in (bas, haut))
    rapport = echelle * k / autre.nombre
    return Ecart(Estimation(rapport, bas, haut, niveau_pct, "Poisson conditionnel exact"), bas <= 1 <= haut)


def homogeneite(effectifs: Sequence[Effectif], loi: Loi, niveau_pct: float = 95.0) -> Homogeneite:
    """Les territoires diffèrent-ils, tous ensemble, plus que le hasard ne le ferait ? Test du χ².

    χ² = Σ (observé − attendu)² ÷ attendu, à (territoires − 1) degrés de liberté ; l'attendu est celui du taux
    d'ensemble. ``bruit`` : la probabilité d'un tel χ² dépasse ``100 − niveau_pct`` % ; on n'ordonne alors pas
    les territoires. Ne pas voir de différence n'est pas prouver qu'il n'y en a pas.
    """
    motif = next((m for e in effectifs if (m := empechement(e, loi))), "")
    if motif or len(effectifs) < 2:
        return Homogeneite(motif=motif or "moins de deux territoires ont un effectif connu")
    ensemble = sum(e.nombre for e in effectifs) / sum(e.base for e in effectifs)
    if _plus_petit_attendu(effectifs, loi, ensemble) < MINIMUM_ATTENDU:
        return Homogeneite(motif=f"effectifs trop petits : moins de {MINIMUM_ATTENDU} attendus quelque part")
    # D'une part, on compte aussi ceux qui n'y sont pas : leur terme revient à diviser par 1 − p.
    reste = 1 - ensemble if loi == "part" else 1.0
    khi2 = sum((e.nombre - e.base * ensemble) ** 2 / (e.base * ensemble * reste) for e in effectifs)
    degres = len(effectifs) - 1
    probabilite = float(chdtrc(degres, khi2))
    return Homogeneite(khi2, degres, probabilite, probabilite > 1 - niveau_pct / 100)


def _plus_petit_attendu(effectifs: Sequence[Effectif], loi: Loi, ensemble: float) -> float:
    rare = min(ensemble, 1 - ensemble) if loi == "part" else ensemble
    return min(e.base for e in effectifs) * rare


def _wilson(effectif: Effectif, niveau_pct: float) -> tuple[float, float]:
    """Les bornes de Wilson, entre 0 et 1."""
    n, p = effectif.base, effectif.nombre / effectif.base
    z = float(ndtri(0.5 + niveau_pct / 200))
    centre = p + z**2 / (2 * n)
    marge = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    echelle = 1 + z**2 / n
    # L'arrondi ne doit pas donner une part négative, ou de plus de cent.
    return max((centre - marge) / echelle, 0.0), min((centre + marge) / echelle, 1.0)
