"""La saisie dans un vrai Voilà : taper, être repris, enregistrer, recharger, retrouver ; à deux à la fois."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.ateliers.conftest import Ouvrir
from tests.ateliers.pages import exiger_lisible, surveiller
from tests.ateliers.serveurs import Serveur
from tests.ateliers.test_serveurs import ouvrir_et_executer
from tests.saisie import PILOTE

from sdsf.espace import Espace
from sdsf.journal import lire_lignes

pytestmark = [pytest.mark.navigateur, pytest.mark.production, pytest.mark.xdist_group("ateliers")]
AVANCEMENT, INDICATEURS = "81_saisie_avancement", "82_saisie_indicateurs"


def taper(page: Page, jour: str, statut: str = "en cours", auteur: str = PILOTE) -> None:
    page.get_by_label("Arrêté au", exact=True).fill(jour)
    page.get_by_label("Statut", exact=True).select_option(label=statut)
    page.get_by_label("Saisi par", exact=True).fill(auteur)


def enregistrer(page: Page) -> None:
    bouton = page.get_by_role("button", name="Enregistrer", exact=True)
    expect(bouton).to_be_enabled()
    bouton.click()
    # JupyterLab a ses propres annonces : on lit celle de l'atelier.
    expect(page.locator(".atelier").get_by_role("alert")).to_contain_text("Enregistré")


def jours_ecrits(espace: Espace) -> list[str]:
    return [e.valeurs["date_arret"] for e in lire_lignes(espace, "00", "avancement")]


def test_saisir_etre_repris_enregistrer_recharger_retrouver(
    ouvrir_atelier: Ouvrir, espace_des_ateliers: Espace, captures: Path
) -> None:
    page = ouvrir_atelier(AVANCEMENT)
    bouton = page.get_by_role("button", name="Enregistrer", exact=True)
    expect(bouton).to_be_disabled()
    taper(page, "01/31/2021", auteur="Jeanne Dupont, Caf")
    expect(page.get_by_text("Le mois 31 n'existe pas")).to_be_visible()
    page.get_by_label("Arrêté au", exact=True).fill("31/01/2021")
    expect(page.get_by_text("soit le 31 janvier 2021")).to_be_visible()
    expect(page.get_by_text("ressemble à un prénom et un nom")).to_be_visible()
    expect(bouton).to_be_disabled()
    page.screenshot(path=captures / "saisie_faute.png", full_page=True)
    page.get_by_label("Saisi par", exact=True).fill(PILOTE)
    enregistrer(page)
    page.screenshot(path=captures / "saisie_enregistree.png", full_page=True)
    assert jours_ecrits(espace_des_ateliers)[-1] == "2021-01-31"
    page.reload()
    historique = page.get_by_role("region", name="Historique, le plus récent d'abord")
    expect(historique.get_by_role("row", name="31/01/2021")).to_be_visible()
    annuler = page.get_by_role("button", name="Annuler la dernière saisie")
    expect(annuler).to_be_enabled()
    annuler.click()
    expect(page.get_by_role("alert")).to_contain_text("rétabli")


def test_ce_qui_est_tape_survit_au_redemarrage_du_noyau(ouvrir_atelier: Ouvrir) -> None:
    page = ouvrir_atelier(AVANCEMENT)
    page.get_by_label("Commentaire", exact=True).fill("en attente du compte rendu")
    expect(page.get_by_text("champs à remplir")).to_be_visible()
    page.reload()  # Voilà ouvre un noyau neuf
    champ = page.get_by_label("Commentaire", exact=True)
    expect(champ).to_have_value("en attente du compte rendu")
    champ.fill("")


def test_deux_personnes_enregistrent_a_la_fois(ouvrir_atelier: Ouvrir, espace_des_ateliers: Espace) -> None:
    une, autre = ouvrir_atelier(AVANCEMENT), ouvrir_atelier(AVANCEMENT)
    taper(une, "2021-02-01")
    taper(autre, "2021-02-02")
    for page in (une, autre):
        expect(page.get_by_role("button", name="Enregistrer", exact=True)).to_be_enabled()
    enregistrer(une)
    enregistrer(autre)
    assert {"2021-02-01", "2021-02-02"} <= set(jours_ecrits(espace_des_ateliers))


@pytest.mark.parametrize("carnet", [AVANCEMENT, INDICATEURS])
def test_la_page_est_sans_faute_d_accessibilite(ouvrir_atelier: Ouvrir, captures: Path, carnet: str) -> None:
    page = ouvrir_atelier(carnet)
    expect(page.get_by_role("button", name="Enregistrer", exact=True)).to_be_visible()
    exiger_lisible(page, captures, carnet)


def test_tout_se_fait_au_clavier(ouvrir_atelier: Ouvrir) -> None:
    page = ouvrir_atelier(AVANCEMENT)
    page.get_by_label("Pilote", exact=True).focus()
    vus: list[str] = []
    for _ in range(25):
        vus.append(
            page.evaluate("document.activeElement.labels?.[0]?.innerText || document.activeElement.innerText")
        )
        page.keyboard.press("Tab")
    for attendu in ("Pilote", "Fiche", "Action ou étape", "Statut", "Saisi par"):
        assert attendu in vus


def test_la_saisie_dans_jupyterlab(
    lab: Serveur, contextes: Callable[..., BrowserContext], espace_des_ateliers: Espace, captures: Path
) -> None:
    """Ouvrir le carnet, tout exécuter, saisir, enregistrer, recharger, retrouver."""
    page = contextes(1400).new_page()
    requetes = surveiller(page, lab.origine)
    ouvrir_et_executer(page, lab, AVANCEMENT)
    taper(page, "03/02/2021")
    enregistrer(page)
    assert jours_ecrits(espace_des_ateliers)[-1] == "2021-02-03"
    page.screenshot(path=captures / "saisie_jupyterlab.png")
    page.get_by_label("Commentaire", exact=True).fill("à confirmer")
    expect(page.get_by_text("champs à remplir")).to_be_visible()
    ouvrir_et_executer(page, lab, AVANCEMENT)
    historique = page.get_by_role("region", name="Historique, le plus récent d'abord")
    expect(historique.get_by_role("row", name="03/02/2021")).to_be_visible()
    champ = page.get_by_label("Commentaire", exact=True)
    expect(champ).to_have_value("à confirmer")
    champ.fill("")
    assert requetes.sorties == []
