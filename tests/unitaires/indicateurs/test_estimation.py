"""Le dénominateur implicite : 100 × places ÷ taux, estimé, encadré par l'arrondi du taux."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdsf.indicateurs.estimation import enfants_implicites


def estimer(places: float | None, taux: float | None) -> pd.Series:
    cle = {"territoire": ["A"], "annee": [2023]}
    valeurs = [pd.Series([v], dtype="float64") for v in (places, taux)]
    estimes = enfants_implicites(
        pd.DataFrame(cle).assign(places=valeurs[0]), pd.DataFrame(cle).assign(taux=valeurs[1])
    )
    assert estimes["nature"].tolist() == ["estimee"]
    return estimes.iloc[0]


def test_garches_et_tarascon_ont_les_enfants_que_supposent_leurs_places() -> None:
    assert round(estimer(544, 111.0)["enfants"]) == 490
    assert round(estimer(142, 27.1)["enfants"]) == 524


@pytest.mark.parametrize(("places", "taux"), [(None, 50.0), (10, None), (0, 0.0), (12, 0.0)])
def test_un_trou_ou_un_taux_nul_ne_donne_aucun_nombre(places: float | None, taux: float | None) -> None:
    assert math.isnan(estimer(places, taux)["enfants"])
    assert math.isnan(estimer(places, taux)["au_plus"])


def test_un_territoire_sans_places_reste_un_trou() -> None:
    places = pd.DataFrame({"territoire": ["A"], "annee": 2023, "places": [10.0]})
    taux = pd.DataFrame({"territoire": ["A", "B"], "annee": 2023, "taux": [20.0, 30.0]})
    assert enfants_implicites(places, taux)["enfants"].tolist()[0] == 50.0
    assert enfants_implicites(places, taux)["enfants"].isna().tolist() == [False, True]


def test_deux_lignes_pour_un_territoire_sont_refusees() -> None:
    places = pd.DataFrame({"territoire": ["A", "A"], "annee": 2023, "places": [10.0, 11.0]})
    taux = pd.DataFrame({"territoire": ["A"], "annee": 2023, "taux": [20.0]})
    with pytest.raises(pd.errors.MergeError):
        enfants_implicites(places, taux)


@given(enfants=st.integers(50, 20_000), places=st.integers(1, 5_000))
def test_les_vrais_enfants_sont_dans_l_intervalle(enfants: int, places: int) -> None:
    taux = round(100 * places / enfants, 1)
    lu = estimer(places, taux)
    if taux > 0.05:
        assert lu["au_moins"] - 1e-6 <= enfants <= lu["au_plus"] + 1e-6
