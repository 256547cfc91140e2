"""L'atelier des territoires dans un vrai Voilà : la maille et le seuil bougent, la réponse suit."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.ateliers.conftest import Ouvrir, requetes_de
from tests.ateliers.pages import contraste, exiger_lisible

pytestmark = [pytest.mark.navigateur, pytest.mark.production, pytest.mark.xdist_group("ateliers")]
CARNET = "80_atelier_territoires"


def reponse(page: Page) -> str:
    return page.locator(".atelier .jp-OutputArea").inner_text()


def test_la_maille_et_le_seuil_changent_la_reponse(ouvrir_atelier: Ouvrir, captures: Path) -> None:
    """Un essai de seuil n'est gardé nulle part : rien à retrouver après un rechargement."""
    page = ouvrir_atelier(CARNET)
    poignee = page.get_by_role("slider", name="Seuil (% de la France)")
    expect(poignee).to_be_visible()
    sortie = page.locator(".atelier .jp-OutputArea")
    expect(sortie).to_contain_text("EPCI")
    page.screenshot(path=captures / "territoires.png", full_page=True)
    avant = reponse(page)
    poignee.focus()
    poignee.press("End")
    expect(sortie).to_contain_text("sous 120 % du taux observé")
    assert reponse(page) != avant
    page.get_by_role("button", name="Communes").click()
    expect(sortie).to_contain_text("Les territoires sous le seuil")
    expect(sortie).to_contain_text("communes sur")
    page.reload()
    expect(sortie).to_contain_text("EPCI")
    assert reponse(page) == avant
    assert requetes_de(page).sorties == []


def test_le_rail_et_la_poignee_se_voient(ouvrir_atelier: Ouvrir) -> None:
    """Trois pour un au moins, sur le fond blanc (WCAG 1.4.11)."""
    page = ouvrir_atelier(CARNET)
    expect(page.get_by_role("slider")).to_be_visible()
    assert contraste(page, ".noUi-connects", "backgroundColor") >= 3
    assert contraste(page, ".noUi-handle", "borderTopColor") >= 3
    assert contraste(page, ".atelier button:not(.mod-active)", "borderTopColor") >= 3


def test_la_page_est_sans_faute_d_accessibilite(ouvrir_atelier: Ouvrir, captures: Path) -> None:
    page = ouvrir_atelier(CARNET)
    expect(page.get_by_role("slider")).to_be_visible()
    expect(page.locator(".atelier .jp-OutputArea")).to_contain_text("EPCI")
    exiger_lisible(page, captures, "territoires")


def test_la_page_defile_jusqu_au_bout(ouvrir_atelier: Ouvrir) -> None:
    """Voilà pose la page dans un écran fixe, qui en rognait le bas."""
    page = ouvrir_atelier(CARNET, 390, hauteur=400)
    expect(page.locator(".atelier .jp-OutputArea")).to_contain_text("EPCI")
    page.keyboard.press("Control+End")
    page.wait_for_function("scrollY > 0 && scrollY + innerHeight > document.documentElement.scrollHeight - 2")
    assert page.evaluate("document.querySelector('main').getBoundingClientRect().bottom <= innerHeight + 2")
