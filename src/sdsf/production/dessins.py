"""Les dessins de la page, en images que traitements de texte et diapositives savent montrer."""

import base64
import copy
from xml.etree import ElementTree

from bs4 import Tag

from sdsf.rendu.image import en_png

SVG = "http://www.w3.org/2000/svg"
# Un dessin est fait pour l'écran : 2,2 fois plus fin, il tient l'impression sur une page A4.
FINESSE = 2.2


def peindre(svg: Tag) -> bytes:
    """L'image PNG d'un dessin, sur fond blanc ; le dessin n'est pas changé."""
    return en_png(_en_xml(copy.copy(svg)), FINESSE)


def adresse_de(image: bytes) -> str:
    """L'image, écrite dans l'adresse même : la page ne va rien chercher."""
    return f"data:image/png;base64,{base64.b64encode(image).decode()}"


def _en_xml(svg: Tag) -> str:
    """Le dessin en XML : ``html.parser`` a tout mis en minuscules, l'analyse HTML5 remet « viewBox »."""
    import tinyhtml5

    for declaration in [nom for nom in svg.attrs if nom.startswith("xmlns")]:
        del svg[declaration]
    dessin = tinyhtml5.parse(str(svg), namespace_html_elements=False).find(f".//{{{SVG}}}svg")
    assert dessin is not None
    return ElementTree.tostring(dessin, encoding="unicode")
