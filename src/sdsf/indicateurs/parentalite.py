"""Parentalité : les services de soutien, leur offre, leur fréquentation.

Entrées : tables harmonisées ``territoire, annee, valeur``. Sortie : la même forme. Un effectif est le total
de ses lignes ; un rapport manque si l'un de ses membres est inconnu ou si le dénominateur est nul.
"""

import pandas as pd

from sdsf.indicateurs.calculs import additionner, rapporter


def nombre_laep(lieux: pd.DataFrame) -> pd.DataFrame:
    """Lieux d'accueil enfants-parents ouverts. Unité : structures."""
    return additionner(lieux)


def heures_ouverture_laep_pour_1000_enfants(heures: pd.DataFrame, enfants: pd.DataFrame) -> pd.DataFrame:
    """Heures d'ouverture des Laep pour 1 000 enfants de moins de 6 ans. Unité : heures_pour_1000_enfants."""
    return rapporter(heures, enfants, pour=1000)


def part_enfants_moins_6_ans_frequentant_laep(
    enfants_accueillis: pd.DataFrame, enfants: pd.DataFrame
) -> pd.DataFrame:
    """Enfants différents accueillis en Laep pour 100 enfants de moins de 6 ans. Unité : pourcent."""
    return rapporter(enfants_accueillis, enfants, pour=100)


def part_eleves_accompagnes_clas(enfants_clas: pd.DataFrame, eleves: pd.DataFrame) -> pd.DataFrame:
    """Enfants accompagnés par un Clas pour 100 élèves de 6 à 16 ans. Unité : pourcent."""
    return rapporter(enfants_clas, eleves, pour=100)


def nombre_actions_reaap(actions: pd.DataFrame) -> pd.DataFrame:
    """Actions de soutien à la parentalité financées dans l'année. Unité : actions."""
    return additionner(actions)


def nombre_parents_touches_reaap(parents: pd.DataFrame) -> pd.DataFrame:
    """Parents touchés par les actions financées dans l'année. Unité : personnes."""
    return additionner(parents)


def nombre_mesures_terminees_mediation(mesures: pd.DataFrame) -> pd.DataFrame:
    """Mesures de médiation familiale terminées dans l'année. Unité : nombre."""
    return additionner(mesures)


def part_mediations_avec_accord(
    mesures_avec_accord: pd.DataFrame, mesures_terminees: pd.DataFrame
) -> pd.DataFrame:
    """Mesures terminées par un accord pour 100 mesures terminées. Unité : pourcent."""
    return rapporter(mesures_avec_accord, mesures_terminees, pour=100)


def delai_moyen_mediation(jours_cumules: pd.DataFrame, mesures: pd.DataFrame) -> pd.DataFrame:
    """Jours de délai, en moyenne, par mesure de médiation familiale. Unité : jours."""
    return rapporter(jours_cumules, mesures)


def nombre_espaces_rencontre(sites: pd.DataFrame) -> pd.DataFrame:
    """Sites d'espace de rencontre ouverts. Unité : structures."""
    return additionner(sites)


def nombre_enfants_espaces_rencontre(enfants: pd.DataFrame) -> pd.DataFrame:
    """Enfants accueillis en espace de rencontre dans l'année. Unité : enfants."""
    return additionner(enfants)


def delai_attente_espaces_rencontre(jours_cumules: pd.DataFrame, situations: pd.DataFrame) -> pd.DataFrame:
    """Jours d'attente, en moyenne, par situation entrée en espace de rencontre. Unité : jours."""
    return rapporter(jours_cumules, situations)


def part_epci_panier_parentalite_complet(epci_complets: pd.DataFrame, epci: pd.DataFrame) -> pd.DataFrame:
    """EPCI où Reaap, Laep et Clas existent ensemble, pour 100 EPCI. Unité : pourcent."""
    return rapporter(epci_complets, epci, pour=100)


def nombre_familles_aide_domicile(familles: pd.DataFrame) -> pd.DataFrame:
    """Familles aidées à domicile dans l'année. Unité : familles."""
    return additionner(familles)


def heures_aide_domicile_familles(heures: pd.DataFrame) -> pd.DataFrame:
    """Heures d'aide à domicile des familles dans l'année. Unité : heures."""
    return additionner(heures)
