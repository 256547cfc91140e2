"""L'atelier des trajectoires dans un vrai Voilà : chaque réglage change la réponse, tout se retrouve."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.ateliers.conftest import Ouvrir, requetes_de
from tests.ateliers.pages import exiger_lisible

from sdsf.ateliers.memoire import chemin_de
from sdsf.espace import Espace
from sdsf.plan.scenarios import chemin_des_scenarios, lire_les_scenarios

pytestmark = [pytest.mark.navigateur, pytest.mark.production, pytest.mark.xdist_group("ateliers")]
CARNET = "84_atelier_trajectoires"


@pytest.fixture(autouse=True)
def espace_propre(espace_des_ateliers: Espace) -> Iterator[None]:
    """Sans hypothèse gardée ; les scénarios remis comme ils étaient."""
    garde = chemin_de(espace_des_ateliers, "trajectoires-00")
    garde.unlink(missing_ok=True)
    chemin = chemin_des_scenarios(espace_des_ateliers, "00", "2021-2026")
    avant = chemin.read_bytes()
    yield
    chemin.write_bytes(avant)
    garde.unlink(missing_ok=True)


def reponse(page: Page) -> Locator:
    """La réponse : le tableau de l'hypothèse, ou ce qui empêche de le calculer."""
    return page.locator(".atelier .widget-html-content", has=page.locator("table, p.absence:not([role])"))


def changer(page: Page, nom: str, faire: Callable[[], object]) -> None:
    """Fait un geste, et attend que la réponse en soit une autre."""
    avant = reponse(page).inner_text()
    faire()
    expect(reponse(page), nom).not_to_have_text(avant, use_inner_text=True)


def poser(page: Page, nom: str, valeur: str) -> None:
    champ = page.get_by_label(nom, exact=True)

    def taper() -> None:
        champ.fill(valeur)
        champ.press("Enter")

    changer(page, nom, taper)


def choisir(page: Page, nom: str, rang: int) -> None:
    changer(page, nom, lambda: page.get_by_label(nom, exact=True).select_option(index=rang))


def test_chaque_reglage_change_la_reponse_et_se_retrouve(ouvrir_atelier: Ouvrir, captures: Path) -> None:
    page = ouvrir_atelier(CARNET)
    expect(reponse(page)).to_be_visible()
    page.screenshot(path=captures / "trajectoires.png", full_page=True)
    poser(page, "Places pour 100 enfants visées", "70")
    poser(page, "Échéance (année)", "2030")
    choisir(page, "L'effectif d'enfants", 1)
    expect(reponse(page)).to_contain_text("ne se calcule pas")  # le 00 n'a pas trois ans de naissances
    choisir(page, "L'effectif d'enfants", 0)
    choisir(page, "Le nombre d'enfants", 1)
    poser(page, "Variation (% par an)", "2")
    choisir(page, "Territoires (aucun choisi : tous)", 0)
    derniere = reponse(page).inner_text()
    page.screenshot(path=captures / "trajectoires_changees.png", full_page=True)
    page.reload()  # Voilà ouvre un noyau neuf
    expect(page.get_by_label("Places pour 100 enfants visées", exact=True)).to_have_value("70")
    expect(reponse(page)).to_have_text(derniere, use_inner_text=True)
    assert requetes_de(page).sorties == []


def test_un_scenario_nomme_s_enregistre(ouvrir_atelier: Ouvrir, espace_des_ateliers: Espace) -> None:
    page = ouvrir_atelier(CARNET)
    enregistrer = page.get_by_role("button", name="Enregistrer ce scénario")
    enregistrer.click()
    expect(page.get_by_role("alert")).to_contain_text("Il manque")
    page.get_by_label("Nom du scénario", exact=True).fill("Essai en séance")
    page.get_by_label("Qui pose ce scénario", exact=True).fill("secrétariat, Caf d'exemple")
    page.get_by_label("La raison", exact=True).fill("Le débat de la séance")
    enregistrer.click()
    expect(page.get_by_text("les prochains bilans le citeront")).to_be_visible()
    nommes = [scenario.id for scenario in lire_les_scenarios(espace_des_ateliers, "00", "2021-2026")]
    assert "essai-en-seance" in nommes


def test_la_page_est_sans_faute_d_accessibilite(ouvrir_atelier: Ouvrir, captures: Path) -> None:
    page = ouvrir_atelier(CARNET)
    expect(reponse(page)).to_be_visible()
    exiger_lisible(page, captures, "trajectoires")
