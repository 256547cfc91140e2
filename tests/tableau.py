"""Lire un tableau écrit avec des barres : les cas d'un test se lisent comme dans un document."""

import datetime as dt
import math
import re
from typing import Any

import pandas as pd
import pytest

MOTS = {"": None, "oui": True, "non": False}


def lignes(texte: str) -> list[dict[str, str]]:
    """Les lignes d'un tableau, en texte ; les colonnes viennent de sa première ligne.

    >>> lignes('''
    ...     | territoire | places |
    ...     | A          | 30     |
    ... ''')
    [{'territoire': 'A', 'places': '30'}]
    """
    rangees = [ligne.strip() for ligne in texte.strip().splitlines()]
    coupees = [[cellule.strip() for cellule in rangee.strip("|").split("|")] for rangee in rangees]
    entetes, *corps = coupees
    return [dict(zip(entetes, cellules, strict=True)) for cellules in corps]


def valeur(cellule: str) -> Any:
    """Une cellule : vide, oui, non, un nombre, une date, sinon un texte.

    >>> [valeur(c) for c in ("", "oui", "12", "-1.5", "2024-06-30", "2023-T4")]
    [None, True, 12, -1.5, datetime.date(2024, 6, 30), '2023-T4']
    """
    if cellule in MOTS:
        return MOTS[cellule]
    if re.fullmatch(r"-?\d+", cellule):
        return int(cellule)
    if re.fullmatch(r"-?\d+\.\d+", cellule):
        return float(cellule)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cellule):
        return dt.date.fromisoformat(cellule)
    return cellule


def tableau(texte: str) -> pd.DataFrame:
    """Un tableau devenu table ; une cellule vide est une valeur manquante."""
    return pd.DataFrame([{nom: valeur(mot) for nom, mot in ligne.items()} for ligne in lignes(texte)])


def cas(texte: str) -> list[Any]:
    """Un cas de test par ligne : un dictionnaire, nommé par la première colonne."""
    return [
        pytest.param({nom: valeur(mot) for nom, mot in ligne.items()}, id=next(iter(ligne.values())))
        for ligne in lignes(texte)
    ]


def cas_en_mots(texte: str) -> list[Any]:
    """Un cas de test par ligne, nommé par la première colonne ; « oui » et « non » y restent des mots."""
    return [pytest.param(ligne, id=next(iter(ligne.values()))) for ligne in lignes(texte)]


def valeur_de(table: pd.DataFrame, territoire: str) -> float | None:
    """La valeur d'un territoire ; ``None`` si elle manque. Le territoire doit y être une seule fois."""
    (trouvee,) = table.loc[table["territoire"] == territoire, "valeur"]
    return None if math.isnan(trouvee) else float(trouvee)
