"""Les recommandations : leur situation à la fin d'une année, ce qui leur manque."""

import datetime as dt

import pytest
from tests.fabrique import table
from tests.tableau import cas_en_mots

from sdsf.evaluation.recommandations import recommandations_de

FIN = dt.date(2024, 12, 31)
ENTIERE = {"rapport": "point_annuel", "annee": "2023", "priorite": "haute"}


@pytest.mark.parametrize(
    "k",
    cas_en_mots("""
    | cas                                      | echeance   | suite               | suivie_le  | situation  |
    | suivie                                   | 2024-06-30 | suivie              | 2024-05-01 | suivie     |
    | appliquée vaut suivie                    | 2024-06-30 | Appliquée           | 2024-05-01 | suivie     |
    | en cours, échéance à venir               | 2025-06-30 | en cours            | 2024-05-01 | en_cours   |
    | en cours, échéance passée                | 2024-06-30 | en cours            | 2024-05-01 | depassee   |
    | suivie en partie, échéance passée        | 2024-06-30 | appliquée en partie | 2024-05-01 | depassee   |
    | suivie en partie, sans échéance          |            | appliquée en partie | 2024-05-01 | en_partie  |
    | sans suite, échéance à venir             | 2025-06-30 |                     |            | sans_suite |
    | sans suite, échéance passée              | 2024-06-30 |                     |            | depassee   |
    | sans suite ni échéance                   |            |                     |            | sans_suite |
    | échéance le dernier jour : pas dépassée  | 2024-12-31 |                     |            | sans_suite |
    | non suivie, échéance passée              | 2024-06-30 | non suivie          | 2024-07-01 | non_suivie |
    | en d'autres mots                         | 2024-06-30 | confiée à un groupe | 2024-05-01 | autre      |
    | suite donnée après la fin de l'année     | 2025-06-30 | suivie              | 2025-03-01 | sans_suite |
    | suite sans date : connue                 | 2024-06-30 | suivie              |            | suivie     |
    """),
)
def test_la_situation_d_une_recommandation(k: dict[str, str]) -> None:
    registre = table(
        "recommandations",
        f"""
        | id | echeance        | suite        | suivie_le        |
        | r1 | {k["echeance"]} | {k["suite"]} | {k["suivie_le"]} |
        """,
        **ENTIERE,
    )
    (lue,) = recommandations_de(registre, FIN)
    assert lue.situation == k["situation"]


def test_ce_qui_manque_est_nomme_et_l_avenir_est_ignore() -> None:
    registre = table(
        "recommandations",
        """
        | id | annee | responsable | echeance   | moyen   | indicateur |
        | r1 | 2023  | Caf         | 2024-06-30 | budget  | i1         |
        | r2 | 2022  |             |            | budget  |            |
        | r3 | 2025  |             |            |         |            |
        """,
        **{nom: valeur for nom, valeur in ENTIERE.items() if nom != "annee"},
    )
    lues = recommandations_de(registre, FIN)
    assert [(r.id, r.manques) for r in lues] == [
        ("r2", ("le responsable", "l'échéance", "l'indicateur")),
        ("r1", ()),
    ]
