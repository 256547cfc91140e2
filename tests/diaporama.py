"""Relire une présentation : le texte, les images, les tableaux et les notes de chaque diapositive."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"


@dataclass(frozen=True)
class Vue:
    """Une diapositive relue : chaque paragraphe, chaque image et son texte, ses notes."""

    titre: str
    paragraphes: Sequence[str]
    alternatives: Sequence[str]
    tableaux: int
    langues: set[str | None]
    idents: Sequence[str]
    notes: str


def relire(pptx: bytes) -> list[Vue]:
    """Les diapositives d'une présentation, dans l'ordre."""
    with zipfile.ZipFile(io.BytesIO(pptx)) as archive:
        nombre = sum(re.fullmatch(r"ppt/slides/slide\d+\.xml", nom) is not None for nom in archive.namelist())
        return [_relire_une(archive, rang) for rang in range(1, nombre + 1)]


def _relire_une(archive: zipfile.ZipFile, rang: int) -> Vue:
    racine = ElementTree.fromstring(archive.read(f"ppt/slides/slide{rang}.xml"))  # noqa: S314 : écrit par nous
    titres = [f for f in racine.iter(f"{P}sp") if _genre(f) in ("title", "ctrTitle")]
    return Vue(
        titre=" ".join(_paragraphes(titres[0])),
        paragraphes=_paragraphes(racine),
        alternatives=[str(c.get("descr")) for i in racine.iter(f"{P}pic") for c in i.iter(f"{P}cNvPr")],
        tableaux=len(list(racine.iter(f"{A}tbl"))),
        langues={r.get("lang") for r in racine.iter(f"{A}rPr")},
        idents=[str(c.get("id")) for c in racine.iter(f"{P}cNvPr")],
        notes=_notes(archive, rang),
    )


def _genre(forme: ElementTree.Element) -> str | None:
    place = forme.find(f".//{P}ph")
    return None if place is None else place.get("type")


def _paragraphes(element: ElementTree.Element) -> list[str]:
    lus = ["".join(t.text or "" for t in p.iter(f"{A}t")) for p in element.iter(f"{A}p")]
    return [texte for texte in lus if texte]


def _notes(archive: zipfile.ZipFile, rang: int) -> str:
    liens = archive.read(f"ppt/slides/_rels/slide{rang}.xml.rels").decode()
    trouve = re.search(r"notesSlides/notesSlide\d+\.xml", liens)
    if trouve is None:
        return ""
    racine = ElementTree.fromstring(archive.read(f"ppt/{trouve[0]}"))  # noqa: S314 : écrit par nous
    return " ".join(_paragraphes(racine))
