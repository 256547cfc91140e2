"""Le tableau de bord en vrai : chaque réglage change l'image, l'état se retrouve, rien ne sort."""

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from tests.ateliers.conftest import DELAI_MS, Ouvrir, requetes_de
from tests.ateliers.pages import LARGEURS, exiger_lisible, surveiller, violations
from tests.ateliers.serveurs import Serveur
from tests.ateliers.test_serveurs import ouvrir_et_executer
from tests.navigateur.conftest import BUREAU

from sdsf.ateliers.memoire import chemin_de
from sdsf.espace import Espace

pytestmark = [pytest.mark.navigateur, pytest.mark.production, pytest.mark.xdist_group("ateliers")]
CARNET = "70_tableau_de_bord"
REGLAGES = ("Département", "Année", "Indicateur", "Territoire", "Comparer à")


@pytest.fixture(autouse=True)
def sans_souvenir(espace_des_ateliers: Espace) -> None:
    """Chaque test part de l'état du carnet."""
    chemin_de(espace_des_ateliers, "tableau_de_bord").unlink(missing_ok=True)


def liste(page: Page, nom: str) -> Locator:
    return page.get_by_role("combobox", name=nom, exact=True)


def vue(page: Page) -> Locator:
    return page.locator("article.vue")


def choisir(page: Page, nom: str, rang: int | None = None, contient: str = "") -> str:
    """Choisit une option, et attend que la vue soit celle d'un autre état ; rend le nouvel état."""
    avant = vue(page).get_attribute("data-etat")
    options = liste(page, nom).locator("option").all_inner_texts()
    texte = options[rang] if rang is not None else next(o for o in options if contient in o)
    liste(page, nom).select_option(label=texte)
    expect(vue(page)).not_to_have_attribute("data-etat", avant or "")
    return str(vue(page).get_attribute("data-etat"))


def images(page: Page) -> list[str]:
    return [dessin.inner_html() for dessin in page.locator("figure svg").all()]


def test_chaque_reglage_change_l_image_et_l_etat_se_retrouve(ouvrir_atelier: Ouvrir, captures: Path) -> None:
    page = ouvrir_atelier(CARNET)
    expect(vue(page)).to_have_attribute("data-etat", "00/2024/taux_couverture_accueil/departement:00/epci")
    for nom in REGLAGES:
        expect(liste(page, nom)).to_be_visible()
    page.screenshot(path=captures / "tableau_de_bord_00.png", full_page=True)
    vues = [images(page)]
    for nom, choix in (
        ("Comparer à", {"contient": "communes"}),
        ("Territoire", {"contient": "EPCI"}),
        ("Indicateur", {"rang": 3}),
        ("Année", {"contient": "2023"}),
        ("Département", {"contient": "Bouches-du-Rhône"}),
    ):
        choisir(page, nom, **choix)  # type: ignore[arg-type]
        vues.append(images(page))
        assert vues[-1] != vues[-2], nom
    page.screenshot(path=captures / "tableau_de_bord_13.png", full_page=True)
    dernier = vue(page).get_attribute("data-etat")
    autre = ouvrir_atelier(CARNET)  # un autre navigateur, un autre noyau
    expect(vue(autre)).to_have_attribute("data-etat", str(dernier))
    for page_ in (page, autre):
        assert requetes_de(page_).sorties == []


# --- une seule page, pour ce qui ne demande pas un noyau neuf -------------------------------------


@pytest.fixture(scope="module")
def ouverte(voila: Serveur, navigateur_des_ateliers: Browser, espace_des_ateliers: Espace) -> Iterator[Page]:
    """Une page déjà ouverte, que les tests suivants se passent : ouvrir un noyau prend des secondes."""
    chemin_de(espace_des_ateliers, "tableau_de_bord").unlink(missing_ok=True)
    page = navigateur_des_ateliers.new_page(viewport={"width": BUREAU, "height": 900})
    page.set_default_timeout(DELAI_MS)
    page.goto(voila.page(f"/voila/render/{CARNET}.ipynb"))
    page.wait_for_selector("article.vue")
    yield page
    page.close()


def test_la_carte_s_affiche_et_suit(ouverte: Page, captures: Path) -> None:
    carte = ouverte.locator("article.vue figure", has_text="Contours : ")
    expect(carte.locator("svg path title").first).to_be_attached()
    assert carte.locator("svg path title").count() == 6, "un tracé par EPCI"
    ouverte.screenshot(path=captures / "tableau_de_bord_carte.png", full_page=True)
    avant, etat = carte.locator("svg").inner_html(), vue(ouverte).get_attribute("data-etat")
    choisi = liste(ouverte, "Territoire").evaluate("liste => liste.selectedIndex")
    choisir(ouverte, "Territoire", contient="EPCI")  # le territoire choisi est cerné
    assert carte.locator("svg").inner_html() != avant
    liste(ouverte, "Territoire").select_option(index=choisi)
    expect(vue(ouverte)).to_have_attribute("data-etat", etat or "")
    assert carte.locator("svg").inner_html() == avant


