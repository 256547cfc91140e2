"""Ouvrir un classeur venu de n'importe où : le refuser avec un message, ou rendre ses cases.

Rien n'est exécuté ni calculé. La taille est bornée avant toute lecture : un petit fichier peut en
contenir un énorme.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu

MO = 1024 * 1024
TAILLE_DU_FICHIER = 10 * MO
TAILLE_OUVERTE = 16 * MO
PARTIES = 1000
CASES_FUSIONNEES = 100_000
SANS_MACRO = "Enregistrez-le depuis votre tableur au format « Classeur Excel (.xlsx) »."
SIGNATURES = {
    b"\xd0\xcf\x11\xe0": (
        "c'est un ancien classeur .xls, ou un classeur protégé par un mot de passe",
        "Ouvrez-le, retirez le mot de passe, puis enregistrez-le au format « Classeur Excel (.xlsx) ».",
    ),
    b"%PDF": ("c'est un PDF", "Donnez le classeur dont vient ce PDF."),
}
ARCHIVE_ABIMEE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError,
)  # fmt: skip
_PLAGE = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]*?\bref=[\"']([A-Z]+\d+):([A-Z]+\d+)[\"']")


@dataclass(frozen=True)
class Case:
    """Le contenu d'une case. ``genre`` : texte, nombre, date, formule, erreur, booleen."""

    valeur: object
    genre: str


@dataclass(frozen=True)
class FeuilleBrute:
    """Une feuille telle qu'elle est : ses cases non vides par ligne et colonne, ses fusions."""

    titre: str
    cases: Mapping[tuple[int, int], Case]
    fusions: tuple[str, ...]


GENRES = {"s": "texte", "n": "nombre", "d": "date", "f": "formule", "e": "erreur", "b": "booleen"}


def lire_classeur(chemin: Path) -> list[FeuilleBrute]:
    """Les feuilles d'un classeur, dans l'ordre. Lève ``Erreurs`` si le fichier n'en est pas un."""
    octets = _lire_octets(chemin)
    lieu = Lieu(str(chemin))
    _refuser_ce_qui_n_est_pas_un_zip(octets, lieu)
    _borner(octets, lieu)
    try:
        return _feuilles(octets)
    except Exception as refus:  # un fichier abîmé fait échouer openpyxl de toutes les façons
        raise Erreurs([_illisible(lieu, "il est abîmé, ou d'un format voisin")]) from refus


def _lire_octets(chemin: Path) -> bytes:
    lieu = Lieu(str(chemin))
    try:
        if chemin.exists() and not chemin.is_file():
            cause = "un dossier porte ce nom" if chemin.is_dir() else "ce n'est pas un fichier ordinaire"
            raise Erreurs([_illisible(lieu, cause, "Donnez le nom d'un classeur.")])
        if chemin.stat().st_size > TAILLE_DU_FICHIER:
            raise Erreurs([err.ClasseurTropGros(lieu, cause=f"plus de {TAILLE_DU_FICHIER // MO} Mo")])
        return chemin.read_bytes()
    except FileNotFoundError:
        raise Erreurs([err.ClasseurAbsent(lieu)]) from None
    except OSError as refus:
        cause = f"le système refuse de l'ouvrir ({refus.strerror or 'sans dire pourquoi'})"
        conseil = "Vérifiez vos droits, et fermez le tableur qui l'a peut-être ouvert."
        raise Erreurs([_illisible(lieu, cause, conseil)]) from None


def _illisible(lieu: Lieu, cause: str, conseil: str = SANS_MACRO) -> err.Erreur:
    return err.ClasseurIllisible(lieu, cause=cause, conseil=conseil)


def _refuser_ce_qui_n_est_pas_un_zip(octets: bytes, lieu: Lieu) -> None:
    """Un .xlsx est une archive zip ; ce qui n'en est pas une se reconnaît à ses premiers octets."""
    for signature, (cause, conseil) in SIGNATURES.items():
        if octets.startswith(signature):
            raise Erreurs([_illisible(lieu, cause, conseil)])
    if not octets.strip():
        raise Erreurs([_illisible(lieu, "il est vide")])
    if not octets.startswith(b"PK"):
        texte = b"\x00" not in octets[:4096]
        cause = "c'est un fichier texte (un CSV, peut-être), même si son nom dit autre chose"
        raise Erreurs([_illisible(lieu, cause if texte else "ce n'est pas un classeur")])


def _borner(octets: bytes, lieu: Lieu) -> None:
    """Refuse, avant de rien décompresser, une archive qui n'est pas celle d'un classeur raisonnable."""
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            parties = archive.infolist()
            poids = sum(partie.file_size for partie in parties)
            if poids > TAILLE_OUVERTE or len(parties) > PARTIES:
                cause = f"{poids // MO} Mo et {len(parties)} parties une fois ouvert"
                raise Erreurs([err.ClasseurTropGros(lieu, cause=cause)])
            noms = {partie.filename for partie in parties}
            if not any(nom.startswith("xl/") for nom in noms):
                raise Erreurs([_illisible(lieu, _autre_archive(noms))])
            plages = [_aire(*coins) for nom in noms for coins in _PLAGE.findall(_feuille(archive, nom))]
    except ARCHIVE_ABIMEE:
        raise Erreurs([_illisible(lieu, "il est abîmé")]) from None
    if sum(plages) > CASES_FUSIONNEES:
        raise Erreurs([err.ClasseurTropGros(lieu, cause="des fusions ou des liens sur toute une feuille")])


def _autre_archive(noms: set[str]) -> str:
    ods = {"mimetype", "content.xml"} <= noms
    return "c'est un document LibreOffice (.ods)" if ods else "c'est une archive zip d'un autre genre"


def _feuille(archive: zipfile.ZipFile, nom: str) -> bytes:
    return archive.read(nom) if nom.startswith("xl/worksheets/") and nom.endswith(".xml") else b""


def _aire(debut: bytes, fin: bytes) -> int:
    """Le nombre de cases d'une plage."""
    (haut, gauche), (bas, droite) = (coordinate_to_tuple(coin.decode()) for coin in (debut, fin))
    return (abs(bas - haut) + 1) * (abs(droite - gauche) + 1)


def _feuilles(octets: bytes) -> list[FeuilleBrute]:
    with warnings.catch_warnings():
        # Ses avertissements portent sur ce qu'on ne lit pas : mises en forme, images, extensions.
        warnings.simplefilter("ignore")
        classeur = load_workbook(io.BytesIO(octets), keep_links=False)
    return [_feuille_brute(classeur, nom) for nom in classeur.sheetnames]


def _feuille_brute(classeur: Workbook, nom: str) -> FeuilleBrute:
    feuille: object = classeur[nom]
    if not isinstance(feuille, Worksheet):  # une feuille de graphique n'a pas de cases
        return FeuilleBrute(nom, {}, ())
    fusions = tuple(sorted(str(plage) for plage in feuille.merged_cells.ranges))
    return FeuilleBrute(nom, dict(_cases(feuille)), fusions)


def _cases(feuille: Worksheet) -> Iterator[tuple[tuple[int, int], Case]]:
    """Les cases qui contiennent quelque chose : on ne parcourt pas une feuille d'un bout à l'autre."""
    for place, cellule in sorted(feuille._cells.items()):
        valeur = cellule.value
        if valeur is None or (isinstance(valeur, str) and not valeur.strip()):
            continue
        genre = GENRES.get(cellule.data_type, "texte")
        yield place, Case(getattr(valeur, "text", valeur) if genre == "formule" else valeur, genre)
