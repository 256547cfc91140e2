"""La page d'une campagne, telle qu'on l'ouvre : accessible, cherchée, triée, sans réseau."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from tests.campagnes import FAIRE, espace_factice
from tests.navigateur.axe import violations
from tests.navigateur.conftest import BUREAU, OPTIONS, TELEPHONE
from tests.pannes import chemins_des_tests

from sdsf.production.campagne.conduite import Options, conduire, preparer

pytestmark = [pytest.mark.navigateur]
Ouvrir = Callable[[int], Page]
LIGNES = "#rapports tbody tr:not([hidden])"


@pytest.fixture(scope="module")
def page_de_campagne(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Trois départements, deux années, dont un échec et un croisement que rien n'a produit."""
    espace = espace_factice(tmp_path_factory.mktemp("campagne"), ["2A", "34", "63"], [2023, 2024])
    (espace.data / "echec").write_text("34")
    with pytest.MonkeyPatch.context() as milieu:
        milieu.setenv("PYTHONPATH", chemins_des_tests()["PYTHONPATH"])
        compte = conduire(
            preparer(espace, "essai", Options(processus=1, limite=5, continuer=True, faire=FAIRE))
        )
    return compte.fichiers[0]


@pytest.fixture(scope="module")
def ouvrir(chromium: str, page_de_campagne: Path) -> Iterator[Ouvrir]:
    with sync_playwright() as moteur:
        navigateur = moteur.chromium.launch(executable_path=chromium, args=OPTIONS)

        def ouvrir_une(largeur: int) -> Page:
            page = navigateur.new_page(viewport={"width": largeur, "height": 800})
            page.route("http*://**", lambda route: pytest.fail(f"réseau : {route.request.url}"))
            page.goto(page_de_campagne.as_uri())
            return page

        yield ouvrir_une
        navigateur.close()


@pytest.mark.parametrize("largeur", [BUREAU, TELEPHONE])
def test_axe_ne_trouve_rien_et_rien_ne_deborde(ouvrir: Ouvrir, largeur: int) -> None:
    page = ouvrir(largeur)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur


def test_on_cherche_sans_accents_ni_majuscules(ouvrir: Ouvrir) -> None:
    page = ouvrir(BUREAU)
    page.fill("#q", "HERAULT echec")
    assert page.locator(LIGNES).count() == 2
    assert page.inner_text("#compte") == "2 rapports"
    page.fill("#q", "")
    assert page.locator(LIGNES).count() == 6


def test_on_trie_au_clavier_et_le_sens_est_dit(ouvrir: Ouvrir) -> None:
    page = ouvrir(BUREAU)
    entete = page.locator("th", has=page.get_by_role("button", name="État"))
    entete.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert entete.get_attribute("aria-sort") == "ascending"
    etats = [ligne.split("\t")[2] for ligne in page.locator(LIGNES).all_inner_texts()]
    assert etats == sorted(etats)
    page.keyboard.press("Enter")
    assert entete.get_attribute("aria-sort") == "descending"


def test_les_liens_menent_aux_rapports_et_l_impression_n_a_pas_de_recherche(ouvrir: Ouvrir) -> None:
    page = ouvrir(BUREAU)
    liens = page.eval_on_selector_all("#rapports a", "liens => liens.map(lien => lien.href)")
    assert liens
    assert all(Path(lien.removeprefix("file://")).is_file() for lien in liens)
    page.emulate_media(media="print")
    assert not page.locator(".recherche").is_visible()


def test_sans_script_tout_se_lit(chromium: str, page_de_campagne: Path) -> None:
    texte = page_de_campagne.read_text(encoding="utf-8")
    assert '<form class="recherche" role="search" hidden>' in texte
    assert "<button" not in texte.split("<script>")[0]
    assert "[E" in texte or "[D" in texte  # l'échec y est dit avec son code
