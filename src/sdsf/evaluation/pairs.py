"""Les groupes de pairs : comparer un territoire à ceux qui lui ressemblent, plutôt que le classer parmi tous.

Chaque critère est centré et réduit sur l'ensemble des territoires (écart-type de population), de même poids.
La distance est euclidienne, sans unité : √(Σ (zᵢ − zⱼ)²), sommée sur les critères ; les pairs sont les plus
proches. On dit d'un territoire combien de ses pairs sont au-dessus ou au-dessous de lui, et entre
quelles valeurs ils vont ; on ne lui donne pas de rang.

Un territoire à qui manque un critère n'a pas de pair et n'est le pair de personne : il est nommé. Un critère
qui ne varie pas n'éloigne personne. Ce qui ne se calcule pas n'a pas de valeur ; ``motif`` dit pourquoi.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from sdsf.releves.comparables import distances


@dataclass(frozen=True)
class Pairs:
    """Les pairs d'un territoire, du plus proche au plus lointain, et leur distance."""

    distances: Mapping[str, float]
    ecartes: tuple[str, ...] = ()
    motif: str = ""


@dataclass(frozen=True)
class ParmiSesPairs:
    """Une valeur face à celles des pairs : combien au-dessous, au-dessus ; leur médiane, leur étendue."""

    nombre: int
    au_dessous: int = 0
    au_dessus: int = 0
    mediane: float | None = None
    plus_bas: float | None = None
    plus_haut: float | None = None
    motif: str = ""


def choisir_pairs(criteres: pd.DataFrame, territoire: str, nombre: int) -> Pairs:
    """Les ``nombre`` territoires les plus proches.

    ``criteres`` : une ligne par territoire (l'index), une colonne par critère. À égale distance, l'ordre des
    codes départage.

    >>> table = pd.DataFrame({"pauvrete": [10.0, 11.0, 20.0]}, index=["A", "B", "C"])
    >>> list(choisir_pairs(table, "A", 1).distances)
    ['B']
    """
    complets = criteres.dropna().astype("float64")
    ecartes = tuple(sorted(set(criteres.index) - set(complets.index)))
    if territoire not in complets.index:
        return Pairs({}, ecartes, "un critère manque pour ce territoire")
    if len(complets) <= nombre:
        return Pairs({}, ecartes, f"moins de {nombre + 1} territoires ont tous leurs critères")
    proches = distances(complets, territoire).head(nombre)
    return Pairs({str(nom): float(distance) for nom, distance in proches.items()}, ecartes)


def situer_parmi(
    valeur: float, pairs: Collection[str], valeurs: Mapping[str, float], minimum: int
) -> ParmiSesPairs:
    """La place d'une valeur parmi celles des pairs qui en ont une.

    ``minimum`` : le nombre de pairs connus sous lequel on ne dit rien. Une valeur égale n'est ni au-dessous
    ni au-dessus.
    """
    connues = pd.Series([valeurs[nom] for nom in pairs if nom in valeurs], dtype="float64").dropna()
    if len(connues) < minimum:
        return ParmiSesPairs(len(connues), motif=f"moins de {minimum} pairs ont une valeur connue")
    return ParmiSesPairs(
        len(connues),
        int((connues < valeur).sum()),
        int((connues > valeur).sum()),
        float(connues.median()),
        float(connues.min()),
        float(connues.max()),
    )
