"""Contexte : les enfants et les familles du territoire.

Entrées : tables harmonisées ``territoire, annee, valeur``. Sortie : la même forme. Un effectif est le total
de ses lignes ; un rapport manque si l'un de ses membres est inconnu ou si le dénominateur est nul.
"""

import pandas as pd

from sdsf.indicateurs.calculs import additionner, rapporter


def nombre_enfants_moins_3_ans(enfants: pd.DataFrame) -> pd.DataFrame:
    """Enfants de moins de 3 ans au 1er janvier. Unité : enfants."""
    return additionner(enfants)


def nombre_naissances(naissances: pd.DataFrame) -> pd.DataFrame:
    """Naissances domiciliées de l'année. Unité : naissances."""
    return additionner(naissances)


def part_enfants_moins_3_ans_parents_en_emploi(
    enfants_de_parents_en_emploi: pd.DataFrame, enfants: pd.DataFrame
) -> pd.DataFrame:
    """Enfants de moins de 3 ans dont tous les parents du ménage travaillent, pour 100. Unité : pourcent."""
    return rapporter(enfants_de_parents_en_emploi, enfants, pour=100)


def part_familles_monoparentales_enfants_moins_25_ans(
    familles_monoparentales: pd.DataFrame, familles: pd.DataFrame
) -> pd.DataFrame:
    """Familles monoparentales pour 100 familles avec enfants de moins de 25 ans. Unité : pourcent."""
    return rapporter(familles_monoparentales, familles, pour=100)


def part_enfants_moins_3_ans_bas_revenus(
    enfants_bas_revenus: pd.DataFrame, enfants_couverts: pd.DataFrame
) -> pd.DataFrame:
    """Enfants de moins de 3 ans en foyer à bas revenus, pour 100 couverts par la Caf. Unité : pourcent."""
    return rapporter(enfants_bas_revenus, enfants_couverts, pour=100)


def taux_enfants_beneficiaires_aeeh(enfants_aeeh: pd.DataFrame, enfants: pd.DataFrame) -> pd.DataFrame:
    """Enfants bénéficiaires de l'AEEH pour 1 000 enfants de moins de 20 ans. Unité : pour_1000_enfants."""
    return rapporter(enfants_aeeh, enfants, pour=1000)
