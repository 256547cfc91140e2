"""Les tables de ``data/national/territoires/`` : comptes connus, contrat, sources officielles."""

import csv
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from tests.fabrique import RACINE

from sdsf.commande.listes import liste
from sdsf.espace import Espace
from sdsf.territoires.actualisation import actualiser_territoires
from sdsf.territoires.appartenances import appartenances, interdepartementaux
from sdsf.territoires.lecture import lire_territoires
from sdsf.territoires.passages import passer, serie_comparable
from sdsf.territoires.producteurs import ouvrir_composition

ESPACE = Espace(RACINE)
DOSSIER = RACINE / "data/national/territoires"
TOUS = lire_territoires(ESPACE)
COMMUNES = appartenances(TOUS)
SCINDEES = {"14712", "15141", "60054", "85084"}


@pytest.mark.parametrize(
    ("departement", "communes", "epci", "ept", "population"),
    [
        ("13", 119, 4, 0, 2_087_658),
        ("34", 341, 17, 0, 1_230_289),
        ("63", 463, 14, 0, 664_453),
        ("71", 563, 20, 0, 550_310),
        ("92", 36, 1, 4, 1_654_712),
    ],
)
def test_les_comptes_des_cinq_departements(
    departement: str, communes: int, epci: int, ept: int, population: int
) -> None:
    table = COMMUNES[COMMUNES["departement"] == departement]
    comptes = [len(set(table[niveau]) - {""}) for niveau in ("epci", "ept")]
    assert (len(table), *comptes, table["population"].sum()) == (communes, epci, ept, population)


def test_la_france_a_101_departements_et_18_regions() -> None:
    assert len(TOUS.noms["departement"]) == 101
    assert len(TOUS.noms["region"]) == 18
    assert set(COMMUNES["departement"]) == set(TOUS.noms["departement"])


def test_quatre_communes_n_ont_pas_d_epci_et_89_epci_sont_a_cheval() -> None:
    assert list(COMMUNES.loc[COMMUNES["epci"] == "", "commune"]) == ["22016", "29083", "29155", "85113"]
    assert interdepartementaux(TOUS)["epci"].nunique() == 89


@pytest.mark.parametrize(
    ("annee", "communes", "epci"),
    [
        (2019, 34_970, 1_259), (2020, 34_968, 1_255), (2021, 34_965, 1_254), (2022, 34_955, 1_255),
        (2023, 34_945, 1_255), (2024, 34_935, 1_255), (2025, 34_875, 1_255), (2026, 34_875, 1_255),
    ],
)  # fmt: skip
def test_chaque_millesime_a_le_compte_officiel(annee: int, communes: int, epci: int) -> None:
    """Le compte de l'Insee pour les communes ; celui de la DGCL, et la métropole de Lyon, pour les EPCI."""
    table = appartenances(TOUS, annee)
    assert (len(table), len(set(table["epci"]) - {""})) == (communes, epci)


def test_les_millesimes_vont_de_2019_a_2026() -> None:
    assert TOUS.millesimes == tuple(range(2019, 2027))
    assert set(appartenances(TOUS, 2020).query("commune in ('14666', '14712')")["nom"]) == {
        "Sannerville",
        "Troarn",
    }


def test_une_serie_de_2019_a_2026_est_comparable_commune_par_commune() -> None:
    """Mille habitants par commune : à chaque découpage, les mêmes ensembles, et rien ne se perd."""
    for annee in (2019, 2020, 2023, 2026):
        communes = appartenances(TOUS, annee)["commune"]
        table = pd.DataFrame({"territoire": communes, "periode": str(annee), "valeur": 1000.0})
        suivie = serie_comparable(TOUS, table, 2019, 2026, est_effectif=True)
        assert not suivie["valeur"].isna().any()
        assert suivie["valeur"].sum() == 1000 * len(communes)
        if annee == 2019:
            depart = set(suivie["territoire"])
        assert set(suivie["territoire"]) == depart


def test_chaque_appartenance_a_un_nom() -> None:
    for annee in TOUS.millesimes:
        table = appartenances(TOUS, annee)
        assert not table["commune"].duplicated().any()
        for niveau in ("epci", "ept", "departement", "region"):
            assert set(table[niveau]) - {""} <= set(TOUS.noms[niveau]), (annee, niveau)


def test_la_population_de_paris_lyon_marseille_est_celle_de_leurs_arrondissements() -> None:
    sommes = TOUS.tables["arrondissements_municipaux"].groupby("commune")["population"].sum()
    assert dict(sommes) == dict(COMMUNES.set_index("commune")["population"][list(sommes.index)])
    assert len(TOUS.plm) == 45


@pytest.mark.parametrize("annee", TOUS.millesimes[:-1])
def test_toute_commune_passe_au_dernier_millesime_sauf_les_scissions(annee: int) -> None:
    actuelles = set(COMMUNES["commune"])
    passees = {c: passer(TOUS, c, annee, TOUS.dernier).apres for c in appartenances(TOUS, annee)["commune"]}
    assert {code for code, apres in passees.items() if apres is None} <= SCINDEES
    assert {apres for apres in passees.values() if apres} <= actuelles
    nees_d_une_scission = {m.apres for code in SCINDEES for m in TOUS.departs[code]}
    assert actuelles - set(passees.values()) <= nees_d_une_scission


