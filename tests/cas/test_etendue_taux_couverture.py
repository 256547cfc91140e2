"""L'étendue : l'écart, en points, entre l'EPCI le mieux et le moins bien couvert, année par année."""

import pytest
from tests.tableau import cas, tableau

from sdsf.indicateurs import etendue_taux_couverture

TAUX = tableau("""
    | territoire | annee | valeur |
    | A          | 2020  | 42.0   |
    | B          | 2020  | 59.5   |
    | C          | 2020  | 50.0   |
    | A          | 2021  | 42.0   |
    | B          | 2021  |        |
    | C          | 2021  | 45.0   |
    | A          | 2022  | 42.0   |
    | B          | 2022  |        |
    | A          | 2023  |        |
    | A          | 2024  | 40.0   |
    | B          | 2024  | 40.0   |
""")


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                         | annee | etendue |
    | du moins bien au mieux couvert              | 2020  | 17.5    |
    | un EPCI inconnu est laissé de côté          | 2021  | 3.0     |
    | un seul EPCI connu : pas d'étendue, ni zéro | 2022  |         |
    | tous également couverts : zéro              | 2024  | 0.0     |
"""),
)
def test_l_etendue_d_une_annee(c: dict) -> None:
    par_annee = etendue_taux_couverture(TAUX).set_index("annee")["valeur"].astype(object)
    trouvee = par_annee.where(par_annee.notna(), None)[c["annee"]]
    assert trouvee == c["etendue"]


def test_une_annee_sans_aucun_taux_n_apparait_pas() -> None:
    assert 2023 not in set(etendue_taux_couverture(TAUX)["annee"])
