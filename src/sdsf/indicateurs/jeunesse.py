"""Enfance et jeunesse : les loisirs, les projets éducatifs, l'accompagnement.

Entrées : tables harmonisées ``territoire, annee, valeur``. Sortie : la même forme. Un effectif est le total
de ses lignes ; un rapport manque si l'un de ses membres est inconnu ou si le dénominateur est nul.
"""

import pandas as pd

from sdsf.indicateurs.calculs import additionner, rapporter


def heures_accueil_loisirs_par_enfant(heures_enfants: pd.DataFrame, enfants: pd.DataFrame) -> pd.DataFrame:
    """Heures-enfants d'accueil de loisirs financées par enfant de 3 à 17 ans. Unité : heures_par_enfant."""
    return rapporter(heures_enfants, enfants)


def part_communes_avec_ecole_couvertes_pedt(
    communes_couvertes: pd.DataFrame, communes_avec_ecole: pd.DataFrame
) -> pd.DataFrame:
    """Communes sous PEDT pour 100 communes disposant d'une école. Unité : pourcent."""
    return rapporter(communes_couvertes, communes_avec_ecole, pour=100)


def part_communes_avec_ecole_couvertes_plan_mercredi(
    communes_couvertes: pd.DataFrame, communes_avec_ecole: pd.DataFrame
) -> pd.DataFrame:
    """Communes sous Plan mercredi pour 100 communes disposant d'une école. Unité : pourcent."""
    return rapporter(communes_couvertes, communes_avec_ecole, pour=100)


def part_heures_alsh_enfants_aeeh(heures_aeeh: pd.DataFrame, heures: pd.DataFrame) -> pd.DataFrame:
    """Heures d'ALSH d'enfants bénéficiaires de l'AEEH pour 100 heures. Unité : pourcent."""
    return rapporter(heures_aeeh, heures, pour=100)


def nombre_structures_jeunesse(structures: pd.DataFrame) -> pd.DataFrame:
    """Structures financées par la PS jeunes ou membres des Promeneurs du net. Unité : structures."""
    return additionner(structures)


def nombre_jeunes_accompagnes(jeunes: pd.DataFrame) -> pd.DataFrame:
    """Jeunes accompagnés dans l'année par ces structures. Unité : personnes."""
    return additionner(jeunes)
