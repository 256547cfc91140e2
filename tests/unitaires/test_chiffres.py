"""Un chiffre : sa valeur ou la raison de son absence, et les lignes dont il vient."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tableau import cas

from sdsf.chiffres import (
    Chiffre,
    Trace,
    _plages,
    compter,
    ecart,
    empreinte_de,
    inconnu,
    rapport,
    reunir,
    sans_signe,
    trace_de,
)
from sdsf.vocabulaire import EtatValeur, valeurs

TROUS = [etat for etat in valeurs(EtatValeur) if etat != "valeur"]
A = Trace((("a.csv", 2), ("a.csv", 3)), ("ea2", "ea3"))
B = Trace((("a.csv", 3), ("b.csv", 9)), ("ea3", "eb9"))


def chiffre(valeur: float | None, libelle: str = "x", **champs: str) -> Chiffre:
    if valeur is None:
        return inconnu(libelle, "nombre", **champs)
    return Chiffre(libelle, valeur, "nombre", **champs)


# --- l'état et la valeur --------------------------------------------------------------------------


@pytest.mark.parametrize("etat", TROUS)
def test_un_trou_n_a_pas_de_valeur_pas_meme_zero(etat: str) -> None:
    with pytest.raises(ValueError, match="se contredisent"):
        Chiffre("x", 0.0, "nombre", etat=etat)


def test_une_valeur_connue_ne_manque_pas() -> None:
    with pytest.raises(ValueError, match="se contredisent"):
        Chiffre("x", None, "nombre", etat="valeur")


@pytest.mark.parametrize("etat", TROUS)
def test_un_chiffre_inconnu_garde_son_etat(etat: str) -> None:
    assert (inconnu("x", "nombre", etat).etat, inconnu("x", "nombre", etat).connu) == (etat, False)


def test_zero_est_une_valeur_connue() -> None:
    assert Chiffre("x", 0.0, "nombre").connu


# --- la trace -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lignes", "plages"),
    [
        ([], ""),
        ([4], "4"),
        ([3, 1, 2], "1-3"),
        ([1, 3], "1,3"),
        ([1, 2, 4, 5, 9], "1-2,4-5,9"),
        ([2, 2, 2], "2"),
    ],
)
def test_des_lignes_s_ecrivent_en_plages(lignes: list[int], plages: str) -> None:
    assert _plages(lignes) == plages


@given(st.sets(st.integers(1, 60)))
def test_des_plages_redonnent_les_memes_lignes(lignes: set[int]) -> None:
    morceaux = [m.split("-") for m in _plages(lignes).split(",") if m]
    relues = [n for m in morceaux for n in range(int(m[0]), int(m[-1]) + 1)]
    assert relues == sorted(lignes)


def test_les_lignes_lues_se_disent_par_fichier() -> None:
    assert reunir([A, B]).fichiers() == "a.csv:2-3 ; b.csv:9"


def test_reunir_ne_compte_une_ligne_qu_une_fois() -> None:
    assert reunir([A, B]).lignes == (("a.csv", 2), ("a.csv", 3), ("b.csv", 9))
    assert reunir([A, A]) == A
    assert reunir([]) == Trace()


def test_l_empreinte_suit_le_contenu_des_lignes_et_non_leur_ordre() -> None:
    assert reunir([A, B]).empreinte == reunir([B, A]).empreinte
    assert A.empreinte != B.empreinte
    assert Trace().empreinte == ""


def test_la_trace_d_une_table_est_celle_de_ses_lignes() -> None:
    table = pd.DataFrame({"fichier": ["a.csv"] * 2, "ligne": [2, 3], "empreinte": ["ea2", "ea3"]})
    assert trace_de(table) == A
    assert trace_de(table.head(0)) == Trace()


def test_l_empreinte_d_un_contenu_ignore_l_ordre_des_cles() -> None:
    assert empreinte_de({"a": 1, "b": "é"}) == empreinte_de({"b": "é", "a": 1})
    assert empreinte_de({"a": 1}) != empreinte_de({"a": 2})


# --- les calculs ----------------------------------------------------------------------------------


def test_un_denombrement_compte_les_traces_qu_il_donne() -> None:
    compte = compter("Actions", [A, B], "actions", "le schéma")
    assert (compte.valeur, compte.formule, compte.trace) == (2, "dénombrement", reunir([A, B]))
    assert compter("Actions", [], "actions", "le schéma").valeur == 0


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                  | a    | b    | ecart |
    | une hausse           | 52.6 | 50   | 2.6   |
    | une baisse           | 50   | 52.6 | -2.6  |
    | aucun écart          | 50   | 50   | 0     |
    | sans bruit de calcul | 0.3  | 0.1  | 0.2   |
    | la valeur manque     |      | 50   |       |
    | le repère manque     | 50   |      |       |
    | les deux manquent    |      |      |       |
"""),
)
def test_un_ecart_se_calcule_entre_deux_chiffres_connus(c: dict) -> None:
    difference = ecart("Écart", chiffre(c["a"]), chiffre(c["b"]))
    assert difference.valeur == c["ecart"]
    assert difference.etat == ("non_renseignee" if c["ecart"] is None else "valeur")


