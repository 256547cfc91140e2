"""Des diapositives au fichier de présentation : pandoc, notre modèle, et ce que pandoc ne sait pas dire.

pandoc pose titres, puces, images, tableaux et notes dans les cadres de ``templates/document/reference.pptx``.
Reste à écrire, dans chaque diapositive : la langue, le texte de remplacement du dessin, la taille des textes,
le bandeau et le pied.
"""

import io
import re
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from bs4 import BeautifulSoup
from markupsafe import Markup, escape

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.production.dessins import adresse_de, peindre
from sdsf.production.diapositives import NOMBRE, Colonne, Diapositive, Grille, composer
from sdsf.production.pandoc import convertir
from sdsf.production.rendu_docx import manque_au_docx

REFERENCE = "document/reference.pptx"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTIE = re.compile(r"ppt/(slides|notesSlides)/\w+?(\d+)\.xml")
CORPS = {"title": (80, 2400, 2000), "ctrTitle": (80, 3200, 2800)}
# Le cadre du bandeau, en unités du format (914 400 par pouce) : toute la largeur, en haut.
BANDEAU = (0, 0, 9144000, 261000)
LEGENDE_DE_TABLEAU, LEGENDE_DE_FIGURE = (342900, 1090000, 8458200, 260000), (342900, 4430000, 8458200, 340000)
HAUT_D_UN_TABLEAU = "1370000"
PIED, NUMERO = (342900, 4820000, 7700000, 261000), (8100000, 4820000, 701000, 261000)
for prefixe, espace_de_noms in (("a", A), ("p", P), ("r", R)):
    ET.register_namespace(prefixe, espace_de_noms)


def manque_aux_diapositives() -> Erreur | None:
    """Ce qui manque à cette machine pour écrire des diapositives ; ``None`` si elle sait le faire."""

    return manque_au_docx("pptx")


def rendre_pptx(espace: Espace, papier: BeautifulSoup, mentions: Mapping[str, str], fichier: str) -> bytes:
    """La présentation d'une page mise sur papier. Lève ``Erreurs`` si le rendu échoue."""
    diapositives = composer(papier)
    try:
        brute = _convertir(espace, diapositives, mentions)
        return _finir(brute, diapositives, mentions)
    except (RuntimeError, OSError, ValueError, zipfile.BadZipFile, ET.ParseError) as refus:
        raise Erreurs([err.RenduImpossible(Lieu(fichier), cause=str(refus))]) from refus


def _convertir(espace: Espace, diapositives: Sequence[Diapositive], mentions: Mapping[str, str]) -> bytes:
    garde, *autres = diapositives
    corps = Markup("\n").join(_en_html(diapositive) for diapositive in autres)
    with tempfile.TemporaryDirectory(prefix="sdsf-") as travail:
        reference, sortie = Path(travail) / "reference.pptx", Path(travail) / "rapport.pptx"
        reference.write_bytes((espace.templates / REFERENCE).read_bytes())
        options = [
            "--sandbox", f"--reference-doc={reference}", "--slide-level=1", "--metadata=lang:fr-FR",
            f"--metadata=title:{garde.titre}", f"--metadata=subtitle:{' · '.join(garde.texte)}",
            f"--metadata=notes:{' '.join(garde.notes)}",
        ]  # fmt: skip
        return convertir(str(corps), "pptx", options, sortie)


# --- ce que pandoc lit ----------------------------------------------------------------------------


def _en_html(diapositive: Diapositive) -> Markup:
    """Une diapositive, avec les mots de pandoc : un titre, des colonnes ou un contenu, des notes."""
    parties = [Markup("<h1>{}</h1>").format(diapositive.titre)]
    if diapositive.colonnes:
        colonnes = Markup("").join(_colonne(colonne) for colonne in diapositive.colonnes)
        parties.append(Markup('<div class="columns">{}</div>').format(colonnes))
    elif diapositive.dessin is not None:
        # pandoc écrit sous l'image ce qu'il croit son texte de remplacement : c'en est ici la légende.
        image = (adresse_de(peindre(diapositive.dessin)), " ".join(diapositive.texte))
        parties.append(Markup('<p><img src="{}" alt="{}"></p>').format(*image))
    elif diapositive.grille:
        parties.append(_tableau(diapositive.grille))
    else:
        parties += [Markup("<p>{}</p>").format(texte) for texte in diapositive.texte]
    notes = Markup("").join(Markup("<p>{}</p>").format(note) for note in diapositive.notes)
    return Markup("\n").join([*parties, Markup('<div class="notes">{}</div>').format(notes)])


