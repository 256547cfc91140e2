"""Qualité et contrôle : ce qui a été inspecté, et ce que l'on y a trouvé.

Entrées : tables harmonisées ``territoire, annee, valeur``. Sortie : la même forme. Un effectif est le total
de ses lignes ; un rapport manque si l'un de ses membres est inconnu ou si le dénominateur est nul.
"""

import pandas as pd

from sdsf.indicateurs.calculs import rapporter


def part_eaje_controles(controles: pd.DataFrame, autorises: pd.DataFrame) -> pd.DataFrame:
    """EAJE contrôlés dans l'année pour 100 autorisés. Unité : pourcent."""
    return rapporter(controles, autorises, pour=100)


def part_assistants_maternels_controles(controles: pd.DataFrame, agrees: pd.DataFrame) -> pd.DataFrame:
    """Assistants maternels contrôlés dans l'année pour 100 agréés. Unité : pourcent."""
    return rapporter(controles, agrees, pour=100)


def taux_execution_plan_inspection(realises: pd.DataFrame, objectif: pd.DataFrame) -> pd.DataFrame:
    """Contrôles réalisés pour 100 prévus par le plan annuel. Unité : pourcent."""
    return rapporter(realises, objectif, pour=100)


def part_controles_non_conformes(non_conformes: pd.DataFrame, controles: pd.DataFrame) -> pd.DataFrame:
    """Contrôles qui trouvent une non-conformité au moins, pour 100 contrôles. Unité : pourcent."""
    return rapporter(non_conformes, controles, pour=100)


def part_controles_suivis(suivis: pd.DataFrame, controles: pd.DataFrame) -> pd.DataFrame:
    """Contrôles suivis d'une injonction, d'une mise en demeure ou d'une fermeture, pour 100.

    Unité : pourcent.
    """
    return rapporter(suivis, controles, pour=100)
