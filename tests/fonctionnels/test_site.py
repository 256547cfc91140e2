"""Le site se construit hors ligne, sans avertissement, et ses pages ne demandent rien au réseau."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from tests.fabrique import RACINE

from sdsf.site import au_dehors, pages


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Le site entier, construit une fois ; une adresse impossible tient lieu de réseau."""
    vers = tmp_path_factory.mktemp("site")
    # Un mandataire qui n'existe pas : toute requête échouerait, et la construction avec elle.
    sans_reseau = dict.fromkeys(("http_proxy", "https_proxy", "ALL_PROXY"), "http://127.0.0.1:9")
    rendu = subprocess.run(
        [sys.executable, "-m", "sdsf.site", str(vers)],
        cwd=RACINE, env={**os.environ, **sans_reseau}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert rendu.returncode == 0, rendu.stdout[-3000:] + rendu.stderr[-3000:]
    assert "WARNING" not in rendu.stderr
    return vers / "_build/html"


def test_chaque_page_est_construite_en_francais(site: Path) -> None:
    for page in pages(RACINE):
        lue = BeautifulSoup(
            (site / page.relative_to(RACINE)).with_suffix(".html").read_bytes(), "html.parser"
        )
        assert lue.html is not None
        assert lue.html["lang"] == "fr"
        assert lue.find("h1") is not None


def test_aucune_page_ne_charge_rien_d_ailleurs(site: Path) -> None:
    griefs = {
        page.relative_to(site).as_posix(): trouves
        for page in site.rglob("*.html")
        if (trouves := sorted(set(au_dehors(page.read_text(encoding="utf-8")))))
    }
    assert griefs == {}


def test_les_styles_du_site_ne_chargent_rien_d_ailleurs(site: Path) -> None:
    griefs = {
        feuille.name: trouves
        for feuille in site.rglob("*.css")
        if (trouves := sorted(set(au_dehors(feuille.read_text(encoding="utf-8")))))
    }
    assert griefs == {}


def test_on_peut_chercher(site: Path) -> None:
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    assert "docs/guides/mener_une_enquete" in index
    assert (site / "search.html").is_file()
