"""Les réunions : ce que la fréquence du schéma permet de compter, ce qui s'est tenu."""

import pandas as pd
import pytest
from tests.fabrique import instance, plan, table
from tests.tableau import cas

from sdsf.evaluation.gouvernance import Reunions, reunions_de, table_des_reunions

PLAN = plan(
    gouvernance=[
        instance(id="comite", reunions_par_an={"minimum": 2, "maximum": 3}),
        instance(id="technique", reunions_par_an={"minimum": 4, "maximum": 4}),
        instance(id="groupe", frequence="autant que de besoin", reunions_par_an=None),
    ]
)
SAISIES = table(
    "reunions",
    """
    | instance  | date       | tenue |
    | comite    | 2023-01-01 | oui   |
    | comite    | 2023-12-31 | oui   |
    | comite    | 2024-03-01 | oui   |
    | comite    | 2024-09-01 | non   |
    | technique | 2024-02-01 | non   |
    | groupe    | 2024-02-01 | oui   |
    """,
)


def reunions(annee: int, saisies: pd.DataFrame = SAISIES) -> dict[str, Reunions]:
    return {r.instance.id: r for r in reunions_de(PLAN, saisies, annee)}


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                              | annee | instance  | dues | tenues |
    | l'année va du 1er janvier au 31 décembre         | 2023  | comite    | 2    | 2      |
    | une réunion annulée n'est pas tenue              | 2024  | comite    | 2    | 1      |
    | saisie, mais aucune tenue : zéro                 | 2024  | technique | 4    | 0      |
    | rien de saisi cette année : inconnu, et non zéro | 2023  | technique | 4    |        |
    | une fréquence qui ne se compte pas               | 2024  | groupe    |      | 1      |
    | rien de saisi du tout                            | 2022  | comite    | 2    |        |
"""),
)
def test_les_reunions_dues_et_tenues(c: dict) -> None:
    trouvee = reunions(c["annee"])[c["instance"]]
    assert (trouvee.dues, trouvee.tenues) == (c["dues"], c["tenues"])


def test_une_table_vide_ne_tient_aucune_reunion_pour_manquee() -> None:
    assert {r.tenues for r in reunions(2024, SAISIES.head(0)).values()} == {None}


def test_une_instance_porte_les_lignes_lues() -> None:
    assert reunions(2024)["comite"].trace.lignes == (("reunions.csv", 4), ("reunions.csv", 5))


def test_la_table_ne_garde_que_les_instances_renseignees() -> None:
    assert table_des_reunions(list(reunions(2023).values())).to_dict("records") == [{"dues": 2, "tenues": 2}]
    lignes = table_des_reunions(list(reunions(2024).values()))
    assert lignes["tenues"].tolist() == [1, 0, 1]
    assert lignes["dues"].isna().tolist() == [False, False, True]
