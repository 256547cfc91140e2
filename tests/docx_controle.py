"""Ce qu'un document de traitement de texte doit avoir pour se lire à l'oreille, relu dans ses parties."""

import io
import re
import zipfile
from collections.abc import Iterator

STYLES = {"Title", "Heading1", "Note"}


def reproches(docx: bytes) -> list[str]:
    """Ce qui ne va pas ; une liste vide est une réussite."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        parties = {nom: archive.read(nom).decode(errors="replace") for nom in archive.namelist()}
    return [*_corps(parties["word/document.xml"]), *_document(parties)]


def _corps(corps: str) -> Iterator[str]:
    tableaux = corps.count("<w:tbl>")
    if corps.count("<w:tblHeader") != tableaux:
        yield f"{tableaux} tableaux, {corps.count('<w:tblHeader')} lignes d'en-tête"
    if corps.count('w:val="TableCaption"') != tableaux:
        yield f"{tableaux} tableaux, {corps.count('TableCaption')} légendes"
    dessins = corps.count("<wp:docPr")
    if len(re.findall(r'<wp:docPr [^>]*descr="[^"]{15,}"', corps)) != dessins:
        yield "une image n'a pas de texte de remplacement"
    absents = STYLES - set(re.findall(r'w:pStyle w:val="(\w+)"', corps))
    if absents:
        yield f"styles absents : {sorted(absents)}"
    niveaux = [int(n) for n in re.findall(r'w:pStyle w:val="Heading(\d)"', corps)]
    sauts = [b for a, b in zip([0, *niveaux], niveaux, strict=False) if b > a + 1]
    if sauts:
        yield f"titres qui sautent un niveau : {sauts}"


def _document(parties: dict[str, str]) -> Iterator[str]:
    if "fr-FR" not in parties["docProps/core.xml"]:
        yield "le document ne dit pas sa langue"
    if 'w:val="fr-FR"' not in parties["word/styles.xml"]:
        yield "les styles ne disent pas leur langue"
    if not re.search(r"<dc:title>[^<]+</dc:title>", parties["docProps/core.xml"]):
        yield "le document n'a pas de titre"
