"""Les étages du paquet : un module n'importe que ceux du dessous, ou son propre paquet."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[2] / "src" / "sdsf"
ETAGES = [
    {"erreurs", "vocabulaire"},
    {"espace", "chiffres", "indicateurs", "actualisation", "causes", "temoin", "forge"},
    {"lecture", "sauvegarde"},
    {"territoires"},
    {"plan"},
    {"referentiel"},
    {
        "releves",
        "demande",
        "renvois",
        "rendu",
        "tableur",
        "secret",
        "contours",
        "telechargement",
        "commission",
    },
    {"publication", "precedent", "campagnes", "sources", "enquetes", "depouillement", "terrain", "journal"},
    {"dossier", "evaluation", "schemas_json"},
    {"chargement", "collecte"},
    {"rapports", "resultats_publies", "chauffe"},
    {"production"},
    {"ateliers"},
    {"premiere_heure"},
    {"carnet", "commande"},
    {"cli"},
    {"reference", "site"},
]
RANGS = {nom: rang for rang, etage in enumerate(ETAGES) for nom in etage}
MODULES = sorted(chemin for chemin in SRC.rglob("*.py") if chemin != SRC / "__init__.py")


def piece(chemin: Path) -> str:
    """La pièce d'un module : le premier nom sous ``sdsf``."""
    return chemin.relative_to(SRC).parts[0].removesuffix(".py")


def imports(texte: str) -> set[str]:
    """Les pièces de ``sdsf`` qu'un module importe, où que ce soit dans son texte."""
    noms: set[str] = set()
    for noeud in ast.walk(ast.parse(texte)):
        if isinstance(noeud, ast.ImportFrom) and noeud.module == "sdsf":
            noms |= {alias.name for alias in noeud.names}
        elif isinstance(noeud, ast.ImportFrom) and (noeud.module or "").startswith("sdsf."):
            noms.add((noeud.module or "").split(".")[1])
    return noms


def montees(nom: str, texte: str) -> set[str]:
    """Les imports qui remontent, ou qui passent d'une pièce à sa voisine d'étage."""
    return {autre for autre in imports(texte) if autre != nom and RANGS[autre] >= RANGS[nom]}


def test_chaque_piece_a_son_etage() -> None:
    assert {piece(chemin) for chemin in MODULES} == set(RANGS)


@pytest.mark.parametrize("chemin", MODULES, ids=lambda chemin: str(chemin.relative_to(SRC)))
def test_un_module_n_importe_que_les_etages_du_dessous(chemin: Path) -> None:
    assert montees(piece(chemin), chemin.read_text(encoding="utf-8")) == set()


def test_un_import_qui_remonte_est_vu() -> None:
    assert montees("plan", "from sdsf.rapports.page import page_du_rapport") == {"rapports"}
    assert montees("erreurs", "from sdsf import vocabulaire") == {"vocabulaire"}
