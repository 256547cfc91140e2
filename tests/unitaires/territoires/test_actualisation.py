"""``sdsf actualiser territoires`` : des fichiers au format exact, de mauvais fichiers, rien à moitié."""

import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from tests.petits_territoires import EN_2025, EN_2026, A, B, csv_des_mouvements, mouvements, tables, tgz

from sdsf.commande.actualiser import actualiser
from sdsf.commande.verification import verifier
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.territoires import producteurs
from sdsf.territoires.appartenances import appartenances
from sdsf.territoires.lecture import lire_territoires

TABLES = "data/national/territoires"


@pytest.fixture
def vierge(espace_copie: Espace) -> Espace:
    """Un espace qui a le contrat des territoires, mais aucune table."""
    for chemin in (espace_copie.racine / TABLES).glob("*.csv"):
        chemin.unlink()
    return espace_copie


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    """Un dossier de fichiers téléchargés : deux paquets, les mouvements, et un fichier étranger."""
    dossier = tmp_path / "depot"
    dossier.mkdir()
    tgz(dossier / "a-6.0.0.tgz", 2026, EN_2026)
    tgz(dossier / "a-5.3.0.tgz", 2025, EN_2025, ept=None)
    csv_des_mouvements(dossier / "mouvements-communes.csv")
    (dossier / "notes.txt").write_text("à relire", encoding="utf-8")
    return dossier


@pytest.fixture
def petit(vierge: Espace, depot: Path) -> Espace:
    """Un espace dont les tables sont celles du dépôt de fichiers."""
    actualiser(vierge, "territoires", depot)
    return vierge


def octets(espace: Espace) -> dict[str, bytes]:
    return {c.name: c.read_bytes() for c in sorted((espace.racine / TABLES).glob("*.csv"))}


def codes(espace: Espace, depuis: Path) -> list[str]:
    """Les codes d'erreur d'une actualisation refusée, qui n'a rien changé."""
    avant = octets(espace)
    with pytest.raises(Erreurs) as refus:
        actualiser(espace, "territoires", depuis)
    assert octets(espace) == avant
    return [erreur.code for erreur in refus.value.erreurs]


# --- ce qui marche --------------------------------------------------------------------------------


def test_un_dossier_fait_toutes_les_tables(vierge: Espace, depot: Path) -> None:
    bilan = actualiser(vierge, "territoires", depot)
    lus = lire_territoires(vierge)
    assert lus.millesimes == (2025, 2026)
    assert len(lus.communes) == 7
    assert len(lus.passages) == 5
    assert lus.noms["commune"]["01003"] == "Vieux"
    assert any("ceux de 2026 sont repris" in avis for avis in bilan.avertissements)
    assert "Fichiers laissés de côté : notes.txt." in bilan.avertissements
    ept = appartenances(lus, 2025).set_index("commune")["ept"]
    assert ept["13002"] == "200000009"


def test_deux_actualisations_donnent_les_memes_octets(vierge: Espace, depot: Path) -> None:
    actualiser(vierge, "territoires", depot)
    avant = octets(vierge)
    actualiser(vierge, "territoires", depot)
    assert octets(vierge) == avant


def test_un_paquet_apres_l_autre_donne_la_meme_chose(vierge: Espace, depot: Path) -> None:
    actualiser(vierge, "territoires", depot)
    avant = octets(vierge)
    for chemin in (vierge.racine / TABLES).glob("*.csv"):
        chemin.unlink()
    for nom in ("a-6.0.0.tgz", "a-5.3.0.tgz", "mouvements-communes.csv"):
        actualiser(vierge, "territoires", depot / nom)
    assert octets(vierge) == avant


def test_un_paquet_s_ajoute_aux_tables_en_place(espace_copie: Espace, depot: Path) -> None:
    """Sur les vraies tables : le millésime 2025 est remplacé, les autres restent."""
    avant = lire_territoires(espace_copie)
    attendu = appartenances(avant, 2024)
    actualiser(espace_copie, "territoires", depot / "a-5.3.0.tgz")
    apres = lire_territoires(espace_copie)
    assert apres.millesimes == avant.millesimes
    assert len(appartenances(apres, 2025)) == len(EN_2025)
    assert appartenances(apres, 2024).equals(attendu)


