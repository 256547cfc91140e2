"""Les jeux de la Cnaf : reconnus à leurs colonnes, lus dans tous leurs formats, joints sans rien perdre."""

import json
import zipfile
from pathlib import Path

import duckdb
import pytest
from tests.cnaf import ALLOCATAIRES, LIBELLES, LIGNE, ecrire, entete, jeu, lire, releves, valeurs

from sdsf.commande.actualiser import actualiser
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace

COMMUNE = "2023;{};{};10.0;2.0;12.0;1.0;20.0;2.0;22.0;35.0"


@pytest.fixture
def espace(espace_copie: Espace) -> Espace:
    """Un espace sans relevé de la Cnaf ni table des territoires : les noms sont ceux des fichiers."""
    for dossier in ("cnaf", "territoires"):
        for chemin in (espace_copie.data / "national" / dossier).rglob("*.csv"):
            chemin.unlink()
    return espace_copie


# --- tous les formats d'un même jeu ---------------------------------------------------------------

TECHNIQUE = jeu(entete("dep"), "2023;34;HERAULT;20.1;3.2;23.3;2.1;27.0;1.3;28.3;53.7")
FORMES = {
    "libelles": jeu(LIBELLES, LIGNE).encode("utf-8-sig"),
    "technique": TECHNIQUE.encode(),
    "technique avec BOM": TECHNIQUE.encode("utf-8-sig"),
    "fins de ligne de Windows": TECHNIQUE.replace("\n", "\r\n").encode(),
    "virgule decimale": TECHNIQUE.replace(".", ",").encode(),
    "separateur virgule": TECHNIQUE.replace(";", ",").encode(),
    "tabulations": TECHNIQUE.replace(";", "\t").encode(),
    "date entiere": TECHNIQUE.replace("2023;", "2023-01-01;").encode(),
    "latin-1": jeu(LIBELLES, LIGNE).encode("latin-1"),
    "utf-16": jeu(LIBELLES, LIGNE).encode("utf-16"),
    "espaces et pourcents": TECHNIQUE.replace("53.7", " 53,7 %").encode(),
}


@pytest.mark.parametrize("forme", FORMES)
def test_un_meme_jeu_se_lit_dans_toutes_ses_formes(espace: Espace, tmp_path: Path, forme: str) -> None:
    bilan = lire(espace, ecrire(tmp_path, FORMES[forme]))
    lus = {ligne["indicateur"]: ligne["valeur"] for ligne in releves(bilan, "cnaf/taux_couverture.csv")}
    assert lus == {
        "taux_couverture_accueil": "53.7",
        "taux_couverture_eaje": "23.3",
        "taux_couverture_eaje_psu": "20.1",
        "taux_couverture_eaje_hors_psu": "3.2",
        "taux_couverture_assistants_maternels": "27",
        "taux_couverture_prescolarisation": "2.1",
        "taux_couverture_garde_domicile": "1.3",
    }
    assert any("UTF-8" in avis for avis in bilan.avertissements) == (forme in ("latin-1", "utf-16"))


def enregistrements() -> list[dict[str, object]]:
    colonnes, *lignes = [ligne.split(";") for ligne in TECHNIQUE.splitlines()]
    return [dict(zip(colonnes, [2023, *ligne[1:3], *map(float, ligne[3:])], strict=True)) for ligne in lignes]


@pytest.mark.parametrize("enveloppe", ["liste", "page", "plusieurs"])
def test_le_json_de_l_api_se_lit(espace: Espace, tmp_path: Path, enveloppe: str) -> None:
    lignes = enregistrements()
    enveloppes = {
        "liste": lignes,
        "page": {"total_count": 1, "results": lignes},
        "plusieurs": {"jeu": lignes},
    }
    chemin = ecrire(tmp_path, json.dumps(enveloppes[enveloppe]), "txcouv_pe_dep.json")
    assert valeurs(lire(espace, chemin), "34") == ["53.7"]


def test_le_parquet_et_le_zip_se_lisent(espace: Espace, tmp_path: Path) -> None:
    csv = ecrire(tmp_path, TECHNIQUE, "source.csv")
    parquet, archive = tmp_path / "txcouv_pe_dep.parquet", tmp_path / "txcouv_pe_dep.zip"
    duckdb.read_csv(str(csv), dtype={"numdep": "VARCHAR"}).write_parquet(str(parquet))
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zippe:
        zippe.write(csv, "txcouv_pe_dep.csv")
    assert valeurs(lire(espace, parquet), "34") == ["53.7"]
    assert valeurs(lire(espace, archive), "34") == ["53.7"]


