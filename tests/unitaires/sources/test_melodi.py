"""Le lecteur Melodi : zips fabriqués au format exact, ordre de colonnes libre, trous avec leur mot."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import producteurs as f

from sdsf.erreurs import Erreurs
from sdsf.sources.insee import lire_insee, melodi
from sdsf.sources.producteurs.releves import TOUT, Choix, Recolte

LIGNE_FILOSOFI = "63113;COM;PR_MD60;PC;0;F;A;2021;25.0"


def codes(refus: pytest.ExceptionInfo[Erreurs]) -> set[str]:
    return {erreur.code for erreur in refus.value.erreurs}


def lus(recolte: Recolte) -> dict[tuple[str, str, str], object]:
    return {
        (r.territoire, r.mesure.indicateur, r.periode): r.cellule.etat
        if r.cellule.valeur is None
        else r.cellule.valeur
        for r in recolte.releves
    }


def lire(chemin: Path, choix: Choix = TOUT) -> Recolte:
    (recolte,) = lire_insee(chemin, choix)
    return recolte


# --- les profils ----------------------------------------------------------------------------------


def test_populations_de_reference(tmp_path: Path) -> None:
    lignes = ("34172;COM;A;PMUN;2023;310240", "34172;COM;A;PCAP;2023;3000", "34172;COM;A;PTOT;2023;313240")
    recolte = lire(f.melodi(tmp_path / "p.zip", f.EN_TETE_POPREF, *lignes))
    assert lus(recolte) == {
        ("34172", "population_municipale", "2023"): 310240,
        ("34172", "population_totale", "2023"): 313240,
    }
    assert {r.edition for r in recolte.releves} == {"2023"}


def test_naissances_dans_un_ordre_de_colonnes_quelconque(tmp_path: Path) -> None:
    en_tete = "OBS_VALUE;TIME_PERIOD;GEO_OBJECT;FREQ;EC_MEASURE;GEO"
    lignes = (
        "659731;2024;FRANCE;A;LVB;F",
        "625650;2024;FRANCE;A;LVB;FM",
        "5400;2024;DEP;A;LVB;63",
        "9;2024;UU2020;A;LVB;0",
    )
    recolte = lire(f.melodi(tmp_path / "n.zip", en_tete, *lignes))
    assert lus(recolte) == {
        ("FR", "nombre_naissances", "2024"): 659731,
        ("FM", "nombre_naissances", "2024"): 625650,
        ("63", "nombre_naissances", "2024"): 5400,
    }
    assert {r.edition for r in recolte.releves} == {"2025-10-02"}  # la date du fichier dans le zip


def test_les_familles_se_lisent_au_total_des_enfants(tmp_path: Path) -> None:
    en_tete = "GEO;GEO_OBJECT;NCH;TFN;TIME_PERIOD;OBS_VALUE"
    lignes = (
        "63;DEP;_T;_T;2023;180000",
        "63;DEP;_T;1;2023;26000",
        "63;DEP;_T;11;2023;5000",
        "63;DEP;CH_GE4_Y_LT25;1;2023;90",
    )
    assert lus(lire(f.melodi(tmp_path / "f.zip", en_tete, *lignes))) == {
        ("63", "nombre_familles", "2023"): 180000,
        ("63", "nombre_familles_monoparentales", "2023"): 26000,
    }


def test_filosofi_secret_inclus_ailleurs_et_puissance_de_dix(tmp_path: Path) -> None:
    lignes = (
        "63113;COM;PR_MD60;PC;0;F;A;2021;25.0",
        "63001;COM;PR_MD60;PC;0;C;A;2021;12.0",
        "63002;COM;PR_MD60;PC;0;F;K;2021;",
        "63113;COM;MED_SL;EUR;3;F;A;2021;20.43",
    )
    assert lus(lire(f.melodi(tmp_path / "f.zip", f.EN_TETE_FILOSOFI, *lignes))) == {
        ("63113", "taux_pauvrete", "2021"): 25.0,
        ("63001", "taux_pauvrete", "2021"): "secret",  # la valeur écrite à côté n'est pas gardée
        ("63002", "taux_pauvrete", "2021"): "non_disponible",
        ("63113", "niveau_de_vie_median", "2021"): 20430,
    }


def test_une_absence_de_ligne_ne_vaut_zero_que_dans_la_bpe_et_pour_un_territoire_connu(
    tmp_path: Path,
) -> None:
    fin = "FACILITIES;NB;A;0;2025"
    lignes = (f"63113;COM;D;D5;D502;{fin};22", f"63300;COM;A;A1;A101;{fin};1")
    choix = Choix({"63113": ("63",), "63300": ("63",), "63999": ("63",)})
    recolte = lire(f.melodi(tmp_path / "b.zip", f.EN_TETE_BPE, *lignes), choix)
    assert lus(recolte)[("63113", "nombre_eaje", "2025")] == 22
    assert lus(recolte)[("63300", "nombre_eaje", "2025")] == 0
    assert {r.territoire for r in recolte.releves} == {"63113", "63300"}
    notes = {r.note for r in recolte.releves if r.cellule.valeur == 0}
    assert notes == {"aucun équipement : absence de ligne dans la base"}


def test_deux_sexes_sans_total_s_additionnent_et_un_trou_reste_un_trou(tmp_path: Path) -> None:
    en_tete = "GEO;GEO_OBJECT;AGE;SEX;TIME_PERIOD;OBS_VALUE"
    lignes = (
        "92;DEP;Y0T4;F;2023;48756.2",
        "92;DEP;Y0T4;M;2023;50492.5",
        "75;DEP;Y0T4;F;2023;1",
        "75;DEP;Y0T4;M;2023;",
    )
    recolte = lire(f.melodi(tmp_path / "a.zip", en_tete, *lignes))
    assert lus(recolte) == {
        ("92", "population_0_4_ans", "2023"): 99248.7,
        ("75", "population_0_4_ans", "2023"): "non_disponible",
    }
    assert {r.nature for r in recolte.releves} == {"agregee"}


def test_seuls_le_national_et_les_territoires_suivis_sont_lus(tmp_path: Path) -> None:
    lignes = [
        f"{code};{objet};A;PMUN;2023;1"
        for code, objet in (("F", "FRANCE"), ("63", "DEP"), ("63113", "COM"), ("34172", "COM"))
    ]
    recolte = lire(f.melodi(tmp_path / "p.zip", f.EN_TETE_POPREF, *lignes), Choix({"63113": ("63",)}))
    assert {r.territoire for r in recolte.releves} == {"FR", "63", "63113"}


@settings(max_examples=12)
@given(st.permutations(f.EN_TETE_FILOSOFI.split(";")))
def test_l_ordre_des_colonnes_ne_change_rien(
    tmp_path_factory: pytest.TempPathFactory, ordre: list[str]
) -> None:
    ligne = dict(zip(f.EN_TETE_FILOSOFI.split(";"), LIGNE_FILOSOFI.split(";"), strict=True))
    chemin = tmp_path_factory.mktemp("m") / "f.csv"
    f.ecrire(chemin, ";".join(ordre), ";".join(ligne[nom] for nom in ordre))
    assert lus(lire(chemin)) == {("63113", "taux_pauvrete", "2021"): 25.0}


# --- les refus ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("en_tete", "ligne", "code"),
    [
        (f.EN_TETE_POPREF, "63;DEP;A;PMUN;2099;1", "D357"),
        (f.EN_TETE_POPREF, "63;DEP;A;PMUN;2023;-1", "D356"),
        (f.EN_TETE_POPREF, "63;DEP;A;PMUN;2023;NaN", "D355"),
        (f.EN_TETE_POPREF, "63;DEP;A;PMUN;hier;1", "D355"),
        (f.EN_TETE_POPREF, "63;DEP;A;AUTRE;2023;1", "D363"),
        (f.EN_TETE_POPREF, "63;DEP;A;PMUN;2023", "D354"),
        (f.EN_TETE_POPREF, "63;DEP;A;PMUN;2023;1;2", "D354"),
        (f.EN_TETE_POPREF.replace("TIME_PERIOD;", ""), "63;DEP;A;PMUN;1", "D359"),
        ("GEO;GEO_OBJECT;TIME_PERIOD;OBS_VALUE;ACTION", "63;DEP;2023;1;x", "D359"),
    ],
)
def test_un_fichier_fautif_est_refuse(tmp_path: Path, en_tete: str, ligne: str, code: str) -> None:
    with pytest.raises(Erreurs) as refus:
        lire(f.melodi(tmp_path / "m.zip", en_tete, ligne))
    assert codes(refus) == {code}, str(refus.value)


def test_deux_fois_la_meme_cle_est_refuse(tmp_path: Path) -> None:
    lignes = ("63;DEP;A;PMUN;2023;1", "63;DEP;A;PMUN;2023;2")
    with pytest.raises(Erreurs) as refus:
        lire(f.melodi(tmp_path / "m.zip", f.EN_TETE_POPREF, *lignes))
    assert codes(refus) == {"D358"}


def test_un_zip_tronque_une_bombe_ou_sans_donnees_est_refuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chemin = f.melodi(
        tmp_path / "m.zip", f.EN_TETE_POPREF, *(f"63{n:03d};COM;A;PMUN;2023;{n}" for n in range(500))
    )
    chemin.write_bytes(chemin.read_bytes()[: chemin.stat().st_size // 2])
    with pytest.raises(Erreurs) as refus:
        lire(chemin)
    assert codes(refus) == {"D352"}
    monkeypatch.setattr(melodi, "TAILLE_TEXTE", 1 << 20)
    with pytest.raises(Erreurs) as refus:
        lire(f.bombe(tmp_path / "b.zip", 5))
    assert codes(refus) == {"D353"}
    with zipfile.ZipFile(tmp_path / "v.zip", "w") as archive:
        archive.writestr("lisez-moi.txt", "rien")
    with pytest.raises(Erreurs, match="lisez-moi") as refus:
        lire(tmp_path / "v.zip")
    assert codes(refus) == {"D359"}


def test_un_encodage_faux_est_refuse(tmp_path: Path) -> None:
    chemin = f.ecrire(tmp_path / "m.csv", f.EN_TETE_POPREF, "63;DÉP;A;PMUN;2023;1", encodage="latin-1")
    with pytest.raises(Erreurs) as refus:
        lire(chemin)
    assert codes(refus) == {"D351"}, str(refus.value)


@pytest.mark.parametrize("longueur", [2_000_000, 30_000_000])
def test_une_ligne_demesuree_est_refusee(tmp_path: Path, longueur: int) -> None:
    chemin = f.ecrire(tmp_path / "m.csv", f.EN_TETE_POPREF, f"63;DEP;A;PMUN;2023;{'1' * longueur}")
    with pytest.raises(Erreurs) as refus:
        lire(chemin)
    assert codes(refus) == {"D354"}