def classeur_dgcl(chemin: Path, membres: dict[str, str], feuille: str = "Epcicom2026") -> Path:
    classeur = Workbook()
    page = classeur.active
    assert page is not None
    page.title = feuille
    page.append(["dept", "siren", "raison_sociale", "insee", "pmun_2026"])
    for commune, siren in membres.items():
        page.append([commune[:2], float(siren), f"CC {siren}", commune, 10])
    classeur.save(chemin)
    return chemin


def classeur_ept(chemin: Path, annee: int, membres: dict[str, str]) -> Path:
    classeur = Workbook()
    page = classeur.active
    assert page is not None
    titres = ["Établissements", "France", f"Mise en ligne   Géographie au 01/01/{annee}", "Source : Insee"]
    for titre in [*titres, "Code géographique"]:
        page.append([titre])
    page.append(["CODGEO", "LIBGEO", "EPT", "LIBEPT", "DEP", "REG"])
    for commune, ept in membres.items():
        page.append([commune, "Nom", ept, f"EPT {ept}", commune[:2], "11"])
    classeur.save(chemin)
    return chemin


def test_un_classeur_de_la_dgcl_remplace_les_epci_d_un_millesime(petit: Espace, depot: Path) -> None:
    membres = {code: B if code == "01001" else ligne[2] for code, ligne in EN_2026.items()}
    bilan = actualiser(petit, "territoires", classeur_dgcl(depot / "epcicom2026.xlsx", membres))
    assert "2026, EPCI (epcicom2026.xlsx) : 1 commune change d'appartenance." in bilan.phrases
    lus = lire_territoires(petit)
    assert appartenances(lus).set_index("commune")["epci"]["01001"] == B
    assert appartenances(lus, 2025).set_index("commune")["epci"]["01001"] == A


def test_un_classeur_de_l_insee_remplace_les_ept(petit: Espace, depot: Path) -> None:
    membres = {"13005": "200000008", "13006": "ZZZZZZZZZ"}
    actualiser(petit, "territoires", classeur_ept(depot / "ept.xlsx", 2026, membres))
    lus = lire_territoires(petit)
    ept = appartenances(lus).set_index("commune")["ept"]
    assert (ept["13005"], ept["13006"], ept["13002"]) == ("200000008", "", "")
    assert lus.noms["ept"]["200000008"] == "EPT 200000008"


# --- ce qui est refusé ----------------------------------------------------------------------------


