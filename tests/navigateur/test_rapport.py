"""Les rapports tels qu'un lecteur les ouvre : accessibles, autonomes, traçables."""

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page
from tests.fabrique import CODES, RACINE
from tests.navigateur.axe import violations
from tests.navigateur.conftest import BUREAU, TELEPHONE, Lire, Ouvrir
from tests.rapports_partages import PAGES, POINTS_ANNUELS

from sdsf.vocabulaire import INTITULES_ETAT

pytestmark = [pytest.mark.navigateur, pytest.mark.production, pytest.mark.xdist_group("rapports")]

CHAQUE_PAGE = pytest.mark.parametrize("nom", list(PAGES))
CHAQUE_RAPPORT = pytest.mark.parametrize("nom", CODES)
CHAQUE_LARGEUR = pytest.mark.parametrize("largeur", [BUREAU, TELEPHONE])
POIDS_MAXIMAL = 2_000_000
# Un bilan réunit ce que disent cinq rapports.
POIDS_MAXIMAL_D_UN_BILAN = 4_000_000
INSECABLES = str.maketrans({"\u202f": "", "\u00a0": "", "\u2212": "-", ",": "."})


# --- accessibilité --------------------------------------------------------------------------------


@CHAQUE_PAGE
def test_axe_ne_trouve_aucune_violation(lire: Lire, nom: str) -> None:
    for largeur in (BUREAU, TELEPHONE):
        assert violations(lire(nom, largeur)) == []


def test_axe_sait_trouver_une_violation(ouvrir: Ouvrir) -> None:
    page = ouvrir("index")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert [ligne.split(" · ")[:2] for ligne in violations(page)] == [["html-has-lang", "html"]]


def test_axe_trouve_la_ligne_fautive_parmi_ses_jumelles(ouvrir: Ouvrir) -> None:
    """La dernière ligne de l'annexe, comme mille autres : sa faute seule la fait examiner."""
    page = ouvrir("00")
    cellule = page.locator("table.origine tbody tr").last.locator("td").first
    cellule.evaluate("e => { e.style.color = '#ddd'; e.style.background = '#fff'; }")
    assert {ligne.split(" · ")[0] for ligne in violations(page)} == {"color-contrast"}
    assert page.locator("table.origine tbody tr").count() > 100


@pytest.mark.parametrize("chiffre", [".chiffre:not(.manque)", ".chiffre.manque"])
@CHAQUE_LARGEUR
@CHAQUE_RAPPORT
def test_axe_ne_trouve_aucune_violation_dans_une_carte_ouverte(
    lire: Lire, nom: str, largeur: int, chiffre: str
) -> None:
    page = lire(nom, largeur)
    bouton = page.locator(f"button{chiffre}:visible").first
    bouton.click()
    carte = carte_de(page, bouton)
    assert carte.is_visible()
    assert violations(page, f"#{carte.get_attribute('id')}") == []
    page.keyboard.press("Escape")


@CHAQUE_PAGE
def test_la_page_est_en_francais_et_porte_un_titre(lire: Lire, nom: str) -> None:
    page = lire(nom)
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.title().strip()


@CHAQUE_PAGE
def test_les_titres_se_suivent_sans_saut_de_niveau(lire: Lire, nom: str) -> None:
    titres = lire(nom).evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(t => [Number(t.tagName[1]), t.textContent])"
    )
    niveaux = [niveau for niveau, _ in titres]
    assert niveaux[0] == 1
    assert niveaux.count(1) == 1
    sauts = [t[1] for avant, t in zip(niveaux, titres[1:], strict=False) if t[0] > avant + 1]
    assert sauts == [], "titres plus profonds d'au moins deux niveaux que le précédent"
    assert all(texte.strip() for _, texte in titres)


