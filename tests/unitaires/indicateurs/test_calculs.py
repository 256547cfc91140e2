"""Les calculs partagés : un total à trous est un trou, un taux d'ensemble se recalcule."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tableau import tableau, valeur_de

from sdsf.indicateurs.calculs import (
    additionner,
    decile,
    denominateur_implicite,
    rapporter,
    soustraire,
    totaliser,
)

EFFECTIFS = st.integers(min_value=0, max_value=10**6)
COUPLES = st.lists(st.tuples(EFFECTIFS, st.integers(min_value=1, max_value=10**6)), min_size=1, max_size=12)


def table(valeurs: list[Any], annee: int = 2023) -> pd.DataFrame:
    """Une table d'un territoire par valeur : A, B, C…"""
    noms = [chr(ord("A") + rang) for rang in range(len(valeurs))]
    return pd.DataFrame({"territoire": noms, "annee": annee, "valeur": pd.Series(valeurs, dtype="float64")})


# --- un rapport -----------------------------------------------------------------------------------


@given(COUPLES)
def test_un_taux_d_ensemble_est_entre_le_plus_bas_et_le_plus_haut_de_ses_parts(
    couples: list[tuple[int, int]],
) -> None:
    """Le rapport des totaux, et non la moyenne des rapports : chaque territoire y pèse son effectif."""
    haut, bas = table([h for h, _ in couples]), table([b for _, b in couples])
    tous = dict.fromkeys(haut["territoire"], "ensemble")
    (ensemble,) = rapporter(totaliser(haut, tous), totaliser(bas, tous), pour=100)["valeur"]
    parts = rapporter(haut, bas, pour=100)["valeur"]
    assert ensemble == pytest.approx(100 * haut["valeur"].sum() / bas["valeur"].sum())
    assert parts.min() - 1e-9 <= ensemble <= parts.max() + 1e-9


@given(EFFECTIFS, EFFECTIFS)
def test_un_rapport_a_rien_n_existe_pas(haut: int, bas: int) -> None:
    (valeur,) = rapporter(table([haut]), table([bas]), pour=100)["valeur"]
    assert pd.isna(valeur) == (bas == 0)


def test_une_annee_n_emprunte_pas_a_une_autre() -> None:
    assert valeur_de(rapporter(table([5], 2022), table([10], 2023)), "A") is None


def test_un_rapport_refuse_un_territoire_en_double() -> None:
    with pytest.raises(pd.errors.MergeError):
        rapporter(pd.concat([table([5]), table([6])]), table([10]))


def test_les_tables_recues_ne_changent_pas() -> None:
    haut, bas = table([5, None]), table([10, 20])
    copies = haut.copy(), bas.copy()
    rapporter(haut, bas)
    soustraire(haut, bas)
    additionner(haut)
    totaliser(bas, {"A": "E", "B": "E"})
    pd.testing.assert_frame_equal(haut, copies[0])
    pd.testing.assert_frame_equal(bas, copies[1])


# --- un total -------------------------------------------------------------------------------------


@given(st.lists(st.one_of(st.none(), EFFECTIFS), min_size=1, max_size=12))
def test_un_total_est_connu_si_chaque_part_l_est(valeurs: list[int | None]) -> None:
    (total,) = additionner(table(valeurs).assign(territoire="A"))["valeur"]
    connues = [valeur for valeur in valeurs if valeur is not None]
    assert pd.isna(total) if len(connues) < len(valeurs) else total == sum(connues)


PLACES = tableau("""
    | territoire | annee | valeur |
    | A          | 2022  | 10     |
    | B          | 2022  | 5      |
    | C          | 2022  | 100    |
    | A          | 2023  | 12     |
    | C          | 2023  | 90     |
""")