def _colonne(colonne: Colonne) -> Markup:
    groupes = Markup("").join(
        Markup("<p><strong>{}</strong></p><ul>{}</ul>").format(
            nom, Markup("").join(Markup("<li>{}</li>").format(texte) for texte in textes)
        )
        for nom, textes in colonne.groupes
        if textes
    )
    return Markup('<div class="column">{}</div>').format(groupes)


def _tableau(grille: Grille) -> Markup:
    largeurs = Markup("").join(Markup('<col style="width:{:.1f}%">').format(100 * p) for p in grille.parts)
    lignes = Markup("").join(_ligne(ligne, "td", grille.nombres) for ligne in grille.lignes)
    return Markup(
        "<table><caption>{}</caption><colgroup>{}</colgroup><thead>{}</thead><tbody>{}</tbody></table>"
    ).format(grille.legende, largeurs, _ligne(grille.titres, "th", grille.nombres), lignes)


def _ligne(textes: Sequence[str], balise: str, nombres: Sequence[bool]) -> Markup:
    cases = Markup("").join(
        Markup('<{0} style="text-align:{1}">{2}</{0}>').format(balise, "right" if n else "left", texte)
        for texte, n in zip(textes, nombres, strict=True)
    )
    return Markup("<tr>{}</tr>").format(cases)


# --- ce que pandoc ne dit pas ---------------------------------------------------------------------