@CHAQUE_PAGE
def test_chaque_tableau_a_une_legende_et_des_entetes_de_portee_dite(lire: Lire, nom: str) -> None:
    tableaux = lire(nom).evaluate(
        """[...document.querySelectorAll('table')].map(t => ({
            legende: t.caption ? t.caption.textContent.trim() : '',
            portees: [...t.querySelectorAll('th')].map(th => th.getAttribute('scope')),
            debut: t.textContent.slice(0, 60)}))"""
    )
    assert tableaux
    assert [t["debut"] for t in tableaux if not t["legende"]] == [], "tableaux sans légende"
    admises = {"col", "row", "colgroup", "rowgroup"}
    muets = [t["legende"] for t in tableaux if not t["portees"] or set(t["portees"]) - admises]
    assert muets == [], "tableaux sans en-tête, ou dont un en-tête ne dit pas sa portée"


@CHAQUE_RAPPORT
def test_chaque_dessin_est_une_image_dite_en_mots(lire: Lire, nom: str) -> None:
    dessins = lire(nom).evaluate(
        "[...document.querySelectorAll('svg')].map(s => ['role', 'aria-label'].map(n => s.getAttribute(n)))"
    )
    assert dessins
    assert {role for role, _ in dessins} == {"img"}
    courtes = [texte for _, texte in dessins if not re.search(r"\d", texte or "")]
    assert courtes == [], "une alternative dit ce que la figure montre : au moins une valeur"


@CHAQUE_RAPPORT
def test_l_alternative_d_un_dessin_accorde_ses_mots(lire: Lire, nom: str) -> None:
    dites = lire(nom).locator("svg").evaluate_all("tous => tous.map(s => s.getAttribute('aria-label'))")
    statuts = "réalisée|reportée|abandonnée|non démarrée"
    assert dites
    assert re.findall(rf"\b(?:[2-9]|[1-9]\d+) (?:{statuts})\b", " ".join(dites)) == []


@CHAQUE_RAPPORT
def test_une_etiquette_garde_son_mot_sans_la_couleur_ni_le_signe(lire: Lire, nom: str) -> None:
    mots = lire(nom).evaluate(
        """[...document.querySelectorAll('.etiquette')].map(e => {
            const copie = e.cloneNode(true);
            copie.querySelectorAll('[aria-hidden=true]').forEach(signe => signe.remove());
            return copie.textContent.trim(); })"""
    )
    assert mots
    assert [mot for mot in mots if not re.search(r"[a-zé]{3}", mot)] == []


# --- autonomie ------------------------------------------------------------------------------------


@CHAQUE_PAGE
def test_la_page_ne_contient_que_notre_programme_et_aucune_ressource_a_charger(lire: Lire, nom: str) -> None:
    page = lire(nom)
    programmes = page.evaluate(
        """[...document.querySelectorAll('script,iframe,object,embed,link,base,*')].filter(e =>
            /^(script|iframe|object|embed|link|base)$/i.test(e.tagName)
            || [...e.attributes].some(a => /^on/i.test(a.name))).map(e => e.outerHTML)"""
    )
    notre = (RACINE / "templates/rapport/controles.js").read_text(encoding="utf-8").removesuffix("\n")
    assert programmes == ([] if nom == "index" else [f"<script>{notre}</script>"])
    charges = page.evaluate(
        """[...document.querySelectorAll('*')].filter(e => e.tagName.toLowerCase() !== 'a').flatMap(e =>
            ['src', 'srcset', 'href', 'xlink:href', 'poster', 'data', 'action'].map(n => e.getAttribute(n)))
            .filter(v => v !== null && !/^(data:|#)/.test(v))"""
    )
    assert charges == []


@CHAQUE_PAGE
def test_le_style_n_appelle_aucun_fichier(chemin_de: Callable[[str], Path], nom: str) -> None:
    texte = chemin_de(nom).read_text(encoding="utf-8")
    styles = " ".join(re.findall(r"<style.*?</style>|style=\"[^\"]*\"", texte, re.DOTALL))
    assert styles
    assert re.findall(r"@import|url\((?!['\"]?(?:data:|#))[^)]*\)", styles) == []


