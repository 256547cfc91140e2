"""L'attaque : ce qu'un lecteur déduit d'une case cachée, par programmation linéaire.

Toutes les cases visées s'attaquent en un seul programme : une copie du système par case et par sens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import eye_array, kron

from sdsf.secret.systeme import INFIME, Booleens, Entiers, Reels, Systeme

# Au-delà, un programme trop long coûte plus que plusieurs courts.
COPIES = 64
# De petits programmes : les simplifier d'abord coûte plus que les résoudre.
RESOLUTION: dict[str, Any] = {"method": "highs-ds", "options": {"presolve": False}}


@dataclass(frozen=True)
class Visee:
    """Une attaque : une case, un sens (+1 le plus haut, −1 le plus bas), et ce que le lecteur sait.

    ``averti`` : il sait quelles cases sont sous le seuil, et lesquelles sont cachées en complément.
    """

    case: int
    sens: int
    averti: bool = True


@dataclass(frozen=True)
class Deduction:
    """Ce que l'attaque trouve : la valeur extrême, et pour chaque case le prix de la cacher.

    ``montee`` et ``descente`` sont les multiplicateurs du programme : l'écart que l'attaque peut atteindre ne
    dépasse pas la somme, sur les cases, de multiplicateur × latitude.
    """

    visee: Visee
    valeur: float
    montee: Reels
    descente: Reels


def latitudes(systeme: Systeme, cachees: Booleens, averti: bool) -> tuple[Reels, Reels]:
    """De combien chaque case peut descendre et monter, aux yeux du lecteur."""
    basse = systeme.basse if averti else np.minimum(systeme.plancher, systeme.valeurs)
    grand = 1000.0 + 10.0 * float(np.abs(systeme.valeurs).max(initial=0.0))
    haute = systeme.haute if averti else systeme.valeurs + grand
    return (
        np.where(cachees, systeme.valeurs - basse, systeme.ecart),
        np.where(cachees, haute - systeme.valeurs, systeme.ecart),
    )


def attaquer(systeme: Systeme, cachees: Booleens, visees: Sequence[Visee]) -> list[Deduction]:
    """Ce que le lecteur déduit de chaque case visée, les cases ``cachees`` l'étant."""
    deductions: list[Deduction] = []
    for averti in (True, False):
        groupe = [visee for visee in visees if visee.averti == averti]
        descente, montee = latitudes(systeme, cachees, averti)
        for debut in range(0, len(groupe), COPIES):
            deductions += _programme(systeme, groupe[debut : debut + COPIES], descente, montee)
    return deductions


def _programme(systeme: Systeme, visees: Sequence[Visee], descente: Reels, montee: Reels) -> list[Deduction]:
    mobiles = np.flatnonzero(descente + montee > 0)
    place = {int(case): rang for rang, case in enumerate(mobiles)}
    cout = np.zeros((len(visees), len(mobiles)))
    for copie, visee in enumerate(visees):
        if visee.case in place:
            cout[copie, place[visee.case]] = -visee.sens
    ecarts, prix = _resoudre(systeme, mobiles, cout, descente, montee)
    return [
        _deduction(systeme, visee, ecarts[copie], prix[copie], place) for copie, visee in enumerate(visees)
    ]


def _resoudre(
    systeme: Systeme, mobiles: Entiers, cout: Reels, descente: Reels, montee: Reels
) -> tuple[Reels, Reels]:
    """Les écarts extrêmes de chaque copie, et les multiplicateurs de ses lignes."""
    copies, lignes = len(cout), systeme.matrice.shape[0]
    if not lignes or not len(mobiles):
        ecarts = np.where(cout < 0, montee[mobiles], np.where(cout > 0, -descente[mobiles], 0.0))
        return ecarts, np.zeros((copies, lignes))
    egalites = kron(eye_array(copies), systeme.matrice[:, mobiles]).tocsr()
    bornes = np.tile(np.column_stack([-descente[mobiles], montee[mobiles]]), (copies, 1))
    zeros = np.zeros(copies * lignes)
    solution = linprog(cout.ravel(), A_eq=egalites, b_eq=zeros, bounds=bornes, **RESOLUTION)
    return (
        np.asarray(solution.x).reshape(copies, -1),
        np.asarray(solution.eqlin.marginals).reshape(copies, lignes),
    )


def _deduction(
    systeme: Systeme, visee: Visee, ecarts: Reels, prix: Reels, place: dict[int, int]
) -> Deduction:
    """Par dualité : le coût réduit de chaque case dit ce que sa latitude apporte à l'attaque."""
    ecart = ecarts[place[visee.case]] if visee.case in place else 0.0
    reduits = -(systeme.matrice.T @ prix)
    reduits[visee.case] -= visee.sens
    reduits[np.abs(reduits) < INFIME] = 0.0
    return Deduction(
        visee, float(systeme.valeurs[visee.case] + ecart), np.maximum(-reduits, 0), np.maximum(reduits, 0)
    )