def test_une_annee_en_texte_et_une_date_disent_la_meme_annee(espace: Espace, tmp_path: Path) -> None:
    for annee in ('"2023"', "2023", '"2023-01-01"'):
        texte = f'[{{"annee": {annee}, "national": "FRANCE ENTIERE HORS MAYOTTE", "txcouv_nat": 60.9}}]'
        lu = releves(lire(espace, ecrire(tmp_path, texte, "txcouv_pe_nat.json")))[0]
        assert (lu["periode"], lu["territoire"], lu["perimetre"]) == ("2023", "FR", "hors Mayotte")


# --- ce que chaque ligne devient ------------------------------------------------------------------


def test_une_ligne_porte_sa_source_son_edition_et_sa_nature(espace: Espace, tmp_path: Path) -> None:
    lu = releves(lire(espace, ecrire(tmp_path, TECHNIQUE)))[0]
    attendu = {"origine": "producteur", "source": "cnaf_txcouv", "edition": "courant", "nature": "publiee"}
    assert {cle: lu[cle] for cle in attendu} == attendu
    assert lu["note"].startswith("fichier du 20")
    assert lu["saisi_le"] == "2026-11-22"


def test_les_lignes_techniques_sont_ecartees_par_leur_code(espace: Espace, tmp_path: Path) -> None:
    texte = jeu(entete("epci"), COMMUNE.format("200035087", "CA"), COMMUNE.format("XX", "XX"))
    bilan = lire(espace, ecrire(tmp_path, texte, "txcouv_pe_epci.csv"))
    assert {ligne["territoire"] for ligne in releves(bilan)} == {"200035087"}
    assert any("1 ligne technique" in avis for avis in bilan.avertissements)


def test_un_taux_au_dela_de_cent_est_garde(espace: Espace, tmp_path: Path) -> None:
    texte = jeu(entete("com"), "2023;92033;GARCHES;77.3;4.8;82.1;0.2;12.2;16.5;28.7;111.0")
    assert valeurs(lire(espace, ecrire(tmp_path, texte, "txcouv_pe_com.csv")), "92033") == ["111"]


def test_un_arrondissement_reste_a_sa_maille(espace: Espace, tmp_path: Path) -> None:
    texte = jeu(entete("com"), COMMUNE.format("13201", "MARSEILLE 1ER"), COMMUNE.format("13001", "AIX"))
    lus = releves(lire(espace, ecrire(tmp_path, texte, "txcouv_pe_com.csv")), "cnaf/13/taux_couverture.csv")
    mailles = {ligne["territoire"]: ligne["maille"] for ligne in lus}
    assert mailles == {"13201": "arrondissement_municipal", "13001": "commune"}


def test_un_zero_perdu_est_rendu_et_dit(espace: Espace, tmp_path: Path) -> None:
    texte = jeu(entete("com"), COMMUNE.format("1053", "BOURG EN BRESSE"))
    bilan = lire(espace, ecrire(tmp_path, texte, "txcouv_pe_com.csv"))
    assert {ligne["territoire"] for ligne in releves(bilan, "cnaf/01/taux_couverture.csv")} == {"01053"}
    assert any("1053 → 01053" in avis for avis in bilan.avertissements)


def test_un_trou_reste_un_trou(espace: Espace, tmp_path: Path) -> None:
    texte = TECHNIQUE.replace(";2.1;", ";;").replace(";1.3;", ";s;")
    bilan = lire(espace, ecrire(tmp_path, texte))
    etats = {ligne["indicateur"]: (ligne["etat"], ligne["valeur"]) for ligne in releves(bilan)}
    assert etats["taux_couverture_prescolarisation"] == ("non_disponible", "")
    assert etats["taux_couverture_garde_domicile"] == ("secret", "")


