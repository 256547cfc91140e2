"""Parentalité : chaque indicateur du volet, calculé à la main."""

import pytest
from tests.cas_par_volet import attendue, calculer, cas_du_volet

CAS = {
    "nombre_laep": """
        | cas                          | lieux | valeur |
        | deux gestionnaires           | 8 + 4 | 12     |
        | un gestionnaire muet         | 8 +   |        |
        | aucun lieu : c'est bien zéro | 0     | 0      |
    """,
    "heures_ouverture_laep_pour_1000_enfants": """
        | cas                       | heures | enfants | valeur |
        | cent quatre-vingts heures | 7200   | 40000   | 180    |
        | heures inconnues          |        | 40000   |        |
        | aucun enfant              | 0      | 0       |        |
    """,
    "part_enfants_moins_6_ans_frequentant_laep": """
        | cas                        | enfants_accueillis | enfants | valeur |
        | trois pour cent            | 1200               | 40000   | 3      |
        | aucun accueilli            | 0                  | 40000   | 0      |
        | fréquentation non déclarée | absent             | 40000   |        |
        | aucun enfant               | 0                  | 0       |        |
    """,
    "part_eleves_accompagnes_clas": """
        | cas                  | enfants_clas | eleves | valeur |
        | deux pour cent       | 1500         | 75000  | 2      |
        | aucun                | 0            | 75000  | 0      |
        | effectif non déclaré |              | 75000  |        |
        | aucun élève          | 0            | 0      |        |
    """,
    "nombre_actions_reaap": """
        | cas             | actions     | valeur |
        | trois porteurs  | 60 + 40 + 2 | 102    |
        | un porteur muet | 60 +        |        |
        | aucune          | 0           | 0      |
    """,
    "nombre_parents_touches_reaap": """
        | cas             | parents    | valeur |
        | deux porteurs   | 2000 + 648 | 2648   |
        | un porteur muet | 2000 +     |        |
        | aucun           | 0          | 0      |
    """,
    "nombre_mesures_terminees_mediation": """
        | cas                              | mesures | valeur |
        | deux services                    | 44 + 90 | 134    |
        | un service muet : le total aussi | 44 +    |        |
        | aucune                           | 0       | 0      |
    """,
    "part_mediations_avec_accord": """
        | cas                    | mesures_avec_accord | mesures_terminees | valeur |
        | trois sur cinq         | 36                  | 60                | 60     |
        | aucun accord           | 0                   | 60                | 0      |
        | issues inconnues       |                     | 60                |        |
        | aucune mesure terminée | 0                   | 0                 |        |
    """,
    "delai_moyen_mediation": """
        | cas                 | jours_cumules | mesures | valeur |
        | quarante-cinq jours | 2700          | 60      | 45     |
        | sans délai          | 0             | 60      | 0      |
        | délais inconnus     |               | 60      |        |
        | aucune mesure       | 0             | 0       |        |
    """,
    "nombre_espaces_rencontre": """
        | cas                  | sites | valeur |
        | deux gestionnaires   | 2 + 1 | 3      |
        | un gestionnaire muet | 2 +   |        |
        | aucun                | 0     | 0      |
    """,
    "nombre_enfants_espaces_rencontre": """
        | cas          | enfants  | valeur |
        | deux sites   | 150 + 70 | 220    |
        | un site muet | 150 +    |        |
        | aucun        | 0        | 0      |
    """,
    "delai_attente_espaces_rencontre": """
        | cas                | jours_cumules | situations | valeur |
        | trente jours       | 3000          | 100        | 30     |
        | attentes inconnues | absent        | 100        |        |
        | aucune situation   | 0             | 0          |        |
    """,
    "part_epci_panier_parentalite_complet": """
        | cas                  | epci_complets | epci | valeur    |
        | quatre sur quatorze  | 4             | 14   | 28.571429 |
        | aucun                | 0             | 14   | 0         |
        | recensement non fait |               | 14   |           |
        | aucun EPCI           | 0             | 0    |           |
    """,
    "nombre_familles_aide_domicile": """
        | cas             | familles  | valeur |
        | deux services   | 300 + 120 | 420    |
        | un service muet | 300 +     |        |
        | aucune          | 0         | 0      |
    """,
    "heures_aide_domicile_familles": """
        | cas             | heures        | valeur  |
        | deux services   | 9000 + 3500.5 | 12500.5 |
        | un service muet | 9000 +        |         |
        | aucune          | 0             | 0       |
    """,
}


@pytest.mark.parametrize(("code", "ligne"), cas_du_volet(CAS))
def test_la_valeur(code: str, ligne: dict[str, str]) -> None:
    assert calculer(code, ligne) == attendue(ligne)
