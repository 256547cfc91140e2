"""La qualité des relevés : ce qui manque, ce qui sort de l'ordinaire, ce qui se contredit."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fabrique import releves
from tests.tableau import cas

from sdsf.evaluation import qualite

TROUES = releves(
    """
    | territoire | maille | periode | edition | valeur | etat           |
    | E1         | epci   | 2021    | a       | 40     |                |
    | E2         | epci   | 2021    | a       |        | secret         |
    | E1         | epci   | 2022    | a       |        | non_disponible |
    | E1         | epci   | 2022    | b       | 41     |                |
    | E2         | epci   | 2023    | b       |        | sans_objet     |
    """
)


def series(*lignes: tuple[str, list[float]], **constantes: str) -> pd.DataFrame:
    """Des séries annuelles à partir de 2015, une par territoire."""
    rangees = [
        f"| {nom} | {2015 + rang} | {valeur} |"
        for nom, valeurs in lignes
        for rang, valeur in enumerate(valeurs)
    ]
    return releves("\n".join(["| territoire | periode | valeur |", *rangees]), **constantes)


def regles(table: pd.DataFrame, totaux: dict[str, list[str]] | None = None) -> list[tuple[str, str, float]]:
    """La règle, la période et la valeur de chaque relevé signalé."""
    trouvees = qualite.anomalies(table, totaux or {})
    return [(a.regle, table.loc[a.ligne, "periode"], table.loc[a.ligne, "valeur"]) for a in trouvees]


# --- la complétude --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                           | annee | valeur | secret | sans_objet | absente |
    | un secret n'est ni connu ni absent            | 2021  | 1      | 1      | 0          | 1       |
    | une valeur efface le trou d'une autre édition | 2022  | 1      | 0      | 0          | 2       |
    | sans objet                                    | 2023  | 0      | 0      | 1          | 2       |
    | une année sans aucune ligne                   | 2024  | 0      | 0      | 0          | 3       |
"""),
)
def test_la_completude_d_une_annee(c: dict) -> None:
    """E3 est attendu : il est dans la liste des territoires, et n'a aucune ligne."""
    table = qualite.completude(TROUES, {"epci": {"E1", "E2", "E3"}}, 2024)
    (ligne,) = table[table["annee"] == c["annee"]].to_dict("records")
    assert ligne["attendues"] == 3
    assert {nom: ligne[nom] for nom in c if nom not in ("cas", "annee")} == {
        nom: valeur for nom, valeur in c.items() if nom not in ("cas", "annee")
    }


def test_rien_n_est_attendu_avant_la_premiere_publication_ni_apres_l_annee_demandee() -> None:
    assert list(qualite.completude(TROUES, {}, 2022)["annee"]) == [2021, 2022]


def test_ce_que_le_texte_cite_ne_rend_pas_une_serie_complete() -> None:
    assert qualite.completude(TROUES.assign(origine="texte"), {}, 2024).empty


# --- les valeurs à vérifier -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("valeurs", "attendu"),
    [
        pytest.param([100, 101, 102, 103, 150, 151], [("saut", "2019", 150)], id="un bond de 47"),
        pytest.param([100, 101, 102, 103, 110, 111], [], id="moins d'un dixième"),
        pytest.param([100, 140, 90, 150, 100, 140], [], id="une série toujours agitée"),
        pytest.param([100, 101, 150, 151], [], id="trop courte pour avoir une habitude"),
        pytest.param([0.1, 0.1, 0.1, 0.1, 1.1, 1.1], [], id="un point au plus"),
        pytest.param([0.1, 0.1, 0.1, 0.1, 1.2, 1.2], [("saut", "2019", 1.2)], id="plus d'un point"),
    ],
)
def test_un_saut(valeurs: list[float], attendu: list[tuple[str, str, float]]) -> None:
    assert regles(series(("A", valeurs))) == attendu


def test_un_petit_effectif_bouge_sans_qu_on_s_en_etonne() -> None:
    places = series(("A", [6, 6, 6, 6, 15, 15]))
    assert regles(places) == [("saut", "2019", 15)]
    assert qualite.anomalies(places, {}, effectifs=["taux"]) == []
    creches = series(("A", [60, 60, 60, 60, 85, 85]))
    assert [a.regle for a in qualite.anomalies(creches, {}, effectifs=["taux"])] == ["saut"]


def test_un_saut_ne_se_lit_ni_par_dessus_un_trou_ni_entre_deux_editions() -> None:
    suite = series(("A", [100, 101, 102, 103, 104, 105]))
    trouee = suite.assign(periode=[*suite["periode"].iloc[:5], "2021"], valeur=[100, 101, 102, 103, 104, 150])
    assert regles(trouee) == []
    coupee = suite.assign(valeur=[100, 101, 102, 150, 151, 152], edition=list("aaabbb"))
    assert regles(coupee) == []


