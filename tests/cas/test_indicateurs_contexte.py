"""Contexte : chaque indicateur du volet, calculé à la main."""

import pytest
from tests.cas_par_volet import attendue, calculer, cas_du_volet

CAS = {
    "nombre_enfants_moins_3_ans": """
        | cas                                   | enfants      | valeur |
        | trois communes                        | 120 + 45 + 0 | 165    |
        | une commune inconnue : le total aussi | 120 +        |        |
        | aucun enfant                          | 0            | 0      |
    """,
    "nombre_naissances": """
        | cas                                      | naissances | valeur |
        | deux communes                            | 1200 + 34  | 1234   |
        | une commune non publiée : le total aussi | 1200 +     |        |
        | aucune naissance                         | 0          | 0      |
    """,
    "part_enfants_moins_3_ans_parents_en_emploi": """
        | cas                        | enfants_de_parents_en_emploi | enfants | valeur    |
        | deux enfants sur trois     | 200                          | 300     | 66.666667 |
        | aucun parent en emploi     | 0                            | 300     | 0         |
        | enfants concernés inconnus |                              | 300     |           |
        | aucun enfant               | 0                            | 0       |           |
    """,
    "part_familles_monoparentales_enfants_moins_25_ans": """
        | cas                      | familles_monoparentales | familles | valeur |
        | une famille sur quatre   | 30                      | 120      | 25     |
        | aucune monoparentale     | 0                       | 120      | 0      |
        | monoparentales inconnues | absent                  | 120      |        |
        | aucune famille           | 0                       | 0        |        |
    """,
    "part_enfants_moins_3_ans_bas_revenus": """
        | cas                         | enfants_bas_revenus | enfants_couverts | valeur    |
        | un enfant couvert sur trois | 50                  | 150              | 33.333333 |
        | effectif secret             |                     | 150              |           |
        | aucun enfant couvert        | 0                   | 0                |           |
    """,
    "taux_enfants_beneficiaires_aeeh": """
        | cas                     | enfants_aeeh | enfants | valeur |
        | vingt-quatre pour mille | 120          | 5000    | 24     |
        | aucun bénéficiaire      | 0            | 5000    | 0      |
        | bénéficiaires inconnus  |              | 5000    |        |
        | population inconnue     | 120          |         |        |
    """,
}


@pytest.mark.parametrize(("code", "ligne"), cas_du_volet(CAS))
def test_la_valeur(code: str, ligne: dict[str, str]) -> None:
    assert calculer(code, ligne) == attendue(ligne)
