"""Construire le site de la documentation, hors ligne : ``python -m sdsf.site _site``.

Les pages gardent leur place du dépôt : les liens qu'on suit en lisant les fichiers sont ceux du site. Un lien
vers un fichier qui n'est pas une page du site (un carnet, un dossier) devient son seul texte.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

SOURCES = "source"
LIEN = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)")
EXTENSIONS = (".md", ".ipynb")


def pages(racine: Path) -> list[Path]:
    """Les pages que la table des matières annonce, dans l'ordre."""
    table = yaml.safe_load((racine / "docs/_toc.yml").read_text(encoding="utf-8"))
    noms = [table["root"], *(page["file"] for partie in table["parts"] for page in partie["chapters"])]
    return [_fichier(racine, nom) for nom in noms]


def _fichier(racine: Path, nom: str) -> Path:
    return next((c for suffixe in EXTENSIONS if (c := racine / f"{nom}{suffixe}").is_file()), racine / nom)


def assembler(racine: Path, vers: Path) -> Path:
    """Rassemble ce que le site montre, à la même place que dans le dépôt ; rend le dossier."""
    source = vers / SOURCES
    shutil.rmtree(source, ignore_errors=True)
    connues = {page.resolve() for page in pages(racine)}
    for page in pages(racine):
        place = source / page.relative_to(racine)
        place.parent.mkdir(parents=True, exist_ok=True)
        texte = page.read_text(encoding="utf-8")
        if page.suffix == ".md":
            texte = LIEN.sub(lambda lien, p=page: _lien(lien, p, connues), texte)  # type: ignore[misc]
            texte = texte.replace("\n```csv\n", "\n```text\n")  # le constructeur ne sait pas le colorer
        place.write_text(texte, encoding="utf-8")
    shutil.copytree(racine / "docs/images", source / "docs/images")
    for nom in ("_config.yml", "_toc.yml"):
        shutil.copyfile(racine / "docs" / nom, source / nom)
    return source


def _lien(lien: re.Match[str], page: Path, connues: set[Path]) -> str:
    """Le lien tel quel s'il mène à une page du site ou au-dehors ; sinon, son texte."""
    cible = lien[2].split("#")[0]
    if not cible or re.match(r"[a-z]+:", cible) or (page.parent / cible).resolve() in connues:
        return lien[0]
    return lien[1]


def construire(racine: Path, vers: Path) -> Path:
    """Le site, dans ``vers/_build/html`` ; lève ``SystemExit`` si la construction se plaint."""
    from jupyter_book.cli.main import build

    source = assembler(racine, vers)
    build.callback(
        path_source=source, path_output=vers, config=None, toc=None, warningiserror=True, nitpick=False,
        keep_going=True, freshenv=True, builder="html", custom_builder=None, verbose=0, quiet=1,
        individualpages=False,
    )  # fmt: skip
    html = vers / "_build/html"
    for page in html.rglob("*.html"):
        page.write_text(sans_thebe(page.read_text(encoding="utf-8")), encoding="utf-8")
    return html


def sans_thebe(page: str) -> str:
    """La page sans l'adresse d'un outil d'exécution en ligne, que le constructeur écrit partout."""
    return re.sub(r'"https://unpkg\.com/thebe[^"]*"', '""', page)


def au_dehors(page: str) -> Iterator[str]:
    """Ce qu'une page chargerait d'ailleurs en s'ouvrant : un script, un style, une image, une police.

    >>> list(au_dehors('<script src="https://exemple.fr/a.js"></script> <a href="https://exemple.fr">x</a>'))
    ['https://exemple.fr/a.js']
    """
    for balise in re.findall(r"<(?:script|link|img|iframe|source|video|audio|object|embed)\b[^>]*>", page):
        if re.search(r'rel="(?:canonical|next|prev)"', balise):
            continue
        yield from re.findall(r'(?:src|href|data)="((?:https?:)?//[^"]+)"', balise)
    for script in re.findall(r"<script\b[^>]*>(.*?)</script>", page, re.DOTALL):
        yield from re.findall(r"[\"'](https?://[^\"']+)[\"']", script)
    yield from re.findall(r"(?:@import|url\()\s*[\"']?((?:https?:)?//[^\"')]+)", page)


if __name__ == "__main__":
    print(construire(Path.cwd(), Path(sys.argv[1]).resolve()) / "docs/README.html")
