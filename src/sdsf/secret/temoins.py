"""Des témoins : des tableaux compatibles avec ce qui est publié, où beaucoup de cases bougent à la fois.

Un seul programme linéaire en innocente souvent des dizaines ; l'attaque, case par case, fait le reste.
"""

from collections.abc import Mapping

import numpy as np
from scipy.optimize import linprog

from sdsf.secret.attaque import RESOLUTION, latitudes
from sdsf.secret.systeme import Booleens, Reels, Systeme

# Chaque tour vise les cases que les précédents n'ont pas encore montrées assez libres.
TOURS = 4
# (de combien une case doit pouvoir descendre, de combien elle doit pouvoir monter)
Besoin = tuple[float, float]


def temoigner(
    systeme: Systeme, cachees: Booleens, averti: bool, besoins: Mapping[int, Besoin]
) -> tuple[Reels, Reels]:
    """Les plus petits et les plus grands écarts vus pour chaque case, sans chercher au-delà du besoin."""
    latitude = latitudes(systeme, cachees, averti)
    plus_bas, plus_haut = np.zeros(len(systeme.valeurs)), np.zeros(len(systeme.valeurs))
    for _ in range(TOURS):
        avant = float(plus_haut.sum() - plus_bas.sum())
        for sens in (-1, 1):
            vus = plus_bas if sens < 0 else plus_haut
            demandes = {c: b[0 if sens < 0 else 1] for c, b in besoins.items()}
            restants = {c: d for c, d in demandes.items() if abs(vus[c]) < d}
            if restants:
                ecarts = _tableau_possible(systeme, latitude, restants, sens)
                plus_bas, plus_haut = np.minimum(plus_bas, ecarts), np.maximum(plus_haut, ecarts)
        if plus_haut.sum() - plus_bas.sum() <= avant:
            break
    return plus_bas, plus_haut


def _tableau_possible(
    systeme: Systeme, latitude: tuple[Reels, Reels], demandes: Mapping[int, float], sens: int
) -> Reels:
    """Le tableau où ces cases bougent le plus, toutes ensemble, dans un sens."""
    descente, montee = latitude[0].copy(), latitude[1].copy()
    cout = np.zeros(len(systeme.valeurs))
    for case, demande in demandes.items():
        cout[case] = -sens
        borne = descente if sens < 0 else montee
        borne[case] = min(borne[case], demande)
    mobiles = np.flatnonzero(descente + montee > 0)
    ecarts = np.zeros(len(systeme.valeurs))
    if not len(mobiles):
        return ecarts
    bornes = np.column_stack([-descente[mobiles], montee[mobiles]])
    if not systeme.matrice.shape[0]:
        ecarts[mobiles] = np.where(cout[mobiles] == 0, 0.0, bornes[:, 0 if sens < 0 else 1])
        return ecarts
    zeros = np.zeros(systeme.matrice.shape[0])
    solution = linprog(
        cout[mobiles], A_eq=systeme.matrice[:, mobiles], b_eq=zeros, bounds=bornes, **RESOLUTION
    )
    ecarts[mobiles] = solution.x
    return ecarts
