"""Les places de micro-crèches Paje (hors PSU) pour 100 enfants de moins de 3 ans."""

import pytest
from tests.tableau import cas, tableau, valeur_de

from sdsf.indicateurs import taux_couverture_eaje_hors_psu

PLACES = tableau("""
    | territoire | annee | places |
    | A          | 2023  | 40     |
    | B          | 2023  | 0      |
    | D          | 2023  | 10     |
""")
ENFANTS = tableau("""
    | territoire | annee | enfants |
    | A          | 2023  | 1000    |
    | B          | 2023  | 50      |
    | C          | 2023  | 80      |
    | D          | 2023  | 0       |
""")


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                      | territoire | taux |
    | quarante places          | A          | 4.0  |
    | aucune micro-crèche Paje | B          | 0.0  |
    | places non publiées      | C          |      |
    | aucun enfant             | D          |      |
"""),
)
def test_les_places_hors_psu_pour_cent_enfants(c: dict) -> None:
    assert valeur_de(taux_couverture_eaje_hors_psu(PLACES, ENFANTS), c["territoire"]) == c["taux"]
