"""Agréger : une somme, un trou fait un trou, jamais un taux ; Paris, Lyon et Marseille se replient."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.petits_territoires import EN_2026, A, B, C, table, territoires

from sdsf.erreurs import Erreurs
from sdsf.territoires.agregation import agreger, replier_plm

MONDE = territoires()


def somme(texte: str, vers: str = "epci", **options: object) -> dict[str, tuple[float | None, float, int]]:
    """Par territoire : valeur (``None`` : trou), au moins, communes sans valeur."""
    rendue = agreger(MONDE, table(texte), vers, est_effectif=True, **options)  # type: ignore[arg-type]
    return {
        x.territoire: (None if math.isnan(x.valeur) else x.valeur, x.au_moins, x.manquantes)
        for x in rendue.itertuples()
    }


def test_les_communes_d_un_epci_se_somment() -> None:
    assert somme("01001 2024 1; 01002 2024 2") == {A: (3, 3, 0)}


def test_une_commune_absente_ou_sans_valeur_fait_un_trou_et_un_au_moins() -> None:
    assert somme("01001 2024 1") == {A: (None, 1, 1)}
    assert somme("01001 2024 1; 01002 2024 -") == {A: (None, 1, 1)}


def test_une_source_qui_tait_les_zeros_les_retrouve_mais_pas_ses_trous() -> None:
    assert somme("01001 2024 1", absence_vaut_zero=True) == {A: (1, 1, 0)}
    assert somme("01001 2024 1; 01002 2024 -", absence_vaut_zero=True) == {A: (None, 1, 1)}


def test_la_partie_departementale_d_un_epci_a_cheval_se_demande() -> None:
    assert somme("01053 2024 8") == {B: (None, 8, 1)}
    assert somme("01053 2024 8", departement="01") == {B: (8, 8, 0)}


@pytest.mark.parametrize("vers", ["epci", "arrondissement", "departement", "region"])
def test_la_somme_des_territoires_est_la_somme_des_communes(vers: str) -> None:
    communes = " ; ".join(f"{code} 2024 {ligne[3]}" for code, ligne in EN_2026.items())
    assert sum(valeur or 0 for valeur, _, _ in somme(communes, vers).values()) == 2150


def test_une_commune_sans_ept_n_est_dans_aucun() -> None:
    assert list(somme("13002 2024 5; 13005 2024 6", "ept").values()) == [(5, 5, 0)]


def test_chaque_periode_se_somme_a_part() -> None:
    rendue = agreger(MONDE, table("01001 2023 1; 01002 2023 1; 01001 2024 5"), "epci", est_effectif=True)
    assert list(rendue["periode"]) == ["2023", "2024"]
    assert list(rendue["manquantes"]) == [0, 1]


def test_un_code_qui_n_est_pas_de_ce_millesime_est_refuse_avec_son_remplacant() -> None:
    with pytest.raises(Erreurs, match=r"« 01002 \(Aval\) »") as refus:
        somme("01003 2024 1; 13777 2024 1")
    assert [erreur.code for erreur in refus.value.erreurs] == ["D332", "D333"]
    assert somme("01003 2024 1", millesime=2025)[B] == (None, 1, 2)


def test_un_taux_ne_s_agrege_pas() -> None:
    with pytest.raises(Erreurs) as refus:
        agreger(MONDE, table("01001 2024 50"), "epci", est_effectif=False)
    assert [erreur.code for erreur in refus.value.erreurs] == ["D335"]


# --- Paris, Lyon, Marseille -----------------------------------------------------------------------


def plier(texte: str, est_effectif: bool = True) -> dict[str, float]:
    rendue = replier_plm(MONDE, table(texte), est_effectif=est_effectif)
    return dict(zip(rendue["territoire"], rendue["valeur"], strict=True))


def test_les_arrondissements_font_leur_ville() -> None:
    assert plier("13201 2024 10; 13202 2024 20; 01001 2024 1") == {"01001": 1, "13055": 30}


def test_un_arrondissement_manquant_fait_un_trou() -> None:
    assert math.isnan(plier("13201 2024 10")["13055"])


def test_la_valeur_publiee_de_la_ville_l_emporte() -> None:
    assert plier("13201 2024 10; 13202 2024 20; 13055 2024 31") == {"13055": 31}


def test_le_taux_d_un_arrondissement_ne_se_replie_pas_mais_celui_d_une_commune_reste() -> None:
    with pytest.raises(Erreurs) as refus:
        plier("13201 2023 34.4; 13202 2023 40", est_effectif=False)
    assert [erreur.code for erreur in refus.value.erreurs] == ["D335"]
    assert plier("13002 2023 55.5", est_effectif=False) == {"13002": 55.5}


def test_agreger_replie_d_abord() -> None:
    assert somme("13201 2024 10; 13202 2024 20; 01053 2024 1") == {B: (31, 31, 0)}


@given(
    st.dictionaries(st.sampled_from(sorted(EN_2026)), st.one_of(st.none(), st.integers(0, 1000)), min_size=1)
)
def test_un_trou_n_est_jamais_un_zero(valeurs: dict[str, int | None]) -> None:
    """La valeur d'un EPCI n'est connue que si toutes ses communes le sont ; elle vaut alors leur somme."""
    lue = pd.DataFrame(
        [(c, "2024", v) for c, v in valeurs.items()], columns=["territoire", "periode", "valeur"]
    )
    rendue = agreger(MONDE, lue.astype({"valeur": "float64"}), "epci", est_effectif=True)
    for x in rendue.itertuples():
        membres = [valeurs.get(code) for code, ligne in EN_2026.items() if ligne[2] == x.territoire]
        connus = [v for v in membres if v is not None]
        assert (x.au_moins, x.manquantes) == (sum(connus), len(membres) - len(connus))
        assert math.isnan(x.valeur) == (len(connus) < len(membres))
    assert set(rendue["territoire"]) <= {A, B, C}
