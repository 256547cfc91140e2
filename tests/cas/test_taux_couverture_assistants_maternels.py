"""Les places d'assistants maternels en activité pour 100 enfants de moins de 3 ans."""

import pytest
from tests.tableau import cas, tableau, valeur_de

from sdsf.indicateurs import taux_couverture_assistants_maternels

PLACES = tableau("""
    | territoire | annee | places |
    | A          | 2022  | 297    |
    | A2         | 2023  | 270    |
    | B          | 2023  | 7      |
""")
ENFANTS = tableau("""
    | territoire | annee | enfants |
    | A          | 2022  | 900     |
    | A2         | 2023  | 900     |
    | B          | 2023  | 5       |
    | C          | 2023  | 10      |
""")


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                              | territoire | taux  |
    | un tiers des enfants             | A          | 33.0  |
    | moins de places l'année suivante | A2         | 30.0  |
    | plus de places que d'enfants     | B          | 140.0 |
    | aucun assistant maternel connu   | C          |       |
"""),
)
def test_les_places_chez_un_assistant_maternel_pour_cent_enfants(c: dict) -> None:
    assert valeur_de(taux_couverture_assistants_maternels(PLACES, ENFANTS), c["territoire"]) == c["taux"]
