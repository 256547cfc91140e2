"""``chiffres.csv`` : une ligne par chiffre, et rien qu'un tableur exécuterait."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdsf.production.rapport import csv_de, neutraliser

FORMULES = ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", " =1"]


def relire(texte: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(texte)))


@pytest.mark.parametrize("formule", FORMULES)
def test_une_formule_devient_du_texte(formule: str) -> None:
    assert neutraliser(formule) == f"'{formule}"


def test_un_retour_chariot_ne_coupe_pas_la_ligne() -> None:
    assert neutraliser("abc\r=cmd") == "abc =cmd"
    assert neutraliser("\r=1") == "' =1"


@pytest.mark.parametrize("valeur", [-3.0, 0, 12, True, "Caf", "a=b", "1+1", "", "'deja", "− 3"])
def test_un_nombre_ou_un_texte_sans_danger_ne_change_pas(valeur: object) -> None:
    assert neutraliser(valeur) == valeur


def test_un_trou_est_une_cellule_vide_et_jamais_zero() -> None:
    assert neutraliser(None) == ""
    (ligne,) = relire(csv_de([{"numero": 1, "valeur": None}]))
    assert ligne["valeur"] == ""


@given(st.text())
def test_aucun_texte_ne_commence_par_un_signe_de_formule(texte: str) -> None:
    assert not str(neutraliser(texte)).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), min_size=1))
def test_les_cellules_se_relisent_telles_quelles(textes: list[str]) -> None:
    lignes = [{"numero": n, "libelle": texte} for n, texte in enumerate(textes)]
    texte = csv_de(lignes)
    relus = list(csv.reader(io.StringIO(texte, newline="")))
    assert [r[1] for r in relus[1:]] == [str(neutraliser(t)) for t in textes]


def test_les_colonnes_et_l_ordre_sont_ceux_des_lignes() -> None:
    lignes = [{"numero": 1, "libelle": "b"}, {"numero": 2, "libelle": "a"}]
    assert csv_de(lignes) == "numero,libelle\n1,b\n2,a\n"


def test_un_rapport_sans_chiffre_a_tout_de_meme_un_entete() -> None:
    assert csv_de([]) == "numero\n"


def test_une_ligne_aux_colonnes_differentes_est_refusee() -> None:
    with pytest.raises(ValueError, match="intruse"):
        csv_de([{"numero": 1}, {"numero": 2, "intruse": 3}])
