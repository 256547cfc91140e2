"""La suppression secondaire : les cases de plus à cacher pour qu'aucune case secrète ne se recalcule.

Méthode de Fischetti et Salazar (2001) : un programme en nombres entiers choisit les cases les moins
coûteuses ; l'attaque cherche une case mal protégée ; chaque réussite de l'attaque donne une inégalité (une
coupe) que le choix suivant devra respecter ; on recommence jusqu'à ce que l'attaque échoue.

Le travail est borné par des nombres d'essais, jamais par le temps : deux machines cachent les mêmes cases.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from sdsf.secret.attaque import Deduction, latitudes
from sdsf.secret.exigences import Exigence, Manquement, complementaires, fixer, manquements
from sdsf.secret.systeme import INFIME, Booleens, Reels, Systeme


@dataclass(frozen=True)
class Effort:
    """Jusqu'où chercher le meilleur choix avant de se contenter d'un choix qui protège."""

    tours: int = 40
    faits: int = 1500
    noeuds: int = 5000


@dataclass(frozen=True)
class Coupe:
    """Σ coefficients·y ≥ seuil, où y vaut 1 pour un fait caché ; ``si`` : seulement si ce fait l'est."""

    coefficients: Reels
    seuil: float
    si: int | None = None

    def tenue(self, y: Reels) -> bool:
        exige = self.seuil * (1.0 if self.si is None else y[self.si])
        return float(self.coefficients @ y) >= exige - INFIME


@dataclass(frozen=True)
class Choix:
    """Les cases cachées d'une composante, et celles que rien ne protège plus."""

    cachees: Booleens
    revelees: frozenset[int]
    prudent: bool


@dataclass
class _Recherche:
    systeme: Systeme
    exigences: list[Exigence]
    coupes: list[Coupe] = field(default_factory=list)
    vues: set[int] = field(default_factory=set)

    def y_impose(self) -> Reels:
        y = np.zeros(len(self.systeme.poids))
        y[self.systeme.fait[self.systeme.imposees]] = 1.0
        return y

    def cachees(self, y: Reels) -> Booleens:
        return self.systeme.imposees | (self.systeme.libres & (y[self.systeme.fait] > 0.5))

    def fautes(self, y: Reels) -> list[Manquement]:
        """Ce que l'attaque met en défaut ; les cases de complément nouvelles ont d'abord leur exigence."""
        cachees = self.cachees(y)
        neuves = {c: v for c, v in complementaires(self.systeme, cachees).items() if c not in self.vues}
        if neuves:
            self.vues |= set(neuves)
            self.exigences += fixer(self.systeme, neuves).retenues
        actives = [exigence for exigence in self.exigences if cachees[exigence.case]]
        return manquements(self.systeme, cachees, actives)


def completer(systeme: Systeme, effort: Effort | None = None) -> Choix:
    """Les cases à cacher dans une composante : celles imposées, et le complément le moins coûteux."""
    effort = effort or Effort()
    exigences = fixer(systeme, systeme.cibles)
    recherche = _Recherche(systeme, list(exigences.retenues))
    y = _chercher(recherche, effort)
    if y is None:
        y = _ajouter_une_a_une(recherche)
    prudent = any(not exigence.averti for exigence in exigences.retenues)
    return Choix(recherche.cachees(y), exigences.revelees, prudent)


def _chercher(recherche: _Recherche, effort: Effort) -> Reels | None:
    """Le meilleur choix, par coupes successives ; ``None`` si la recherche est trop longue."""
    if int(recherche.systeme.libres.sum()) > effort.faits:
        return None
    y = recherche.y_impose()
    for _ in range(effort.tours):
        fautes = recherche.fautes(y)
        if not fautes:
            return y
        recherche.coupes += [c for faute in fautes for c in coupes_de(recherche.systeme, faute)]
        suivant = _choisir(recherche, effort)
        if suivant is None:
            return None
        y = suivant
    return None


def _choisir(recherche: _Recherche, effort: Effort) -> Reels | None:
    """Le choix le moins coûteux qui respecte les coupes déjà trouvées."""
    systeme, impose = recherche.systeme, recherche.y_impose()
    libres = np.zeros(len(systeme.poids))
    libres[systeme.fait[systeme.libres]] = 1.0
    lignes = np.array([_ligne(coupe) for coupe in recherche.coupes])
    seuils = np.array([0.0 if coupe.si is not None else coupe.seuil for coupe in recherche.coupes])
    reponse = milp(
        systeme.poids,
        integrality=np.ones(len(systeme.poids)),
        bounds=Bounds(impose, np.maximum(impose, libres)),
        constraints=LinearConstraint(lignes, lb=seuils),
        options={"node_limit": effort.noeuds, "mip_rel_gap": 1e-3},
    )
    return None if reponse.x is None else np.asarray(np.round(reponse.x), dtype=np.float64)


