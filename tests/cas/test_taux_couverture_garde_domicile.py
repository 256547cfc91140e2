"""Les places de garde à domicile pour 100 enfants de moins de 3 ans."""

import pytest
from tests.tableau import cas, tableau, valeur_de

from sdsf.indicateurs import taux_couverture_garde_domicile

PLACES = tableau("""
    | territoire | annee | places |
    | A          | 2023  | 12     |
    | B          | 2023  | 3      |
    | D          | 2022  | 8      |
""")
ENFANTS = tableau("""
    | territoire | annee | enfants |
    | A          | 2023  | 800     |
    | B          | 2023  | 0       |
    | D          | 2023  | 100     |
""")


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                           | territoire | taux |
    | douze places pour 800 enfants | A          | 1.5  |
    | aucun enfant                  | B          |      |
    | dernière année non publiée    | D          |      |
"""),
)
def test_les_places_de_garde_a_domicile_pour_cent_enfants(c: dict) -> None:
    assert valeur_de(taux_couverture_garde_domicile(PLACES, ENFANTS), c["territoire"]) == c["taux"]
