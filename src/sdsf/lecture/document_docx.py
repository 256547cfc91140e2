"""Les commentaires d'un document de traitement de texte, et le passage marqué que chacun accompagne.

pandoc lit aussi les commentaires, mais il oublie les signets qu'aucun lien ne vise : c'est par eux qu'un
commentaire retrouve son passage. On lit donc les trois parties utiles du fichier, et elles seules. Le nom que
porte un commentaire n'est pas lu.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PROPRIETE = "sdsf-origine"
DOCUMENT, COMMENTAIRES = "word/document.xml", "word/comments.xml"
PROPRIETES = "docProps/custom.xml"
MO = 1024 * 1024
# Un rapport complet et ses dessins : moins de 10 Mo ; une partie ouverte : moins de 40 Mo.
TAILLE_DU_FICHIER, TAILLE_D_UNE_PARTIE = 60 * MO, 80 * MO
LONGUEUR_D_UN_SIGNET = 40
ABIME = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Commentaire:
    """Un commentaire : le signet du passage (vide s'il n'en a pas), son texte, son jour (AAAA-MM-JJ)."""

    signet: str
    texte: str
    jour: str


@dataclass(frozen=True)
class DocumentCommente:
    """``origine`` : ce que le document garde du rapport dont il vient ; vide s'il ne le dit pas."""

    origine: str
    commentaires: tuple[Commentaire, ...]


def lire_commentaires(chemin: Path) -> DocumentCommente:
    """Les commentaires d'un .docx, dans l'ordre du texte. Lève ``Erreurs`` s'il ne se lit pas."""
    try:
        taille = chemin.stat().st_size
        if taille > TAILLE_DU_FICHIER:
            raise _illisible(chemin, "il est trop gros")
        with zipfile.ZipFile(chemin) as archive:
            corps, notes, origine = (_partie(chemin, archive, nom) for nom in PARTIES)
    except ABIME as refus:
        raise _illisible(chemin, _cause(chemin, refus)) from None
    if corps is None:
        raise _illisible(chemin, "le texte n'y est pas")
    textes = {} if notes is None else dict(_textes(notes))
    commentaires = [
        Commentaire(signet, *textes[numero]) for numero, signet in _places(corps).items() if numero in textes
    ]
    return DocumentCommente("" if origine is None else _origine(origine), tuple(commentaires))


PARTIES = (DOCUMENT, COMMENTAIRES, PROPRIETES)


def _cause(chemin: Path, refus: Exception) -> str:
    if not chemin.exists():
        return "il n'existe pas"
    if chemin.is_dir():
        return "c'est un dossier"
    return (
        err.cause_du_systeme(refus)
        if isinstance(refus, PermissionError)
        else "il est abîmé, ou d'un autre format"
    )


def _illisible(chemin: Path, cause: str) -> Erreurs:
    return Erreurs([err.DocumentIllisible(Lieu(str(chemin)), cause=cause)])


def _partie(chemin: Path, archive: zipfile.ZipFile, nom: str) -> ElementTree.Element | None:
    """Une partie du document ; ``None`` si elle n'y est pas. Celle qui définit des entités est refusée."""
    if nom not in archive.namelist():
        return None
    with archive.open(nom) as flux:
        octets = flux.read(TAILLE_D_UNE_PARTIE + 1)
    if len(octets) > TAILLE_D_UNE_PARTIE:
        raise _illisible(chemin, "une de ses parties est trop grosse")
    # Un traitement de texte n'en écrit jamais : c'est par là qu'un petit fichier en devient un énorme.
    if b"<!DOCTYPE" in octets or b"<!ENTITY" in octets:
        raise _illisible(chemin, "il contient une définition qu'aucun traitement de texte n'écrit")
    try:
        return ElementTree.fromstring(octets)  # noqa: S314 : sans entité ni document extérieur, vu ci-dessus
    except ElementTree.ParseError:
        raise _illisible(chemin, "il est abîmé") from None


def _places(corps: ElementTree.Element) -> dict[str, str]:
    """Pour chaque commentaire, le dernier signet posé avant lui : celui de son passage."""
    places: dict[str, str] = {}
    courant = ""
    for element in corps.iter():
        if element.tag == f"{W}bookmarkStart":
            nom = element.get(f"{W}name", "")
            # Le traitement de texte pose les siens : _GoBack, _Toc…
            courant = courant if nom.startswith("_") else nom
        elif element.tag in (f"{W}commentRangeStart", f"{W}commentReference"):
            places.setdefault(element.get(f"{W}id", ""), courant)
    return places


def _textes(notes: ElementTree.Element) -> Iterator[tuple[str, tuple[str, str]]]:
    for note in notes.iter(f"{W}comment"):
        paragraphes = (_texte(paragraphe) for paragraphe in note.iter(f"{W}p"))
        texte = " ".join(paragraphe for paragraphe in paragraphes if paragraphe)
        yield note.get(f"{W}id", ""), (texte, note.get(f"{W}date", "")[:10])


def _texte(paragraphe: ElementTree.Element) -> str:
    """Le texte d'un paragraphe, sur une ligne ; ce qui n'est pas imprimable devient une espace."""
    blancs = (f"{W}tab", f"{W}br", f"{W}cr")
    morceaux = [
        " " if element.tag in blancs else element.text or ""
        for element in paragraphe.iter()
        if element.tag in (f"{W}t", *blancs)
    ]
    return " ".join("".join(c if c.isprintable() else " " for c in "".join(morceaux)).split())


def _origine(proprietes: ElementTree.Element) -> str:
    for propriete in proprietes:
        if propriete.get("name") == PROPRIETE:
            return "".join(propriete.itertext()).strip()
    return ""


def nom_de_signet(ancre: str) -> str:
    """Le signet qu'une ancre devient dans un document : elle-même, ou une empreinte si elle ne convient pas.

    >>> nom_de_signet("serie-p3f9a2c")
    'serie-p3f9a2c'
    """
    if ancre[:1].isalpha() and len(ancre) <= LONGUEUR_D_UN_SIGNET:
        return ancre
    return "X" + hashlib.sha1(ancre.encode(), usedforsecurity=False).hexdigest()[1:]
