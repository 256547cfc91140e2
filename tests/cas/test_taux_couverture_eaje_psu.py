"""Les places d'établissements financés par la PSU, et celles que la PSU ne finance pas, chacune à part."""

import pytest
from tests.tableau import cas, tableau, valeur_de

from sdsf.indicateurs import taux_couverture_eaje, taux_couverture_eaje_hors_psu, taux_couverture_eaje_psu

PSU = tableau("""
    | territoire | annee | places |
    | A          | 2023  | 180    |
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
    | cas                     | territoire | taux |
    | cent quatre-vingts      | A          | 18.0 |
    | aucune place financée   | B          | 0.0  |
    | places non publiées     | C          |      |
    | aucun enfant            | D          |      |
"""),
)
def test_les_places_psu_pour_cent_enfants(c: dict) -> None:
    assert valeur_de(taux_couverture_eaje_psu(PSU, ENFANTS), c["territoire"]) == c["taux"]


def test_psu_et_hors_psu_font_ensemble_le_taux_des_etablissements() -> None:
    """Sur le même nombre d'enfants, les places s'ajoutent ; les taux arrondis, publiés, peuvent différer."""
    hors = PSU.assign(places=[40, 0, 0])
    toutes = PSU.assign(places=PSU["places"] + hors["places"])
    taux = [taux_couverture_eaje_psu(PSU, ENFANTS), taux_couverture_eaje_hors_psu(hors, ENFANTS)]
    assert [valeur_de(table, "A") for table in taux] == [18.0, 4.0]
    assert valeur_de(taux_couverture_eaje(toutes, ENFANTS), "A") == 22.0