def test_2022_a_deux_editions_gardees_toutes_les_deux(espace: Espace, tmp_path: Path) -> None:
    hist = jeu(entete("dep"), "2021;34;H;1;1;2;1;1;1;2;5", "2022;34;H;1;1;2;1;1;1;2;5")
    courant = jeu(entete("dep"), "2022;34;H;1;1;2;1;1;2;3;6", "2023;34;H;1;1;2;1;1;3;4;7")
    for nom, texte in (("a.csv", hist), ("b.csv", courant)):
        bilan = lire(espace, ecrire(tmp_path, texte, nom))
        for chemin, octets in bilan.fichiers.items():
            chemin.write_bytes(octets)
    globaux = [ligne for ligne in releves(bilan) if ligne["indicateur"] == "taux_couverture_accueil"]
    faits = [f"{ligne['periode']} {ligne['edition']} {ligne['valeur']}" for ligne in globaux]
    assert faits == ["2021 hist 5", "2022 courant 6", "2022 hist 5", "2023 courant 7"]


def test_2022_seul_se_dit_par_le_nom_du_fichier(espace: Espace, tmp_path: Path) -> None:
    texte = TECHNIQUE.replace("2023;", "2022;")
    for nom, dite in (("txcouv_pe_dep_hist.csv", "hist"), ("txcouv_pe_dep.csv", "courant")):
        assert releves(lire(espace, ecrire(tmp_path, texte, nom)))[0]["edition"] == dite


# --- les anciens fichiers -------------------------------------------------------------------------

ANCIENS = {
    "TAUXCOUV2019.csv": "NUMCOM;NOMCOM;NUMEPCI;NOMEPCI;TAUXCOUV_COM;TAUXCOUV_EPCI;TAUXCOUV_DEP\n"
    "34001;ABEILHAN;200042646;CC;62,5;40,1;52,0\n",
    "TAUXCOUV2020.csv": "NUM_COM;NOM_COM;NUM_EPCI;NOM_EPCI;tauxcouv_com\n34001;ABEILHAN;200042646;CC;62,5\n",
    "TAUXCOUV2021.csv": "NUM_COM;NOM_COM;NUM_EPCI;NOM_EPCI;NUMZEMPL;NOMZEMPL;tauxcouv_com\n"
    "34001;ABEILHAN;200042646;CC;7601;BEZIERS;62,5\n",
}


@pytest.mark.parametrize("nom", ANCIENS)
def test_un_ancien_fichier_dit_son_annee_par_son_nom(espace: Espace, tmp_path: Path, nom: str) -> None:
    lu = releves(lire(espace, ecrire(tmp_path, ANCIENS[nom], nom)), "cnaf/34/taux_couverture.csv")
    faits = [(x["territoire"], x["maille"], x["periode"], x["valeur"], x["edition"]) for x in lu]
    annee = nom[8:12]
    assert faits == [("34001", "commune", annee, "62.5", f"tauxcouv_{annee}")]


# --- les allocataires -----------------------------------------------------------------------------


def test_les_allocataires_sont_arrondis_et_dates_de_decembre(espace: Espace, tmp_path: Path) -> None:
    texte = jeu(ALLOCATAIRES, "2024-12;92002;ANTONY;10870;29210;845;9871200", "2024-12;;;5;5;0;100")
    bilan = lire(espace, ecrire(tmp_path, texte, "s_ben_com_f.csv"))
    lus = {ligne["indicateur"]: ligne for ligne in releves(bilan, "cnaf/92/allocataires.csv")}
    foyers, montant = lus["foyers_allocataires"], lus["montant_prestations"]
    faits = (foyers["valeur"], foyers["periode"], foyers["nature"], foyers["geographie"], foyers["edition"])
    assert faits == ("10870", "2024-12-31", "arrondie", "COG 2025", "s_ben_com_f")
    assert "montant d'un mois" in montant["note"]
    assert (montant["valeur"], montant["unite"]) == ("9871200", "euros")


def test_d_un_doublon_technique_la_ligne_la_plus_grande_est_gardee(espace: Espace, tmp_path: Path) -> None:
    texte = jeu(ALLOCATAIRES, "2024-12;92002;A;5;5;0;100", "2024-12;92002;ANTONY;10870;29210;845;9871200")
    bilan = lire(espace, ecrire(tmp_path, texte, "s_ben_com_f.csv"))
    assert valeurs(bilan, "92002", "foyers_allocataires") == ["10870"]
    assert any("1 doublon technique" in avis for avis in bilan.avertissements)


