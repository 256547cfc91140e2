"""Animation de la vie sociale : centres sociaux et espaces de vie sociale.

Entrées : tables harmonisées ``territoire, annee, valeur``. Sortie : la même forme. Un effectif est le total
de ses lignes ; un rapport manque si l'un de ses membres est inconnu ou si le dénominateur est nul.
"""

import pandas as pd

from sdsf.indicateurs.calculs import rapporter


def structures_avs_pour_10000_habitants(structures: pd.DataFrame, habitants: pd.DataFrame) -> pd.DataFrame:
    """Centres sociaux et EVS agréés pour 10 000 habitants. Unité : structures_pour_10000_habitants."""
    return rapporter(structures, habitants, pour=10_000)


def part_population_couverte_avs(habitants_couverts: pd.DataFrame, habitants: pd.DataFrame) -> pd.DataFrame:
    """Habitants d'une zone d'influence pour 100 habitants. Unité : pourcent."""
    return rapporter(habitants_couverts, habitants, pour=100)


def benevoles_par_structure_avs(
    benevoles: pd.DataFrame, structures_repondantes: pd.DataFrame
) -> pd.DataFrame:
    """Bénévoles d'activité par structure répondante. Unité : personnes_par_structure."""
    return rapporter(benevoles, structures_repondantes)
