"""Accès et inclusion : les aides aux vacances, le milieu rural.

Entrées : tables harmonisées ``territoire, annee, valeur``. Sortie : la même forme. Un effectif est le total
de ses lignes ; un rapport manque si l'un de ses membres est inconnu ou si le dénominateur est nul.
"""

import pandas as pd

from sdsf.indicateurs.calculs import additionner, rapporter


def part_enfants_aides_vacances(beneficiaires: pd.DataFrame, eligibles: pd.DataFrame) -> pd.DataFrame:
    """Enfants bénéficiaires d'une aide aux vacances ou aux loisirs, pour 100 éligibles. Unité : pourcent."""
    return rapporter(beneficiaires, eligibles, pour=100)


def part_projets_retenus_milieu_rural(retenus: pd.DataFrame, deposes: pd.DataFrame) -> pd.DataFrame:
    """Projets « Grandir en milieu rural » retenus pour 100 déposés. Unité : pourcent."""
    return rapporter(retenus, deposes, pour=100)


def montant_projets_milieu_rural(montants: pd.DataFrame) -> pd.DataFrame:
    """Euros accordés aux projets « Grandir en milieu rural ». Unité : euros."""
    return additionner(montants)
