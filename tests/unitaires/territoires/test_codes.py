"""Un code qui a perdu son zéro, une commune disparue, le nom d'un territoire : retrouvés sans deviner."""

import pytest
from tests.petits_territoires import A, territoires

from sdsf.erreurs import Erreurs
from sdsf.territoires.codes import commune_en_vigueur, lire_code, nom

MONDE = territoires()


@pytest.mark.parametrize(
    ("brut", "maille", "code", "repare"),
    [
        pytest.param("01053", "commune", "01053", False, id="déjà bon"),
        pytest.param("1053", "commune", "01053", True, id="zéro perdu"),
        pytest.param("1053", None, "01053", True, id="zéro perdu, maille tue"),
        pytest.param(1053, "commune", "01053", True, id="un nombre"),
        pytest.param(1053.0, "commune", "01053", True, id="un nombre à virgule"),
        pytest.param(" 01053 ", "commune", "01053", True, id="des espaces"),
        pytest.param("1003", "commune", "01003", True, id="une commune disparue"),
        pytest.param("1", "departement", "01", True, id="un département"),
        pytest.param(200000001.0, "epci", A, True, id="un SIREN lu comme un nombre"),
        pytest.param("13201", "arrondissement_municipal", "13201", False, id="un arrondissement municipal"),
    ],
)
def test_un_code_se_lit(brut: object, maille: str | None, code: str, repare: bool) -> None:
    lu = lire_code(MONDE, brut, maille)
    assert lu.code == code
    assert bool(lu.reparation) == repare


def test_une_reparation_se_dit() -> None:
    attendu = "« 1053 » lu « 01053 » (Bourg) : le zéro de tête était perdu."
    assert lire_code(MONDE, "1053", "commune").reparation == attendu


def test_un_code_ambigu_n_est_pas_repare() -> None:
    """« 11 » peut être l'arrondissement 011 ; avec un département 11, ce serait deux territoires."""
    MONDE.noms["departement"]["011"] = "Un autre"  # type: ignore[index]
    with pytest.raises(Erreurs) as refus:
        lire_code(MONDE, "11")
    del MONDE.noms["departement"]["011"]  # type: ignore[attr-defined]
    assert [erreur.code for erreur in refus.value.erreurs] == ["D334"]
    assert "011 (arrondissement)" in str(refus.value)


@pytest.mark.parametrize("brut", ["", "9999", "zut", "nan", "=1+1"])
def test_un_code_inconnu_est_refuse(brut: str) -> None:
    with pytest.raises(Erreurs) as refus:
        lire_code(MONDE, brut, "commune")
    assert [erreur.code for erreur in refus.value.erreurs] == ["D333"]


def test_une_commune_disparue_propose_celle_qui_l_a_absorbee() -> None:
    with pytest.raises(Erreurs, match=r"Le plus proche : « 01002 \(Aval\) »") as refus:
        commune_en_vigueur(MONDE, "01003")
    assert [erreur.code for erreur in refus.value.erreurs] == ["D332"]
    assert "Vieux (01003) est devenue 01002 le 2026-01-01." in str(refus.value)
    assert commune_en_vigueur(MONDE, "01003", 2025) == "01003"


def test_une_commune_pas_encore_nee_est_d_un_autre_millesime() -> None:
    with pytest.raises(Erreurs) as refus:
        commune_en_vigueur(MONDE, "13006", 2025)
    assert [erreur.code for erreur in refus.value.erreurs] == ["D337"]


def test_le_nom_d_un_territoire_meme_disparu() -> None:
    assert nom(MONDE, "01003", "commune") == "Vieux"
    assert nom(MONDE, "01088", "commune") == "Hameau"  # disparue avant le premier millésime
    assert nom(MONDE, A, "epci") == "CC A"
    assert nom(MONDE, "FR", "france") == "France"
    with pytest.raises(Erreurs, match="n'est pas le code d'un epci"):
        nom(MONDE, "200000007", "epci")
