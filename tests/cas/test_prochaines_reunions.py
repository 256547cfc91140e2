"""Les prochaines réunions : la dernière tenue, plus l'intervalle que la fréquence écrite laisse au plus."""

import datetime as dt
from typing import Any

import pandas as pd
import pytest
from tests.fabrique import instance, plan, table
from tests.tableau import cas

from sdsf.evaluation.gouvernance import Prochaine, prochaines_reunions

PLAN = plan(
    gouvernance=[
        instance(id="comite", reunions_par_an={"minimum": 2, "maximum": 3}),
        instance(id="libre", frequence="autant que de besoin", reunions_par_an=None),
        instance(id="jamais-due", reunions_par_an={"minimum": 0, "maximum": 2}),
    ]
)
SAISIES = table(
    "reunions",
    """
    | instance   | date       | tenue |
    | comite     | 2024-03-15 | oui   |
    | comite     | 2023-06-30 | oui   |
    | comite     | 2024-09-01 | non   |
    | libre      | 2024-02-01 | oui   |
    | jamais-due | 2024-02-01 | oui   |
    """,
)


def prochaine(nom: str, au: dt.date, saisies: pd.DataFrame = SAISIES) -> Prochaine:
    return {p.instance.id: p for p in prochaines_reunions(PLAN, saisies, au)}[nom]


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                        | instance   | au         | derniere   | attendue   |
    | la dernière tenue, six mois plus tard      | comite     | 2024-12-31 | 2024-03-15 | 2024-09-15 |
    | une réunion annulée ne compte pas          | comite     | 2024-09-01 | 2024-03-15 | 2024-09-15 |
    | le jour même compte                        | comite     | 2024-03-15 | 2024-03-15 | 2024-09-15 |
    | ce qui suit la date regardée n'est pas su  | comite     | 2024-03-14 | 2023-06-30 | 2023-12-30 |
    | rien avant la première                     | comite     | 2023-06-29 |            |            |
    | une fréquence qui ne se compte pas         | libre      | 2024-12-31 | 2024-02-01 |            |
    | aucune réunion n'est due : rien à attendre | jamais-due | 2024-12-31 | 2024-02-01 |            |
"""),
)
def test_la_derniere_reunion_et_la_suivante(c: dict[str, Any]) -> None:
    trouvee = prochaine(c["instance"], c["au"])
    assert (trouvee.derniere, trouvee.attendue_avant) == (c["derniere"], c["attendue"])


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                  | minimum | derniere   | attendue   |
    | une fois par an      | 1       | 2024-01-15 | 2025-01-15 |
    | deux fois            | 2       | 2024-01-15 | 2024-07-15 |
    | trois fois           | 3       | 2024-01-15 | 2024-05-15 |
    | chaque trimestre     | 4       | 2024-01-15 | 2024-04-15 |
    | chaque mois          | 12      | 2024-01-15 | 2024-02-15 |
    | cinq fois : 73 jours | 5       | 2024-01-15 | 2024-03-28 |
    | huit fois : 45 jours | 8       | 2024-01-15 | 2024-02-29 |
    | chaque semaine       | 52      | 2024-01-15 | 2024-01-22 |
    | un mois sans 31      | 12      | 2024-01-31 | 2024-02-29 |
    | le 29 février, un an | 1       | 2024-02-29 | 2025-02-28 |
"""),
)
def test_l_intervalle_est_le_plus_long_que_la_frequence_permette(c: dict[str, Any]) -> None:
    schema = plan(gouvernance=[instance(reunions_par_an={"minimum": c["minimum"], "maximum": None})])
    saisies = table("reunions", f"| instance | date | tenue |\n| comite | {c['derniere']} | oui |")
    (trouvee,) = prochaines_reunions(schema, saisies, dt.date(2024, 12, 31))
    assert trouvee.attendue_avant == c["attendue"]


def test_une_reunion_porte_la_ligne_dont_elle_vient() -> None:
    assert prochaine("comite", dt.date(2024, 12, 31)).trace.lignes == (("reunions.csv", 2),)
    assert prochaine("comite", dt.date(2023, 1, 1)).trace.lignes == ()


def test_sans_registre_aucune_date_n_est_inventee() -> None:
    trouvees = prochaines_reunions(PLAN, SAISIES.head(0), dt.date(2024, 12, 31))
    assert [(p.instance.id, p.derniere, p.attendue_avant) for p in trouvees] == [
        ("comite", None, None),
        ("libre", None, None),
        ("jamais-due", None, None),
    ]


def test_un_plan_sans_instance_n_attend_aucune_reunion() -> None:
    assert prochaines_reunions(plan(gouvernance=[]), SAISIES, dt.date(2024, 12, 31)) == []
