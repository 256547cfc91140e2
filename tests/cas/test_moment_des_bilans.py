"""Le moment d'un bilan : l'année où il a un sens, celle où le texte l'attend."""

import pytest
from tests.fabrique import obligation, plan
from tests.tableau import cas

from sdsf.evaluation.moment import mi_parcours, moment_du_bilan, trop_tot


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                      | debut | fin  | mi   |
    | la troisième année d'un schéma de six ans | 2021  | 2026 | 2023 |
    | la deuxième d'un schéma de quatre ans     | 2019  | 2022 | 2020 |
    | cinq ans : la moitié est en 2023          | 2021  | 2025 | 2023 |
    | un schéma d'un an                         | 2023  | 2023 | 2023 |
"""),
)
def test_la_mi_parcours_est_la_premiere_annee_qui_acheve_la_moitie(c: dict) -> None:
    assert mi_parcours(plan(c["debut"], c["fin"])) == c["mi"]


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                        | rapport             | apres | des  | due  |
    | le texte l'attend après la mi-parcours      | bilan_intermediaire | 3     | 2023 | 2024 |
    | le texte l'attend avant : il a raison       | bilan_intermediaire | 1     | 2022 | 2022 |
    | un bilan final, au terme                    | bilan_final         | 6     | 2026 | 2026 |
    | un bilan final que le texte veut plus tôt   | bilan_final         | 4     | 2025 | 2025 |
"""),
)
def test_le_moment_vient_du_texte_quand_il_le_veut_plus_tot(c: dict) -> None:
    schema = plan(2021, 2026, obligations=[obligation(rapport=c["rapport"], apres_annees=c["apres"])])
    moment = moment_du_bilan(schema, c["rapport"])
    assert moment is not None
    assert (moment.des, moment.due) == (c["des"], c["due"])


def test_sans_obligation_le_moment_est_l_usuel_et_l_annee_due_inconnue() -> None:
    moment = moment_du_bilan(plan(2021, 2026), "bilan_intermediaire")
    assert moment is not None
    assert (moment.des, moment.due, moment.regle) == (2023, None, "")


def test_seul_un_bilan_peut_venir_trop_tot() -> None:
    schema = plan(2021, 2026)
    assert moment_du_bilan(schema, "point_annuel") is None
    assert trop_tot(schema, "point_annuel", 2021) is None
    assert trop_tot(schema, "bilan_intermediaire", 2023) is None
    refus = trop_tot(schema, "bilan_final", 2025)
    assert refus is not None
    assert refus.des == 2026
