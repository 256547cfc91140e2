"""Les cartes dans un rapport, telles qu'un lecteur les voit : à l'écran, au téléphone, sur le papier."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.fabrique import copier_espace
from tests.navigateur.axe import violations
from tests.navigateur.conftest import BUREAU, OPTIONS, TELEPHONE
from tests.navigateur.test_cinq_schemas import chemin, ouvrir
from tests.navigateur.test_rapport import POIDS_MAXIMAL
from tests.production import produire

from sdsf.commande.actualiser import actualiser
from sdsf.espace import Espace

pytestmark = [pytest.mark.navigateur, pytest.mark.production, pytest.mark.shared]

ANNEE = 2024
# Des EPCI et des communes ; un seul EPCI et des communes qui se touchent toutes.
CARTES = {"34": ["fig-epci-carte", "fig-communes-carte"], "92": ["fig-ept-carte", "fig-communes-carte"]}
CHAQUE_CODE = pytest.mark.parametrize("code", list(CARTES))
# La largeur utile d'une page A4, à 96 points par pouce.
LARGEUR_DU_PAPIER = 688


@pytest.fixture(scope="module")
def espace(chromium: str, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Espace:
    neuf = copier_espace(tmp_path_factory.mktemp("cartes") / "espace", list(CARTES))
    for dossier in ("contours_epci", "contours_communes_2018"):
        actualiser(neuf, "contours", shared / "donnees" / dossier)
    for code in CARTES:
        produire(neuf, code, ANNEE, "diagnostic")
    return neuf


@pytest.fixture(scope="module")
def navigateur_des_cartes(chromium: str, espace: Espace) -> Iterator[Browser]:
    with sync_playwright() as moteur:
        ouvert = moteur.chromium.launch(executable_path=chromium, args=OPTIONS)
        yield ouvert
        ouvert.close()


def rapport(navigateur: Browser, espace: Espace, code: str, largeur: int) -> Page:
    return ouvrir(navigateur, chemin(espace, code, ANNEE, "diagnostic"), largeur)


def place(page: Page, selecteur: str) -> dict[str, float]:
    """Le rectangle d'un élément, en pixels de la fenêtre."""
    boite = page.locator(selecteur).bounding_box()
    assert boite is not None
    return dict(boite)


@CHAQUE_CODE
@pytest.mark.parametrize("largeur", [BUREAU, TELEPHONE])
def test_axe_ne_trouve_aucune_violation_et_chaque_carte_a_son_tableau(
    navigateur_des_cartes: Browser, espace: Espace, code: str, largeur: int
) -> None:
    page = rapport(navigateur_des_cartes, espace, code, largeur)
    assert [f.get_attribute("id") for f in page.locator("figure[id$=-carte]").all()] == CARTES[code]
    assert page.locator("figure[id$=-carte] table").count() == len(CARTES[code])
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.close()


@CHAQUE_CODE
def test_au_telephone_toute_la_legende_se_lit_sans_faire_defiler(
    navigateur_des_cartes: Browser, espace: Espace, code: str
) -> None:
    page = rapport(navigateur_des_cartes, espace, code, TELEPHONE)
    for nom in CARTES[code]:
        carte, legende = (place(page, f"#{nom} .choroplethe > svg:nth-child({rang})") for rang in (1, 2))
        assert legende["x"] >= 0
        assert legende["x"] + legende["width"] <= TELEPHONE
        assert legende["y"] >= carte["y"] + carte["height"]
    page.close()


@CHAQUE_CODE
def test_sur_le_papier_la_carte_et_sa_legende_tiennent_cote_a_cote(
    navigateur_des_cartes: Browser, espace: Espace, code: str
) -> None:
    page = rapport(navigateur_des_cartes, espace, code, LARGEUR_DU_PAPIER)
    page.emulate_media(media="print")
    for nom in CARTES[code]:
        carte, legende = (place(page, f"#{nom} .choroplethe > svg:nth-child({rang})") for rang in (1, 2))
        assert carte["x"] + carte["width"] <= legende["x"]
        assert legende["x"] + legende["width"] <= LARGEUR_DU_PAPIER
        assert carte["width"] > 2 * legende["width"]
    page.close()


@CHAQUE_CODE
def test_un_rapport_avec_ses_cartes_reste_leger(espace: Espace, code: str) -> None:
    assert chemin(espace, code, ANNEE, "diagnostic").stat().st_size < POIDS_MAXIMAL
