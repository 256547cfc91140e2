"""Ranger des valeurs en classes : un nombre impair, des bornes rondes, une teinte chacune."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sdsf.rendu.nombres import nombre

# Du clair au foncé, chaque teinte nettement plus sombre que la précédente : la carte se lit en gris.
TEINTES = {
    1: ("#84abd3",),
    3: ("#dce7f4", "#6c99c8", "#194983"),
    5: ("#dce7f4", "#a4c2e0", "#6e9ac9", "#4175b0", "#194983"),
    7: ("#e0eaf5", "#b6cee6", "#8eb2d7", "#6a97c7", "#4377b2", "#2b5e9a", "#17457d"),
}
PAS = (1, 2, 5, 10, 20, 25, 50)
# Les valeurs s'impriment avec une décimale : elles se rangent comme elles se lisent.
DECIMALES = 1


@dataclass(frozen=True)
class Classes:
    """Des classes de même largeur ; chacune comprend sa borne basse, pas sa borne haute."""

    bornes: tuple[float, ...]

    @property
    def nombre(self) -> int:
        return len(self.bornes) - 1

    def rang(self, valeur: float) -> int:
        """La classe d'une valeur, de 0 (la plus basse) à ``nombre`` − 1."""
        lue = round(valeur, DECIMALES)
        return sum(lue >= borne for borne in self.bornes[1:-1])

    def teinte(self, valeur: float) -> str:
        return TEINTES[self.nombre][self.rang(valeur)]

    def intitule(self, rang: int) -> str:
        """« de 40 à moins de 50 »."""
        bas, haut = self.bornes[rang : rang + 2]
        decimales = 0 if all(borne == int(borne) for borne in self.bornes) else DECIMALES
        return f"de {nombre(bas, decimales)} à moins de {nombre(haut, decimales)}"


def classes_rondes(valeurs: Sequence[float]) -> Classes:
    """Cinq classes ; sept à partir de douze valeurs si elles serrent mieux ; trois sous cinq ; une pour une.

    >>> classes_rondes([35.6, 41.0, 53.7, 60.2, 76.3]).bornes
    (30, 40, 50, 60, 70, 80)
    """
    lues = sorted({round(valeur, DECIMALES) for valeur in valeurs})
    nombres = [5, 7] if len(lues) >= 12 else [5] if len(lues) >= 5 else [3] if len(lues) > 1 else [1]
    candidats = [_au_pas(lues, combien) for combien in nombres]
    return min(candidats, key=lambda classes: classes.bornes[-1] - classes.bornes[0])


def _au_pas(lues: Sequence[float], combien: int) -> Classes:
    """Le plus petit pas rond qui couvre les valeurs en ``combien`` classes."""
    for echelle in range(-1, 12):
        for pas in (pas * 10.0**echelle for pas in PAS):
            bas = math.floor(lues[0] / pas + 1e-9)
            bornes = tuple(_rond((bas + rang) * pas) for rang in range(combien + 1))
            if lues[-1] < bornes[-1] and (combien > 1 or pas >= 5):
                return Classes(bornes)
    raise ValueError(f"valeurs hors de portée : {lues[0]} à {lues[-1]}")


def _rond(borne: float) -> float:
    """Une borne sans bruit de calcul : un entier s'il en est un."""
    propre = round(borne, 6)
    return int(propre) if propre == int(propre) else propre