@CHAQUE_PAGE
def test_la_page_reste_legere(chemin_de: Callable[[str], Path], nom: str) -> None:
    assert chemin_de(nom).stat().st_size < poids_maximal(nom)


def poids_maximal(nom: str) -> int:
    """Les octets qu'une page ne dépasse pas, selon le rapport."""
    return POIDS_MAXIMAL_D_UN_BILAN if "bilan_" in nom else POIDS_MAXIMAL


# --- renvois et texte -----------------------------------------------------------------------------


@CHAQUE_PAGE
def test_les_identifiants_sont_uniques(lire: Lire, nom: str) -> None:
    ids = lire(nom).evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert sorted({i for i in ids if ids.count(i) > 1}) == []


@CHAQUE_PAGE
def test_chaque_lien_mene_quelque_part(lire: Lire, chemin_de: Callable[[str], Path], nom: str) -> None:
    page = lire(nom)
    perdues = page.evaluate(
        """[...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href'))
            .filter(h => !document.getElementById(decodeURIComponent(h.slice(1))))"""
    )
    assert perdues == [], "ancres sans cible"
    liens = page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
    assert liens
    fichiers = [lien for lien in liens if not lien.startswith(("#", "https://"))]
    assert [lien for lien in fichiers if not (chemin_de(nom).parent / lien).is_file()] == []


@CHAQUE_RAPPORT
def test_le_sommaire_cite_chaque_section_dans_l_ordre(lire: Lire, nom: str) -> None:
    page = lire(nom)
    cites = page.locator("nav.sommaire a").all_text_contents()
    assert cites == page.locator("h2").all_text_contents()


@CHAQUE_PAGE
def test_le_texte_ne_laisse_voir_ni_gabarit_ni_valeur_de_machine(lire: Lire, nom: str) -> None:
    texte = lire(nom).evaluate(
        """(() => { const copie = document.body.cloneNode(true);
            copie.querySelectorAll('style, script, metadata').forEach(e => e.remove());
            const nommes = [...copie.querySelectorAll('[aria-label]')];
            return [copie.textContent, ...nommes.map(e => e.getAttribute('aria-label'))].join('\\n'); })()"""
    )
    intrus = (
        r".{0,30}(?:\b(?:nan|NaN|None|NaT|inf|NA|undefined)\b|[{}]|<[a-zA-Z]+>|\b\d[\d.]*e[+-]\d+).{0,30}"
    )
    assert re.findall(intrus, texte) == []


@CHAQUE_PAGE
def test_un_sigle_reste_en_capitales(lire: Lire, nom: str) -> None:
    texte = lire(nom).locator("body").text_content() or ""
    assert "EPCI" in texte or nom not in POINTS_ANNUELS
    assert re.findall(r".{0,20}\bEpci\b.{0,20}", texte) == []


@CHAQUE_RAPPORT
def test_les_nombres_des_cartes_ont_une_virgule(lire: Lire, nom: str) -> None:
    membres = lire(nom).evaluate(
        """[...document.querySelectorAll('.carte dl div')]
            .filter(d => /^(Numérateur|Dénominateur)$/.test(d.querySelector('dt').textContent))
            .map(d => d.querySelector('dd').textContent)"""
    )
    assert membres
    assert sorted({texte for texte in membres if re.search(r"\d\.\d", texte)}) == []


# --- chaque chiffre et sa carte -------------------------------------------------------------------


def carte_de(page: Page, bouton: Locator) -> Locator:
    return page.locator(f"#{bouton.get_attribute('popovertarget')}")


