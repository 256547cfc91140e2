"""« Lancer et suivre » dans un vrai Voilà : choisir, lancer, suivre jusqu'au bout, ouvrir le résultat."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.ateliers.conftest import DELAI_MS, Ouvrir, requetes_de
from tests.ateliers.pages import exiger_lisible, violations

from sdsf.ateliers.memoire import chemin_de
from sdsf.espace import Espace
from sdsf.production.catalogue import CATALOGUE

pytestmark = [pytest.mark.navigateur, pytest.mark.production, pytest.mark.xdist_group("ateliers")]
CARNET = "71_lancer_et_suivre"
RAPPORT = "lecture_schema"  # le plus court
PRODUCTION_MS = 3 * DELAI_MS


@pytest.fixture(autouse=True)
def sans_souvenir(espace_des_ateliers: Espace) -> None:
    chemin_de(espace_des_ateliers, "lancer_et_suivre").unlink(missing_ok=True)


def test_choisir_lancer_suivre_et_ouvrir(
    ouvrir_atelier: Ouvrir, espace_des_ateliers: Espace, captures: Path
) -> None:
    page = ouvrir_atelier(CARNET)
    liste = page.get_by_label("Rapport", exact=True)
    cout = page.locator(".atelier code")
    expect(cout).to_contain_text("sdsf produire 00 2024 --rapport point_annuel")
    liste.select_option(label=CATALOGUE[RAPPORT].intitule)
    expect(cout).to_contain_text(f"--rapport {RAPPORT}")
    expect(page.get_by_text("(édition publique) : aucun.")).to_be_visible()
    page.get_by_role("button", name="Lancer la production").click()
    expect(page.get_by_role("progressbar", name="Avancement de la production")).to_be_visible()
    expect(page.get_by_role("button", name="Arrêter", exact=True)).to_be_enabled()
    page.screenshot(path=captures / "lancer_en_route.png", full_page=True)
    assert violations(page) == []
    expect(page.locator(".reussite")).to_contain_text("Produit.", timeout=PRODUCTION_MS)
    expect(page.get_by_role("row").nth(1)).to_contain_text("HTML")
    page.get_by_role("button", name="Ouvrir le résultat").click()
    cadre = page.locator("iframe.rapport")
    expect(cadre).to_be_visible()
    expect(cadre.content_frame.locator("h1")).to_be_visible()
    page.screenshot(path=captures / "lancer_ouvert.png", full_page=True)
    assert violations_hors_du_rapport(violations(page)) == []
    assert list(espace_des_ateliers.reports.rglob(f"{RAPPORT}*.html"))
    page.get_by_role("button", name="Vérifier s'il est à jour").click()
    expect(page.locator(".verdict")).to_be_visible()
    assert requetes_de(page).sorties == []


def violations_hors_du_rapport(trouvees: list[str]) -> list[str]:
    """Le rapport dans son cadre a ses propres essais."""
    return [faute for faute in trouvees if "iframe" not in faute]


def test_la_page_est_sans_faute_d_accessibilite(ouvrir_atelier: Ouvrir, captures: Path) -> None:
    page = ouvrir_atelier(CARNET)
    expect(page.get_by_role("button", name="Lancer la production")).to_be_visible()
    exiger_lisible(page, captures, "lancer")
