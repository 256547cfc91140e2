"""Un lecteur malveillant, écrit sans rien du paquet : les tables publiées, les totaux, de l'arithmétique.

Il additionne ce qu'il lit (cette année et l'an dernier), sait qu'une case cachée vaut au moins 1, et cherche
la plus petite et la plus grande valeur que chacune peut prendre.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from scipy.optimize import linprog

COLONNES = ["indicateur", "maille", "territoire", "periode"]
# (colonne, tout, parties) ; un territoire s'écrit maille:code.
Somme = tuple[str, str, Sequence[str]]


def lire(tables: Iterable[pd.DataFrame]) -> dict[tuple[str, str, str], float]:
    """Par (territoire, indicateur, période) : la valeur lue quelque part, ou NaN si elle est cachée."""
    lues: dict[tuple[str, str, str], float] = {}
    for table in tables:
        for ligne in table.to_dict("records"):
            cle = (f"{ligne['maille']}:{ligne['territoire']}", ligne["indicateur"], ligne["periode"])
            if np.isnan(lues.get(cle, np.nan)):
                lues[cle] = float(ligne["valeur"])
    return lues


def egalites(cles: Sequence[tuple[str, str, str]], sommes: Iterable[Somme]) -> np.ndarray:
    """Une ligne par total dont toutes les parties sont dans les tables."""
    rangs = {cle: rang for rang, cle in enumerate(cles)}
    lignes = []
    for colonne, tout, parties in sommes:
        place = {"territoire": 0, "indicateur": 1, "periode": 2}[colonne]
        for cle in (cle for cle in cles if cle[place] == tout):
            enfants = [(*cle[:place], partie, *cle[place + 1 :]) for partie in parties]
            if all(enfant in rangs for enfant in enfants):
                ligne = np.zeros(len(cles))
                ligne[rangs[cle]] = 1.0
                ligne[[rangs[enfant] for enfant in enfants]] = -1.0
                lignes.append(ligne)
    return np.array(lignes).reshape(len(lignes), len(cles))


def intervalles(
    tables: Iterable[pd.DataFrame],
    sommes: Iterable[Somme],
    petites: Iterable[tuple[str, str, str]] = (),
    seuil: int = 5,
) -> dict[tuple[str, str, str], tuple[float, float]]:
    """Ce que le lecteur déduit de chaque case cachée : (plus petite, plus grande valeur), entières.

    ``petites`` : les cases qu'il sait, par ailleurs, être sous le seuil ; il sait alors aussi que les autres
    cases cachées ne le sont pas.
    """
    lues, petites = lire(tables), set(petites)
    cles = list(lues)
    valeurs = np.array([lues[cle] for cle in cles])
    cachees = np.flatnonzero(np.isnan(valeurs))
    matrice = egalites(cles, sommes)
    second = -matrice @ np.nan_to_num(valeurs)
    bornes = [_bornes(cles[rang] in petites, bool(petites), seuil) for rang in cachees]
    trouves = {}
    for rang, case in enumerate(cachees):
        cout = np.zeros(len(cachees))
        cout[rang] = 1.0
        bas, haut = (_extreme(sens * cout, matrice[:, cachees], second, bornes, sens) for sens in (1, -1))
        trouves[cles[case]] = (np.ceil(bas - 1e-6), np.floor(haut + 1e-6))
    return trouves


def _bornes(petite: bool, averti: bool, seuil: int) -> tuple[float, float | None]:
    if petite:
        return 1.0, seuil - 1.0
    return (float(seuil) if averti else 1.0), None


def _extreme(
    cout: np.ndarray,
    matrice: np.ndarray,
    second: np.ndarray,
    bornes: list[tuple[float, float | None]],
    sens: int,
) -> float:
    reponse = linprog(cout, A_eq=matrice, b_eq=second, bounds=bornes, method="highs")
    if reponse.status == 3:  # sans limite
        return -sens * np.inf
    assert reponse.status == 0, reponse.message
    return float(sens * reponse.fun)
