"""L'atelier des priorités dans un vrai Voilà : au clavier, un poids bouge, tout suit et se garde."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.ateliers.conftest import Ouvrir, requetes_de
from tests.ateliers.pages import exiger_lisible, violations

from sdsf.espace import Espace
from sdsf.plan.lecture import lire_reglages
from sdsf.releves.seances import lire_les_vues

pytestmark = [pytest.mark.navigateur, pytest.mark.production, pytest.mark.xdist_group("ateliers")]
CARNET = "83_atelier_priorites"
MONO = "Poids de « Taux de familles monoparentales », sur 100"


@pytest.fixture(autouse=True)
def espace_propre(espace_des_ateliers: Espace) -> Iterator[None]:
    """Les réglages remis comme ils étaient après chaque test."""
    chemin = espace_des_ateliers.params / "departements/00/reglages.yml"
    avant = chemin.read_bytes()
    yield
    chemin.write_bytes(avant)
    for vue in (espace_des_ateliers.data / "departements/00").glob("seances/*.yml"):
        vue.unlink()
    (espace_des_ateliers.reports / ".ateliers/priorites-00.json").unlink(missing_ok=True)


def curseur(page: Page) -> Locator:
    poignee = page.get_by_role("slider", name=MONO)
    expect(poignee).to_be_visible()
    return poignee


def scores(page: Page) -> list[str]:
    """La colonne des scores, telle que le tableau la montre."""
    lignes = page.locator("table", has_text="critères, score et classe").locator("tbody tr")
    return [ligne.locator("td").nth(3).inner_text() for ligne in lignes.all()]


def test_un_poids_bouge_au_clavier_et_le_classement_et_la_carte_suivent(
    ouvrir_atelier: Ouvrir, captures: Path
) -> None:
    page = ouvrir_atelier(CARNET)
    poignee = curseur(page)
    expect(page.get_by_text("33 %").first).to_be_visible()
    carte = page.locator("figure[id^=fig-carte] svg").first
    expect(carte).to_be_visible()
    avant, dessin = scores(page), carte.inner_html()
    poignee.focus()
    poignee.press("End")
    expect(page.get_by_text("100 %").first).to_be_visible()
    expect(page.get_by_text("essai, que rien ne garde")).to_be_visible()
    assert scores(page) != avant
    assert page.locator("figure[id^=fig-carte] svg").first.inner_html() != dessin
    page.screenshot(path=str(captures / "priorites.png"), full_page=True)
    assert requetes_de(page).sorties == []


def test_le_reglage_se_garde_et_se_relit_apres_rechargement(
    ouvrir_atelier: Ouvrir, espace_des_ateliers: Espace
) -> None:
    page = ouvrir_atelier(CARNET)
    poignee = curseur(page)
    poignee.focus()
    for _ in range(3):
        poignee.press("ArrowRight")
    expect(page.get_by_text("36 %").first).to_be_visible()
    page.get_by_label("Qui retient ce réglage").fill("secrétariat, Caf d'exemple")
    page.get_by_label("La raison").fill("Décision de la séance")
    page.get_by_role("button", name="Enregistrer ce réglage").click()
    expect(page.get_by_text("Enregistré dans reglages.yml")).to_be_visible()
    retenue = lire_reglages(espace_des_ateliers, "00").priorites[0]
    assert retenue.retenu is not None
    assert retenue.retenu.motif == "Décision de la séance"
    page.reload()
    expect(page.get_by_text("Réglage retenu le").first).to_be_visible()
    expect(page.get_by_text("36 %").first).to_be_visible()


def test_une_vue_s_arrete_en_seance(ouvrir_atelier: Ouvrir, espace_des_ateliers: Espace) -> None:
    page = ouvrir_atelier(CARNET)
    curseur(page)
    page.get_by_role("button", name="Arrêter cette vue en annexe").click()
    expect(page.get_by_role("alert")).to_contain_text("Il manque")
    page.get_by_label("Instance réunie").fill("Commission d'évaluation")
    page.get_by_label("Qui arrête la vue").fill("secrétariat, Caf d'exemple")
    page.get_by_label("Pourquoi la garder").fill("Le débat a porté sur elle.")
    page.get_by_role("button", name="Arrêter cette vue en annexe").click()
    expect(page.get_by_text("Vue 1 arrêtée")).to_be_visible()
    assert [vue.atelier for vue in lire_les_vues(espace_des_ateliers, "00")] == ["priorites"]


def test_une_vue_arretee_se_retire(ouvrir_atelier: Ouvrir, espace_des_ateliers: Espace) -> None:
    page = ouvrir_atelier(CARNET)
    curseur(page)
    retirer = page.get_by_role("button", name="Retirer cette vue")
    expect(retirer).to_be_hidden()
    page.get_by_label("Instance réunie").fill("Commission d'évaluation")
    page.get_by_label("Qui arrête la vue").fill("secrétariat, Caf d'exemple")
    page.get_by_label("Pourquoi la garder").fill("Le débat a porté sur elle.")
    page.get_by_role("button", name="Arrêter cette vue en annexe").click()
    expect(retirer).to_be_visible()
    page.get_by_label("Qui retire la vue").fill("Jeanne Dupont, Caf d'exemple")
    page.get_by_label("Pourquoi la retirer").fill("Relue, elle trompait.")
    retirer.click()
    expect(page.get_by_role("alert")).to_contain_text("ressemble à un prénom et un nom")
    page.get_by_label("Qui retire la vue").fill("secrétariat, Caf d'exemple")
    retirer.click()
    expect(page.get_by_text("Vue 1 retirée")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Relue, elle trompait.")).to_be_visible()
    expect(retirer).to_be_hidden()
    vues = lire_les_vues(espace_des_ateliers, "00")
    assert [vue.retiree.motif for vue in vues if vue.retiree] == ["Relue, elle trompait."]
    assert violations(page) == []


def garder(page: Page, raison: str) -> None:
    page.get_by_label("Qui retient ce réglage").fill("secrétariat, Caf d'exemple")
    page.get_by_label("La raison", exact=True).fill(raison)
    page.get_by_role("button", name="Enregistrer ce réglage").click()


def test_deux_navigateurs_a_la_fois_rien_de_perdu_et_le_second_est_prevenu(
    ouvrir_atelier: Ouvrir, espace_des_ateliers: Espace
) -> None:
    une, autre = ouvrir_atelier(CARNET), ouvrir_atelier(CARNET)
    for page, coups in ((une, 3), (autre, 5)):
        poignee = curseur(page)
        poignee.focus()
        for _ in range(coups):
            poignee.press("ArrowRight")
        expect(page.get_by_text(f"{33 + coups} %").first).to_be_visible()
    garder(une, "La première décision")
    expect(une.get_by_text("Enregistré dans reglages.yml")).to_be_visible()
    garder(autre, "La seconde décision")
    expect(autre.get_by_role("alert")).to_contain_text("ce réglage a changé")
    expect(autre.get_by_role("alert")).to_contain_text("La première décision")
    expect(autre.get_by_text("38 %").first).to_be_visible()
    assert [r.retenu.motif for r in retenues(espace_des_ateliers)] == ["La première décision"]
    garder(autre, "La seconde décision")
    expect(autre.get_by_text("Enregistré dans reglages.yml")).to_be_visible()
    retenue = retenues(espace_des_ateliers)[0]
    assert retenue.retenu.motif == "La seconde décision"
    avant = [p.retenu.motif for p in retenue.precedents if p.retenu]
    assert avant == ["La première décision"]


def retenues(espace: Espace) -> list[Any]:
    return [une for une in lire_reglages(espace, "00").priorites if une.retenu]


def test_la_page_est_sans_faute_d_accessibilite(ouvrir_atelier: Ouvrir, captures: Path) -> None:
    page = ouvrir_atelier(CARNET)
    curseur(page)
    exiger_lisible(page, captures, "priorites")
