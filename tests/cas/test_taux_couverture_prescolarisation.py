"""Les enfants scolarisés avant 3 ans pour 100 enfants de moins de 3 ans."""

import pytest
from tests.tableau import cas, tableau, valeur_de

from sdsf.indicateurs import taux_couverture_prescolarisation

PLACES = tableau("""
    | territoire | annee | places |
    | A          | 2023  | 9      |
    | B          | 2023  | 0      |
    | C          | 2023  |        |
""")
ENFANTS = tableau("""
    | territoire | annee | enfants |
    | A          | 2023  | 360     |
    | B          | 2023  | 200     |
    | C          | 2023  | 200     |
""")


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                           | territoire | taux |
    | neuf enfants sur 360          | A          | 2.5  |
    | aucune classe de tout-petits  | B          | 0.0  |
    | effectif scolarisé non publié | C          |      |
"""),
)
def test_les_enfants_scolarises_avant_trois_ans_pour_cent(c: dict) -> None:
    assert valeur_de(taux_couverture_prescolarisation(PLACES, ENFANTS), c["territoire"]) == c["taux"]
