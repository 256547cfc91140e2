"""Une valeur, une case, la même valeur : aucun texte n'est perdu, ajouté, ni pris pour autre chose."""

import datetime as dt
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from sdsf.tableur.cases import Marque, ecrire_valeur, en_code, lire_valeur, propre, sans_code
from sdsf.tableur.structure import Colonne, feuilles
from sdsf.vocabulaire import NatureAction

# Ce qui tente une erreur : nos marques, les codes du tableur, les blancs, les commandes.
MORCEAUX = st.sampled_from(
    ["[[", "]]", "[", "U+000D", "[[à la ligne]]", "[[vide]]", "[[non dit]]", "_x000D_", "x005F_", "\n", "\r",
     "\r\n", "\t", "\x00", "\ufffe", "\ud800", " ", "\u00a0", "=1+1", "@", "é", "\u2028", "\x85"]
)  # fmt: skip
TEXTES = st.one_of(st.text(), st.lists(MORCEAUX | st.text(max_size=3)).map("".join))


class Exemple(BaseModel):
    texte: str | None
    liste: list[str]
    entier: int | None
    nombre: float | None
    date: dt.date | None
    nature: NatureAction | None


COLONNES = {colonne.place[0]: colonne for colonne in feuilles(Exemple)["schema"].colonnes}


def aller_retour(colonne: Colonne, valeur: Any) -> Any:
    return lire_valeur(colonne, ecrire_valeur(colonne, valeur))


@given(TEXTES)
def test_un_texte_revient_tel_quel(texte: str) -> None:
    ecrit = en_code(texte)
    assert ecrit.strip(), "une case blanche voudrait dire que le texte se tait"
    assert sans_code(propre(ecrit)) == texte
    assert aller_retour(COLONNES["texte"], texte) == texte


@given(TEXTES)
def test_un_texte_ecrit_tient_dans_un_fichier_xml(texte: str) -> None:
    page = ElementTree.Element("t")
    page.text = en_code(texte)
    relue = ElementTree.fromstring(ElementTree.tostring(page, encoding="utf-8"))  # noqa: S314 - notre texte
    assert relue.text == en_code(texte)


@given(st.lists(TEXTES))
def test_une_liste_revient_telle_quelle(liste: list[str]) -> None:
    """Un élément vide, blanc, ou qui va à la ligne reste un élément."""
    assert aller_retour(COLONNES["liste"], liste) == (liste or Marque.VIDE)


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53))
def test_un_nombre_revient_tel_quel(nombre: float) -> None:
    assert aller_retour(COLONNES["nombre"], nombre) == nombre


@given(st.dates())
def test_une_date_revient_telle_quelle(date: dt.date) -> None:
    assert aller_retour(COLONNES["date"], date) == date


@pytest.mark.parametrize("mot", ["nouvelle", "a_poursuivre", "à poursuivre", " À  Poursuivre "])
def test_un_mot_se_lit_par_son_libelle_ou_par_son_code(mot: str) -> None:
    assert lire_valeur(COLONNES["nature"], mot) == ("nouvelle" if mot == "nouvelle" else "a_poursuivre")


@pytest.mark.parametrize("vide", [None, "", "   ", "\n", "\u00a0"])
def test_une_case_blanche_se_tait(vide: str | None) -> None:
    assert lire_valeur(COLONNES["texte"], vide) is Marque.VIDE


@pytest.mark.parametrize(
    ("champ", "brut", "valeur"),
    [
        ("entier", 2024.0, 2024),
        ("entier", "2024", "2024"),
        ("entier", 2024.5, 2024.5),
        ("texte", 1.1, 1.1),
        ("texte", "a_x000D_\nb", "a\nb"),
        ("liste", "un\n\n  \ndeux", ["un", "deux"]),
        ("liste", 12, [12]),
        ("date", dt.datetime(2024, 6, 30), dt.date(2024, 6, 30)),
        ("date", dt.datetime(2024, 6, 30, 12), dt.datetime(2024, 6, 30, 12)),
        ("date", "2024-06-30", dt.date(2024, 6, 30)),
        ("date", "2024-02-30", "2024-02-30"),
        ("date", "30/06/2024", "30/06/2024"),
        ("date", 45000, 45000),
        ("nature", "nouvele", "nouvele"),
        ("texte", "[[non dit]]", Marque.NON_DIT),
        ("texte", "[[U+110000]]", "[[U+110000]]"),
    ],
)
def test_une_case_se_lit_sans_rien_deviner(champ: str, brut: object, valeur: object) -> None:
    """Une valeur du mauvais type est rendue telle quelle : le modèle la refusera à sa case."""
    lue = lire_valeur(COLONNES[champ], brut)
    assert (lue, type(lue)) == (valeur, type(valeur))
