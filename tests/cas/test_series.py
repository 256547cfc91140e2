"""Les séries : la valeur de l'année N, l'état zéro dans la même édition, la rupture, l'année d'avant."""

from typing import Any

import pandas as pd
import pytest
from tests.fabrique import releves
from tests.tableau import cas

from sdsf.evaluation.series import Lecture, edition_courante, lire, serie
from sdsf.releves.periodes import annee_de

DEBUT = 2021  # première année du schéma

# Une édition ancienne jusqu'en 2022, une nouvelle à partir de 2021 ; 2024 n'est pas encore renseignée.
RELEVES = releves("""
    | periode | edition  | valeur | etat           |
    | 2019    | ancienne | 50     |                |
    | 2020    | ancienne | 51     |                |
    | 2021    | ancienne | 52     |                |
    | 2022    | ancienne | 53     |                |
    | 2021    | nouvelle | 62     |                |
    | 2022    | nouvelle | 63     |                |
    | 2023    | nouvelle | 64     |                |
    | 2024    | nouvelle |        | non_disponible |
""")
SERIE = serie(RELEVES, "taux", "A")


def lue(annee: int, serie_: pd.DataFrame = SERIE, debut: int = DEBUT) -> dict[str, Any]:
    """La lecture d'une année, en clair : « période, valeur » de chaque ligne retenue."""
    lecture: Lecture = lire(serie_, annee, debut)
    lignes = {nom: getattr(lecture, nom) for nom in ("valeur", "precedente", "etat_zero", "annee_n")}
    clair = {nom: None if ligne is None else _en_clair(ligne) for nom, ligne in lignes.items()}
    return {**clair, "rupture": lecture.rupture}


def _en_clair(ligne: pd.Series) -> str:
    return f"{ligne['periode']} : " + ("?" if pd.isna(ligne["valeur"]) else f"{ligne['valeur']:g}")


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                    | annee | valeur    | precedente | etat_zero | annee_n   |
    | avant toute valeur                     | 2018  |           |            |           |           |
    | la première valeur                     | 2019  | 2019 : 50 |            | 2019 : 50 | 2019 : 50 |
    | l'état zéro précède le schéma          | 2020  | 2020 : 51 | 2019 : 50  | 2020 : 51 | 2020 : 51 |
    | à fin égale, l'édition la plus fournie | 2022  | 2022 : 53 | 2021 : 52  | 2020 : 51 | 2022 : 53 |
    | un état zéro de la même édition        | 2023  | 2023 : 64 | 2022 : 63  | 2021 : 62 | 2023 : 64 |
    | la dernière connue, et l'année N       | 2024  | 2023 : 64 | 2022 : 63  | 2021 : 62 | 2024 : ?  |
    | une année dont rien n'est dit          | 2025  | 2023 : 64 | 2022 : 63  | 2021 : 62 |           |
"""),
)
def test_ce_qu_une_annee_fait_lire(c: dict) -> None:
    attendu = {nom: c[nom] for nom in ("valeur", "precedente", "etat_zero", "annee_n")}
    assert lue(c["annee"]) == {**attendu, "rupture": False}


def test_l_annee_n_garde_son_etat() -> None:
    de_n = lire(SERIE, 2024, DEBUT).annee_n
    assert de_n is not None
    assert de_n["etat"] == "non_disponible"


def test_un_etat_zero_d_une_autre_edition_est_une_rupture() -> None:
    """2020 n'existe que dans l'ancienne édition : on ne la joint pas à la nouvelle."""
    rompue = serie(
        releves("""
        | periode | edition  | valeur |
        | 2020    | ancienne | 51     |
        | 2022    | nouvelle | 63     |
        | 2023    | nouvelle | 64     |
        """),
        "taux",
        "A",
    )
    attendu = {"valeur": "2023 : 64", "precedente": "2022 : 63", "etat_zero": None, "annee_n": "2023 : 64"}
    assert lue(2023, rompue) == {**attendu, "rupture": True}


def test_sans_aucune_valeur_de_depart_il_n_y_a_pas_de_rupture() -> None:
    tardive = SERIE[SERIE["annee"] > DEBUT]
    assert lue(2023, tardive)["etat_zero"] is None
    assert not lue(2023, tardive)["rupture"]


def test_une_source_differente_rompt_aussi_la_serie() -> None:
    table = releves("""
        | periode | source | valeur |
        | 2020    | autre  | 51     |
        | 2023    | cnaf   | 64     |
    """)
    assert lue(2023, serie(table, "taux", "A"))["rupture"]


def test_la_precedente_reste_dans_la_meme_edition() -> None:
    table = releves("""
        | periode | edition  | valeur |
        | 2022    | ancienne | 51     |
        | 2023    | nouvelle | 64     |
    """)
    assert lue(2023, serie(table, "taux", "A"))["precedente"] is None


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                          | annee | source | edition  |
    | aucune valeur                | 2018  |        |          |
    | une seule édition            | 2020  | cnaf   | ancienne |
    | à fin égale, la plus fournie | 2022  | cnaf   | ancienne |
    | celle qui va le plus loin    | 2023  | cnaf   | nouvelle |
    | un trou ne prolonge rien     | 2024  | cnaf   | nouvelle |
"""),
)
def test_l_edition_courante(c: dict) -> None:
    courante = edition_courante(SERIE[SERIE["annee"] <= c["annee"]])
    assert courante == (None if c["source"] is None else (c["source"], c["edition"]))


def test_a_egalite_la_derniere_edition_par_son_nom() -> None:
    table = releves("""
        | periode | edition | valeur |
        | 2023    | b       | 2      |
        | 2023    | a       | 1      |
    """)
    assert edition_courante(serie(table, "taux", "A")) == ("cnaf", "b")


def test_les_valeurs_citees_par_le_texte_restent_a_part() -> None:
    table = releves("""
        | periode | origine    | valeur |
        | 2020    | texte      | 57     |
        | 2021    | producteur | 52     |
        | 2022    | saisie     | 53     |
    """)
    assert serie(table, "taux", "A")["valeur"].tolist() == [52, 53]
    assert serie(table, "taux", "A", textes=True)["valeur"].tolist() == [57]


def test_une_serie_est_celle_d_un_indicateur_et_d_un_territoire() -> None:
    table = releves("""
        | indicateur | territoire | periode | valeur |
        | taux       | A          | 2022    | 2      |
        | taux       | A          | 2021    | 1      |
        | taux       | B          | 2021    | 8      |
        | autre      | A          | 2021    | 9      |
    """)
    assert serie(table, "taux", "A")["valeur"].tolist() == [1, 2]
    assert serie(table, "inconnu", "A").empty


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                | periode    | annee |
    | une année          | 2023       | 2023  |
    | un trimestre       | 2023-T4    | 2023  |
    | un semestre        | 2023-S1    | 2023  |
    | une date           | 2022-01-15 | 2022  |
    | une année scolaire | 2021-2022  | 2022  |
    | un intervalle      | 2016/2019  | 2019  |
"""),
)
def test_l_annee_d_une_periode(c: dict) -> None:
    assert annee_de(str(c["periode"])) == c["annee"]
