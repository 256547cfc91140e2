"""Deux moitiés d'enfants selon un critère : le taux de chacune, et ce qui empêche de les comparer."""

import pandas as pd
import pytest
from tests.tableau import tableau

from sdsf.evaluation.moities import comparer_les_moities

QUATRE = tableau("""
    | territoire | taux | critere | enfants |
    | A          | 60   | 5       | 100     |
    | B          | 50   | 10      | 300     |
    | C          | 40   | 15      | 300     |
    | D          | 30   | 20      | 100     |
""")


def test_le_taux_d_une_moitie_se_recalcule() -> None:
    """(60 × 100 + 50 × 300) ÷ 400 = 52,5 et (40 × 300 + 30 × 100) ÷ 400 = 37,5 : pas 55 et 35."""
    rendu = comparer_les_moities(QUATRE, 4)
    assert (rendu.bas, rendu.haut, rendu.motif) == (52.5, 37.5, "")
    assert (rendu.codes_bas, rendu.codes_haut) == (("A", "B"), ("C", "D"))


def test_une_ligne_incomplete_n_est_comptee_nulle_part() -> None:
    trouee = pd.concat(
        [QUATRE, pd.DataFrame([{"territoire": "E", "taux": None, "critere": 9, "enfants": 9}])]
    )
    assert comparer_les_moities(trouee, 4) == comparer_les_moities(QUATRE, 4)


@pytest.mark.parametrize(
    ("change", "motif"),
    [
        ({"enfants": [100.0, 100.0, 0.0, 100.0]}, "moins de 4"),
        ({"critere": [5.0, 5.0, 5.0, 5.0]}, "le même partout"),
        ({"enfants": [10.0, 10.0, 10.0, 900.0]}, None),
        ({"enfants": [900.0, 1.0, 1.0, 1.0]}, None),
    ],
)
def test_ce_qui_ne_se_compare_pas(change: dict[str, list[float]], motif: str | None) -> None:
    rendu = comparer_les_moities(QUATRE.assign(**change), 4)
    assert motif is None or motif in rendu.motif
    assert (rendu.bas is None) == (rendu.motif != "")


def test_moins_de_territoires_que_le_minimum() -> None:
    assert "moins de 10" in comparer_les_moities(QUATRE).motif
