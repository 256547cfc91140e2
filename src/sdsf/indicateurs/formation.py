"""Formation et métiers : les professionnels de l'accueil du jeune enfant.

Entrées : tables harmonisées ``territoire, annee, valeur``. Sortie : la même forme. Un effectif est le total
de ses lignes ; un rapport manque si l'un de ses membres est inconnu ou si le dénominateur est nul.
"""

import pandas as pd

from sdsf.indicateurs.calculs import additionner, rapporter


def part_professionnels_categorie_1(etp_categorie_1: pd.DataFrame, etp: pd.DataFrame) -> pd.DataFrame:
    """ETP de catégorie 1 pour 100 ETP auprès d'enfants. Unité : pourcent."""
    return rapporter(etp_categorie_1, etp, pour=100)


def part_postes_vacants_eaje(etp_vacants: pd.DataFrame, etp_autorises: pd.DataFrame) -> pd.DataFrame:
    """ETP vacants pour 100 ETP autorisés en EAJE. Unité : pourcent."""
    return rapporter(etp_vacants, etp_autorises, pour=100)


def nombre_places_formation_petite_enfance(places: pd.DataFrame) -> pd.DataFrame:
    """Places ouvertes en formation initiale (CAP AEPE, AP, EJE). Unité : places."""
    return additionner(places)


def taux_remplissage_formation_petite_enfance(inscrits: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Élèves et étudiants inscrits pour 100 places ouvertes. Unité : pourcent."""
    return rapporter(inscrits, places, pour=100)


def part_assistants_maternels_55_ans_ou_plus(
    assistants_55_ans_ou_plus: pd.DataFrame, assistants_en_activite: pd.DataFrame
) -> pd.DataFrame:
    """Assistants maternels de 55 ans ou plus pour 100 en activité. Unité : pourcent."""
    return rapporter(assistants_55_ans_ou_plus, assistants_en_activite, pour=100)
