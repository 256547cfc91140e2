"""Ouvrir un fichier de producteur : bornes, encodages, séparateurs, cellules."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import producteurs as f

from sdsf.erreurs import Erreurs
from sdsf.lecture import octets
from sdsf.lecture.cellules import Illisible, ecrire_nombre, lire_cellule
from sdsf.lecture.classeur import lire_feuilles
from sdsf.lecture.grille import OCTETS_PAR_LIGNE, lire_grille


def codes(refus: pytest.ExceptionInfo[Erreurs]) -> set[str]:
    return {erreur.code for erreur in refus.value.erreurs}


# --- les cellules ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "valeur"),
    [
        ("12", 12),
        ("1 234", 1234),
        ("1\u202f234\u202f567,5", 1234567.5),
        ("-3,5", -3.5),
        (" 7.0 ", 7),
        (3.25, 3.25),
    ],
)
def test_un_nombre_se_lit_comme_les_producteurs_l_ecrivent(texte: object, valeur: float) -> None:
    assert lire_cellule(texte).valeur == valeur


@pytest.mark.parametrize(
    ("mot", "etat"),
    [
        ("s", "secret"),
        ("S", "secret"),
        ("nd", "non_disponible"),
        ("so", "sans_objet"),
        ("", "non_renseignee"),
    ],
)
def test_un_trou_garde_son_mot(mot: str, etat: str) -> None:
    cellule = lire_cellule(mot)
    assert (cellule.valeur, cellule.etat) == (None, etat)
    assert cellule.fois(100) == cellule


@pytest.mark.parametrize(
    "texte", ["NaN", "inf", "-Infinity", "12 34", "1,234,5", "12 %", "douze", float("nan")]
)
def test_ce_qui_n_est_pas_un_nombre_est_refuse(texte: object) -> None:
    with pytest.raises(Illisible):
        lire_cellule(texte)


def test_le_signe_pour_cent_n_est_admis_que_pour_un_pourcentage() -> None:
    assert lire_cellule("17,5 %", pourcent=True).valeur == 17.5


@given(st.decimals(-(10**9), 10**9, places=3, allow_nan=False))
def test_un_nombre_ecrit_se_relit(nombre: object) -> None:
    valeur = float(str(nombre))
    assert lire_cellule(ecrire_nombre(valeur)).valeur == valeur


@given(st.text(max_size=20))
def test_aucun_texte_ne_devient_un_nombre_infini_ni_ne_casse_la_lecture(texte: str) -> None:
    try:
        cellule = lire_cellule(texte, pourcent=True)
    except Illisible:
        return
    assert cellule.valeur is None or abs(cellule.valeur) < 1e16


# --- les CSV --------------------------------------------------------------------------------------


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("signe", [";", ",", "\t", "|"])
@pytest.mark.parametrize("fin", ["\n", "\r\n"])
def test_bom_separateur_et_fins_de_ligne_se_reconnaissent(
    tmp_path: Path, encodage: str, signe: str, fin: str
) -> None:
    lignes = (signe.join(mots) for mots in (("code", "nom"), ("01", "Été"), ("02", "b")))
    chemin = f.ecrire(tmp_path / "a.csv", *lignes, "", encodage=encodage, fin=fin)
    grille = lire_grille(chemin)
    assert grille.colonnes == ["code", "nom"]
    assert [(n, ligne["code"], ligne["nom"]) for n, ligne in grille.lignes] == [
        (2, "01", "Été"),
        (3, "02", "b"),
    ]


def test_un_fichier_latin_1_dit_la_ligne(tmp_path: Path) -> None:
    chemin = f.ecrire(tmp_path / "a.csv", "code;nom", "01;a", "02;Été", encodage="latin-1")
    with pytest.raises(Erreurs, match=r"a\.csv:3 ") as refus:
        lire_grille(chemin)
    assert codes(refus) == {"D351"}


def test_des_separateurs_meles_se_disent(tmp_path: Path) -> None:
    chemin = f.ecrire(tmp_path / "a.csv", "code;nom;valeur", "01;a;1", "02,b,2", "03;c")
    with pytest.raises(Erreurs, match="séparée par « , », l'en-tête par « ; »") as refus:
        lire_grille(chemin)
    assert [erreur.lieu.ligne for erreur in refus.value.erreurs] == [3, 4]


@pytest.mark.parametrize(
    "premiere", [";".join(f"c{n}" for n in range(200_000)), "x" * (OCTETS_PAR_LIGNE + 1), "a;b;a"]
)
def test_un_en_tete_demesure_ou_repete_est_refuse(tmp_path: Path, premiere: str) -> None:
    with pytest.raises(Erreurs) as refus:
        lire_grille(f.ecrire(tmp_path / "a.csv", premiere, "1;2;3"))
    assert codes(refus) == {"D354"}


def test_un_guillemet_ouvert_est_refuse(tmp_path: Path) -> None:
    with pytest.raises(Erreurs) as refus:
        lire_grille(f.ecrire(tmp_path / "a.csv", "a;b", '1;"2', "3;4"))
    assert codes(refus) == {"D354"}


def test_un_fichier_vide_ou_trop_gros_est_refuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "vide.csv").write_bytes(b"")
    with pytest.raises(Erreurs) as refus:
        lire_grille(tmp_path / "vide.csv")
    assert codes(refus) == {"D364"}
    with pytest.raises(Erreurs) as refus:
        octets.taille_bornee(f.ecrire(tmp_path / "gros.csv", "x" * 99), 10)
    assert codes(refus) == {"D361"}


# --- les archives et les classeurs ----------------------------------------------------------------


def tronquer(chemin: Path) -> None:
    chemin.write_bytes(chemin.read_bytes()[:-200])


def abimer(chemin: Path) -> None:
    contenu = bytearray(chemin.read_bytes())
    contenu[len(contenu) // 3] ^= 0xFF
    chemin.write_bytes(bytes(contenu))


@pytest.mark.parametrize("faire", [tronquer, abimer])
def test_un_classeur_tronque_ou_abime_est_refuse(tmp_path: Path, faire: Callable[[Path], None]) -> None:
    chemin = f.naissances(tmp_path / "n.xlsx")
    faire(chemin)
    with pytest.raises(Erreurs) as refus:
        lire_feuilles(chemin)
    assert codes(refus) <= {"D352", "D360"}


def test_un_faux_classeur_est_refuse(tmp_path: Path) -> None:
    (tmp_path / "n.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"rien" * 200)
    with pytest.raises(Erreurs) as refus:
        lire_feuilles(tmp_path / "n.xls")
    assert codes(refus) == {"D360"}


def test_une_bombe_est_refusee_sans_etre_gonflee(tmp_path: Path) -> None:
    chemin = f.bombe(tmp_path / "b.zip", 20)
    assert chemin.stat().st_size < 100_000
    with pytest.raises(Erreurs) as refus:
        octets.verifier_zip(chemin, 10 * octets.MEGA)
    assert codes(refus) == {"D353"}


def test_un_zip_qui_ment_sur_sa_taille_est_refuse(tmp_path: Path) -> None:
    chemin = f.bombe(tmp_path / "b.zip", 4)
    contenu = chemin.read_bytes().replace((4 << 20).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    chemin.write_bytes(contenu)
    with pytest.raises(Erreurs) as refus:
        octets.verifier_zip(chemin, 100 * octets.MEGA)
    assert codes(refus) == {"D352"}


def test_un_zip_de_trop_de_fichiers_est_refuse(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        for rang in range(octets.MEMBRES + 1):
            archive.writestr(f"{rang}", "")
    with pytest.raises(Erreurs) as refus:
        octets.verifier_zip(tmp_path / "z.zip", octets.MEGA)
    assert codes(refus) == {"D352"}


def test_une_formule_donne_sa_valeur_et_n_est_pas_executee(tmp_path: Path) -> None:
    lignes = lire_feuilles(f.avec_formule(tmp_path / "n.xlsx"), ["DEP"])["DEP"].lignes
    assert lignes[4] == ("63", "Puy-de-Dôme", 5500.0, 5401.0)