def test_rien_a_lire_se_refuse(petit: Espace, tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    (tmp_path / "lettre.txt").write_text("x", encoding="utf-8")
    assert codes(petit, tmp_path / "vide") == ["D331"]
    assert codes(petit, tmp_path / "lettre.txt") == ["D331"]
    assert codes(petit, tmp_path / "absent.tgz") == ["D330"]


def test_sans_communes_un_classeur_seul_ne_suffit_pas(vierge: Espace, tmp_path: Path) -> None:
    assert codes(vierge, classeur_dgcl(tmp_path / "epcicom.xlsx", {"01001": A})) == ["D331"]


def test_un_classeur_d_un_autre_millesime_ou_d_autres_communes_se_refuse(
    petit: Espace, tmp_path: Path
) -> None:
    assert codes(petit, classeur_dgcl(tmp_path / "a.xlsx", {"01001": A}, "Epcicom2030")) == ["P232"]
    assert codes(petit, classeur_dgcl(tmp_path / "b.xlsx", {"99999": A})) == ["D336"]


def test_un_classeur_sans_les_colonnes_dit_ses_feuilles(petit: Espace, tmp_path: Path) -> None:
    Workbook().save(tmp_path / "autre.xlsx")
    with pytest.raises(Erreurs, match="feuilles : Sheet"):
        actualiser(petit, "territoires", tmp_path / "autre.xlsx")


@pytest.mark.parametrize("nom", ["faux.tgz", "faux.xlsx"])
@pytest.mark.parametrize("contenu", [b"", b"pas une archive", b"PK\x03\x04 coupe", b"\x1f\x8b\x08coupe"])
def test_un_fichier_abime_se_refuse(petit: Espace, tmp_path: Path, nom: str, contenu: bytes) -> None:
    (tmp_path / nom).write_bytes(contenu)
    assert codes(petit, tmp_path / nom) == ["D331"]


def test_un_paquet_coupe_se_refuse(petit: Espace, depot: Path, tmp_path: Path) -> None:
    entier = (depot / "a-6.0.0.tgz").read_bytes()
    (tmp_path / "coupe.tgz").write_bytes(entier[: len(entier) // 2])
    assert codes(petit, tmp_path / "coupe.tgz") == ["D331"]


@pytest.mark.parametrize(
    ("table", "contenu"),
    [
        pytest.param("epci", None, id="table absente"),
        pytest.param("communes", [], id="table vide"),
        pytest.param("communes", {"code": "01001"}, id="pas une liste"),
        pytest.param("epci", [{"code": A, "nom": "CC A"}], id="champ absent"),
        pytest.param("epci", [{"code": A, "nom": "A", "type": "CC", "membres": [{}]}], id="membre vide"),
        pytest.param("epci", [{"code": A, "nom": "A", "type": "CC", "membres": 3}], id="membres faux"),
        pytest.param(
            "communes", [{"code": "01001", "nom": "A", "type": "commune-actuelle"}, 3], id="pas un objet"
        ),
    ],
)
def test_un_paquet_sans_ce_qu_il_faut_se_refuse(
    petit: Espace, tmp_path: Path, table: str, contenu: object
) -> None:
    chemin = tgz(tmp_path / "x.tgz", 2026, EN_2026, **{table: contenu})
    assert codes(petit, chemin) == ["D331"]


def test_un_champ_absent_est_nomme_avec_ceux_trouves(petit: Espace, tmp_path: Path) -> None:
    chemin = tgz(tmp_path / "x.tgz", 2026, EN_2026, regions=[{"code": "84", "libelle": "Aura"}])
    with pytest.raises(Erreurs, match=r"n'a pas « nom » ; champs trouvés : code, libelle"):
        actualiser(petit, "territoires", chemin)


def paquet_nomme(chemin: Path, nom: str, version: str, lues: dict[str, Any]) -> Path:
    """Un paquet d'un nom et d'une version quelconques."""
    contenus = {"package.json": {"name": nom, "version": version}}
    contenus |= {f"data/{n}.json": lignes for n, lignes in lues.items()}
    with tarfile.open(chemin, "w:gz") as archive:
        for membre, contenu in contenus.items():
            texte = json.dumps(contenu).encode()
            info = tarfile.TarInfo(f"package/{membre}")
            info.size = len(texte)
            archive.addfile(info, io.BytesIO(texte))
    return chemin


@pytest.mark.parametrize(
    ("nom", "version"),
    [
        ("leftpad", "1.0.0"),
        (producteurs.PAQUET, "0.6.2"),
        (producteurs.PAQUET, "0.9.0-5"),
        (producteurs.PAQUET, "x"),
    ],
)
def test_un_autre_paquet_ou_une_version_sans_annee_se_refusent(
    petit: Espace, tmp_path: Path, nom: str, version: str
) -> None:
    assert codes(petit, paquet_nomme(tmp_path / "x.tgz", nom, version, tables(EN_2026))) == ["D331"]


# Fin 2019, Hameau a rejoint Amont ; Bourg s'est partagé et a rendu Pont.
MOUVEMENTS_DE_2019 = """MOD,DATE_EFF,TYPECOM_AV,COM_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,LIBELLE_AP
32,2019-03-01,COM,01088,Hameau,COM,01001,Grand-Amont
21,2019-12-31,COM,01053,Bourg,COM,01053,Bourg
21,2019-12-31,COM,01053,Bourg,COM,01054,Pont
21,2019-12-31,COM,01053,Bourg,COMA,01055,Lieu
"""


def test_la_version_0_8_a_les_epci_de_2020_et_ses_communes_y_sont_menees(
    petit: Espace, tmp_path: Path
) -> None:
    en_2019 = {**EN_2025, "01088": ("Hameau", "01", A, 10)}
    en_2020 = {**EN_2025, "01054": ("Pont", "01", B, 20)}
    lues = tables(en_2019) | {"epci": tables(en_2020)["epci"]}
    chemin = paquet_nomme(tmp_path / "x.tgz", producteurs.PAQUET, "0.8.0", lues)
    assert codes(petit, chemin) == ["D331"]  # sans les mouvements, Pont est inconnu
    # Le fichier de l'Insee a tous les mouvements : ceux que l'espace connaît déjà, et ceux de 2019.
    colonnes = MOUVEMENTS_DE_2019.splitlines()[0].split(",")
    connus = [",".join(mouvement[nom] for nom in colonnes) for mouvement in mouvements()]
    texte = MOUVEMENTS_DE_2019 + "\n".join([*connus, ""])
    (tmp_path / "mouvements-communes.csv").write_text(texte, encoding="utf-8")
    bilan = actualiser(petit, "territoires", tmp_path)
    lus = lire_territoires(petit)
    assert lus.millesimes == (2020, 2025, 2026)
    noms = appartenances(lus, 2020).set_index("commune")["nom"]
    assert (noms["01001"], noms["01053"], noms["01054"]) == ("Grand-Amont", "Bourg", "Pont")
    assert {"01088", "01055"}.isdisjoint(noms.index)
    assert any("menées à 2020 par les mouvements" in avis for avis in bilan.avertissements)


def test_la_version_0_7_est_2019(petit: Espace, tmp_path: Path) -> None:
    actualiser(
        petit, "territoires", paquet_nomme(tmp_path / "x.tgz", producteurs.PAQUET, "0.7.0", tables(EN_2025))
    )
    assert lire_territoires(petit).millesimes == (2019, 2025, 2026)


def test_une_archive_demesuree_n_est_pas_ouverte(
    petit: Espace, depot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(producteurs, "TAILLE_D_UN_MEMBRE", 100)
    monkeypatch.setattr(producteurs, "TAILLE_D_UN_CLASSEUR", 100)
    assert codes(petit, depot / "a-6.0.0.tgz") == ["D331"]
    bombe = tmp_path / "bombe.xlsx"
    with zipfile.ZipFile(bombe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 1_000_000)
    assert codes(petit, bombe) == ["D331"]


def test_une_commune_dans_deux_epci_se_refuse(petit: Espace, tmp_path: Path) -> None:
    epci = tables(EN_2026)["epci"]
    epci[0]["membres"].append({"code": "01053", "nom": "Bourg"})
    assert codes(petit, tgz(tmp_path / "x.tgz", 2026, EN_2026, epci=epci)) == ["D336"]


@pytest.mark.parametrize("population", [None, -3, "beaucoup", 1.5, float("nan")])
def test_une_commune_sans_population_se_refuse(vierge: Espace, tmp_path: Path, population: object) -> None:
    communes = tables(EN_2026)["communes"]
    communes[0]["population"] = population
    assert codes(vierge, tgz(tmp_path / "x.tgz", 2026, EN_2026, communes=communes)) == ["D336"]


def test_des_mouvements_sans_leurs_colonnes_disent_celles_trouvees(petit: Espace, tmp_path: Path) -> None:
    chemin = tmp_path / "mouvements.csv"
    chemin.write_text("MOD;DATE_EFF;COM_AV\n32;2026-01-01;01003\n", encoding="utf-8")
    with pytest.raises(Erreurs, match="colonnes trouvées : MOD, DATE_EFF, COM_AV"):
        actualiser(petit, "territoires", chemin)
    assert codes(petit, chemin) == ["D331"]


def test_verifier_regarde_aussi_les_tables_des_territoires(petit: Espace) -> None:
    assert not [e for e in verifier(petit, "00").erreurs if "territoires" in e.lieu.fichier]
    chemin = petit.racine / TABLES / "communes.csv"
    chemin.write_bytes(chemin.read_bytes().replace(b"\n01053,", b"\n1053,"))
    fautes = verifier(petit, "00").erreurs
    assert [(e.code, e.lieu.ligne) for e in fautes] == [("D318", 4)]
    assert "cinq caractères en texte : 01053" in str(fautes[0])
