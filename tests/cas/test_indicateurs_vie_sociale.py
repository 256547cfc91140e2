"""Animation de la vie sociale : chaque indicateur du volet, calculé à la main."""

import pytest
from tests.cas_par_volet import attendue, calculer, cas_du_volet

CAS = {
    "structures_avs_pour_10000_habitants": """
        | cas                | structures | habitants | valeur |
        | une pour dix mille | 66         | 660000    | 1      |
        | aucune             | 0          | 660000    | 0      |
        | agréments inconnus | absent     | 660000    |        |
        | aucun habitant     | 0          | 0         |        |
    """,
    "part_population_couverte_avs": """
        | cas             | habitants_couverts | habitants | valeur |
        | la moitié       | 330000             | 660000    | 50     |
        | zones inconnues |                    | 660000    |        |
        | aucun habitant  | 0                  | 0         |        |
    """,
    "benevoles_par_structure_avs": """
        | cas                             | benevoles | structures_repondantes | valeur |
        | quinze par structure            | 600       | 40                     | 15     |
        | aucun bénévole                  | 0         | 40                     | 0      |
        | bénévoles non déclarés          |           | 40                     |        |
        | aucune réponse : pas de moyenne | 0         | 0                      |        |
    """,
}


@pytest.mark.parametrize(("code", "ligne"), cas_du_volet(CAS))
def test_la_valeur(code: str, ligne: dict[str, str]) -> None:
    assert calculer(code, ligne) == attendue(ligne)
