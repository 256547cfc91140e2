"""Trier, filtrer, passer d'une figure à son tableau : au clavier, et rien de perdu sans script."""

import re
import shutil
import subprocess

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.fabrique import CODES
from tests.navigateur.axe import violations
from tests.navigateur.conftest import BUREAU, TELEPHONE, Ouvrir

pytestmark = [pytest.mark.navigateur, pytest.mark.production, pytest.mark.xdist_group("rapports")]

MOYENS = "Moyens par axe et par financeur"
JALONS = "Les jalons datés par le plan"
COMMUNES = "Taux de couverture par commune"
CHAQUE_RAPPORT = pytest.mark.parametrize("nom", CODES)


@pytest.fixture
def depliee(ouvrir: Ouvrir) -> Page:
    """Le point annuel du 00, les tableaux de ses figures dépliés."""
    page = ouvrir("00")
    page.locator("figure > details").evaluate_all("tous => tous.forEach(d => { d.open = true; })")
    return page


def tableau(page: Page, legende: str) -> Locator:
    return page.locator(".tableau", has=page.locator("caption", has_text=legende)).first


def colonne(page: Page, legende: str, titre: str) -> list[str]:
    """Les cellules visibles d'une colonne, de haut en bas."""
    return tableau(page, legende).evaluate(
        """(t, titre) => {
            const rang = [...t.querySelectorAll('thead th')].findIndex(th => th.innerText.startsWith(titre));
            return [...t.querySelectorAll('tbody tr')].filter(tr => tr.offsetParent !== null).map(tr => {
                const copie = tr.cells[rang].cloneNode(true);
                copie.querySelectorAll('[aria-hidden]').forEach(e => e.remove());
                return copie.textContent.trim(); }); }""",
        titre,
    )


def presser(page: Page, element: Locator, touche: str = "Enter") -> None:
    """Ce que fait le clavier : atteindre, puis appuyer."""
    element.focus()
    page.keyboard.press(touche)


def filtres(page: Page, legende: str) -> Locator:
    """Les filtres d'un tableau, dépliés au clavier."""
    boite = page.locator("details.filtres", has=page.locator(f'[aria-label^="Filtrer : {legende}"]')).first
    presser(page, boite.locator("summary"))
    return boite


# --- trier ----------------------------------------------------------------------------------------


def test_une_colonne_de_nombres_se_trie_a_la_francaise_puis_revient(depliee: Page) -> None:
    page = depliee
    origine = colonne(page, COMMUNES, "Ensemble")
    entete = tableau(page, COMMUNES).locator("thead th", has_text="Ensemble")
    presser(page, entete.locator("button"))
    assert entete.get_attribute("aria-sort") == "ascending"
    croissants = [float(texte.replace(",", ".")) for texte in taux_des_communes(page)]
    assert croissants == sorted(croissants)
    assert len(croissants) > 5
    assert "croissant" in page.locator(".annonces").inner_text()
    presser(page, entete.locator("button"), "Space")
    assert entete.get_attribute("aria-sort") == "descending"
    assert taux_des_communes(page)[0] == f"{croissants[-1]:.1f}".replace(".", ",")
    presser(page, entete.locator("button"))
    assert entete.get_attribute("aria-sort") is None
    assert colonne(page, COMMUNES, "Ensemble") == origine


def taux_des_communes(page: Page) -> list[str]:
    """Les taux connus, sans la dernière ligne : le repère du département, qui reste au bas."""
    return [t for t in colonne(page, COMMUNES, "Ensemble")[:-1] if re.fullmatch(r"\d+,\d", t)]


def test_ce_qui_manque_vient_en_dernier_dans_les_deux_sens(depliee: Page) -> None:
    page = depliee
    bouton = tableau(page, "Schémas communaux").locator("thead th button", has_text="Transmis")
    for sens in (False, True):
        presser(page, bouton)
        lus = colonne(page, "Schémas communaux", "Transmis")
        dates = [texte for texte in lus if texte != "non renseigné"]
        assert lus[len(dates) :] == ["non renseigné"] * (len(lus) - len(dates))
        annees = [texte[-4:] for texte in dates]
        assert annees == sorted(annees, reverse=sens)
        assert len(dates) > 1


def test_un_total_reste_au_bas_de_son_tableau(depliee: Page) -> None:
    page = depliee
    for _ in range(2):
        presser(page, tableau(page, MOYENS).locator("thead th button").nth(2))
        assert colonne(page, MOYENS, "Axe")[-1] == "Tous les axes"
        assert colonne(page, MOYENS, "Financeur")[-1] == "ensemble"


def test_le_bouton_de_tri_a_un_focus_visible(depliee: Page) -> None:
    page = depliee
    presser(page, tableau(page, JALONS).locator("thead th button").first)
    trait = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert trait == "solid"


# --- filtrer --------------------------------------------------------------------------------------


