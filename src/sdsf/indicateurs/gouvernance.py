"""Gouvernance : ce qui était daté ou dû, et ce qui a été fait.

Entrées : une ligne par jalon ou par instance. Sortie : un nombre, ou ``None`` si le rapport n'existe pas.
"""

import datetime as dt

import pandas as pd


def part_jalons_tenus(jalons: pd.DataFrame, au: dt.date) -> float | None:
    """Jalons échus et réalisés pour 100 jalons échus.

    Unité : pourcent. ``jalons`` : ``echeance`` (date), ``statut``. ``None`` si aucun jalon n'est échu.

    >>> jalons = pd.DataFrame({"echeance": [dt.date(2023, 6, 30)] * 2, "statut": ["realisee", "en_cours"]})
    >>> part_jalons_tenus(jalons, dt.date(2023, 12, 31))
    50.0
    """
    echus = jalons[[echeance <= au for echeance in jalons["echeance"]]]
    if echus.empty:
        return None
    return float(100 * (echus["statut"] == "realisee").mean())


def part_reunions_tenues(instances: pd.DataFrame) -> float | None:
    """Réunions tenues pour 100 réunions dues au moins, toutes instances dénombrables ensemble.

    Unité : pourcent. ``instances`` : ``dues`` (minimum écrit par le schéma, manquant s'il ne se compte
    pas), ``tenues``. ``None`` si rien n'était dû.

    >>> part_reunions_tenues(pd.DataFrame({"dues": [2, None], "tenues": [1, 3]}))
    50.0
    """
    comptees = instances.dropna(subset=["dues"])
    dues = comptees["dues"].sum()
    if not dues:
        return None
    # Une réunion de plus dans une instance ne compense pas celle qui manque dans une autre.
    tenues = comptees[["dues", "tenues"]].min(axis=1).sum()
    return float(100 * tenues / dues)