def test_les_tables_pesent_moins_de_six_megaoctets() -> None:
    assert sum(chemin.stat().st_size for chemin in DOSSIER.iterdir()) < 6_000_000


def test_le_contrat_des_territoires_est_valide_pour_frictionless() -> None:
    from frictionless import Package, system

    with system.use_context(trusted=True):
        rapport = Package(str(DOSSIER / "datapackage.json")).validate()
    assert rapport.valid, rapport.flatten(["path", "rowNumber", "fieldName", "note"])[:10]


def test_une_table_fausse_se_voit(tmp_path: Path) -> None:
    from frictionless import Package, system

    for chemin in DOSSIER.iterdir():
        (tmp_path / chemin.name).write_bytes(chemin.read_bytes().replace(b"\n01053,", b"\n1053,"))
    with system.use_context(trusted=True):
        assert not Package(str(tmp_path / "datapackage.json")).validate().valid


@pytest.mark.parametrize("departement", sorted(TOUS.noms["departement"]))
def test_tout_departement_se_liste(departement: str) -> None:
    colonnes, lignes = liste(ESPACE, "territoires", departement, None)
    assert colonnes == ["territoire", "maille", "nom", "rattachement", "population", "note"]
    mailles = Counter(ligne["maille"] for ligne in lignes)
    assert mailles["departement"] == 1
    assert mailles["commune"] >= (COMMUNES["departement"] == departement).sum()
    codes = {ligne["territoire"] for ligne in lignes} | {""}
    assert {ligne["rattachement"] for ligne in lignes if ligne["maille"] != "departement"} <= codes


def test_un_epci_a_cheval_le_dit_dans_la_liste() -> None:
    lignes = {ligne["territoire"]: ligne for ligne in liste(ESPACE, "territoires", "34", None)[1]}
    assert re.search(r"6 de ses 20 communes et 26,8 % .* en 81\.", lignes["200066553"]["note"])
    assert lignes["200066553"]["population"] == 2119
    assert lignes["243400017"]["note"] == ""


# --- les sources officielles ----------------------------------------------------------------------


def lire(chemin: Path, separateur: str = ",") -> list[dict[str, str]]:
    with chemin.open(encoding="utf-8-sig", newline="") as flux:
        return list(csv.DictReader(flux, delimiter=separateur))


@pytest.mark.shared
def test_les_communes_sont_celles_du_cog_2026(shared: Path) -> None:
    cog = {x["COM"]: x for x in lire(shared / "donnees/cog_2026/communes.csv") if x["TYPECOM"] == "COM"}
    lues = {x.commune: (x.nom, x.departement, x.region) for x in COMMUNES.itertuples()}
    assert lues == {code: (x["LIBELLE"], x["DEP"], x["REG"]) for code, x in cog.items()}


@pytest.mark.shared
def test_les_populations_sont_celles_de_reference(shared: Path) -> None:
    """Mayotte est dans un autre fichier de l'Insee ; Paris, Lyon et Marseille y sont par arrondissement."""
    officielles = {
        x["COM"]: int(x["PMUN"]) for x in lire(shared / "donnees/cog_2026/donnees_communes.csv", ";")
    }
    lues = {x.commune: int(x.population) for x in COMMUNES.itertuples() if x.departement != "976"}
    municipales = TOUS.tables["arrondissements_municipaux"]
    lues |= {x.arrondissement_municipal: int(x.population) for x in municipales.itertuples()}
    assert {c: p for c, p in lues.items() if c not in ("13055", "69123", "75056")} == officielles


@pytest.mark.shared
@pytest.mark.parametrize("niveau", ["epci", "ept"])
def test_les_epci_et_les_ept_de_2025_sont_ceux_de_la_dgcl_et_de_l_insee(shared: Path, niveau: str) -> None:
    fichier = {"epci": "epcicom.xlsx", "ept": "ept.xlsx"}[niveau]
    composition = ouvrir_composition(shared / "donnees/cog_2026" / fichier)
    assert (composition.annee, composition.niveau) == (2025, niveau)
    table = appartenances(TOUS, 2025)
    lues = {x.commune: getattr(x, niveau) for x in table.itertuples() if getattr(x, niveau)}
    assert lues == {commune: siren for commune, (siren, _) in composition.membres.items()}


@pytest.mark.shared
def test_le_dossier_du_cog_ne_change_aucune_appartenance(shared: Path) -> None:
    """Les fichiers de la DGCL et de l'Insee redisent ce que le paquet dit ; les noms seuls diffèrent."""
    bilan = actualiser_territoires(ESPACE, shared / "donnees/cog_2026")
    for nom in ("communes", "appartenances", "passages", "millesimes"):
        assert bilan.fichiers[DOSSIER / f"{nom}.csv"] == (DOSSIER / f"{nom}.csv").read_bytes(), nom
    assert not any("Fichiers laissés de côté" in avis for avis in bilan.avertissements)