def test_un_territoire_attendu_et_absent_rend_le_total_inconnu() -> None:
    """B n'a pas de ligne en 2023 : le total de son EPCI est un trou, celui de l'autre est connu."""
    totaux = totaliser(PLACES, {"A": "Nord", "B": "Nord", "C": "Sud"})
    lus = {(t.territoire, t.annee): t.valeur for t in totaux.itertuples()}
    assert pd.isna(lus.pop(("Nord", 2023)))
    assert lus == {("Nord", 2022): 15.0, ("Sud", 2022): 100.0, ("Sud", 2023): 90.0}


def test_un_territoire_hors_de_l_ensemble_n_y_compte_pas() -> None:
    totaux = totaliser(PLACES, {"A": "Nord"})
    assert totaux["valeur"].tolist() == [10.0, 12.0]


# --- un solde -------------------------------------------------------------------------------------


def test_un_solde_demande_ses_deux_membres() -> None:
    solde = soustraire(table([10, 4, None]), table([3, 6]))
    assert [valeur_de(solde, nom) for nom in "ABC"] == [7.0, -2.0, None]


# --- le dénominateur implicite --------------------------------------------------------------------


@given(st.integers(min_value=20, max_value=50000), st.integers(min_value=1, max_value=30000))
def test_le_denominateur_implicite_redonne_le_taux(enfants: int, places: int) -> None:
    """Le taux publié a une décimale : le nombre d'enfants retrouvé redonne ce taux, à l'arrondi près."""
    taux = round(100 * places / enfants, 1)
    retrouve = denominateur_implicite(table([places]), table([taux]))
    assert set(retrouve["nature"]) == {"estimee"}
    if taux == 0:
        assert retrouve[["valeur", "au_moins", "au_plus"]].isna().all(axis=None)
    else:
        assert 100 * places / retrouve["valeur"].iloc[0] == pytest.approx(taux)
    if taux > 0.05:
        assert retrouve["au_moins"].iloc[0] - 1e-6 <= enfants <= retrouve["au_plus"].iloc[0] + 1e-6


def test_garches_et_tarascon_ont_les_enfants_que_supposent_leurs_places() -> None:
    retrouves = denominateur_implicite(table([544, 142]), table([111.0, 27.1]))
    assert retrouves["valeur"].round().tolist() == [490, 524]


def test_un_territoire_sans_places_reste_un_trou_et_un_double_est_refuse() -> None:
    retrouves = denominateur_implicite(table([10]), table([20.0, 30.0]))
    assert [valeur_de(retrouves, nom) for nom in "AB"] == [50.0, None]
    with pytest.raises(pd.errors.MergeError):
        denominateur_implicite(pd.concat([table([10]), table([11])]), table([20.0]))


@pytest.mark.parametrize(
    ("places", "taux"), [(0, 0.0), (None, 50.0), (30, None)], ids=["zéro place", "places", "taux"]
)
def test_un_membre_muet_ne_dit_rien_du_nombre_d_enfants(places: Any, taux: Any) -> None:
    retrouve = denominateur_implicite(table([places]), table([taux]))
    assert retrouve[["valeur", "au_moins", "au_plus"]].isna().all(axis=None)


# --- un décile ------------------------------------------------------------------------------------


@given(st.lists(st.tuples(EFFECTIFS, st.integers(min_value=1, max_value=1000)), min_size=1, max_size=30))
def test_un_decile_est_une_des_valeurs_et_les_deciles_montent(couples: list[tuple[int, int]]) -> None:
    valeurs, poids = pd.Series([v for v, _ in couples]), pd.Series([p for _, p in couples])
    deciles = [decile(valeurs, poids, rang) for rang in range(1, 10)]
    assert set(deciles) <= set(valeurs)
    assert deciles == sorted(deciles)


def test_deux_territoires_confondus_en_un_ne_changent_pas_les_deciles() -> None:
    """Un EPCI de 6 naissances pèse comme deux EPCI de 3 au même taux."""
    separes = decile(pd.Series([10, 20, 20, 40]), pd.Series([3, 3, 3, 3]), 5)
    assert separes == decile(pd.Series([10, 20, 40]), pd.Series([3, 6, 3]), 5)