@pytest.mark.parametrize("etat", TROUS)
def test_un_ecart_impossible_garde_l_etat_du_premier_qui_manque(etat: str) -> None:
    """Un écart à une valeur secrète est secret ; le dire « non renseigné » serait faux."""
    trou, autre = inconnu("x", "nombre", etat), inconnu("y", "nombre", "non_disponible")
    assert ecart("Écart", trou, chiffre(1)).etat == etat
    assert ecart("Écart", chiffre(1), trou).etat == etat
    assert ecart("Écart", trou, autre).etat == etat


def test_un_ecart_dit_d_ou_viennent_ses_deux_membres() -> None:
    a = Chiffre("Taux 2023", 52.0, "points", periode="2023", source="Cnaf", edition="b", trace=A)
    b = Chiffre("Taux 2020", 50.0, "points", periode="2020", source="Insee", edition="a", trace=B)
    difference = ecart("Évolution", a, b)
    assert difference.formule == "Taux 2023 − Taux 2020"
    assert (difference.numerateur, difference.denominateur) == ("52 (2023)", "50 (2020)")
    assert (difference.periode, difference.source, difference.edition) == (
        "2020/2023",
        "Cnaf ; Insee",
        "b ; a",
    )
    assert difference.trace == reunir([A, B])


def test_un_ecart_de_meme_source_ne_la_repete_pas() -> None:
    a, b = (chiffre(v, source="Cnaf", edition="a", periode="2023") for v in (2, 1))
    difference = ecart("Écart", a, b)
    assert (difference.periode, difference.source, difference.edition) == ("2023", "Cnaf", "a")


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                 | partie | tout | part |
    | un quart            | 1      | 4    | 25   |
    | rien                | 0      | 4    | 0    |
    | plus que le tout    | 6      | 4    | 150  |
    | un tout nul         | 0      | 0    |      |
    | un tout inconnu     | 1      |      |      |
    | une partie inconnue |        | 4    |      |
"""),
)
def test_une_part_est_sans_objet_quand_le_tout_est_nul_ou_inconnu(c: dict) -> None:
    part = rapport("Part", chiffre(c["partie"]), chiffre(c["tout"]))
    assert part.valeur == c["part"]
    assert part.etat == ("sans_objet" if c["part"] is None else "valeur")


def test_une_part_garde_ses_deux_membres() -> None:
    partie = Chiffre("réalisées", 1.0, "actions", trace=A)
    part = rapport("Part", partie, Chiffre("toutes", 4.0, "actions", trace=B))
    assert part.formule == "100 × réalisées ÷ toutes"
    assert (part.numerateur, part.denominateur, part.trace) == ("1", "4", reunir([A, B]))


@pytest.mark.parametrize(("valeur", "absolue"), [(-2.5, 2.5), (2.5, 2.5), (None, None)])
def test_sans_signe_garde_la_grandeur(valeur: float | None, absolue: float | None) -> None:
    assert sans_signe(chiffre(valeur)).valeur == absolue


# --- la ligne de chiffres.csv ---------------------------------------------------------------------


def test_la_ligne_de_chiffres_csv_porte_le_numero_les_lignes_lues_et_l_empreinte() -> None:
    ligne = Chiffre("x", 1.0, "nombre", source="Cnaf", trace=A).ligne(7)
    assert (ligne["numero"], ligne["valeur"], ligne["source"]) == (7, 1.0, "Cnaf")
    assert (ligne["lignes_lues"], ligne["empreinte"]) == ("a.csv:2-3", A.empreinte)
    assert "trace" not in ligne
