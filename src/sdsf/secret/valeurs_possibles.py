"""Donner une valeur possible aux cases que personne ne connaît ici, en accord avec les totaux publiés."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack

Reels = NDArray[np.float64]


def completer_les_valeurs(matrice: csr_array, connues: Sequence[float | None], plancher: Reels) -> Reels:
    """Les valeurs connues, et pour chaque ``None`` une valeur possible.

    Les totaux tombent juste quand les données le permettent ; sinon l'écart est le plus petit qui soit.
    """
    valeurs = np.array([np.nan if valeur is None else valeur for valeur in connues], dtype=np.float64)
    trous = np.flatnonzero(np.isnan(valeurs))
    valeurs[trous] = plancher[trous]
    colonnes = matrice[:, trous]
    lignes = np.flatnonzero(np.diff(colonnes.tocsr().indptr) > 0)
    if not len(lignes):
        return valeurs
    fixes = valeurs.copy()
    fixes[trous] = 0.0
    valeurs[trous] = _au_plus_juste(colonnes[lignes], -(matrice @ fixes)[lignes], plancher[trous])
    return valeurs


def _au_plus_juste(colonnes: csr_array, cible: Reels, plancher: Reels) -> Reels:
    """Les x ≥ plancher qui minimisent la somme des écarts |colonnes·x − cible|."""
    lignes, inconnues = colonnes.shape
    ecarts = eye_array(lignes)
    egalites = hstack([colonnes, ecarts, -ecarts]).tocsr()
    couts = np.concatenate([np.zeros(inconnues), np.ones(2 * lignes)])
    bornes = [(bas, None) for bas in plancher] + [(0.0, None)] * (2 * lignes)
    solution = linprog(couts, A_eq=egalites, b_eq=cible, bounds=bornes, method="highs")
    return np.asarray(solution.x[:inconnues], dtype=np.float64)
