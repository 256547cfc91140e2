"""Les tables de data/ devant les validateurs de l'écosystème : frictionless lit notre contrat, et l'applique.

``data/datapackage.json`` décrit les tables ; le même schéma vaut pour chaque département et, pour les
relevés, pour chaque source nationale. Un dossier national qui a son propre contrat se valide avec lui.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import frictionless
import pytest
from frictionless import Package, Resource, Schema
from tests.fabrique import RACINE

from sdsf.espace import Espace
from sdsf.reference import paquet_de_toutes_les_tables

DONNEES = RACINE / "data"
CONTRAT = json.loads((DONNEES / "datapackage.json").read_text(encoding="utf-8"))
SCHEMAS = {ressource["name"]: ressource["schema"] for ressource in CONTRAT["resources"]}
PAQUETS = sorted(DONNEES.rglob("datapackage.json"))


def avec_leur_contrat(dossier: Path) -> bool:
    return dossier != DONNEES and (dossier / "datapackage.json").exists()


TABLES = [
    *((chemin, chemin.stem) for chemin in sorted(DONNEES.glob("departements/*/*.csv"))),
    *(
        (chemin, f"enquete_{chemin.stem}")
        for chemin in sorted(DONNEES.glob("departements/*/enquetes/*/*.csv"))
    ),
    *(
        (chemin, "releves")
        for chemin in sorted((DONNEES / "national").rglob("*.csv"))
        if not avec_leur_contrat(chemin.parent)
    ),
]


def griefs(chemin: Path, table: str) -> list[str]:
    """Ce que frictionless reproche à un fichier : le type d'erreur, la ligne, la colonne."""
    with frictionless.system.use_context(trusted=True):
        ressource = Resource(path=str(chemin), schema=Schema.from_descriptor(SCHEMAS[table]))
        rapport = ressource.validate(limit_errors=20)
    colonnes: list[Any] = rapport.flatten(["type", "rowNumber", "fieldName"])
    return [" ".join(str(mot) for mot in colonne if mot is not None) for colonne in colonnes]


@pytest.mark.parametrize(
    ("chemin", "table"), TABLES, ids=[str(c.relative_to(DONNEES)).replace("/", "-") for c, _ in TABLES]
)
def test_chaque_table_est_conforme_a_son_contrat(chemin: Path, table: str) -> None:
    assert griefs(chemin, table) == []


@pytest.mark.parametrize("chemin", PAQUETS, ids=[str(p.parent.relative_to(RACINE)) for p in PAQUETS])
def test_chaque_paquet_est_valide_et_decrit_des_fichiers_qui_existent(chemin: Path) -> None:
    """Le contrat lui-même est un « data package » : ses métadonnées et ses tables d'exemple se valident."""
    rapport = Package.from_descriptor(
        json.loads(chemin.read_text(encoding="utf-8")), basepath=str(chemin.parent)
    )
    assert rapport.validate(limit_errors=20).flatten(["name", "type", "note"]) == []


def test_chaque_fichier_de_donnees_a_son_contrat() -> None:
    """Un fichier que le contrat ne nomme pas ne serait vérifié par personne."""
    assert {table for _, table in TABLES} <= set(SCHEMAS)
    couverts = {chemin for chemin, _ in TABLES}
    decrits = {
        chemin.parent / ressource["path"]
        for chemin in PAQUETS
        for ressource in json.loads(chemin.read_text(encoding="utf-8"))["resources"]
    }
    assert set(DONNEES.rglob("*.csv")) - couverts - decrits == set()


COMPLET = DONNEES / "toutes_les_tables.json"


def test_un_seul_paquet_nomme_toutes_les_tables_et_il_est_a_jour() -> None:
    """Ce que l'on donne au validateur de son choix ; « make docs » le réécrit."""
    attendus = paquet_de_toutes_les_tables(Espace(RACINE))
    perimes = [nom for nom, texte in attendus.items() if (DONNEES / nom).read_text("utf-8") != texte]
    assert perimes == [], "lancez « make docs »"
    nommees = {
        DONNEES / ressource["path"] for ressource in json.loads(COMPLET.read_text("utf-8"))["resources"]
    }
    assert nommees == set(DONNEES.rglob("*.csv"))


def test_le_paquet_de_toutes_les_tables_est_un_data_package_et_une_table_s_y_valide() -> None:
    with frictionless.system.use_context(trusted=True):
        paquet = Package(str(COMPLET))
        assert len(paquet.resources) == len({ressource.name for ressource in paquet.resources})
        rapport = paquet.get_resource("national-cnaf-92-ept").validate()
    assert rapport.flatten(["type", "rowNumber", "fieldName"]) == []


# --- le contrôle sait échouer ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("avant", "apres", "attendu"),
    [
        pytest.param(",valeur,", ",inconnu,", "constraint-error", id="un état hors de la liste"),
        pytest.param("2021,", "vingt,", "constraint-error", id="une période mal écrite"),
        pytest.param("indicateur,libelle", "indicateur,nom", "incorrect-label", id="une colonne renommée"),
    ],
)
def test_un_fichier_fautif_se_voit(tmp_path: Path, avant: str, apres: str, attendu: str) -> None:
    texte = (DONNEES / "departements/00/releves.csv").read_text(encoding="utf-8")
    entetes, suite = texte.split("\n", 1)
    change = entetes.replace(avant, apres) if avant in entetes and attendu == "incorrect-label" else entetes
    corps = suite if change != entetes else suite.replace(avant, apres, 1)
    (tmp_path / "releves.csv").write_text(f"{change}\n{corps}", encoding="utf-8")
    assert any(attendu in grief for grief in griefs(tmp_path / "releves.csv", "releves"))


def test_deux_lignes_de_meme_cle_se_voient(tmp_path: Path) -> None:
    copie = tmp_path / "releves.csv"
    shutil.copyfile(DONNEES / "departements/00/releves.csv", copie)
    lignes = copie.read_text(encoding="utf-8").splitlines()
    copie.write_text("\n".join([*lignes, lignes[-1]]) + "\n", encoding="utf-8")
    assert any("primary-key" in grief for grief in griefs(copie, "releves"))