def _finir(brute: bytes, diapositives: Sequence[Diapositive], mentions: Mapping[str, str]) -> bytes:
    tampon, lue = io.BytesIO(), zipfile.ZipFile(io.BytesIO(brute))
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as ecrite:
        comptees = [nom for nom in lue.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", nom)]
        if len(comptees) != NOMBRE:
            raise ValueError(f"{len(comptees)} diapositives au lieu de {NOMBRE}")
        for partie in lue.infolist():
            contenu = lue.read(partie)
            trouve = PARTIE.fullmatch(partie.filename)
            if trouve:
                racine = ET.fromstring(contenu)  # noqa: S314 : pandoc vient de l'écrire
                _dire_la_langue(racine)
                if trouve[1] == "slides":
                    _finir_une(racine, diapositives[int(trouve[2]) - 1], mentions, int(trouve[2]))
                contenu = ET.tostring(racine, encoding="UTF-8", xml_declaration=True)
            ecrite.writestr(partie, contenu)
    return tampon.getvalue()


def _dire_la_langue(racine: ET.Element) -> None:
    for nom in ("rPr", "endParaRPr", "defRPr"):
        for proprietes in racine.iter(f"{{{A}}}{nom}"):
            proprietes.set("lang", "fr-FR")


def _finir_une(racine: ET.Element, diapositive: Diapositive, mentions: Mapping[str, str], rang: int) -> None:
    arbre = racine.find(f".//{{{P}}}spTree")
    assert arbre is not None
    _renumeroter(arbre)
    for image in arbre.iter(f"{{{P}}}pic"):
        proprietes = image.find(f".//{{{P}}}cNvPr")
        assert proprietes is not None
        proprietes.set("descr", diapositive.alternative)
        proprietes.set("name", "Figure")
    for cadre in arbre.iter(f"{{{P}}}graphicFrame"):
        _finir_le_tableau(cadre, diapositive.grille)
    for forme in arbre.findall(f"{{{P}}}sp"):
        _choisir_la_taille(forme, diapositive)
        if forme.find(f".//{{{P}}}cNvSpPr[@txBox]") is not None:
            _placer_la_legende(forme, LEGENDE_DE_TABLEAU if diapositive.grille else LEGENDE_DE_FIGURE)
    if mentions["bandeau"]:
        arbre.append(_forme(90, "Bandeau", mentions["bandeau"], BANDEAU, BANDEAU_STYLE))
    arbre.append(_forme(91, "Pied de page", mentions["pied"], PIED, PIED_STYLE))
    arbre.append(_forme(92, "Numéro", f"{rang} / {NOMBRE}", NUMERO, NUMERO_STYLE))


def _renumeroter(arbre: ET.Element) -> None:
    """pandoc donne parfois le même numéro à deux cadres : certains logiciels y voient un fichier abîmé."""
    for rang, cadre in enumerate(arbre.iter(f"{{{P}}}cNvPr"), start=1):
        cadre.set("id", str(rang))


def _finir_le_tableau(cadre: ET.Element, grille: Grille | None) -> None:
    """Des lettres assez petites pour six lignes ; la légende dit aussi ce qu'est le tableau."""
    court = grille is not None and all(len(texte) <= 45 for ligne in grille.lignes for texte in ligne)
    for proprietes in cadre.iter(f"{{{A}}}rPr"):
        proprietes.set("sz", "1400" if court else "1100")
    nom = cadre.find(f".//{{{P}}}cNvPr")
    if nom is not None and grille is not None:
        nom.set("descr", grille.legende)
        nom.set("name", "Tableau")
    for place in cadre.iter(f"{{{A}}}off"):
        place.set("y", HAUT_D_UN_TABLEAU)
    for tableau in cadre.iter(f"{{{A}}}tblPr"):
        tableau.set("firstRow", "1")
        tableau.set("firstCol", "1")


def _placer_la_legende(forme: ET.Element, cadre: tuple[int, int, int, int]) -> None:
    """La légende d'un tableau au-dessus de lui, celle d'une figure au-dessous."""
    x, y, largeur, hauteur = map(str, cadre)
    for place in forme.iter(f"{{{A}}}off"):
        place.attrib.update(x=x, y=y)
    for place in forme.iter(f"{{{A}}}ext"):
        place.attrib.update(cx=largeur, cy=hauteur)
    for paragraphe in forme.iter(f"{{{A}}}pPr"):
        paragraphe.set("algn", "l")


def _choisir_la_taille(forme: ET.Element, diapositive: Diapositive) -> None:
    """La taille d'un cadre de texte : la plus grande où il tient, puisque personne ne l'ajustera."""
    place = forme.find(f".//{{{P}}}ph")
    if forme.find(f".//{{{P}}}cNvSpPr[@txBox]") is not None:
        taille = 1200
    else:
        lu = sum(len(t.text or "") for t in forme.iter(f"{{{A}}}t"))
        colonnes = [sum(len(t) for _, textes in c.groupes for t in textes) for c in diapositive.colonnes]
        # Deux colonnes côte à côte ont la même taille : celle de la plus remplie.
        taille = taille_de("" if place is None else place.get("type", ""), lu, max(colonnes, default=0))
    for proprietes in forme.iter(f"{{{A}}}rPr"):
        proprietes.set("sz", str(taille))


def taille_de(genre: str, longueur: int, colonne: int = 0) -> int:
    """La taille d'un texte, en centièmes de point ; ``colonne`` : la longueur de la plus remplie.

    >>> taille_de("title", 40), taille_de("title", 110), taille_de("", 300), taille_de("", 300, 600)
    (2400, 2000, 1800, 1300)
    """
    if genre in CORPS:
        limite, grande, petite = CORPS[genre]
        return grande if longueur <= limite else petite
    if genre == "subTitle":
        return 1600
    paliers = ((280, 1600), (480, 1400)) if colonne else ((250, 2000), (450, 1800), (700, 1600))
    return next((taille for limite, taille in paliers if (colonne or longueur) <= limite), 1300)


BANDEAU_STYLE = ("FFE8B3", "5C2500", 1100, "ctr")
PIED_STYLE = ("", "3E4C59", 900, "l")
NUMERO_STYLE = ("", "3E4C59", 900, "r")
FORME = """<p:sp xmlns:p="{P}" xmlns:a="{A}">
<p:nvSpPr><p:cNvPr id="{ident}" name="{nom}"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>
<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{l}" cy="{h}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fond}</p:spPr>
<p:txBody><a:bodyPr wrap="square" lIns="45720" tIns="0" rIns="45720" bIns="0" anchor="ctr"/><a:lstStyle/>
<a:p><a:pPr algn="{alignement}"/><a:r><a:rPr lang="fr-FR" sz="{taille}" b="{gras}">
<a:solidFill><a:srgbClr val="{encre}"/></a:solidFill></a:rPr><a:t>{texte}</a:t></a:r></a:p>
</p:txBody></p:sp>"""


def _forme(
    ident: int, nom: str, texte: str, cadre: tuple[int, int, int, int], style: tuple[str, str, int, str]
) -> ET.Element:
    """Une zone de texte hors des cadres du modèle : le bandeau, le pied, le numéro."""
    fond, encre, taille, alignement = style
    rempli = f'<a:solidFill><a:srgbClr val="{fond}"/></a:solidFill>' if fond else "<a:noFill/>"
    x, y, largeur, hauteur = cadre
    ecrite = FORME.format(
        P=P, A=A, ident=ident, nom=nom, x=x, y=y, l=largeur, h=hauteur, fond=rempli, encre=encre,
        taille=taille, gras=int(bool(fond)), alignement=alignement, texte=escape(texte),
    )  # fmt: skip
    return ET.fromstring(ecrite)  # noqa: S314 : écrit ici même
