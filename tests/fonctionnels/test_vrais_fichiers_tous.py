"""Tous les fichiers de ``../shared/donnees``, un par un, par la vraie commande, dans un espace sans relevés.

La liste vient du dossier : un fichier nouveau que rien n'attend fait échouer le test.
"""

import csv
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

import pytest
from tests.fabrique import RACINE, copier_espace
from typer.testing import CliRunner

from sdsf.cli import application
from sdsf.vocabulaire import EtatValeur

pytestmark = pytest.mark.shared
DONNEES = RACINE.parent / "shared" / "donnees"
NOMS = sorted(str(c.relative_to(DONNEES)) for c in DONNEES.rglob("*") if c.is_file()) or ["absent"]
DEPARTEMENTS = ("13", "34", "63", "71", "92")
Cle = tuple[str, str, str, str]
Ligne = dict[str, str]


@dataclass(frozen=True)
class Attendu:
    """La source qui lit un fichier, ce qu'elle écrit, et des valeurs vraies : LISEZMOI.md les donne."""

    source: str
    valeurs: Mapping[Cle, str] = field(default_factory=dict)
    """Par indicateur, territoire, période et édition : la valeur, ou le mot du trou."""
    dit: str = ""
    combien: int = 0
    """Des relevés, au moins."""


TAUX, NAISSANCES, PAUVRETE = "taux_couverture_accueil", "nombre_naissances", "taux_pauvrete"
COURANT = {"13": "50.6", "34": "53.7", "63": "64.2", "71": "70.6", "92": "72.1"}
HIST = {"13": "49.3", "34": "53", "63": "65.3", "71": "72.1", "92": "73.9"}
REPETEES = {("places_creches_drees", "63", str(a), "2023"): "2669" for a in (2018, 2019, 2020)}
ATTENDUS = {
    "cnaf_txcouv/txcouv_pe_dep_2023.csv": Attendu(
        "cnaf", {(TAUX, d, "2023", "courant"): v for d, v in COURANT.items()}, combien=510
    ),
    "cnaf_txcouv/txcouv_pe_epci_2023_extrait.csv": Attendu(
        "cnaf",
        {(TAUX, "200042653", "2023", "courant"): "35.6", (TAUX, "243400769", "2023", "courant"): "39"},
        "1 ligne technique écartée", 56 * 5,
    ),
    "cnaf_txcouv/txcouv_pe_com_2023_extrait.csv": Attendu(
        "cnaf", {(TAUX, "13001", "2023", "courant"): "63.3"}, combien=93 * 5
    ),
    "cnaf_txcouv/pe_com.fixture.json": Attendu("cnaf", {(TAUX, "92033", "2023", "courant"): "111"}),
    "cnaf_txcouv/pe_dep.fixture.json": Attendu("cnaf", {(TAUX, "2A", "2023", "courant"): "38.9"}),
    "cnaf_txcouv/pe_epci.fixture.json": Attendu("cnaf", {(TAUX, "248100745", "2023", "courant"): "22.4"}),
    "cnaf_txcouv/txcouv_pe_nat.fixture.json": Attendu(
        "cnaf", {(TAUX, "FR", "2022", "courant"): "59.5", (TAUX, "FR", "2023", "courant"): "60.9"}
    ),
    # les deux éditions de 2022
    "cnaf_historique/txcouv_pe_dep.csv": Attendu(
        "cnaf", {(TAUX, "34", "2022", "courant"): "52", (TAUX, "34", "2023", "courant"): "53.7"}, combien=1428
    ),
    "cnaf_historique/txcouv_pe_dep_hist.csv": Attendu(
        "cnaf", {(TAUX, d, "2022", "hist"): v for d, v in HIST.items()}, combien=4270
    ),
    "cnaf_historique/txcouv_pe_com_2017-2022_entetes_modifies.csv": Attendu(
        "cnaf", {}, "la dernière ligne n'est pas close", 4000
    ),
    "cnaf_historique/nbpla_pe_com_2017-2022_entetes_modifies.csv": Attendu(
        "cnaf", {}, "la dernière ligne n'est pas close", 4000
    ),
    "cnaf_historique/dep_taux_2017_2023.csv": Attendu(
        "cnaf", {(TAUX, "13", "2017", "hist"): "47.7", (TAUX, "34", "2022", "courant"): "52"},
        "txcouv_ind", 5698,
    ),
    "cnaf_historique/nat_2006_2023.csv": Attendu(
        "cnaf", {(TAUX, "FR", "2006", "onape_2017"): "47.6", (TAUX, "FR", "2016", "onape_2018"): "58.1"}
    ),
    "cnaf_historique/epars_avant_2017_et_divers.csv": Attendu(
        "cnaf", {(TAUX, "92", "2013", "caf_idf_2016"): "61.6"}, "247104193 n'est dans aucun département"
    ),
    "cnaf_historique/dep_drees_2010_2023.csv": Attendu("drees", REPETEES, "sans doute reporté", 330),
    "cnaf_allocataires/s_ben_com_f_dep92_2020-2024.csv": Attendu(
        "cnaf", {("foyers_allocataires", "92002", "2024-12-31", "s_ben_com_f"): "10870"}, combien=36 * 5 * 7
    ),
    "contexte/naissances.csv": Attendu("insee", {(NAISSANCES, "34", "2019", ""): "12488"}, combien=2000),
    "contexte/population.csv": Attendu(
        "insee",
        {
            ("population", "63", "2019", "2023-01-05"): "662152",
            ("population", "63", "2019", "2021-03-29"): "662793",
        },
        combien=11000,
    ),
    "contexte/chomage.csv": Attendu(
        "insee", {("taux_chomage", "34", "2019-T4", "2025-T3"): "11.4"}, combien=4800
    ),
    "contexte/sl_etc_2025T3.xls": Attendu(
        "insee", {("taux_chomage", "34", "2019-T4", "2025-T3"): "11.4"}, combien=4700
    ),
    "contexte/pauvrete.csv": Attendu("insee", {}, combien=3000),
    "contexte/familles.csv": Attendu(
        "insee", {("nombre_familles", "13", "2022", "RP2022"): "561603"},
        "part_monoparentale_des_menages_avec_famille",
    ),
    "contexte/structures.csv": Attendu("insee", {("nombre_eaje", "13", "2025", "2025"): "452"}),
    "contexte/offre_accueil.csv": Attendu("drees", REPETEES, "sans doute reporté", 6800),
    "insee_filosofi/cc_filosofi_2021_COM.csv": Attendu(
        "insee",
        {
            ("niveau_de_vie_median", "34172", "2021", "2021"): "19670",
            (PAUVRETE, "34172", "2021", "2021"): "28",
            ("niveau_de_vie_median", "63113", "2021", "2021"): "20430",
            (PAUVRETE, "71270", "2021", "2021"): "25",
        },
        combien=660,
    ),
    "insee_naissances/NAIS_DOM_ANNUELLES.xlsx": Attendu(
        "insee",
        {
            (NAISSANCES, "34", "2019", "2025-09-09"): "12488",
            (NAISSANCES, "63", "2014", "2025-09-09"): "6908",
            (NAISSANCES, "976", "2010", "2025-09-09"): "sans_objet",
        },
        "Feuille EPCI : 56 territoires suivis ont été gardés.", 2800,
    ),
    "insee_naissances/naissances_dep92_2008-2025.csv": Attendu(
        "insee", {(NAISSANCES, "92002", "2008", ""): "868"}, combien=600
    ),
    "insee_ages/dep92_0-4ans_2023.csv": Attendu(
        "insee", {("population_0_4_ans", "92", "2023", "RP2023"): "99248.7"}
    ),
    "cog_2026/epcicom.xlsx": Attendu(
        "dgcl", {("population_municipale", "200054807", "2025", "2025"): "1922626"}, "1255 groupements lus"
    ),
    "cog_2026/ept.xlsx": Attendu("dgcl", {}, "11 groupements lus"),
    "cog_2026/mouvements-communes.csv": Attendu("territoires", dit="5153 mouvements de communes"),
    "cog_2026/communes.csv": Attendu("territoires", dit="34875 communes de 2026, rien ne change"),
    "cog_2026/donnees_communes.csv": Attendu("territoires", dit="34858 communes de 2026, rien ne change"),
    "cog_2026/departements.csv": Attendu("territoires", dit="101 départements, rien ne change"),
    "cog_2026/arrondissements.csv": Attendu("territoires", dit="333 arrondissements, rien ne change"),
    "cog_2026/regions.csv": Attendu("territoires", dit="18 régions, rien ne change"),
    "cog_2026/collectivites-outremer.csv": Attendu("territoires", dit="rien n'est gardé"),
    **{
        f"contours_epci/epci-{d}.geojson": Attendu("contours", dit=f"(département {d})")
        for d in DEPARTEMENTS
    },
    **{
        f"contours_communes_2018/{sorte}-{nom}.geojson": Attendu("contours", dit="Contours de")
        for sorte in ("communes", "departement")
        for nom in ("13-bouches-du-rhone", "34-herault", "63-puy-de-dome", "71-saone-et-loire",
                    "92-hauts-de-seine")
    },
    "contours_communes_2018/departements-avec-outre-mer.geojson": Attendu("contours", dit="101 départements"),
    "contours_communes_2018/departements-version-simplifiee.geojson": Attendu(
        "contours", dit="96 départements"
    ),
}  # fmt: skip
SANS_DONNEES = {"LISEZMOI.md"}


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Les cinq départements décrits, les territoires, aucun relevé national."""
    racine = copier_espace(tmp_path_factory.mktemp("modele") / "espace", DEPARTEMENTS).racine
    for dossier in ("cnaf", "insee", "drees", "dgcl"):
        shutil.rmtree(racine / "data/national" / dossier)
    return racine


def lancer(racine: Path, source: str, fichier: Path) -> str:
    arguments = ["actualiser", source, "--depuis", str(fichier), "--racine", str(racine)]
    issue = CliRunner().invoke(application, arguments)
    assert issue.exit_code == 0, issue.output
    return issue.output


def ecrits(racine: Path) -> list[Ligne]:
    """Tous les relevés de ``data/national/``."""
    chemins = [c for c in (racine / "data/national").rglob("*.csv") if c.parent.name != "territoires"]
    return [ligne for c in chemins for ligne in csv.DictReader(c.read_text(encoding="utf-8").splitlines())]


def octets(racine: Path) -> dict[str, bytes]:
    return {str(c.relative_to(racine)): c.read_bytes() for c in racine.rglob("*") if c.is_file()}


@pytest.mark.parametrize("nom", NOMS)
def test_chaque_vrai_fichier_se_charge(shared: Path, modele: Path, tmp_path: Path, nom: str) -> None:
    if nom in SANS_DONNEES:
        assert not ATTENDUS.keys() & SANS_DONNEES
        return
    assert nom in ATTENDUS, "fichier nouveau : dites ici quelle source le lit, et ce qu'elle doit en écrire"
    attendu = ATTENDUS[nom]
    racine = Path(shutil.copytree(modele, tmp_path / "espace"))
    avant = octets(racine)
    dit = lancer(racine, attendu.source, shared / "donnees" / nom)
    assert attendu.dit in dit
    lignes = ecrits(racine)
    verifier_les_releves(lignes, attendu)
    if attendu.source == "contours":
        assert list((racine / "data/contours").rglob("*.geojson"))
    elif attendu.source == "territoires":  # nos tables disent déjà la même chose
        assert octets(racine) == avant
    else:
        apres = octets(racine)
        lancer(racine, attendu.source, shared / "donnees" / nom)
        assert octets(racine) == apres


def verifier_les_releves(lignes: list[Ligne], attendu: Attendu) -> None:
    """Assez de relevés ; chacun dit d'où il vient ; un trou n'a pas de valeur ; les repères y sont."""
    assert len(lignes) >= attendu.combien
    assert bool(lignes) == (attendu.source not in ("contours", "territoires"))
    for ligne in lignes:
        assert all(ligne[c] for c in ("libelle", "source", "edition", "nature", "etat", "unite", "note"))
        assert ligne["etat"] in get_args(EtatValeur)
        assert (ligne["etat"] == "valeur") == bool(ligne["valeur"])
    lus = {(x["indicateur"], x["territoire"], x["periode"], x["edition"]): x for x in lignes}
    sans_edition = {(i, t, p, ""): x for (i, t, p, _), x in lus.items()}
    for cle, valeur in attendu.valeurs.items():
        ligne = (lus if cle[3] else sans_edition)[cle]
        assert (ligne["valeur"] or ligne["etat"]) == valeur, cle
