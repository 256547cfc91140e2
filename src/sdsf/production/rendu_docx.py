"""De la page au document de traitement de texte : pandoc, et notre document de référence.

Le document de référence (``templates/document/reference.docx``) s'ouvre et se règle dans un traitement de
texte : ses styles, sa page, son en-tête et son pied. ``[[bandeau]]`` et ``[[pied]]`` y sont remplis.
"""

import copy
import io
import tempfile
import zipfile
from collections.abc import Mapping
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.lecture.document_docx import PROPRIETE
from sdsf.production.dessins import adresse_de, peindre
from sdsf.production.pandoc import convertir
from sdsf.production.papier import texte_de

REFERENCE = "document/reference.docx"
A_REMPLIR = ("word/header1.xml", "word/footer1.xml")
LARGEUR_D_UN_DESSIN = "17cm"
# Un style de notre document de référence pour chaque classe de la page.
STYLES = {
    ".fictif": "Alerte",
    ".figure-titre": "Image Caption",
    ".figure-sous-titre": "Sous-titre de figure",
    "p.note": "Note",
    "p.absence": "Absence",
}


def manque_au_docx(format: str = "docx") -> Erreur | None:
    """Ce qui manque à cette machine pour écrire un document ; ``None`` si elle sait le faire."""
    try:
        import resvg_py  # noqa: F401
        from pypandoc import get_pandoc_path

        get_pandoc_path()
    except (ImportError, OSError):
        remede = "Installez-le (pip install pypandoc-binary resvg-py), ou demandez les autres formats."
        return err.FormatIndisponible(format=format, cause="pandoc ou resvg est absent", conseil=remede)
    return None


def rendre_docx(espace: Espace, papier: BeautifulSoup, mentions: Mapping[str, str], fichier: str) -> bytes:
    """Le document d'une page mise sur papier. Lève ``Erreurs`` si le rendu échoue."""
    corps = preparer(papier)
    try:
        with tempfile.TemporaryDirectory(prefix="sdsf-") as travail:
            reference, sortie = Path(travail) / "reference.docx", Path(travail) / "rapport.docx"
            reference.write_bytes(_remplir(espace.templates / REFERENCE, mentions))
            options = [
                # Rien que les fichiers nommés ici : la page ne peut en faire lire aucun autre.
                "--sandbox", f"--reference-doc={reference}", "--toc", "--toc-depth=2",
                "--metadata=lang:fr-FR", "--metadata=toc-title:Sommaire",
                f"--metadata=title:{mentions['titre']}",
                # Une propriété du document : de quel rapport reviennent ses commentaires.
                f"--metadata={PROPRIETE}:{mentions.get('origine', '')}",
            ]  # fmt: skip
            return convertir(corps, "docx", options, sortie)
    except (RuntimeError, OSError, ValueError, zipfile.BadZipFile) as refus:
        raise Erreurs([err.RenduImpossible(Lieu(fichier), cause=str(refus))]) from refus


def _remplir(reference: Path, mentions: Mapping[str, str]) -> bytes:
    """Le document de référence, où l'en-tête et le pied de chaque page sont ceux du rapport."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(reference) as modele, zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as rempli:
        for partie in modele.infolist():
            contenu = modele.read(partie)
            if partie.filename in A_REMPLIR:
                texte = contenu.decode("utf-8")
                for nom in ("bandeau", "pied"):
                    texte = texte.replace(f"[[{nom}]]", escape(mentions[nom]))
                contenu = texte.encode()
            rempli.writestr(partie, contenu)
    return tampon.getvalue()


def preparer(papier: BeautifulSoup) -> str:
    """La page, dite avec les mots de pandoc : des styles nommés, des images avec leur texte alternatif."""
    page = copy.copy(papier)
    for inutile in page.select("head > *, nav.sommaire, footer, .garde h1"):
        inutile.decompose()
    for svg in page.find_all("svg"):
        _dessiner(svg)
    for selecteur, style in STYLES.items():
        for element in page.select(selecteur):
            _styler(element, style)
    for chiffre in page.select("span.chiffre"):
        chiffre["custom-style"] = "Chiffre"
    for renvoi in page.select("sup.renvoi"):
        renvoi.name, renvoi["custom-style"] = "span", "Renvoi"
    _garder_les_marques(page)
    _denuder(page)
    return str(page)


def _garder_les_marques(page: BeautifulSoup) -> None:
    """Un signet au début de chaque passage marqué : pandoc n'en fait que d'un bloc ou d'un mot nommé."""
    for passage in page.select("p[id], li[id]"):
        passage.insert(0, Tag(name="span", attrs={"id": passage["id"]}))
        del passage["id"]


def _styler(element: Tag, style: str) -> None:
    """Un paragraphe stylé est, pour pandoc, un bloc nommé qui l'enveloppe."""
    element.wrap(Tag(name="div", attrs={"custom-style": style}))


def _denuder(page: BeautifulSoup) -> None:
    """Ôte les enveloppes de mise en page, et monte les titres d'un rang : le titre du rapport est à part."""
    # pandoc ne lit que « main » s'il y en a un, et ferait d'une figure et de son tableau une seule image.
    for enveloppe in page.find_all(["header", "main", "figure", "figcaption"]):
        enveloppe.name = "div"
    for cellule in page.select(".nombre"):
        cellule["style"] = "text-align: right"
    for couple in page.select("dl > div"):
        couple.unwrap()
    for titre in page.find_all(["h2", "h3", "h4"]):
        titre.name = f"h{int(titre.name[1]) - 1}"


def _dessiner(svg: Tag) -> None:
    """Remplace un dessin vectoriel par son image, que tous les traitements de texte savent montrer."""
    remplacant = Tag(name="img", can_be_empty_element=True, attrs={
        "src": adresse_de(peindre(svg)), "alt": texte_de(svg.find("title")),
        "style": f"width:{LARGEUR_D_UN_DESSIN}",
    })  # fmt: skip
    svg.replace_with(remplacant)