@CHAQUE_RAPPORT
def test_chaque_bouton_designe_une_carte_et_chaque_carte_a_un_bouton(lire: Lire, nom: str) -> None:
    page = lire(nom)
    vises = page.evaluate(
        "[...document.querySelectorAll('button.chiffre')].map(b => b.getAttribute('popovertarget'))"
    )
    cartes = page.evaluate("[...document.querySelectorAll('[popover]')].map(c => c.id)")
    assert cartes
    assert set(vises) == set(cartes)


@pytest.mark.parametrize("chiffre", [".chiffre:not(.manque)", ".chiffre.manque"])
@CHAQUE_LARGEUR
@CHAQUE_RAPPORT
def test_une_carte_s_ouvre_et_se_ferme_au_clavier_sans_javascript(
    lire: Lire, nom: str, largeur: int, chiffre: str
) -> None:
    page = lire(nom, largeur, programme=False)
    bouton = page.locator(f"button{chiffre}:visible").first
    carte = carte_de(page, bouton)
    assert not carte.is_visible()
    bouton.focus()
    page.keyboard.press("Enter")
    assert carte.is_visible()
    assert dans_la_fenetre(carte, largeur)
    page.keyboard.press("Escape")
    assert not carte.is_visible()
    assert bouton.evaluate("bouton => document.activeElement === bouton"), "le focus est perdu"


def dans_la_fenetre(element: Locator, largeur: int) -> bool:
    cadre = element.bounding_box()
    assert cadre is not None
    return cadre["x"] >= 0 and cadre["x"] + cadre["width"] <= largeur and 0 <= cadre["y"] < 800


@pytest.fixture(scope="module", params=CODES)
def chiffres(request: pytest.FixtureRequest, lire: Lire, chemin_de: Callable[[str], Path]) -> dict[str, Any]:
    """Les chiffres affichés d'un rapport, leurs cartes, leurs lignes d'annexe et de chiffres.csv."""
    page = lire(request.param)
    lus: dict[str, Any] = page.evaluate(
        """({
            boutons: [...document.querySelectorAll('button.chiffre')].map(b =>
                [b.getAttribute('popovertarget').replace('carte-', ''), b.textContent,
                 b.nextElementSibling && b.nextElementSibling.className === 'renvoi'
                    ? b.nextElementSibling.textContent : '']),
            cartes: Object.fromEntries([...document.querySelectorAll('.carte')].map(c =>
                [c.id.replace('carte-', ''), c.querySelector('.carte-valeur').textContent])),
            annexe: Object.fromEntries([...document.querySelectorAll('tr[id^=chiffre-]')].map(t =>
                [t.id.replace('chiffre-', ''), t.cells[2].textContent]))})"""
    )
    fichier = chemin_de(request.param).with_name("point_annuel.chiffres.csv")
    with fichier.open(encoding="utf-8", newline="") as flux:
        lus["csv"] = {ligne["numero"]: ligne for ligne in csv.DictReader(flux)}
    assert lus["boutons"]
    return lus


def test_chaque_chiffre_affiche_porte_le_numero_de_sa_carte(chiffres: dict[str, Any]) -> None:
    assert [(n, renvoi) for n, _, renvoi in chiffres["boutons"] if n != renvoi] == []


def test_boutons_cartes_annexe_et_fichier_ont_les_memes_numeros(chiffres: dict[str, Any]) -> None:
    numeros = {numero for numero, *_ in chiffres["boutons"]}
    assert numeros == set(chiffres["cartes"]) == set(chiffres["annexe"]) == set(chiffres["csv"])


def test_un_chiffre_est_ecrit_pareil_dans_le_texte_sa_carte_et_l_annexe(chiffres: dict[str, Any]) -> None:
    ecarts = []
    for numero, affiche, _ in chiffres["boutons"]:
        ecrit = affiche.removeprefix("+")
        carte, annexe = chiffres["cartes"][numero], chiffres["annexe"][numero]
        if not all(re.match(rf"{re.escape(ecrit)}(?!,?\d)", autre) for autre in (carte, annexe)):
            ecarts.append((numero, affiche, carte, annexe))
    assert ecarts == []


