"""L'équité : dispersion d'un taux, enfants en territoire sous-doté, du début du schéma à maintenant."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tableau import cas, tableau

from sdsf.evaluation import equite
from sdsf.evaluation.equite import Mesure, Poids

# Dix territoires, cent enfants : on lit les déciles en additionnant les enfants de haut en bas.
DIX = tableau("""
    | territoire | valeur | enfants |
    | A          | 30.0   | 5       |
    | B          | 40.0   | 10      |
    | C          | 45.0   | 10      |
    | D          | 50.0   | 10      |
    | E          | 52.0   | 10      |
    | F          | 54.0   | 10      |
    | G          | 56.0   | 15      |
    | H          | 60.0   | 15      |
    | I          | 80.0   | 10      |
    | J          | 90.0   | 5       |
""")
ENFANTS = Poids(dict(zip(DIX["territoire"], DIX["enfants"], strict=True)), "calculee")
NAISSANCES = tableau("""
    | territoire | annee | valeur |
    | A          | 2021  | 10     |
    | A          | 2022  | 11     |
    | A          | 2023  | 12     |
    | B          | 2021  | 20     |
    | B          | 2022  |        |
    | B          | 2023  | 22     |
    | C          | 2022  | 30     |
    | C          | 2023  | 31     |
""")
SERIE = tableau("""
    | territoire | annee | valeur |
    | A          | 2020  | 40.0   |
    | B          | 2020  | 60.0   |
    | C          | 2020  | 99.0   |
    | A          | 2021  | 41.0   |
    | B          | 2021  | 62.0   |
    | A          | 2023  | 45.0   |
    | B          | 2023  | 61.0   |
    | C          | 2023  |        |
""")


# --- le poids d'un territoire ---------------------------------------------------------------------


def test_trois_annees_de_naissances_ou_rien() -> None:
    """B a un trou en 2022 et C n'a que deux années : leur somme serait trop petite."""
    assert equite.naissances_de_trois_ans(NAISSANCES, 2023) == {"A": 33.0}
    assert equite.naissances_de_trois_ans(NAISSANCES, 2022) == {}


@pytest.mark.parametrize(
    ("enfants", "naissances", "attendu"),
    [
        pytest.param({"A": 3, "B": 5}, {"A": 2, "B": 4}, Poids({"A": 3, "B": 5}, "calculee"), id="enfants"),
        pytest.param(
            {"A": 3}, {"A": 2, "B": 4}, Poids({"A": 2, "B": 4}, "estimee"), id="à défaut, naissances"
        ),
        pytest.param({"A": 3}, {"B": 4}, None, id="jamais l'un pour les uns et l'autre pour les autres"),
        pytest.param({"A": 3, "B": 0}, {}, None, id="un territoire sans enfant ne pèse rien"),
    ],
)
def test_le_poids_est_le_meme_pour_tous(
    enfants: dict[str, float], naissances: dict[str, float], attendu: Poids | None
) -> None:
    assert equite.choisir_poids(["A", "B"], enfants, naissances) == attendu


# --- la dispersion --------------------------------------------------------------------------------


def test_l_etendue() -> None:
    assert equite.etendue(DIX) == Mesure(60.0, numerateur=90.0, denominateur=30.0)


def test_un_seul_territoire_n_a_pas_d_etendue() -> None:
    assert equite.etendue(DIX.head(1)).valeur is None
    assert "moins de deux territoires" in equite.etendue(DIX.head(1)).motif


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                             | rang | taux |
    | 5 enfants sous 30, 15 sous 40 : le 10e est à 40 | 1    | 40.0 |
    | 85 enfants jusqu'à 60, 95 jusqu'à 80            | 9    | 80.0 |
    | le cinquantième                                 | 5    | 54.0 |
    | 45 enfants jusqu'à 52 : pas encore la moitié    | 4    | 52.0 |
    | tous                                            | 10   | 90.0 |
"""),
)
def test_un_decile_se_lit_dans_les_enfants(c: dict) -> None:
    assert equite.decile_pondere(DIX, ENFANTS, c["rang"]) == c["taux"]


def test_le_rapport_interdecile_pese_les_enfants() -> None:
    """80 ÷ 40 ; sans poids, le premier décile serait A, où ne vivent que cinq enfants."""
    assert equite.rapport_interdecile_pondere(DIX, ENFANTS, 10) == Mesure(
        2.0, numerateur=80.0, denominateur=40.0
    )


def test_pese_par_les_naissances_le_rapport_est_estime() -> None:
    poids = Poids(ENFANTS.valeurs, "estimee")
    assert equite.rapport_interdecile_pondere(DIX, poids, 10).nature == "estimee"


@pytest.mark.parametrize(
    ("taux", "poids", "motif"),
    [
        pytest.param(DIX.head(9), ENFANTS, "moins de 10 territoires", id="neuf territoires"),
        pytest.param(
            DIX.assign(valeur=DIX["valeur"].where(DIX["territoire"] != "J")),
            ENFANTS,
            "moins de 10 territoires",
            id="un trou n'est pas un territoire",
        ),
        pytest.param(DIX, None, "naissances de trois ans", id="sans poids"),
        pytest.param(DIX.assign(valeur=0.0), ENFANTS, "décile est nul", id="un bas nul"),
    ],
)
def test_un_rapport_non_evaluable_dit_pourquoi(taux: pd.DataFrame, poids: Poids | None, motif: str) -> None:
    mesure = equite.rapport_interdecile_pondere(taux, poids, 10)
    assert mesure.valeur is None
    assert motif in mesure.motif


# --- les enfants en territoire sous-doté ----------------------------------------------------------


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                           | repere | seuil | part |
    | 85 % de 60 = 51 : A, B, C et D, 35 enfants    | 60.0   | 85    | 35.0 |
    | au seuil même, un territoire n'est pas dessous | 50.0   | 80    | 5.0  |
    | aucun                                         | 30.0   | 100   | 0.0  |
    | tous                                          | 100.0  | 100   | 100.0 |
"""),
)
def test_la_part_des_enfants_en_territoire_sous_dote(c: dict) -> None:
    assert equite.part_en_territoire_sous_dote(DIX, ENFANTS, c["repere"], c["seuil"]).valeur == c["part"]


