"""Les rapports imprimés : chaque page dit ce qu'elle est, rien ne reste replié."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.fabrique import CODES
from tests.rapports_partages import LECTURES, PAGES

from sdsf.rapports.page import RAPPORTS_COURTS

# Un rapport court n'a ni annexe ni tableaux sur le papier : ses propres tests le regardent.
LONGS = [*CODES, *(nom for nom in LECTURES if nom.split()[1] not in RAPPORTS_COURTS)]
CHAQUE_LONG = pytest.mark.parametrize("nom", LONGS)

pytestmark = [pytest.mark.navigateur, pytest.mark.production, pytest.mark.xdist_group("rapports")]

BANDEAU = "Données fictives"
PIED = {
    "00": "Département d'exemple (00) · Projet, non validé en séance · Version 1 · Données arrêtées au",
    "13": "Bouches-du-Rhône (13) · Projet, non validé en séance · Version 1 · Données arrêtées au",
}


@dataclass(frozen=True)
class Imprime:
    """Une page imprimée : le texte de chaque feuille, lignes gardées ; ses légendes ; ses demandes."""

    code: str
    pages: list[str]
    legendes: list[str]
    demandes: list[str]


Imprimer = Callable[[str], Imprime]


@pytest.fixture(scope="module")
def pdftotext() -> str:
    """Le lecteur de PDF ; sauté sans lui, sauf en CI, où son absence est une faute."""
    chemin = shutil.which("pdftotext")
    if chemin is None and not os.environ.get("CI"):
        pytest.skip("aucun pdftotext (paquet poppler-utils) : le texte des PDF ne peut pas être relu")
    assert chemin, "pdftotext manque en CI (paquet poppler-utils)"
    return chemin


@pytest.fixture(scope="module")
def imprimer(navigateur: Browser, chemin_de: Callable[[str], Path], pdftotext: str) -> Imprimer:
    """Une page ouverte, parcourue, imprimée, une fois pour tous les tests."""

    @cache
    def imprimer_une(nom: str) -> Imprime:
        demandes: list[str] = []
        with navigateur.new_context() as contexte:
            contexte.on("request", lambda demande: demandes.append(demande.url))
            page = contexte.new_page()
            page.on("websocket", lambda liaison: demandes.append(liaison.url))
            page.goto(chemin_de(nom).as_uri())
            for bouton in page.locator("button.chiffre:visible").all()[:1]:
                bouton.click()
            page.keyboard.press("End")
            page.keyboard.press("Escape")
            legendes = page.locator("caption").all_text_contents()
            pdf = page.pdf(prefer_css_page_size=True)
            page.wait_for_load_state("networkidle")
        lu = subprocess.run([pdftotext, "-", "-"], input=pdf, capture_output=True, check=True)
        return Imprime(nom.split()[0], lu.stdout.decode().split("\f")[:-1], legendes, demandes)

    return imprimer_une


@pytest.fixture
def imprime(imprimer: Imprimer, nom: str) -> Imprime:
    return imprimer(nom)


def aplatir(texte: str) -> str:
    """Un texte sur une ligne, sans les césures ni les espaces que la mise en page choisit."""
    return " ".join(texte.split())


def pages_sans(imprime: Imprime, texte: str) -> list[int]:
    return [n for n, page in enumerate(imprime.pages, 1) if texte not in aplatir(page)]


@pytest.mark.parametrize("nom", list(PAGES))
def test_ouvrir_parcourir_et_imprimer_la_page_ne_demande_rien_au_reseau(
    imprime: Imprime, chemin_de: Callable[[str], Path], nom: str
) -> None:
    assert imprime.pages
    assert imprime.demandes[0] == chemin_de(nom).as_uri()
    assert [url for url in imprime.demandes if not url.startswith(("file:", "data:"))] == []


@CHAQUE_LONG
def test_chaque_page_porte_l_etat_la_version_et_la_date_des_donnees(imprime: Imprime) -> None:
    assert len(imprime.pages) > 3
    assert pages_sans(imprime, PIED[imprime.code]) == []


@CHAQUE_LONG
def test_chaque_page_du_departement_d_exemple_se_dit_fictive_et_aucune_autre(imprime: Imprime) -> None:
    attendues = [] if imprime.code == "00" else list(range(1, len(imprime.pages) + 1))
    assert pages_sans(imprime, BANDEAU) == attendues


@CHAQUE_LONG
def test_chaque_page_porte_son_numero_sur_le_total(imprime: Imprime) -> None:
    total = len(imprime.pages)
    muettes = [
        n for n, page in enumerate(imprime.pages, 1) if not re.search(rf"\b{n} ?/ ?{total}\b", aplatir(page))
    ]
    assert muettes == [], "pages sans leur numéro"


@CHAQUE_LONG
def test_le_numero_d_une_page_tient_sur_une_ligne(imprime: Imprime) -> None:
    total = len(imprime.pages)
    coupes = [n for n, page in enumerate(imprime.pages, 1) if not re.search(rf"(?m)\b{n} ?/ ?{total}$", page)]
    assert coupes == [], "numéros de page coupés par un retour à la ligne"


@CHAQUE_LONG
def test_aucune_page_n_est_blanche(imprime: Imprime) -> None:
    """Une page blanche n'a que son bandeau, son pied et son numéro."""
    assert [n for n, page in enumerate(imprime.pages, 1) if len(aplatir(page)) < 300] == []


@CHAQUE_LONG
def test_les_tableaux_replies_a_l_ecran_sont_ouverts_sur_le_papier(imprime: Imprime) -> None:
    texte = aplatir(" ".join(imprime.pages))
    # La comparaison nationale est le rapport qui en a le moins : quatre.
    assert len(imprime.legendes) >= 4
    absentes = [legende for legende in imprime.legendes if aplatir(legende) not in texte]
    assert absentes == [], "tableaux absents du papier"


@CHAQUE_LONG
def test_l_en_tete_de_l_annexe_se_repete_sur_chacune_de_ses_pages(imprime: Imprime) -> None:
    debut = next(
        n for n, page in enumerate(imprime.pages) if "L'origine de chaque chiffre de ce" in aplatir(page)
    )
    annexe = [page for page in imprime.pages[debut:] if re.search(r"\.(?:csv|yml):\d", page)]
    assert annexe
    assert [page[:80] for page in annexe if "Lignes lues et empreinte" not in aplatir(page)] == []
