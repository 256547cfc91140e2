"""Les ateliers servis : sur cette machine seulement, en français, sans code ni requête vers le réseau."""

import json
import os
import re
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.ateliers.conftest import Ouvrir, quitter, requetes_de
from tests.ateliers.pages import surveiller, violations
from tests.ateliers.serveurs import Serveur, atelier
from tests.pannes import enfants

from sdsf.espace import Espace

pytestmark = [pytest.mark.navigateur, pytest.mark.production, pytest.mark.xdist_group("ateliers")]
TERRITOIRES = "80_atelier_territoires"
REFUSE = "81_qui_refuse"
FAUTIF = "82_qui_echoue"


@pytest.fixture(scope="session", autouse=True)
def carnets_fautifs(espace_des_ateliers: Espace) -> None:
    """Deux carnets qui échouent : l'un par une demande impossible, l'autre par un défaut."""
    source = espace_des_ateliers.notebooks / f"{TERRITOIRES}.ipynb"
    for nom, avant, apres in (
        (REFUSE, 'departement: str = \\"00\\"', 'departement: str = \\"99\\"'),
        (FAUTIF, "atelier_des_territoires(dossier)", "atelier_des_territoires(secret_de_fabrique)"),
    ):
        texte = source.read_text(encoding="utf-8")
        assert avant in texte
        (espace_des_ateliers.notebooks / f"{nom}.ipynb").write_text(texte.replace(avant, apres), "utf-8")


def test_voila_montre_la_page_sans_code_en_francais(ouvrir_atelier: Ouvrir) -> None:
    page = ouvrir_atelier(TERRITOIRES)
    expect(page.locator("h1")).to_have_text("Quels territoires la commission veut-elle dire « sous-dotés » ?")
    expect(page).to_have_title("Quels territoires la commission veut-elle dire « sous-dotés » ?")
    assert page.get_attribute("html", "lang") == "fr"
    expect(page.locator(".widget-slider")).to_be_visible()
    texte = page.inner_text("body")
    assert "import" not in texte
    assert "ouvrir(departement" not in texte