def test_d_un_jeu_mensuel_decembre_seul_est_garde(espace: Espace, tmp_path: Path) -> None:
    entetes = "dtreffre;numdep;indfoy_ndur"
    texte = jeu(entetes, "2024-11;34;100", "2024-12;34;105", "2024-12;99;10")
    bilan = lire(espace, ecrire(tmp_path, texte, "s_ben_dep.csv"))
    assert valeurs(bilan, "34", "foyers_allocataires") == ["105"]
    assert any("seul décembre" in avis for avis in bilan.avertissements)


def test_un_effectif_departemental_exact_est_publie_tel_quel(espace: Espace, tmp_path: Path) -> None:
    texte = jeu("dtreffre;numdep;indfoy_ndur", "2024-12;34;101")
    assert releves(lire(espace, ecrire(tmp_path, texte, "s_ben_dep.csv")))[0]["nature"] == "publiee"


# --- ce que l'on garde ----------------------------------------------------------------------------


def test_de_la_france_entiere_on_garde_les_departements_decrits(espace: Espace, tmp_path: Path) -> None:
    communes = [COMMUNE.format(f"{n:02d}001", "C") for n in range(1, 20)]
    bilan = lire(espace, ecrire(tmp_path, jeu(entete("com"), *communes), "txcouv_pe_com.csv"))
    assert {ligne["territoire"] for ligne in releves(bilan)} == {"13001"}
    assert any("18 lignes d'autres départements" in avis for avis in bilan.avertissements)


def test_un_export_local_est_garde_meme_sans_plan(espace: Espace, tmp_path: Path) -> None:
    texte = jeu(entete("com"), COMMUNE.format("2A004", "AJACCIO"), COMMUNE.format("97411", "SAINT DENIS"))
    bilan = lire(espace, ecrire(tmp_path, texte, "txcouv_pe_com.csv"))
    assert {chemin.parent.name for chemin in bilan.fichiers} == {"2A", "974"}


# --- joindre à ce qui est là ----------------------------------------------------------------------


def test_relire_le_meme_fichier_ne_change_rien(espace: Espace, tmp_path: Path) -> None:
    chemin = ecrire(tmp_path, TECHNIQUE)
    premier = actualiser(espace, "cnaf", chemin)
    assert premier.fichiers
    second = lire(espace, chemin)
    assert not second.fichiers
    assert "rien ne change" in second.phrases[0]


def test_ce_qui_change_se_dit_et_ce_que_le_fichier_tait_reste(espace: Espace, tmp_path: Path) -> None:
    deux = TECHNIQUE + "2023;63;PUY DE DOME;20.1;3.2;23.3;2.1;27.0;1.3;28.3;53.7\n"
    actualiser(espace, "cnaf", ecrire(tmp_path, deux))
    bilan = lire(espace, ecrire(tmp_path, TECHNIQUE.replace("53.7", "53.9")))
    phrases = "\n".join(bilan.phrases)
    assert "0 ajoutés, 1 modifiés, aucun retiré, 6 identiques" in phrases
    assert "53.7 devient 53.9" in phrases
    assert "7 relevés que ce fichier ne dit pas sont gardés" in phrases
    assert valeurs(bilan, "63") == ["53.7"]


def test_un_fichier_en_place_abime_arrete_tout(espace: Espace, tmp_path: Path) -> None:
    cible = espace.data / "national" / "cnaf" / "taux_couverture.csv"
    cible.write_text("indicateur,valeur\n", encoding="utf-8")
    with pytest.raises(Erreurs, match="D301"):
        lire(espace, ecrire(tmp_path, TECHNIQUE))
    assert cible.read_text(encoding="utf-8") == "indicateur,valeur\n"


def test_une_faute_dans_un_dossier_n_ecrit_rien(espace: Espace, tmp_path: Path) -> None:
    dossier = tmp_path / "exports"
    dossier.mkdir()
    ecrire(dossier, TECHNIQUE, "a.csv")
    ecrire(dossier, "autre;chose\n1;2\n", "b.csv")
    with pytest.raises(Erreurs, match=r"b\.csv"):
        actualiser(espace, "cnaf", dossier)
    assert not list((espace.data / "national" / "cnaf").rglob("*.csv"))
