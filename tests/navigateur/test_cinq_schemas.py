"""Tous les rapports de tous les schémas du dépôt : produits, accessibles, sans débordement.

Le 00 et le 13 ont leurs propres tests ; ceux-ci sont les schémas que l'on n'avait pas en tête en
écrivant les gabarits.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.fabrique import CODES, RACINE, copier_espace
from tests.navigateur.axe import violations
from tests.navigateur.conftest import BUREAU, OPTIONS, TELEPHONE
from tests.navigateur.test_rapport import poids_maximal
from tests.production import produire

from sdsf.espace import Espace
from sdsf.production.catalogue import CATALOGUE

pytestmark = [pytest.mark.navigateur, pytest.mark.production]

SCHEMAS = sorted(
    (dossier.parent.name, dossier.name)
    for dossier in (RACINE / "params" / "departements").glob("*/*-*")
    if dossier.parent.name not in CODES
)
# Ceux-là se lisent sur chaque schéma, au milieu de sa période.
PARTOUT = ("lecture_schema", "evaluabilite", "diagnostic", "point_annuel")
# Les autres, chacun sur un schéma où il a un sens.
AILLEURS = [
    ("63", 2024, "qualite_donnees"),
    ("63", 2024, "bilan_intermediaire"),
    ("92", 2024, "bilan_intermediaire"),
    ("71", 2022, "bilan_final"),
    ("34", 2025, "bilan_final"),
    ("92", 2024, "comparaison"),
    ("92", 2024, "comparaison_nationale"),
    ("71", 2021, "synthese_travaux"),
    ("63", 2023, "synthese_publique"),
    ("34", 2023, "page_elu"),
    ("92", 2024, "fiche_action"),
    ("92", 2024, "lettre"),
    ("63", 2023, "enquete_familles"),
    ("63", 2023, "enquete_professionnels"),
]
DEMANDES = [
    *(
        (code, (int(periode[:4]) + int(periode[-4:])) // 2, rapport)
        for code, periode in SCHEMAS
        for rapport in PARTOUT
    ),
    *AILLEURS,
]
CHAQUE_DEMANDE = pytest.mark.parametrize(("code", "annee", "rapport"), DEMANDES)
DEPLIER = "document.querySelectorAll('details').forEach(d => d.open = true)"


@pytest.fixture(scope="module")
def espace(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Espace:
    """Un espace où chaque rapport de chaque schéma est produit, une fois."""
    codes = sorted({code for code, _ in SCHEMAS})
    neuf = copier_espace(tmp_path_factory.mktemp("schemas") / "espace", codes)
    for code, annee, rapport in DEMANDES:
        produire(neuf, code, annee, rapport)
    return neuf


@pytest.fixture(scope="module")
def navigateur_des_schemas(chromium: str, espace: Espace) -> Iterator[Browser]:
    with sync_playwright() as moteur:
        ouvert = moteur.chromium.launch(executable_path=chromium, args=OPTIONS)
        yield ouvert
        ouvert.close()


def test_chaque_rapport_du_catalogue_est_regarde_sur_un_vrai_schema() -> None:
    assert {rapport for _, _, rapport in DEMANDES} == set(CATALOGUE)


def chemin(espace: Espace, code: str, annee: int, rapport: str) -> Path:
    return espace.reports / code / str(annee) / f"{rapport}.html"


def ouvrir(navigateur: Browser, page: Path, largeur: int) -> Page:
    """La page, tous ses volets dépliés : ce qui est caché doit être accessible aussi."""
    ouverte = navigateur.new_page(viewport={"width": largeur, "height": 800})
    ouverte.goto(page.as_uri())
    ouverte.evaluate(DEPLIER)
    return ouverte


def test_chaque_departement_du_depot_est_regarde() -> None:
    decrits = {dossier.name for dossier in (RACINE / "params" / "departements").iterdir()}
    assert decrits == {code for code, _ in SCHEMAS} | set(CODES)


@pytest.fixture(scope="module", params=DEMANDES, ids=lambda demande: "-".join(map(str, demande)))
def ouverte(
    request: pytest.FixtureRequest, navigateur_des_schemas: Browser, espace: Espace
) -> Iterator[Page]:
    """Un rapport ouvert une fois : ses tests ne font que le lire."""
    page = ouvrir(navigateur_des_schemas, chemin(espace, *request.param), BUREAU)
    yield page
    page.close()


@pytest.mark.parametrize("largeur", [BUREAU, TELEPHONE])
def test_la_page_tient_dans_sa_largeur(ouverte: Page, largeur: int) -> None:
    ouverte.set_viewport_size({"width": largeur, "height": 800})
    assert ouverte.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_axe_ne_trouve_aucune_violation_volets_deplies(ouverte: Page) -> None:
    ouverte.set_viewport_size({"width": BUREAU, "height": 800})
    assert violations(ouverte) == []


def test_chaque_renvoi_interne_mene_quelque_part(ouverte: Page) -> None:
    perdus = ouverte.evaluate(
        """[...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href'))
            .filter(h => !document.getElementById(decodeURIComponent(h.slice(1))))"""
    )
    doubles = ouverte.evaluate(
        """(ids => ids.filter((i, n) => ids.indexOf(i) !== n))(
            [...document.querySelectorAll('[id]')].map(e => e.id))"""
    )
    assert (perdus, doubles) == ([], [])


@CHAQUE_DEMANDE
def test_le_rapport_reste_leger(espace: Espace, code: str, annee: int, rapport: str) -> None:
    assert chemin(espace, code, annee, rapport).stat().st_size < poids_maximal(rapport)
