"""L'avancement : le dernier état connu de chaque action, les jalons que le plan a datés."""

import datetime as dt

import pytest
from tests.fabrique import action, dates, etape, fiche, plan, table
from tests.tableau import cas

from sdsf.evaluation.avancement import derniers_etats, jalons, repartir, suivre_actions, table_des_jalons
from sdsf.vocabulaire import Statut, valeurs

PLAN = plan(
    fiches=[
        fiche(
            id="f1",
            actions=[
                action(id="a1", intitule="Ouvrir un relais", dates=dates("2022-01-01", "2022-12-31")),
                action(id="a2", dates=dates("2022-01-01", None)),
                action(id="a3", dates=None),
            ],
            etapes=[
                etape(id="e1", action="a1", dates=dates(None, "2022-06-30")),
                etape(id="e2", action="a2", dates=None),
            ],
        ),
        fiche(id="f2", actions=[action(id="a4", dates=dates(None, "2025-12-31"))]),
    ]
)
JOURNAL = table(
    "avancement",
    """
    | action | etape | date_arret | statut       |
    | a1     |       | 2021-12-31 | en_cours     |
    | a1     |       | 2023-12-31 | realisee     |
    | a1     |       | 2022-12-31 | reportee     |
    | a1     | e1    | 2022-06-30 | realisee     |
    | a2     |       | 2022-12-31 | en_cours     |
    | a2     |       | 2022-12-31 | abandonnee   |
    | a4     |       | 2024-12-31 | non_demarree |
    | f1     |       | 2022-12-31 | en_cours     |
    """,
)


def le_31_decembre(annee: int) -> dt.date:
    return dt.date(annee, 12, 31)


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                                        | action | annee | statut           |
    | rien encore                                                | a1     | 2020  | sans_information |
    | la première ligne                                          | a1     | 2021  | en_cours         |
    | la date d'arrêt fait foi, non l'ordre du fichier           | a1     | 2022  | reportee         |
    | la dernière date                                           | a1     | 2023  | realisee         |
    | elle vaut encore l'année suivante                          | a1     | 2024  | realisee         |
    | à date égale, la dernière ligne écrite corrige la première | a2     | 2022  | abandonnee       |
    | une action absente du journal n'est pas « non démarrée »   | a3     | 2024  | sans_information |
    | une action dite non démarrée l'est                         | a4     | 2024  | non_demarree     |
"""),
)
def test_le_statut_d_une_action_au_31_decembre(c: dict) -> None:
    suivis = {s.action.id: s for s in suivre_actions(PLAN, JOURNAL, le_31_decembre(c["annee"]))}
    assert suivis[c["action"]].statut == c["statut"]


def test_le_statut_d_une_etape_n_est_pas_celui_de_l_action() -> None:
    """L'étape e1 est réalisée en juin 2022 ; l'action a1 ne l'est pas."""
    suivis = {s.action.id: s.statut for s in suivre_actions(PLAN, JOURNAL, dt.date(2022, 7, 1))}
    assert suivis["a1"] == "en_cours"


def test_chaque_action_du_plan_est_suivie_une_fois_dans_l_ordre() -> None:
    suivis = suivre_actions(PLAN, JOURNAL, le_31_decembre(2024))
    assert [s.action.id for s in suivis] == ["a1", "a2", "a3", "a4"]


def test_un_suivi_porte_la_ligne_dont_il_vient() -> None:
    suivi = suivre_actions(PLAN, JOURNAL, le_31_decembre(2022))[0]
    assert suivi.trace.lignes == (("avancement.csv", 4),)
    assert suivi.arrete_au == le_31_decembre(2022)


def test_le_dernier_jour_compte() -> None:
    la_veille, le_jour = dt.date(2022, 12, 30), dt.date(2022, 12, 31)
    assert "abandonnee" not in set(derniers_etats(JOURNAL, la_veille)["statut"])
    assert "abandonnee" in set(derniers_etats(JOURNAL, le_jour)["statut"])


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                          | jalon | echeance   | statut       |
    | une action datée             | a1    | 2022-12-31 | realisee     |
    | une étape datée              | e1    | 2022-06-30 | realisee     |
    | une action d'une autre fiche | a4    | 2025-12-31 | non_demarree |
"""),
)
def test_un_jalon_est_ce_que_le_plan_a_date(c: dict) -> None:
    trouves = {j.id: j for j in jalons(PLAN, JOURNAL, le_31_decembre(2024))}
    assert (trouves[c["jalon"]].echeance, trouves[c["jalon"]].statut) == (c["echeance"], c["statut"])


def test_ce_qui_n_a_pas_de_fin_n_est_pas_un_jalon() -> None:
    assert [j.id for j in jalons(PLAN, JOURNAL, le_31_decembre(2024))] == ["a1", "e1", "a4"]


def test_un_jalon_dont_rien_n_est_dit_est_sans_information() -> None:
    assert {j.statut for j in jalons(PLAN, JOURNAL.head(0), le_31_decembre(2024))} == {"sans_information"}


def test_la_table_des_jalons_est_celle_que_l_indicateur_attend() -> None:
    lignes = table_des_jalons(jalons(PLAN, JOURNAL, le_31_decembre(2024)))
    assert lignes.to_dict("records")[1] == {"echeance": dt.date(2022, 6, 30), "statut": "realisee"}
    assert list(table_des_jalons([]).columns) == ["echeance", "statut"]


def test_la_repartition_montre_aussi_les_statuts_que_personne_n_a() -> None:
    groupes = repartir(suivre_actions(PLAN, JOURNAL, le_31_decembre(2024)))
    nombres = {statut: len(suivis) for statut, suivis in groupes.items()}
    assert set(nombres) == set(valeurs(Statut))
    assert nombres == {
        "realisee": 1,
        "en_cours": 0,
        "reportee": 0,
        "abandonnee": 1,
        "non_demarree": 1,
        "sans_information": 1,
    }
