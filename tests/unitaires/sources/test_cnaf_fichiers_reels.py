"""Les vrais fichiers de la Cnaf se lisent, et donnent exactement ce qui est publié."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from tests.cnaf import lire, releves
from tests.fabrique import RACINE, copier_espace

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace

DEPARTEMENTS = ("13", "34", "63", "71", "92")
pytestmark = pytest.mark.shared


@pytest.fixture
def donnees(shared: Path) -> Path:
    return shared / "donnees"


@pytest.fixture
def neuf(tmp_path: Path) -> Espace:
    """L'espace des cinq départements, sans relevé de la Cnaf."""
    espace = copier_espace(tmp_path / "espace", ("00", *DEPARTEMENTS))
    for chemin in (espace.data / "national" / "cnaf").rglob("*.csv"):
        chemin.unlink()
    return espace


def origine(chemin: Path, separateur: str = ";") -> list[dict[str, str]]:
    with chemin.open(encoding="utf-8-sig", newline="") as fichier:
        return list(csv.DictReader(fichier, delimiter=separateur))


def par_cle(lus: list[dict[str, str]], indicateur: str) -> dict[tuple[str, str], Decimal]:
    return {
        (r["territoire"], r["periode"]): Decimal(r["valeur"]) for r in lus if r["indicateur"] == indicateur
    }


def test_relire_les_departements_redonne_les_lignes_du_depot(donnees: Path, neuf: Espace) -> None:
    """Un espace vide, les deux exports d'origine : les faits du fichier du dépôt, ni plus ni moins."""
    lus = [
        ligne
        for nom in ("txcouv_pe_dep_hist.csv", "txcouv_pe_dep.csv")
        for ligne in releves(lire(neuf, donnees / "cnaf_historique" / nom))
    ]
    colonnes = ("indicateur", "territoire", "maille", "periode", "unite", "etat", "nature", "source")
    with (RACINE / "data/national/cnaf/taux_couverture.csv").open(encoding="utf-8", newline="") as fichier:
        ici = [ligne for ligne in csv.DictReader(fichier) if ligne["maille"] == "departement"]
    faits = [
        {(*(ligne[c] for c in colonnes), ligne["edition"], Decimal(ligne["valeur"])) for ligne in lignes}
        for lignes in (lus, ici)
    ]
    assert faits[0] == faits[1]
    assert len(lus) == len(ici) == 814 * 7


@pytest.mark.parametrize(
    "fichier",
    ["historique/txcouv_pe_dep_hist.csv", "historique/txcouv_pe_dep.csv", "txcouv/txcouv_pe_dep_2023.csv"],
)
def test_le_fichier_du_depot_est_deja_a_jour(donnees: Path, fichier: str) -> None:
    bilan = lire(Espace(RACINE), donnees / f"cnaf_{fichier}")
    assert not bilan.fichiers
    assert "rien ne change" in bilan.phrases[0]


def test_les_56_epci_ont_exactement_la_valeur_publiee(donnees: Path, neuf: Espace) -> None:
    source = donnees / "cnaf_txcouv/txcouv_pe_epci_2023_extrait.csv"
    lus = releves(lire(neuf, source))
    publies = {
        (ligne["numepci"], ligne["annee"]): Decimal(ligne["txcouv_epci"])
        for ligne in origine(source)
        if ligne["numepci"] != "XX"
    }
    assert len(publies) == 56
    assert par_cle(lus, "taux_couverture_accueil") == publies
    assert {ligne["maille"] for ligne in lus} == {"epci"}


