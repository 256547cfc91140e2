"""Diagnostic et qualité des données de départements que personne n'a décrits : produits, accessibles."""

import csv
import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.fabrique import copier_espace
from tests.navigateur.axe import violations
from tests.navigateur.conftest import BUREAU, OPTIONS, TELEPHONE
from tests.navigateur.test_cinq_schemas import chemin, ouvrir
from tests.navigateur.test_rapport import POIDS_MAXIMAL
from tests.production import produire

from sdsf.espace import Espace
from sdsf.vocabulaire import PUBLIC_DU_RAPPORT, RAPPORTS_SANS_PLAN

pytestmark = [pytest.mark.navigateur, pytest.mark.production]

ANNEE = 2024
# La comparaison nationale a les mêmes lignes, d'où qu'on la demande : un seul département la montre.
PAGES = [
    (code, rapport)
    for code in ("38", "2A", "976")
    for rapport in RAPPORTS_SANS_PLAN
    if rapport != "comparaison_nationale" or code == "976"
]
CHAQUE_PAGE = pytest.mark.parametrize(("code", "rapport"), PAGES)


@pytest.fixture(scope="module")
def espace(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Espace:
    """Un espace sans aucun département : le référentiel et les données nationales suffisent."""
    neuf = copier_espace(tmp_path_factory.mktemp("sans_plan") / "espace", ())
    for code, rapport in PAGES:
        produire(neuf, code, ANNEE, rapport)
    return neuf


@pytest.fixture(scope="module")
def navigateur_sans_plan(chromium: str, espace: Espace) -> Iterator[Browser]:
    with sync_playwright() as moteur:
        ouvert = moteur.chromium.launch(executable_path=chromium, args=OPTIONS)
        yield ouvert
        ouvert.close()


@CHAQUE_PAGE
def test_axe_ne_trouve_aucune_violation_ni_debordement(
    navigateur_sans_plan: Browser, espace: Espace, code: str, rapport: str
) -> None:
    page = ouvrir(navigateur_sans_plan, chemin(espace, code, ANNEE, rapport), BUREAU)
    for largeur in (BUREAU, TELEPHONE):
        page.set_viewport_size({"width": largeur, "height": 800})
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.close()


@CHAQUE_PAGE
def test_le_rapport_est_leger_et_chaque_chiffre_a_sa_source(espace: Espace, code: str, rapport: str) -> None:
    page = chemin(espace, code, ANNEE, rapport)
    assert page.stat().st_size < POIDS_MAXIMAL
    with page.with_suffix("").with_suffix(".chiffres.csv").open(encoding="utf-8") as fichier:
        connus = [ligne for ligne in csv.DictReader(fichier) if ligne["etat"] == "valeur"]
    # Sans enquête, le rapport qui en parle n'a aucun nombre à donner, et il le dit.
    assert bool(connus) == (rapport not in PUBLIC_DU_RAPPORT)
    # Le compte des sources examinées ne vient d'aucune ligne : il dit ce que le rapport sait chercher.
    lus = [x for x in connus if x["formule"] != "dénombrement des sources de ce rapport"]
    assert [x["libelle"] for x in lus if float(x["valeur"]) and not x["lignes_lues"]] == []
    manifeste = json.loads(page.with_suffix("").with_suffix(".manifeste.json").read_text(encoding="utf-8"))
    assert all(nom.startswith("data/national/") for nom in manifeste["entrees"])
