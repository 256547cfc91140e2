"""Le classeur des tableaux : un texte hostile reste du texte, une absence reste un mot."""

import io
from typing import Any

from openpyxl import load_workbook

from sdsf.production.papier import mettre_sur_papier
from sdsf.production.rendu_xlsx import rendre_xlsx

MENTIONS = {"titre": "Titre", "bandeau": "", "pied": "Version 1"}
CHIFFRE = {
    "numero": 1, "libelle": "Places", "valeur": 2043.04, "unite": "places", "etat": "valeur",
    "nature": "calculee", "formule": "", "numerateur": "", "denominateur": "", "territoire": "X",
    "perimetre": "", "periode": "2024", "source": "", "edition": "", "lignes_lues": "", "empreinte": "",
}  # fmt: skip
ABSENT = {**CHIFFRE, "numero": 2, "valeur": None, "etat": "secret"}
PAGE = """<div class="tableau"><table><caption>=Titre hostile</caption>
<thead><tr><th>Territoire</th><th>Places</th><th>Places</th><th></th></tr></thead><tbody>
<tr><th>=HYPERLINK("http://x","y")</th>
<td><button type="button" class="chiffre" popovertarget="carte-1">2\u202f043,0</button>
<sup class="renvoi">1</sup></td>
<td><button type="button" class="chiffre manque" popovertarget="carte-2">secret</button></td>
<td><ul><li>+33</li><li>%</li></ul></td></tr></tbody></table></div><p class="note">Une note</p>"""


def cases() -> dict[str, Any]:
    """Les cases de la première feuille de tableau."""
    classeur = rendre_xlsx(
        mettre_sur_papier(PAGE), [CHIFFRE, ABSENT], {"places": "places"}, MENTIONS, "x.xlsx"
    )
    feuille = load_workbook(io.BytesIO(classeur))["Tableau 1"]
    return {
        case.coordinate: case for ligne in feuille.iter_rows() for case in ligne if case.value is not None
    }


def test_un_texte_hostile_est_du_texte_et_un_chiffre_un_nombre() -> None:
    lues = cases()
    assert {lues[a].data_type for a in ("A1", "A6", "D6")} == {"s"}
    assert lues["A6"].value == '=HYPERLINK("http://x","y")'
    assert lues["D6"].value == "+33\n%"
    assert (lues["B6"].value, lues["B6"].number_format) == (2043.04, "#,##0.0")


def test_une_absence_est_son_mot_et_jamais_un_zero() -> None:
    assert cases()["C6"].value == "secret"


def test_les_titres_sont_distincts_et_disent_l_unite() -> None:
    lues = cases()
    assert [lues[f"{c}5"].value for c in "ABCD"] == [
        "Territoire",
        "Places (places)",
        "Places (2)",
        "Colonne 4",
    ]


def test_la_note_du_tableau_est_sur_sa_feuille() -> None:
    assert cases()["A3"].value == "Note : Une note"


def test_les_memes_tableaux_donnent_les_memes_octets() -> None:
    un, deux = (
        rendre_xlsx(mettre_sur_papier(PAGE), [CHIFFRE, ABSENT], {}, MENTIONS, "x.xlsx") for _ in range(2)
    )
    assert un == deux
