"""Les images de la documentation : de vraies pages du 00, photographiées (``python -m tests.captures``).

Rien n'y est retouché : une page qui change se photographie à nouveau, à la même taille.
"""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from tests.fabrique import RACINE, copier_espace

from sdsf.commande.questionnaires import exporter
from sdsf.espace import Espace
from sdsf.production.rapport import produire
from sdsf.terrain.imprime import Envoi

IMAGES = RACINE / "docs/images"
TAILLE = {"width": 1280, "height": 860}
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
Geste = Callable[[Page], None]


def ouvrir_une_carte(page: Page) -> None:
    """Le premier chiffre de l'essentiel, ouvert : sa formule, sa source, ses lignes."""
    bouton = page.locator(".essentiel button[popovertarget]").first
    bouton.scroll_into_view_if_needed()
    bouton.click()


def rien(page: Page) -> None:
    page.evaluate("window.scrollTo(0, 0)")


def aller_a(ancre: str) -> Geste:
    return lambda page: page.evaluate(f"document.getElementById('{ancre}').scrollIntoView()")


GESTES: Mapping[str, tuple[str, Geste]] = {
    "point_annuel_00_2024.png": ("rapport", rien),
    "carte_d_un_chiffre.png": ("rapport", ouvrir_une_carte),
    "qui_doit_dire_quoi.png": ("rapport", aller_a("a-renseigner")),
    "questionnaire_papier.png": ("questionnaire", rien),
}


def photographier(vers: Path = IMAGES) -> None:
    """Produit les pages du 00 dans un dossier de passage, et les photographie."""
    with tempfile.TemporaryDirectory() as dossier:
        espace = copier_espace(Path(dossier) / "espace", ("00",))
        pages = {"rapport": _rapport(espace), "questionnaire": _questionnaire(espace)}
        with sync_playwright() as moteur:
            navigateur = moteur.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            page = navigateur.new_page(viewport=TAILLE, locale="fr-FR")  # type: ignore[arg-type]
            for image, (quoi, geste) in GESTES.items():
                page.goto(pages[quoi].as_uri())
                geste(page)
                page.screenshot(path=vers / image)
            navigateur.close()


def _rapport(espace: Espace) -> Path:
    produit = produire(espace, "00", 2024)
    return next(chemin for chemin in produit.fichiers if chemin.suffix == ".html")


def _questionnaire(espace: Espace) -> Path:
    return exporter(espace, "familles", "00", espace.racine / "familles.html", Envoi()).chemin


if __name__ == "__main__":
    photographier()