def _ligne(coupe: Coupe) -> Reels:
    ligne = coupe.coefficients.copy()
    if coupe.si is not None:
        ligne[coupe.si] -= coupe.seuil
    return ligne


# --- une attaque qui réussit donne une coupe ------------------------------------------------------


def coupes_de(systeme: Systeme, faute: Manquement) -> list[Coupe]:
    """Les inégalités que tout choix qui protège cette case respecte."""
    exigence = faute.exigence
    valeur = float(systeme.valeurs[exigence.case])
    si = int(systeme.fait[exigence.case]) if systeme.libres[exigence.case] else None
    if exigence.bas is None or exigence.haut is None:
        besoins = [([faute.basse, faute.haute], exigence.largeur)]
    else:
        besoins = [([faute.basse], valeur - exigence.bas), ([faute.haute], exigence.haut - valeur)]
    coupes = (_coupe(systeme, deductions, besoin, si) for deductions, besoin in besoins)
    return [coupe for coupe in coupes if coupe is not None]


def _coupe(systeme: Systeme, deductions: Sequence[Deduction], besoin: float, si: int | None) -> Coupe | None:
    """Σ (ce que chaque fait apporte s'il est caché) ≥ besoin − (ce que l'attaque a déjà de latitude)."""
    apports = np.zeros(len(systeme.poids))
    acquis = 0.0
    for deduction in deductions:
        apport, fixe = _apports(systeme, deduction)
        apports, acquis = apports + apport, acquis + fixe
    if si is not None:
        acquis, apports[si] = acquis + apports[si], 0.0
    seuil = besoin - acquis
    if seuil <= INFIME or not (apports > INFIME).any():
        return None
    return Coupe(np.minimum(apports, seuil) / seuil, 1.0, si)


def _apports(systeme: Systeme, deduction: Deduction) -> tuple[Reels, float]:
    """Par fait libre, ce que sa suppression donnerait de latitude ; et la latitude déjà acquise."""
    averti = deduction.visee.averti
    bas_vu, haut_vu = latitudes(systeme, systeme.imposees, averti)
    bas_cache, haut_cache = latitudes(systeme, systeme.imposees | systeme.libres, averti)
    acquis = deduction.descente @ bas_vu + deduction.montee @ haut_vu
    gains = deduction.descente * (bas_cache - bas_vu) + deduction.montee * (haut_cache - haut_vu)
    apports = np.zeros(len(systeme.poids))
    np.add.at(apports, systeme.fait, gains)
    return apports, float(acquis)


# --- le repli : une case à la fois ----------------------------------------------------------------


def _ajouter_une_a_une(recherche: _Recherche) -> Reels:
    """Cache le plus utile de chaque coupe, jusqu'à ce que l'attaque échoue ; puis retire le superflu."""
    y = recherche.y_impose()
    while fautes := recherche.fautes(y):
        avant = y.copy()
        for coupe in [c for faute in fautes for c in coupes_de(recherche.systeme, faute)]:
            _satisfaire(recherche.systeme, coupe, y)
        if (y == avant).all():
            y[recherche.systeme.fait[recherche.systeme.libres]] = 1.0
            break
    return _alleger(recherche, y)


def _satisfaire(systeme: Systeme, coupe: Coupe, y: Reels) -> None:
    """Ajoute à ``y`` les faits les plus utiles à leur coût, jusqu'à tenir la coupe."""
    utilites = coupe.coefficients / systeme.poids
    for fait in np.argsort(-utilites, kind="stable"):
        if coupe.tenue(y) or utilites[fait] <= 0:
            return
        y[fait] = 1.0


def _alleger(recherche: _Recherche, y: Reels) -> Reels:
    """Retire, du plus coûteux au moins coûteux, ce dont la suppression ne protège rien."""
    ajoutes = np.flatnonzero(y - recherche.y_impose() > 0.5)
    for fait in ajoutes[np.argsort(-recherche.systeme.poids[ajoutes], kind="stable")]:
        y[fait] = 0.0
        if recherche.fautes(y):
            y[fait] = 1.0
    return y
