"""Les réunions tenues : pour 100 réunions dues au moins, toutes instances dénombrables ensemble."""

import pandas as pd
import pytest
from tests.tableau import cas

from sdsf.indicateurs import part_reunions_tenues


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                                  | dues_1 | tenues_1 | dues_2 | tenues_2 | part  |
    | tout est tenu                                        | 2      | 2        | 4      | 4        | 100.0 |
    | la moitié                                            | 2      | 1        | 2      | 1        | 50.0  |
    | une réunion de trop ne compense pas celle qui manque | 2      | 4        | 2      | 0        | 50.0  |
    | une fréquence qui ne se compte pas est écartée       | 2      | 1        |        | 9        | 50.0  |
    | rien de tenu                                         | 2      | 0        | 2      | 0        | 0.0   |
    | rien de dénombrable                                  |        | 3        |        | 1        |       |
    | rien n'était dû                                      | 0      | 3        | 0      | 1        |       |
    | on ignore ce qu'une instance a tenu                  | 2      |          | 2      | 2        |       |
"""),
)
def test_la_part_des_reunions_dues_qui_sont_tenues(c: dict) -> None:
    instances = pd.DataFrame(
        {"dues": [c["dues_1"], c["dues_2"]], "tenues": [c["tenues_1"], c["tenues_2"]]}, dtype="float64"
    )
    assert part_reunions_tenues(instances) == c["part"]


def test_sans_instance_il_n_y_a_pas_de_part() -> None:
    assert part_reunions_tenues(pd.DataFrame({"dues": [], "tenues": []}, dtype="float64")) is None