@pytest.mark.parametrize(
    ("valeurs", "nature", "attendu"),
    [
        pytest.param([2600, 2669, 2669, 2669], "publiee", [("repetition", "2018", 2669)], id="trois années"),
        pytest.param([2600, 2669, 2669, 2700], "publiee", [], id="deux années"),
        pytest.param([60, 69, 69, 69], "publiee", [], id="un petit nombre revient sans qu'on s'en étonne"),
        pytest.param([2600, 2669, 2669, 2669], "arrondie", [], id="une valeur arrondie"),
        pytest.param([100.5, 100.5, 100.5, 100.5], "publiee", [], id="un taux"),
    ],
)
def test_une_repetition(valeurs: list[float], nature: str, attendu: list[tuple[str, str, float]]) -> None:
    assert regles(series(("A", valeurs), nature=nature)) == attendu


def test_un_territoire_loin_des_autres() -> None:
    """Quartiles 52,25 et 56,75 : au-delà de 52,25 − 13,5 et de 56,75 + 13,5."""
    valeurs = [50, 51, 52, 53, 54, 55, 56, 57, 58, 71]
    dix = series(*((f"E{rang}", [valeur]) for rang, valeur in enumerate(valeurs)))
    assert regles(dix) == [("ecart_au_groupe", "2015", 71)]
    assert regles(dix.head(9).assign(valeur=[*valeurs[:8], 200])) == []


MODES = """
    | indicateur | periode | edition | valeur |
    | global     | 2022    | a       | 50.0   |
    | creche     | 2022    | a       | 20.0   |
    | maternels  | 2022    | a       | 29.7   |
    | global     | 2023    | a       | 50.0   |
    | creche     | 2023    | a       | 20.0   |
    | maternels  | 2023    | a       | 29.6   |
    | global     | 2024    | a       | 90.0   |
    | creche     | 2024    | a       | 20.0   |
    | maternels  | 2024    | b       | 29.0   |
"""


def test_un_total_qui_n_est_pas_la_somme_de_ses_parties() -> None:
    """0,3 d'écart en 2022 : l'arrondi ; 0,4 en 2023 : signalé ; en 2024 les éditions diffèrent."""
    trouvees = qualite.anomalies(releves(MODES), {"global": ["creche", "maternels"]})
    assert [(a.regle, a.ligne, a.repere, a.autres) for a in trouvees] == [("total", 3, 49.6, (4, 5))]


@given(st.lists(st.floats(1, 200), min_size=1, max_size=12))
def test_une_anomalie_designe_toujours_un_releve_de_la_table(valeurs: list[float]) -> None:
    table = series(("A", valeurs))
    for anomalie in qualite.anomalies(table, {}):
        assert {anomalie.ligne, *anomalie.autres} <= set(table.index)


# --- les ruptures et les contradictions -----------------------------------------------------------


def test_une_rupture_dit_ce_que_les_deux_editions_ont_en_commun() -> None:
    table = releves(
        """
        | territoire | periode | edition  | valeur |
        | A          | 2021    | ancienne | 48.5   |
        | A          | 2022    | ancienne | 49.3   |
        | B          | 2022    | ancienne | 60.0   |
        | A          | 2022    | nouvelle | 48.0   |
        | A          | 2023    | nouvelle | 50.6   |
        """
    )
    (rupture,) = qualite.ruptures(table)
    assert (rupture.avant, rupture.apres, rupture.annee) == ("ancienne", "nouvelle", 2022)
    communes = rupture.communes[["territoire", "periode", "ligne_du_releve_avant", "ligne_du_releve_apres"]]
    assert communes.to_numpy().tolist() == [["A", "2022", 1, 3]]


def test_une_seule_edition_n_a_pas_de_rupture() -> None:
    assert qualite.ruptures(series(("A", [1, 2, 3]))) == []


@pytest.mark.parametrize(
    ("lignes", "nombre"),
    [
        pytest.param(["texte | sdsf | | 64", "producteur | cnaf | hist | 63.3"], 1, id="texte et producteur"),
        pytest.param(["texte | sdsf | | 37", "texte | sdsf | | 41"], 1, id="deux passages du texte"),
        pytest.param(["producteur | insee | | 10", "producteur | drees | | 11"], 1, id="deux producteurs"),
        pytest.param(["producteur | cnaf | hist | 49", "producteur | cnaf | courant | 48"], 0, id="éditions"),
        pytest.param(["texte | sdsf | | 64", "producteur | cnaf | hist | 64"], 0, id="d'accord"),
        pytest.param(
            ["texte | sdsf | | 64", "producteur | cnaf | a | 64", "producteur | cnaf | b | 63"],
            0,
            id="le texte reprend une édition",
        ),
        pytest.param(
            ["texte | sdsf | | 64", "producteur | cnaf | hist | "], 0, id="un trou ne contredit rien"
        ),
    ],
)
def test_deux_valeurs_d_un_meme_fait(lignes: list[str], nombre: int) -> None:
    corps = [f"| {ligne} | 2019 |" for ligne in lignes]
    table = releves("\n".join(["| origine | source | edition | valeur | periode |", *corps]))
    assert len(qualite.contradictions(table)) == nombre


def test_deux_annees_ne_se_contredisent_pas() -> None:
    assert qualite.contradictions(series(("A", [1, 2]), origine="texte")) == []