@pytest.mark.parametrize(
    ("fichier", "indicateur", "code", "colonne", "separateur"),
    [
        (
            "cnaf_txcouv/txcouv_pe_com_2023_extrait.csv",
            "taux_couverture_accueil",
            "numcom",
            "txcouv_com",
            ";",
        ),
        (
            "cnaf_historique/txcouv_pe_com_2017-2022_entetes_modifies.csv",
            "taux_couverture_accueil",
            "numero_commune",
            "taux_de_couv_global",
            ",",
        ),
        (
            "cnaf_historique/nbpla_pe_com_2017-2022_entetes_modifies.csv",
            "places_accueil",
            "num_commune",
            "places_offertes_ensemble",
            ",",
        ),
    ],
)
def test_les_communes_ont_exactement_la_valeur_publiee(
    donnees: Path, neuf: Espace, fichier: str, indicateur: str, code: str, colonne: str, separateur: str
) -> None:
    lus = par_cle(releves(lire(neuf, donnees / fichier)), indicateur)
    annee = "annee" if separateur == ";" else "date_reference"
    publies = {
        (ligne[code], ligne[annee]): Decimal(ligne[colonne])
        for ligne in origine(donnees / fichier, separateur)
        if ligne[code][:2] in DEPARTEMENTS
    }
    assert lus == publies
    assert lus


def test_les_arrondissements_de_marseille_restent_a_leur_maille(donnees: Path, neuf: Espace) -> None:
    chemin = donnees / "cnaf_historique/txcouv_pe_com_2017-2022_entetes_modifies.csv"
    lus = releves(lire(neuf, chemin), "cnaf/13/taux_couverture.csv")
    mailles = {ligne["territoire"]: ligne["maille"] for ligne in lus}
    assert sum(maille == "arrondissement_municipal" for maille in mailles.values()) == 16
    assert "13055" not in mailles


def test_les_allocataires_du_92_sont_lus_un_a_un(donnees: Path, neuf: Espace) -> None:
    source = donnees / "cnaf_allocataires/s_ben_com_f_dep92_2020-2024.csv"
    lus = releves(lire(neuf, source), "cnaf/92/allocataires.csv")
    assert len(lus) == 36 * 5 * 7
    assert {ligne["nature"] for ligne in lus} == {"arrondie"}
    publies = {
        (ligne["numcomdo"], f"{ligne['dtreffre']}-31"): Decimal(ligne["indfoy_rsa"])
        for ligne in origine(source)
    }
    assert par_cle(lus, "foyers_rsa") == publies


@pytest.mark.parametrize("maille", ["com", "dep", "epci"])
def test_les_reponses_de_l_api_donnent_taux_et_places(donnees: Path, neuf: Espace, maille: str) -> None:
    bilan = lire(neuf, donnees / f"cnaf_txcouv/pe_{maille}.fixture.json")
    lus = {(ligne["territoire"], ligne["indicateur"]): ligne["valeur"] for ligne in releves(bilan)}
    attendus = {
        "com": {("92033", "taux_couverture_accueil"): "111", ("92033", "places_accueil"): "544"},
        "dep": {("2A", "taux_couverture_eaje_psu"): "24.1", ("48", "places_eaje_hors_psu"): "0"},
        "epci": {("200070555", "taux_couverture_accueil"): "89.7", ("200070555", "places_accueil"): "634"},
    }
    assert attendus[maille].items() <= lus.items()
    assert not {territoire for territoire, _ in lus} & {"XX", "XXX"}


def test_la_france_est_celle_de_la_cnaf(donnees: Path, neuf: Espace) -> None:
    lus = releves(lire(neuf, donnees / "cnaf_txcouv/txcouv_pe_nat.fixture.json"))
    attendu = {("FR", "2022"): Decimal("59.5"), ("FR", "2023"): Decimal("60.9")}
    assert par_cle(lus, "taux_couverture_accueil") == attendu
    assert {ligne["perimetre"] for ligne in lus} == {"hors Mayotte"}


@pytest.mark.parametrize("fichier", ["cnaf_historique/dep_drees_2010_2023.csv"])
def test_un_fichier_d_une_autre_source_est_refuse(donnees: Path, neuf: Espace, fichier: str) -> None:
    with pytest.raises(Erreurs, match="D350"):
        lire(neuf, donnees / fichier)
