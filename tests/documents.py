"""Commenter un .docx comme le fait un traitement de texte : deux bornes dans le texte, une note à part."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

NOM = "Jeanne Dupont"


@dataclass(frozen=True)
class Note:
    """Un commentaire à poser sur le premier passage de texte qui contient ``sur``."""

    sur: str
    texte: str
    jour: str = "2025-02-03"


def commenter(docx: bytes, notes: Sequence[Note]) -> bytes:
    """Le document, commenté par quelqu'un dont le nom est écrit dans le fichier."""

    def corps(texte: str) -> str:
        for rang, note in enumerate(notes):
            texte = _borner(texte, note.sur, rang)
        return texte

    def pieces(texte: str) -> str:
        ouvert = re.sub(r"(<w:comments[^>]*?)\s*/>", r"\1></w:comments>", texte)
        lot = "".join(_note(rang, note) for rang, note in enumerate(notes))
        return ouvert.replace("</w:comments>", f"{lot}</w:comments>")

    return changer(docx, {"word/document.xml": corps, "word/comments.xml": pieces})


def changer(docx: bytes, changements: dict[str, Callable[[str], str]]) -> bytes:
    """Le document, où quelques parties sont récrites."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as avant, zipfile.ZipFile(tampon, "w") as apres:
        for nom in avant.namelist():
            contenu = avant.read(nom)
            if nom in changements:
                contenu = changements[nom](contenu.decode()).encode()
            apres.writestr(nom, contenu)
    return tampon.getvalue()


def _borner(texte: str, sur: str, rang: int) -> str:
    place = texte.index(sur, texte.index("<w:body>"))
    debut = max(texte.rfind("<w:r>", 0, place), texte.rfind("<w:r ", 0, place))
    fin = texte.index("</w:r>", place) + len("</w:r>")
    avant, apres = f'<w:commentRangeStart w:id="{rang}"/>', f'<w:commentRangeEnd w:id="{rang}"/>'
    renvoi = f'<w:r><w:commentReference w:id="{rang}"/></w:r>'
    return texte[:debut] + avant + texte[debut:fin] + apres + renvoi + texte[fin:]


def _note(rang: int, note: Note) -> str:
    lignes = note.texte.splitlines() or [""]
    paragraphes = "".join(f"<w:p><w:r><w:t>{ligne}</w:t></w:r></w:p>" for ligne in lignes)
    return (
        f'<w:comment w:id="{rang}" w:author="{NOM}" w:date="{note.jour}T10:00:00Z" w:initials="JD">'
        f"{paragraphes}</w:comment>"
    )
