"""Un Chromium sans écran, un Voilà et un JupyterLab partagés par toute la séance, une page par test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from tests.ateliers.pages import Requetes, surveiller
from tests.ateliers.serveurs import Serveur, atelier
from tests.contours import deposer, rangee
from tests.fabrique import copier_espace
from tests.navigateur.conftest import BUREAU, OPTIONS, chromium
from tests.rapports_partages import dossier_commun

from sdsf.chargement import charger
from sdsf.demande import controler_demande
from sdsf.espace import Espace

Ouvrir = Callable[..., Page]
__all__ = ["chromium"]
CAPTURES = "captures_des_ateliers"
# On attend un état, jamais une durée : celle-ci ne coûte qu'à un échec, et une machine chargée est lente.
DELAI_MS = 180_000


@pytest.fixture(scope="session")
def espace_des_ateliers(tmp_path_factory: pytest.TempPathFactory) -> Espace:
    """Une copie de l'espace (00 et 13) que les ateliers peuvent écrire, avec des contours pour ses cartes."""
    espace = copier_espace(tmp_path_factory.mktemp("ateliers") / "espace")
    dossier = charger(espace, controler_demande(espace, "00", 2024))
    codes = list(dossier.tables["territoires"].query("maille == 'epci'")["territoire"])
    deposer(espace.data / "contours/epci", "00.geojson", rangee(codes))  # aucun contour n'est au dépôt
    return espace


@pytest.fixture(scope="session")
def voila(chromium: str, espace_des_ateliers: Espace) -> Iterator[Serveur]:
    """Voilà, qui sert la liste des ateliers et chacun d'eux."""
    with atelier(espace_des_ateliers.racine, "", "--voila") as serveur:
        yield serveur


@pytest.fixture(scope="session")
def lab(chromium: str, espace_des_ateliers: Espace) -> Iterator[Serveur]:
    """JupyterLab, ouvert sur les carnets."""
    with atelier(espace_des_ateliers.racine) as serveur:
        yield serveur


@pytest.fixture(scope="module")
def navigateur_des_ateliers(chromium: str) -> Iterator[Browser]:
    """Le navigateur, fermé à la fin du module : il tient une boucle d'événements que d'autres attendent."""
    expect.set_options(timeout=DELAI_MS)
    with sync_playwright() as moteur:
        ouvert = moteur.chromium.launch(executable_path=chromium, args=OPTIONS)
        yield ouvert
        ouvert.close()


@pytest.fixture
def contextes(navigateur_des_ateliers: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Des navigateurs séparés (deux personnes) : ``contextes(largeur=390)``."""
    ouverts: list[BrowserContext] = []

    def ouvrir_un(largeur: int = BUREAU, hauteur: int = 900, **options: object) -> BrowserContext:
        ecran = {"width": largeur, "height": hauteur}
        ouverts.append(navigateur_des_ateliers.new_context(viewport=ecran, **options))  # type: ignore[arg-type]
        ouverts[-1].set_default_timeout(DELAI_MS)
        return ouverts[-1]

    yield ouvrir_un
    for contexte in ouverts:
        for page in contexte.pages:
            quitter(page)
        contexte.close()


def quitter(page: Page) -> None:
    """Quitte la page, qui demande alors l'arrêt de son noyau (un contexte que l'on ferme, non)."""
    page.unroute_all()  # cette dernière demande part quand plus personne ne l'aiguille
    page.goto("about:blank")


def afficher(page: Page, adresse: str) -> None:
    """Ouvre la page et attend ses réglages, ou son refus."""
    page.goto(adresse)
    page.wait_for_selector("main#rendered_cells", state="visible")
    page.wait_for_selector(".jupyter-widgets, .refus", state="attached")


@pytest.fixture
def ouvrir_atelier(voila: Serveur, contextes: Callable[..., BrowserContext]) -> Ouvrir:
    """Ouvre un carnet dans Voilà, et attend qu'il soit affiché : ``ouvrir_atelier("70_tableau_de_bord")``.

    La page refuse toute requête vers une autre machine, et la retient dans ``page.requetes``.
    """

    def ouvrir_un(carnet: str, largeur: int = BUREAU, **options: object) -> Page:
        page = contextes(largeur, **options).new_page()
        page.requetes = surveiller(page, voila.origine)  # type: ignore[attr-defined]
        afficher(page, voila.page(f"/voila/render/{carnet}.ipynb"))
        return page

    return ouvrir_un


@pytest.fixture(scope="session")
def captures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Le dossier des captures d'écran, gardé par pytest pour être regardé."""
    dossier = dossier_commun(tmp_path_factory) / CAPTURES
    dossier.mkdir(exist_ok=True)
    return dossier


def requetes_de(page: Page) -> Requetes:
    """Ce que la page a demandé."""
    return page.requetes  # type: ignore[attr-defined,no-any-return]