@pytest.mark.parametrize(
    ("taux", "poids", "repere", "motif"),
    [
        pytest.param(DIX, ENFANTS, None, "taux de la France", id="sans repère"),
        pytest.param(DIX, None, 60.0, "naissances de trois ans", id="sans poids"),
        pytest.param(DIX.head(0), ENFANTS, 60.0, "aucun territoire", id="sans territoire"),
    ],
)
def test_une_part_non_evaluable_dit_pourquoi(
    taux: pd.DataFrame, poids: Poids | None, repere: float | None, motif: str
) -> None:
    mesure = equite.part_en_territoire_sous_dote(taux, poids, repere, 85)
    assert mesure.valeur is None
    assert motif in mesure.motif


# --- du début du schéma à maintenant --------------------------------------------------------------


def etendue_de(taux: pd.DataFrame, _: int) -> Mesure:
    return equite.etendue(taux)


def test_les_memes_territoires_aux_deux_dates() -> None:
    """C, muet en 2023, ne compte pas en 2020 : 20 points d'écart entre A et B, et non 59."""
    evolution = equite.comparer(SERIE, 2021, etendue_de)
    assert (evolution.annees, evolution.territoires) == ((2020, 2023), ("A", "B"))
    assert (evolution.depart.valeur, evolution.arrivee.valeur, evolution.motif) == (20.0, 16.0, "")


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                          | debut | depart |
    | la dernière année d'avant le schéma          | 2023  | 2021   |
    | à défaut, la première connue                 | 2019  | 2020   |
    | le schéma commence l'année d'après une année | 2021  | 2020   |
"""),
)
def test_le_depart_est_l_etat_d_avant_le_schema(c: dict) -> None:
    annees = equite.comparer(SERIE, c["debut"], etendue_de).annees
    assert annees == (c["depart"], 2023)


@pytest.mark.parametrize(
    ("serie", "motif"),
    [
        pytest.param(SERIE[SERIE["annee"] == 2023], "une seule année est publiée", id="une seule année"),
        pytest.param(SERIE.head(0), "aucune année", id="aucune"),
        pytest.param(
            SERIE[(SERIE["annee"] == 2020) | (SERIE["territoire"] == "A")],
            "moins de deux",
            id="un seul commun",
        ),
    ],
)
def test_une_evolution_non_evaluable_dit_pourquoi(serie: pd.DataFrame, motif: str) -> None:
    evolution = equite.comparer(serie, 2021, etendue_de)
    assert (evolution.depart.valeur, evolution.arrivee.valeur) == (None, None)
    assert motif in evolution.motif


def test_une_mesure_qui_manque_a_une_date_empeche_la_comparaison() -> None:
    def muette_en_2020(taux: pd.DataFrame, annee: int) -> Mesure:
        return Mesure(None, "pas de poids") if annee == 2020 else equite.etendue(taux)

    evolution = equite.comparer(SERIE, 2021, muette_en_2020)
    assert (evolution.motif, evolution.arrivee.valeur) == ("pas de poids (2020)", 16.0)


# --- ce qui est toujours vrai ---------------------------------------------------------------------

TAUX = st.lists(st.tuples(st.floats(1, 150), st.integers(1, 5000)), min_size=10, max_size=40)


@given(TAUX)
def test_un_rapport_interdecile_est_entre_un_et_celui_des_extremes(lignes: list[tuple[float, int]]) -> None:
    taux = pd.DataFrame(
        {"territoire": [f"T{n}" for n in range(len(lignes))], "valeur": [t for t, _ in lignes]}
    )
    poids = Poids({f"T{n}": float(p) for n, (_, p) in enumerate(lignes)}, "calculee")
    mesure = equite.rapport_interdecile_pondere(taux, poids, 10)
    assert mesure.valeur is not None
    assert 1 <= mesure.valeur <= taux["valeur"].max() / taux["valeur"].min() * (1 + 1e-9)


@given(TAUX, st.floats(1, 150))
def test_la_part_sous_dotee_croit_avec_le_seuil(lignes: list[tuple[float, int]], repere: float) -> None:
    taux = pd.DataFrame(
        {"territoire": [f"T{n}" for n in range(len(lignes))], "valeur": [t for t, _ in lignes]}
    )
    poids = Poids({f"T{n}": float(p) for n, (_, p) in enumerate(lignes)}, "calculee")
    parts = [equite.part_en_territoire_sous_dote(taux, poids, repere, s).valeur or 0 for s in (50, 85, 100)]
    assert parts == sorted(parts)
    assert 0 <= parts[0] <= parts[-1] <= 100
