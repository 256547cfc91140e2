"""Les cas d'un volet : un tableau par indicateur, une colonne par grandeur, et la valeur attendue.

Les colonnes d'un tableau portent les noms des arguments de la fonction. Une cellule vide est une grandeur
connue pour manquante ; « absent » est un territoire dont la table n'a pas de ligne ; « 2 + 3 » est deux
lignes (deux structures, deux mois) du même territoire.
"""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest
from tests.tableau import lignes, valeur

from sdsf import indicateurs

ABSENT = "absent"
HORS_ARGUMENTS = ("cas", "valeur")


def cas_du_volet(tableaux: Mapping[str, str]) -> list[Any]:
    """Un cas de test par ligne de chaque tableau, nommé « code : cas »."""
    return [
        pytest.param(code, ligne, id=f"{code} : {ligne['cas']}")
        for code, texte in tableaux.items()
        for ligne in lignes(texte)
    ]


def calculer(code: str, ligne: Mapping[str, str]) -> float | None:
    """La valeur que la fonction du même nom donne à la ligne ; ``None`` si elle manque."""
    tables = {nom: _table(cellule) for nom, cellule in ligne.items() if nom not in HORS_ARGUMENTS}
    (trouvee,) = getattr(indicateurs, code)(**tables)["valeur"]
    return None if math.isnan(trouvee) else round(float(trouvee), 6)


def attendue(ligne: Mapping[str, str]) -> float | None:
    """La valeur écrite dans le tableau ; ``None`` si la case est vide."""
    lue = valeur(ligne["valeur"])
    return None if lue is None else float(lue)


def _table(cellule: str) -> pd.DataFrame:
    parts = [] if cellule == ABSENT else [valeur(part.strip()) for part in cellule.split("+")]
    cles = {"territoire": ["A"] * len(parts), "annee": [2023] * len(parts)}
    return pd.DataFrame({**cles, "valeur": pd.Series(parts, dtype="float64")})