def test_on_filtre_les_jalons_par_axe_par_pilote_et_par_statut(depliee: Page) -> None:
    page = depliee
    boite = filtres(page, JALONS)
    assert {"Axe", "Pilotes", "Situation", "Statut connu"} <= {
        texte.split("\n")[0].strip() for texte in boite.locator("label").all_inner_texts()
    }
    boite.get_by_label("Statut connu").select_option("réalisée")
    compte = page.locator(f'details.filtres:has([aria-label="Filtrer : {JALONS}"]) + .compte')
    gardes = colonne(page, JALONS, "Statut connu")
    assert set(gardes) == {"réalisée"}
    expect(compte).to_have_text(f"{len(gardes)} lignes sur 30")
    assert compte.get_attribute("role") == "status"
    boite.get_by_label("Pilotes").select_option(index=1)
    assert 0 < len(colonne(page, JALONS, "Statut connu")) < len(gardes)
    presser(page, boite.get_by_role("button", name="Tout montrer"))
    expect(compte).to_have_text("30 lignes")


def test_on_retrouve_un_territoire_sans_ses_accents_ni_ses_capitales(depliee: Page) -> None:
    page = depliee
    boite = filtres(page, COMMUNES)
    boite.get_by_label("Contient").fill("RIVE-exemple")
    trouvees = colonne(page, COMMUNES, "Commune")
    assert trouvees
    assert all("Rive-Exemple" in nom or "exemple" in nom for nom in trouvees)
    boite.get_by_label("Contient").fill("zzz")
    assert page.locator(".compte", has_text="0 ligne sur").count() == 1


def test_un_renvoi_vers_une_ligne_cachee_la_ramene(depliee: Page) -> None:
    page = depliee
    filtres(page, "L'origine de chaque chiffre").get_by_label("Contient").fill("zzz")
    assert not page.locator("#chiffre-1").is_visible()
    page.locator('button[popovertarget="carte-1"]').first.click()
    page.locator('#carte-1 a[href="#chiffre-1"]').click()
    assert page.locator("#chiffre-1").is_visible()


@CHAQUE_RAPPORT
def test_un_filtre_n_offre_que_ce_que_la_page_montre(ouvrir: Ouvrir, nom: str) -> None:
    page = ouvrir(nom)
    offertes = page.locator(".filtres option").evaluate_all("tous => tous.map(o => o.textContent)")
    texte = " ".join((page.locator("main").text_content() or "").split())
    assert offertes
    assert sorted({o for o in offertes if o != "tout" and " ".join(o.split()) not in texte}) == []


# --- une figure et son tableau --------------------------------------------------------------------


def test_le_tableau_prend_la_place_de_sa_figure_et_la_rend(ouvrir: Ouvrir) -> None:
    page = ouvrir("00")
    figure = page.locator("#fig-avancement")
    bouton = figure.locator(".bascule")
    presser(page, bouton)
    assert not figure.locator(".dessin").is_visible()
    assert figure.locator("table").is_visible()
    assert page.evaluate("document.activeElement.className") == "bascule"
    presser(page, bouton)
    assert figure.locator(".dessin").is_visible()
    assert not figure.locator("table").is_visible()


# --- accessible, et facultatif --------------------------------------------------------------------


@pytest.mark.parametrize("largeur", [BUREAU, TELEPHONE])
@CHAQUE_RAPPORT
def test_axe_ne_trouve_rien_filtres_ouverts_tableaux_tries_figures_basculees(
    ouvrir: Ouvrir, nom: str, largeur: int
) -> None:
    page = ouvrir(nom, largeur)
    page.evaluate(
        """document.querySelectorAll('details').forEach(d => d.open = true);
           document.querySelectorAll('th:first-child .tri, .bascule').forEach(b => b.click())"""
    )
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur


@CHAQUE_RAPPORT
def test_sans_programme_la_page_est_complete_et_ne_montre_rien_d_inutile(ouvrir: Ouvrir, nom: str) -> None:
    page = ouvrir(nom, java_script_enabled=False)
    assert page.locator(".tri, .filtres, .bascule, .compte, .annonces").count() == 0
    assert page.locator("tbody tr.masquee").count() == 0
    assert page.locator("figure > details summary").count() == page.locator("figure .dessin").count() > 0


def test_a_l_impression_tout_est_la_dans_l_ordre_d_origine(ouvrir: Ouvrir) -> None:
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("aucun pdftotext (paquet poppler-utils) : le PDF imprimé ne peut pas être relu")
    page = ouvrir("00")
    attendu = texte_imprime(page, pdftotext)
    page.locator(".filtres input").evaluate_all(
        "tous => tous.forEach(c => { c.value = 'zzz'; c.dispatchEvent(new Event('input')); })"
    )
    page.evaluate("document.querySelectorAll('.tri, .bascule').forEach(b => b.click())")
    assert texte_imprime(page, pdftotext) == attendu
    assert "Contient" not in attendu
    assert "Voir le tableau" not in attendu
    assert page.locator("th[aria-sort]").count() > 10


def texte_imprime(page: Page, pdftotext: str) -> str:
    pdf = page.pdf(prefer_css_page_size=True)
    lu = subprocess.run([pdftotext, "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(lu.stdout.decode().split())
