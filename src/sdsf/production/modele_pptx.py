"""Faire ``templates/document/reference.pptx`` : les cadres, les couleurs et les lettres des diapositives.

``python -m sdsf.production.modele_pptx templates/document/reference.pptx`` part du modèle de pandoc et n'y
change que ce qui suit. Le fichier peut ensuite se régler dans un logiciel de présentation.
"""

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

Cadre = tuple[int, int, int, int]
# Les cadres de chaque disposition, en unités du format (914 400 par pouce) : gauche, haut, largeur, hauteur.
TITRE: Cadre = (342900, 300000, 8458200, 780000)
LARGE: Cadre = (342900, 1150000, 8458200, 3560000)
CADRES: Mapping[str, Mapping[str, Cadre]] = {
    "slideMasters/slideMaster1.xml": {'type="title"': TITRE, 'type="body" idx="1"': LARGE},
    "slideLayouts/slideLayout1.xml": {
        'type="ctrTitle"': (685800, 1150000, 7772400, 1200000),
        'type="subTitle"': (685800, 2450000, 7772400, 1500000),
    },
    "slideLayouts/slideLayout4.xml": {
        'sz="half" idx="1"': (342900, 1150000, 4130000, 3560000),
        'sz="half" idx="2"': (4671100, 1150000, 4130000, 3560000),
    },
    "slideLayouts/slideLayout8.xml": {
        'type="title"': TITRE,
        '<p:ph idx="1"': (2950000, 1150000, 5851100, 3560000),
        'type="body" sz="half" idx="2"': (342900, 1150000, 2520000, 3560000),
    },
}
REMPLACEMENTS: Mapping[str, Mapping[str, str]] = {
    "slideMasters/slideMaster1.xml": {
        '<p:titleStyle><a:lvl1pPr algn="ctr"': '<p:titleStyle><a:lvl1pPr algn="l"',
        '<a:defRPr sz="3300" kern="1200"><a:solidFill><a:schemeClr val="tx1"/>': (
            '<a:defRPr sz="2400" b="1" kern="1200"><a:solidFill><a:schemeClr val="tx2"/>'
        ),
        '<a:defRPr sz="2400" kern="1200">': '<a:defRPr sz="2000" kern="1200">',
    },
    "theme/theme1.xml": {"4F81BD": "0B4F9E", "1F497D": "123A6B", "Calibri": "Arial"},
}


def faire(modele: bytes) -> bytes:
    """Le modèle de pandoc, à nos cadres, nos couleurs, nos lettres, et en français."""
    tampon, lu = io.BytesIO(), zipfile.ZipFile(io.BytesIO(modele))
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as ecrit:
        for partie in lu.infolist():
            contenu = lu.read(partie)
            if partie.filename.endswith(".xml"):
                contenu = _changer(partie.filename.removeprefix("ppt/"), contenu.decode()).encode()
            ecrit.writestr(partie, contenu)
    return tampon.getvalue()


def _changer(nom: str, texte: str) -> str:
    for avant, apres in REMPLACEMENTS.get(nom, {}).items():
        if avant not in texte:
            raise ValueError(f"{nom} du modèle de pandoc n'a plus « {avant} »")
        texte = texte.replace(avant, apres)
    for marque, cadre in CADRES.get(nom, {}).items():
        texte = _placer(texte, marque, cadre)
    return texte.replace('lang="en-US"', 'lang="fr-FR"')


def _placer(texte: str, marque: str, cadre: Cadre) -> str:
    """Donne sa place au cadre qui porte cette marque."""
    formes = [f for f in re.findall(r"<p:sp>.*?</p:sp>", texte, re.DOTALL) if marque in f]
    if len(formes) != 1:
        raise ValueError(f"{len(formes)} cadres portent « {marque} » dans le modèle de pandoc")
    x, y, largeur, hauteur = cadre
    place = f'<a:off x="{x}" y="{y}"/><a:ext cx="{largeur}" cy="{hauteur}"/>'
    neuve = re.sub(r"<a:off [^>]*/><a:ext [^>]*/>", place, formes[0], count=1)
    return texte.replace(formes[0], neuve)


def principal() -> None:
    """Écrit le modèle à l'endroit demandé."""
    from pypandoc import get_pandoc_path

    demande = [get_pandoc_path(), "--print-default-data-file=reference.pptx"]
    modele = subprocess.run(demande, check=True, capture_output=True).stdout  # noqa: S603 : pandoc, sans texte
    Path(sys.argv[1]).write_bytes(faire(modele))


if __name__ == "__main__":
    principal()