def test_axe_ne_trouve_aucune_violation(ouverte: Page) -> None:
    assert violations(ouverte) == []


@pytest.mark.parametrize(("nom", "largeur"), [("etroit", 390), ("zoom_200", 640)])
def test_etroit_ou_a_200_pour_cent_rien_ne_deborde(
    ouverte: Page, captures: Path, nom: str, largeur: int
) -> None:
    """Un écran de 1280 pixels agrandi à 200 % offre 640 pixels à la page."""
    ouverte.set_viewport_size({"width": largeur, "height": 900})
    ouverte.screenshot(path=captures / f"tableau_de_bord_{nom}.png", full_page=True)
    assert ouverte.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for reglage in REGLAGES:
        expect(liste(ouverte, reglage)).to_be_visible()
    assert violations(ouverte) == []
    ouverte.set_viewport_size({"width": BUREAU, "height": 900})


def test_au_clavier_on_choisit_et_le_focus_se_voit(ouverte: Page) -> None:
    liste(ouverte, "Année").focus()
    ouverte.keyboard.press("Tab")
    assert ouverte.evaluate("document.activeElement.value").startswith("PE-01")
    assert ouverte.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    avant = vue(ouverte).get_attribute("data-etat")
    ouverte.keyboard.press("ArrowDown")
    expect(vue(ouverte)).not_to_have_attribute("data-etat", avant or "")
    assert ouverte.evaluate("document.activeElement.tagName") == "SELECT", "le focus reste sur le réglage"
    ouverte.keyboard.press("ArrowUp")
    expect(vue(ouverte)).to_have_attribute("data-etat", avant or "")


def test_un_chiffre_ouvre_sa_carte(ouverte: Page) -> None:
    ouverte.locator("article.vue .chiffre").first.click()
    carte = ouverte.locator(".carte:popover-open")
    expect(carte).to_contain_text("Source")
    expect(carte).to_contain_text("Empreinte (SHA-256)")
    ouverte.keyboard.press("Escape")
    expect(carte).to_have_count(0)


def test_on_emporte_l_image_les_chiffres_et_la_phrase(ouverte: Page, tmp_path: Path) -> None:
    ouverte.get_by_role("button", name="Préparer l'export de cet écran").click()
    with ouverte.expect_download() as recu:
        ouverte.get_by_role("link", name="L'image (PNG)").click()
    recu.value.save_as(tmp_path / "vue.png")
    assert (tmp_path / "vue.png").read_bytes().startswith(b"\x89PNG")
    adresse = ouverte.get_by_role("link", name="Les chiffres (CSV)").get_attribute("href") or ""
    assert base64.b64decode(adresse.partition(",")[2]).decode().startswith("numero,libelle,valeur")
    assert "données fictives" in ouverte.get_by_role("textbox", name="La phrase, à copier").input_value()
    choisir(ouverte, "Comparer à", rang=-1)
    expect(ouverte.get_by_role("link", name="L'image (PNG)")).to_have_count(0)


def test_un_reglage_qui_echoue_le_dit_a_la_place_de_la_vue(
    ouverte: Page, espace_des_ateliers: Espace
) -> None:
    releves = espace_des_ateliers.data / "departements" / "13" / "releves.csv"
    sain = releves.read_bytes()
    try:
        releves.write_bytes(sain.replace(b",valeur,", b",valeurr,", 1))
        liste(ouverte, "Département").select_option(label="13 · Bouches-du-Rhône")
        expect(ouverte.locator(".refus")).to_contain_text("releves.csv")
    finally:
        releves.write_bytes(sain)
    assert "Traceback" not in ouverte.content()
    liste(ouverte, "Comparer à").select_option(index=0)
    expect(vue(ouverte)).to_be_visible()


def test_jupyterlab_ouvre_le_tableau_de_bord(
    lab: Serveur, contextes: Callable[..., BrowserContext], captures: Path
) -> None:
    page = contextes(1400).new_page()
    requetes = surveiller(page, lab.origine)
    ouvrir_et_executer(page, lab, CARNET)
    expect(vue(page)).to_be_visible()
    avant = images(page)
    choisir(page, "Comparer à", contient="communes")
    assert images(page) != avant
    page.screenshot(path=captures / "tableau_de_bord_jupyterlab.png")
    assert requetes.sorties == []


def test_un_choix_long_se_lit_en_entier(ouverte: Page, captures: Path) -> None:
    """La liste fermée le coupe ; la ligne qui le redit n'est pas coupée."""
    long = max(liste(ouverte, "Indicateur").locator("option").all_inner_texts(), key=len)
    assert len(long) > 50
    choisir(ouverte, "Indicateur", contient=long)
    entier = ouverte.locator(".choix-entier", has_text=long)
    for largeur in LARGEURS:
        ouverte.set_viewport_size({"width": largeur, "height": 900})
        expect(entier).to_be_visible()
        assert entier.evaluate("e => e.scrollWidth <= e.clientWidth && e.scrollHeight <= e.clientHeight + 2")
    exiger_lisible(ouverte, captures, "choix_long")
