"""Les places d'établissements d'accueil (financés par la Psu ou non) pour 100 enfants de moins de 3 ans."""

import pytest
from tests.tableau import cas, tableau, valeur_de

from sdsf.indicateurs import taux_couverture_eaje

PLACES = tableau("""
    | territoire | annee | places |
    | A          | 2023  | 220    |
    | B          | 2023  | 0      |
    | D          | 2023  | 15     |
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
    | cas                           | territoire | taux |
    | 180 places Psu et 40 hors Psu | A          | 22.0 |
    | aucun établissement           | B          | 0.0  |
    | places non publiées           | C          |      |
    | aucun enfant                  | D          |      |
"""),
)
def test_les_places_de_creche_pour_cent_enfants(c: dict) -> None:
    assert valeur_de(taux_couverture_eaje(PLACES, ENFANTS), c["territoire"]) == c["taux"]
