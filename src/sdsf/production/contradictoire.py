"""Poser les marques d'un rapport et, à côté de chaque passage, les remarques qu'il a reçues."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import partial
from typing import Any

from markupsafe import Markup

from sdsf.erreurs import plus_proche
from sdsf.production.marques import Marquage, Marque, placer, section_de, texte_sans_balise
from sdsf.production.sorties import MIME_REMARQUES, sorties

LIEN = re.compile(r'<a class="passage" href="#([^"]*)">le passage</a>')
PERDU = Markup(
    '<span class="passage-perdu" data-ancre="{}" data-proche="{}">passage absent de ce rapport</span>'
)
PERDUS = re.compile(r'<span class="passage-perdu" data-ancre="([^"]*)" data-proche="([^"]*)">')
ANCRE = re.compile(r'\bid="([^"]+)"')


def marquer_et_annoter(cellules: Sequence[Any]) -> list[Marque]:
    """Pose les marques et les encadrés dans les cellules d'un carnet exécuté ; rend les marques."""
    marquage = Marquage(Counter(), [])
    for cellule in cellules:
        if cellule.cell_type == "markdown":
            marquage.marques += _titre(cellule)
        for sortie in _pages(cellule):
            sortie["text/html"] = marquage.poser(sortie["text/html"], section_de(cellule.id))
    _annoter(cellules, [remarque for lot in sorties(cellules, MIME_REMARQUES) for remarque in lot])
    _dire_les_perdues(cellules)
    return marquage.marques


def _titre(cellule: Any) -> list[Marque]:
    """Une section entière se désigne par son titre."""
    trouve = re.match(r'<h[23] id="([^"]+)">(.*?)</h', cellule.source)
    if trouve is None:
        return []
    ancre, titre = trouve.groups()
    return [Marque(ancre, ancre, "section", texte_sans_balise(titre))]


def _pages(cellule: Any) -> Iterator[Any]:
    """Ce que la page montrera d'une cellule de code."""
    if cellule.cell_type == "code":
        montrees = (s for s in cellule.get("outputs", []) if s.output_type == "display_data")
        yield from (s.data for s in montrees if "text/html" in s.data)


def _annoter(cellules: Sequence[Any], remarques: Sequence[Mapping[str, str]]) -> None:
    par_ancre: dict[str, list[str]] = {}
    for remarque in remarques:
        par_ancre.setdefault(remarque["ancre"], []).append(remarque["html"])
    for ancre, encadres in par_ancre.items():
        _poser_a_cote(cellules, ancre, encadres)


def _poser_a_cote(cellules: Sequence[Any], ancre: str, encadres: Sequence[str]) -> None:
    """Sous le titre d'une section (avant son contenu), ou juste après le passage désigné."""
    for cellule in cellules:
        if cellule.cell_type == "markdown" and f' id="{ancre}"' in cellule.source:
            cellule.source += "\n\n" + "".join(encadres)
            return
        for sortie in _pages(cellule):
            annotee = placer(sortie["text/html"], ancre, encadres)
            if annotee is not None:
                sortie["text/html"] = annotee
                return


def _dire_les_perdues(cellules: Sequence[Any]) -> None:
    """Une remarque dont le passage a disparu reste en annexe, où son lien devient un mot."""
    connues = set(_ancres(cellules))
    for cellule in cellules:
        for sortie in _pages(cellule):
            if 'class="passage"' in sortie["text/html"]:
                sortie["text/html"] = LIEN.sub(partial(_relier, connues), sortie["text/html"])


def _ancres(cellules: Sequence[Any]) -> Iterator[str]:
    for cellule in cellules:
        textes = [sortie["text/html"] for sortie in _pages(cellule)]
        for texte in [*textes, *[cellule.source] * (cellule.cell_type == "markdown")]:
            yield from ANCRE.findall(texte)


def _relier(connues: Set[str], lien: re.Match[str]) -> str:
    ancre = lien.group(1)
    if ancre in connues:
        return lien.group()
    return str(PERDU.format(ancre, plus_proche(ancre, sorted(connues)) or ""))


def avis_des_perdues(page: str, fichier: str) -> list[str]:
    """Un avertissement pour chaque remarque dont le passage n'est pas dans la page."""
    return [
        f"Une remarque de {fichier} désigne un passage absent de ce rapport : « {ancre} »"
        + (f" (le plus proche : « {proche} »)" if proche else "")
        + ". Elle n'est publiée qu'en annexe."
        for ancre, proche in PERDUS.findall(page)
    ]
