"""Ce qu'un classeur doit avoir pour se lire à l'oreille : un tableau par feuille et rien de caché."""

import io
from collections.abc import Iterator

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet


def reproches(xlsx: bytes) -> list[str]:
    """Ce qui ne va pas ; une liste vide est une réussite."""
    classeur = load_workbook(io.BytesIO(xlsx))
    langue = [] if classeur.properties.language == "fr-FR" else ["le classeur ne dit pas sa langue"]
    return langue + [f"{feuille.title} : {r}" for feuille in classeur.worksheets for r in _feuille(feuille)]


def _feuille(feuille: Worksheet) -> Iterator[str]:
    if not feuille["A1"].value:
        yield "pas de titre en A1"
    if len(feuille.tables) != 1:
        yield f"{len(feuille.tables)} tableaux"
        return
    (tableau,) = feuille.tables.values()
    haut = int("".join(c for c in tableau.ref.split(":")[0] if c.isdigit()))
    if feuille.freeze_panes != f"B{haut + 1}":
        yield f"les volets ({feuille.freeze_panes}) ne gardent pas la ligne de titres {haut}"
    if tableau.autoFilter is None:
        yield "le tableau ne se filtre pas"
    titres = [case.value for case in feuille[haut]]
    if None in titres or len(set(titres)) != len(titres):
        yield f"titres vides ou répétés : {titres}"
    if feuille.merged_cells.ranges or feuille.sheet_state != "visible":
        yield "des cases fusionnées, ou une feuille cachée"
    formules = [case.coordinate for ligne in feuille.iter_rows() for case in ligne if case.data_type == "f"]
    if formules:
        yield f"des formules : {formules[:3]}"
