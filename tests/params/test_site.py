"""Le site de la documentation : chaque page y est, chaque lien mène quelque part, chaque image se dit."""

import re
from pathlib import Path

import pytest
from tests.fabrique import RACINE

from sdsf.site import assembler, au_dehors, pages

PAGES = pages(RACINE)
IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")


def test_chaque_page_de_docs_est_dans_la_table_une_fois() -> None:
    annoncees = [page.relative_to(RACINE).as_posix() for page in PAGES]
    assert len(annoncees) == len(set(annoncees))
    ecrites = {page.relative_to(RACINE).as_posix() for page in (RACINE / "docs").rglob("*.md")}
    assert ecrites <= set(annoncees), "une page de docs/ manque à docs/_toc.yml"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_chaque_page_annoncee_existe(page: Path) -> None:
    assert page.is_file()


def test_un_lien_hors_du_site_devient_son_texte(tmp_path: Path) -> None:
    source = assembler(RACINE, tmp_path)
    assert (source / "docs/_toc.yml").exists() is False
    assert (source / "_toc.yml").is_file()
    lue = (source / "docs/README.md").read_text(encoding="utf-8")
    assert "[Mesures](mesures.md)" in lue
    assert "Décisions · " in lue  # un dossier : le site n'en a pas de page
    assert "../CONTRIBUTING.md" in lue


@pytest.mark.parametrize("page", [p for p in PAGES if p.suffix == ".md"], ids=lambda page: page.name)
def test_chaque_image_existe_et_a_un_texte_de_remplacement(page: Path) -> None:
    griefs = [
        cible
        for texte, cible in IMAGE.findall(page.read_text(encoding="utf-8"))
        if len(texte) < 20 or not (page.parent / cible).is_file()
    ]
    assert griefs == []


def test_chaque_image_sert() -> None:
    textes = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [image.name for image in (RACINE / "docs/images").iterdir() if image.name not in textes] == []


@pytest.mark.parametrize(
    "balise",
    [
        '<script src="https://cdn.exemple.fr/a.js"></script>',
        "<script>const ADRESSE = 'https://cdn.exemple.fr/a.js'</script>",
        '<link rel="stylesheet" href="//polices.exemple.fr/a.css">',
        '<style>@import "http://exemple.fr/a.css";</style>',
        "<style>a { background: url(https://exemple.fr/a.png) }</style>",
    ],
)
def test_ce_qui_viendrait_d_ailleurs_est_vu(balise: str) -> None:
    assert len(list(au_dehors(balise))) == 1
    assert list(au_dehors('<a href="https://exemple.fr">un lien</a><img src="a.png">')) == []
