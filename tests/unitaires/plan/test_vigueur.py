"""Le plan en vigueur à une date, et ce que les avenants ont changé."""

import datetime as dt

import pytest
from tests.fabrique import action, en_vigueur, fiche, indicateur, plan
from tests.tableau import cas

from sdsf.plan.vigueur import Changement, changements, en_vigueur_au

PLAN = plan(
    fiches=[
        fiche(
            id="f1",
            actions=[
                action(id="origine"),
                action(id="ajoutee", intitule="Ajoutée", en_vigueur=en_vigueur("2022-12-15", None, "1")),
                action(id="retiree", intitule="Retirée", en_vigueur=en_vigueur(None, "2022-12-14", "1")),
            ],
            indicateurs=[
                indicateur(id="i1", libelle="Provisoire", en_vigueur=en_vigueur("2022-01-01", "2023-12-31"))
            ],
        ),
        fiche(id="f2", intitule="Fiche nouvelle", en_vigueur=en_vigueur("2024-01-01", None, "2")),
    ]
)


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                             | au         | actions         | indicateurs | fiches |
    | à la signature                  | 2021-03-18 | origine retiree |             | f1     |
    | la veille de l'avenant          | 2022-12-14 | origine retiree | i1          | f1     |
    | le jour de l'avenant            | 2022-12-15 | origine ajoutee | i1          | f1     |
    | le dernier jour de l'indicateur | 2023-12-31 | origine ajoutee | i1          | f1     |
    | le lendemain                    | 2024-01-01 | origine ajoutee |             | f1 f2  |
"""),
)
def test_ce_qui_est_en_vigueur(c: dict) -> None:
    en_place = en_vigueur_au(PLAN, c["au"])
    assert [f.id for f in en_place.fiches] == c["fiches"].split()
    assert [a.id for a in en_place.fiches[0].actions] == c["actions"].split()
    assert [i.id for i in en_place.fiches[0].indicateurs] == (c["indicateurs"] or "").split()


def test_le_plan_signe_ne_change_pas() -> None:
    en_vigueur_au(PLAN, dt.date(2030, 1, 1))
    assert len(PLAN.fiches[0].actions) == 3


def test_les_changements_disent_l_avenant_le_sens_et_la_chose() -> None:
    assert changements(PLAN, dt.date(2024, 12, 31)) == [
        Changement("1", "ajout", "action", "Ajoutée"),
        Changement("1", "retrait", "action", "Retirée"),
        Changement("non précisé", "ajout", "indicateur", "Provisoire"),
        Changement("non précisé", "retrait", "indicateur", "Provisoire"),
        Changement("2", "ajout", "fiche", "Fiche nouvelle"),
    ]


def test_un_changement_a_venir_ne_se_dit_pas_encore() -> None:
    assert changements(PLAN, dt.date(2021, 12, 31)) == []
    assert [c.intitule for c in changements(PLAN, dt.date(2022, 12, 14))] == ["Retirée", "Provisoire"]
