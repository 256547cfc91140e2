"""Un Chromium sans écran, et les pages qu'il ouvre."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.rapports_partages import PAGES, espace_des_rapports

from sdsf.espace import Espace

Ouvrir = Callable[..., Page]
Lire = Callable[..., Page]
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
BUREAU, TELEPHONE = 1280, 390


@pytest.fixture(scope="session")
def chromium() -> str:
    """Le chemin de Chromium ; sans lui, le test se déclare sauté, avec son motif."""
    chemin = os.environ.get("SDSF_CHROMIUM") or shutil.which("chromium")
    if not chemin:
        pytest.skip("aucun Chromium : ni « chromium » dans PATH, ni variable SDSF_CHROMIUM")
    return chemin


@pytest.fixture(scope="session")
def espace_produit(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Espace:
    """L'espace où les rapports du 00 et du 13 sont produits (avant que le navigateur ne s'ouvre)."""
    return espace_des_rapports(tmp_path_factory)


@pytest.fixture(scope="module")
def navigateur(chromium: str, espace_produit: Espace) -> Iterator[Browser]:
    """Le navigateur, fermé à la fin du module : il tient une boucle d'événements que d'autres attendent."""
    with sync_playwright() as moteur:
        ouvert = moteur.chromium.launch(executable_path=chromium, args=OPTIONS)
        yield ouvert
        ouvert.close()


@pytest.fixture(scope="module")
def chemin_de(espace_produit: Espace) -> Callable[[str], Path]:
    """Le fichier d'une page : « 00 », « 13 » ou « index »."""
    return lambda nom: espace_produit.reports / PAGES[nom]


@pytest.fixture
def ouvrir(navigateur: Browser, chemin_de: Callable[[str], Path]) -> Iterator[Ouvrir]:
    """Ouvre une page neuve : ``ouvrir("13", largeur=390, java_script_enabled=False)``."""
    contextes = []

    def ouvrir_une(nom: str, largeur: int = BUREAU, **options: Any) -> Page:
        contexte = navigateur.new_context(viewport={"width": largeur, "height": 800}, **options)
        contextes.append(contexte)
        page = contexte.new_page()
        page.goto(chemin_de(nom).as_uri())
        return page

    yield ouvrir_une
    for contexte in contextes:
        contexte.close()


@pytest.fixture(scope="module")
def lire(navigateur: Browser, chemin_de: Callable[[str], Path]) -> Iterator[Lire]:
    """Une page déjà ouverte, partagée par les tests qui la laissent telle qu'ils l'ont trouvée.

    Chacun la lit à la largeur qu'il veut : ``lire("13", 390)`` ; avec ou sans programme.
    """
    contextes = {actif: navigateur.new_context(java_script_enabled=actif) for actif in (True, False)}
    ouvertes: dict[tuple[str, bool], Page] = {}

    def lire_une(nom: str, largeur: int = BUREAU, *, programme: bool = True) -> Page:
        if (nom, programme) not in ouvertes:
            ouvertes[nom, programme] = contextes[programme].new_page()
            ouvertes[nom, programme].goto(chemin_de(nom).as_uri())
        ouvertes[nom, programme].set_viewport_size({"width": largeur, "height": 800})
        return ouvertes[nom, programme]

    yield lire_une
    for contexte in contextes.values():
        contexte.close()
