"""Gouvernance : ce qui était daté ou dû, et ce qui a été fait ; les conventions, les schémas, les moyens.

Jalons et réunions : une ligne par jalon ou par instance ; un nombre, ou ``None`` si le rapport n'existe pas.
Les autres : tables harmonisées ``territoire, annee, valeur``, et la même forme en sortie.
"""

import datetime as dt

import pandas as pd

from sdsf.indicateurs.calculs import additionner, rapporter


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
    pas), ``tenues``. ``None`` si rien n'était dû, ou si l'on ignore ce qu'une instance a tenu.

    >>> part_reunions_tenues(pd.DataFrame({"dues": [2, None], "tenues": [1, 3]}))
    50.0
    """
    comptees = instances.dropna(subset=["dues"])
    dues = comptees["dues"].sum()
    if not dues:
        return None
    # Une réunion de plus dans une instance ne compense pas celle qui manque dans une autre.
    tenues = comptees[["dues", "tenues"]].min(axis=1, skipna=False).sum(skipna=False)
    return None if pd.isna(tenues) else float(100 * tenues / dues)


def part_population_couverte_ctg(habitants_couverts: pd.DataFrame, habitants: pd.DataFrame) -> pd.DataFrame:
    """Habitants sous convention territoriale globale pour 100 habitants. Unité : pourcent."""
    return rapporter(habitants_couverts, habitants, pour=100)


def part_schemas_communaux_transmis(transmis: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Schémas (ou CTG) reçus dans le mois pour 100 communes de plus de 10 000 habitants. Unité : pourcent."""
    return rapporter(transmis, communes, pour=100)


def taux_engagement_depenses(engagees: pd.DataFrame, prevues: pd.DataFrame) -> pd.DataFrame:
    """Euros engagés pour 100 euros prévus. Unité : pourcent."""
    return rapporter(engagees, prevues, pour=100)


def montant_depenses_engagees(engagees: pd.DataFrame) -> pd.DataFrame:
    """Euros engagés dans l'année. Unité : euros."""
    return additionner(engagees)