def test_voila_ne_demande_rien_au_reseau(ouvrir_atelier: Ouvrir) -> None:
    page = ouvrir_atelier(TERRITOIRES)
    expect(page.locator(".widget-slider")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert requetes_de(page).sorties == []
    assert any("/channels" in adresse for adresse in requetes_de(page).locales), (
        "la page vit : elle parle au noyau"
    )


def test_la_surveillance_voit_une_requete_qui_sort(
    voila: Serveur, contextes: Callable[..., BrowserContext]
) -> None:
    page = contextes().new_page()
    requetes = surveiller(page, voila.origine)
    page.goto(voila.page("/"))
    page.evaluate("fetch('https://exemple.invalid/x').catch(() => 0)")
    assert requetes.sorties == ["https://exemple.invalid/x"]


def noyaux(serveur: Serveur) -> set[int]:
    """Les noyaux des pages ouvertes : les copies de la forge du serveur, son seul enfant."""
    (forge,) = enfants(serveur.processus.pid)
    return set(enfants(forge))


@pytest.mark.skipif(sys.platform != "linux", reason="lit /proc")
def test_une_page_que_l_on_quitte_arrete_son_noyau(voila: Serveur, ouvrir_atelier: Ouvrir) -> None:
    """Ouverte la première, sans être passée par la liste : c'est la page qui porte le jeton qu'il faut."""
    avant = noyaux(voila)
    page = ouvrir_atelier(TERRITOIRES)
    neufs = noyaux(voila) - avant
    assert len(neufs) == 1
    quitter(page)
    fin = time.monotonic() + 60
    while neufs & noyaux(voila) and time.monotonic() < fin:
        page.wait_for_timeout(200)
    assert not neufs & noyaux(voila)


@pytest.mark.skipif(sys.platform != "linux", reason="lit /proc")
def test_une_forge_tuee_renait_a_la_page_suivante(voila: Serveur, ouvrir_atelier: Ouvrir) -> None:
    (forge,) = enfants(voila.processus.pid)
    os.kill(forge, signal.SIGKILL)
    page = ouvrir_atelier(TERRITOIRES)
    expect(page.locator(".jupyter-widgets").first).to_be_visible()
    (renee,) = enfants(voila.processus.pid)
    assert renee != forge
    assert len(noyaux(voila)) == 1


def test_la_liste_des_ateliers_est_en_francais(
    voila: Serveur, contextes: Callable[..., BrowserContext]
) -> None:
    page = contextes().new_page()
    page.goto(voila.page("/"))
    expect(page.locator("h1")).to_have_text("Les ateliers")
    noms = page.locator("li a").all_inner_texts()
    assert "Atelier territoires" in noms
    assert not any("point annuel" in nom.lower() for nom in noms)
    assert violations(page) == []


def test_une_adresse_inconnue_se_dit_en_francais(
    voila: Serveur, contextes: Callable[..., BrowserContext]
) -> None:
    page = contextes().new_page()
    requetes = surveiller(page, voila.origine)
    reponse = page.goto(voila.page("/voila/render/90_inconnu.ipynb"))
    assert reponse is not None
    assert reponse.status == 404
    expect(page.locator(".refus")).to_have_text("Cette adresse ne correspond à aucun carnet.")
    assert requetes.sorties == []
    assert violations(page) == []


def test_une_demande_impossible_se_dit_en_francais(ouvrir_atelier: Ouvrir) -> None:
    page = ouvrir_atelier(REFUSE)
    refus = page.locator(".refus")
    expect(refus).to_contain_text("Cette page ne peut pas s'ouvrir.")
    expect(refus).to_contain_text("99")
    assert page.locator(".refus").count() == 1
    assert "Traceback" not in page.content()


def test_un_defaut_se_dit_en_francais_sans_trace(ouvrir_atelier: Ouvrir) -> None:
    page = ouvrir_atelier(FAUTIF)
    expect(page.locator(".refus")).to_contain_text("c'est un défaut du logiciel")
    contenu = page.content()
    assert "NameError" not in contenu
    assert "secret_de_fabrique" not in contenu
    assert "There was an error" not in contenu


def test_le_gabarit_ne_se_change_pas_par_l_adresse(
    voila: Serveur, contextes: Callable[..., BrowserContext]
) -> None:
    """Le gabarit par défaut de Voilà appelle un réseau de diffusion : personne ne doit pouvoir y revenir."""
    page = contextes().new_page()
    requetes = surveiller(page, voila.origine)
    page.goto(voila.page(f"/voila/render/{TERRITOIRES}.ipynb") + "&template=lab&theme=dark")
    page.wait_for_selector("main#rendered_cells", state="visible")
    assert requetes.sorties == []


def test_rien_ne_s_ouvre_sans_le_jeton(voila: Serveur, lab: Serveur) -> None:
    for serveur, chemin in ((voila, f"/voila/render/{TERRITOIRES}.ipynb"), (lab, "/api/contents")):
        sans = httpx.get(f"{serveur.origine}{chemin}", trust_env=False)
        assert sans.status_code in (302, 403), chemin


def test_un_fichier_ne_se_lit_pas_par_voila(voila: Serveur) -> None:
    reponse = httpx.get(voila.page(f"/voila/files/{TERRITOIRES}.ipynb"), trust_env=False)
    assert reponse.status_code == 403


@pytest.mark.parametrize("nom", ["voila", "lab"])
def test_le_serveur_n_ecoute_que_sur_cette_machine(nom: str, request: pytest.FixtureRequest) -> None:
    serveur: Serveur = request.getfixturevalue(nom)
    port = int(serveur.origine.rpartition(":")[2])
    assert serveur.origine == f"http://127.0.0.1:{port}"
    with socket.socket() as autre:
        # 127.0.0.2 est aussi cette machine : un serveur ouvert à tous y répondrait.
        assert autre.connect_ex(("127.0.0.2", port)) != 0


def test_jupyterlab_ouvre_un_atelier_et_l_execute(
    lab: Serveur, contextes: Callable[..., BrowserContext]
) -> None:
    page = contextes(1400).new_page()
    requetes = surveiller(page, lab.origine)
    ouvrir_et_executer(page, lab, TERRITOIRES)
    expect(page.locator(".widget-slider")).to_be_visible()
    assert requetes.sorties == []


# Sans noyau, JupyterLab se dit aussi « idle » : lancé à ce moment, « Run All Cells » se perdrait.
NOYAU_PRET = """() => {
  const nom = document.querySelector(".jp-Toolbar-kernelName")?.textContent ?? "No Kernel";
  const etat = document.querySelector(".jp-Notebook-ExecutionIndicator")?.dataset.status;
  return !/No Kernel|Aucun noyau/.test(nom) && etat === "idle";
}"""
# En français si la traduction de JupyterLab est installée, en anglais sinon.
EXECUTION = re.compile("^(Run|Exécution)$")
TOUT_EXECUTER = re.compile("^(Run All Cells|Exécuter toutes les cellules)$")


def ouvrir_et_executer(page: Page, lab: Serveur, carnet: str) -> None:
    """« Run All Cells », par le menu, comme quelqu'un le ferait ; rend la main quand tout est exécuté."""
    # Un espace d'onglets par carnet : sinon JupyterLab rouvre, derrière, le carnet du test d'avant.
    page.goto(lab.page(f"/lab/workspaces/{carnet}/tree/{carnet}.ipynb"))
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_function(NOYAU_PRET)
    page.get_by_role("menuitem", name=EXECUTION).click()
    page.get_by_role("menuitem", name=TOUT_EXECUTER).click()
    derniere = page.locator(".jp-CodeCell").last.locator(".jp-InputArea-prompt")
    expect(derniere).to_have_text(re.compile(r"\[\d+\]:"))


def test_un_carnet_execute_dans_l_espace_ne_garde_rien(espace_des_ateliers: Espace) -> None:
    carnet = json.loads(Path(espace_des_ateliers.notebooks / f"{TERRITOIRES}.ipynb").read_text("utf-8"))
    assert all(not c.get("outputs") for c in carnet["cells"])


def test_derriere_un_mandataire_les_adresses_portent_son_prefixe(espace_des_ateliers: Espace) -> None:
    """Le mandataire retire le préfixe et authentifie : le serveur répond sans jeton."""
    options = ("--voila", "--derriere", "/lecture/")
    with atelier(espace_des_ateliers.racine, "", *options) as serveur:
        liste = httpx.get(f"{serveur.origine}/", trust_env=False)
        assert liste.status_code == 200
        assert 'href="/lecture/voila/render/' in liste.text
