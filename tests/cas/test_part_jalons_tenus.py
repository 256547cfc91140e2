"""Les jalons tenus : jalons échus et réalisés pour 100 jalons échus, à la date d'arrêt."""

import datetime as dt

import pytest
from tests.tableau import cas, tableau

from sdsf.indicateurs import part_jalons_tenus

JALONS = tableau("""
    | echeance   | statut           |
    | 2022-06-30 | realisee         |
    | 2022-12-31 | en_cours         |
    | 2023-06-30 | sans_information |
    | 2023-12-31 | realisee         |
    | 2026-12-31 | realisee         |
""")


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                                      | au         | part  |
    | aucun jalon échu : pas de taux                           | 2022-06-29 |       |
    | le jour de l'échéance, le jalon est échu                 | 2022-06-30 | 100.0 |
    | un jalon en cours n'est pas tenu                         | 2022-12-31 | 50.0  |
    | ni un jalon sans information                             | 2023-12-31 | 50.0  |
    | un jalon réalisé en avance ne compte pas avant son terme | 2024-12-31 | 50.0  |
    | il compte au terme                                       | 2026-12-31 | 60.0  |
"""),
)
def test_la_part_des_jalons_echus_qui_sont_tenus(c: dict) -> None:
    assert part_jalons_tenus(JALONS, c["au"]) == c["part"]


def test_un_plan_sans_jalon_n_a_pas_de_part() -> None:
    assert part_jalons_tenus(JALONS.head(0), dt.date(2026, 12, 31)) is None


@pytest.mark.parametrize("statut", ["non_demarree", "en_cours", "reportee", "abandonnee", "sans_information"])
def test_seul_realisee_tient_un_jalon(statut: str) -> None:
    jalons = JALONS.head(1).assign(statut=statut)
    assert part_jalons_tenus(jalons, dt.date(2026, 12, 31)) == 0.0