def test_un_chiffre_affiche_a_la_valeur_de_sa_ligne_dans_chiffres_csv(chiffres: dict[str, Any]) -> None:
    lignes = chiffres["csv"]
    ecarts = [(n, mot, lignes[n]["valeur"]) for n, mot, _ in chiffres["boutons"] if not egale(mot, lignes[n])]
    assert ecarts == []


def egale(affiche: str, ligne: dict[str, str]) -> bool:
    """Vrai si le texte affiché est la valeur de la ligne, arrondie comme il est écrit, ou son état."""
    if ligne["etat"] != "valeur":
        return ligne["valeur"] == "" and affiche == INTITULES_ETAT[ligne["etat"]]
    ecrit = affiche.translate(INSECABLES)
    decimales = len(ecrit.partition(".")[2])
    return abs(float(ecrit) - float(ligne["valeur"])) <= 0.5 * 10**-decimales + 1e-9


# --- mise en page ---------------------------------------------------------------------------------


@CHAQUE_PAGE
def test_rien_ne_deborde_de_la_largeur_d_un_telephone(lire: Lire, nom: str) -> None:
    page = lire(nom, TELEPHONE)
    largeur = page.evaluate("document.documentElement.scrollWidth")
    assert largeur <= TELEPHONE, f"{largeur} px : {textes_qui_debordent(page)}"


def textes_qui_debordent(page: Page) -> list[str]:
    return page.evaluate(
        """(limite => { const trouves = [];
            const textes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (textes.nextNode()) {
                const parent = textes.currentNode.parentElement, zone = document.createRange();
                zone.selectNodeContents(textes.currentNode);
                if (zone.getBoundingClientRect().right > limite && !parent.closest('.tableau, .dessin'))
                    trouves.push(`<${parent.tagName}> ${parent.textContent.slice(0, 80)}`);
            } return trouves; })(innerWidth + 1)"""
    )


@CHAQUE_LARGEUR
def test_le_bandeau_des_donnees_fictives_reste_visible_a_toutes_les_hauteurs(
    ouvrir: Ouvrir, largeur: int
) -> None:
    page = ouvrir("00", largeur)
    assert "Données fictives" in page.locator(".bandeau").inner_text()
    hauteur = page.evaluate("document.documentElement.scrollHeight")
    caches = [y for y in range(0, hauteur, max(1, hauteur // 25)) if not bandeau_au_premier_plan(page, y)]
    assert caches == [], f"hauteurs où le bandeau ne se voit pas, sur {hauteur} px"


def bandeau_au_premier_plan(page: Page, hauteur: int) -> bool:
    return page.evaluate(
        """y => { window.scrollTo(0, y);
            const b = document.querySelector('.bandeau').getBoundingClientRect();
            const dessus = document.elementFromPoint(b.left + b.width / 2, b.top + b.height / 2);
            return b.top >= 0 && b.bottom <= innerHeight && dessus?.className === 'bandeau'; }""",
        hauteur,
    )


def test_le_rapport_d_un_vrai_departement_ne_se_dit_pas_fictif(lire: Lire) -> None:
    page = lire("13")
    assert page.locator(".bandeau, .fictif").count() == 0
    assert "fictif" not in page.locator("main").inner_text().lower()


@pytest.fixture
def page_grise(ouvrir: Ouvrir) -> Page:
    """Le rapport du 00, rendu en niveaux de gris."""
    page = ouvrir("00")
    page.add_style_tag(content="html { filter: grayscale(1); }")
    return page


def test_en_niveaux_de_gris_chaque_etiquette_visible_garde_son_mot(page_grise: Page) -> None:
    mots = page_grise.locator(".etiquette:visible").all_inner_texts()
    assert mots
    assert [mot for mot in mots if not re.search(r"[a-zé]{3}", mot)] == []
