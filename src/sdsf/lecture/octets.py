"""Ouvrir un fichier donné par l'utilisateur sans se laisser remplir : tailles et archives bornées.

Rien n'est exécuté. Une archive est relue en entier, contrôle compris : tronquée, elle est refusée.
"""

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu

MEGA = 1 << 20
# Le plus gros fichier de l'Insee connu fait 400 Mo décompressé ; les classeurs, 35 Mo.
TAILLE_TEXTE = 4096 * MEGA
TAILLE_TABLE = 64 * MEGA
TAILLE_CLASSEUR = 512 * MEGA
MEMBRES = 2000
TRONCON = MEGA


def taille_bornee(chemin: Path, limite: int) -> int:
    """La taille en octets. Lève ``Erreurs`` si le fichier est vide, illisible ou plus gros que la limite."""
    try:
        taille = chemin.stat().st_size
        with chemin.open("rb") as flux:
            flux.read(1)
    except IsADirectoryError:
        raise Erreurs([err.DossierADonner(Lieu(chemin.name))]) from None
    except OSError as refus:
        raise Erreurs([err.LectureDesDonnees(Lieu(chemin.name), cause=err.cause_du_systeme(refus))]) from None
    if not taille:
        raise Erreurs([err.FichierDuProducteurVide(Lieu(chemin.name))])
    if taille > limite:
        raise Erreurs([err.FichierTropGros(Lieu(chemin.name), recu=_mega(taille), limite=_mega(limite))])
    return taille


def debut(chemin: Path, nombre: int) -> bytes:
    """Les premiers octets d'un fichier déjà contrôlé."""
    with chemin.open("rb") as flux:
        return flux.read(nombre)


def est_zip(chemin: Path) -> bool:
    """Un fichier qui commence comme une archive zip (un classeur .xlsx en est une)."""
    return debut(chemin, 4) in (b"PK\x03\x04", b"PK\x05\x06")


def verifier_zip(chemin: Path, limite: int) -> None:
    """Relit toute l'archive, sans rien garder. Lève ``Erreurs`` : tronquée, chiffrée, ou trop grosse."""
    with ouvrir_zip(chemin, limite) as archive:
        reste = limite
        for membre in archive.infolist():
            for morceau in morceaux(archive, membre, chemin):
                reste -= len(morceau)
                _refuser_la_bombe(chemin, reste, limite)


@contextmanager
def ouvrir_zip(chemin: Path, limite: int) -> Iterator[zipfile.ZipFile]:
    """Une archive dont le nombre de membres et la taille annoncée sont bornés."""
    try:
        archive = zipfile.ZipFile(chemin)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Erreurs(
            [err.ArchiveIllisible(Lieu(chemin.name), cause="elle est tronquée ou abîmée")]
        ) from None
    with archive:
        if len(archive.infolist()) > MEMBRES:
            raise Erreurs([err.ArchiveIllisible(Lieu(chemin.name), cause="elle a trop de fichiers")])
        _refuser_la_bombe(chemin, limite - sum(m.file_size for m in archive.infolist()), limite)
        yield archive


def morceaux(archive: zipfile.ZipFile, membre: zipfile.ZipInfo, chemin: Path) -> Iterator[bytes]:
    """Le contenu d'un membre, par tronçons d'un mégaoctet."""
    lieu = Lieu(chemin.name, detail=membre.filename)
    if membre.flag_bits & 1:
        raise Erreurs([err.ArchiveIllisible(lieu, cause="elle demande un mot de passe")])
    try:
        with archive.open(membre) as flux:
            while morceau := flux.read(TRONCON):
                yield morceau
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        raise Erreurs([err.ArchiveIllisible(lieu, cause="elle est tronquée ou abîmée")]) from None


def extraire(archive: zipfile.ZipFile, membre: zipfile.ZipInfo, chemin: Path, vers: IO[bytes]) -> None:
    """Recopie un membre dans un fichier ouvert ; sa taille est bornée par ``TAILLE_TEXTE``."""
    reste = TAILLE_TEXTE
    for morceau in morceaux(archive, membre, chemin):
        reste -= len(morceau)
        _refuser_la_bombe(chemin, reste, TAILLE_TEXTE)
        vers.write(morceau)


def refuser_les_lignes_sans_fin(chemin: Path, fichier: str) -> None:
    """Lève ``Erreurs`` si une ligne dépasse un mégaoctet : un lecteur s'y perdrait."""
    ligne, courante = 1, 0
    with chemin.open("rb") as flux:
        while morceau := flux.read(TRONCON):
            premiere = morceau.find(b"\n")
            courante += len(morceau) if premiere < 0 else premiere
            if courante > TRONCON:
                cause = "elle dépasse un mégaoctet"
                raise Erreurs([err.LigneIrreguliere(Lieu(fichier, ligne), cause=cause)])
            if premiere >= 0:
                ligne += morceau.count(b"\n")
                courante = len(morceau) - morceau.rfind(b"\n") - 1


def refuser_une_fin_coupee(chemin: Path, fichier: str) -> None:
    """Lève ``Erreurs`` si la dernière ligne n'est pas close : son dernier nombre est peut-être coupé."""
    with chemin.open("rb") as flux:
        flux.seek(-1, 2)
        if flux.read(1) not in (b"\n", b"\r"):
            raise Erreurs([err.FinDeFichier(Lieu(fichier))])


@contextmanager
def fichier_provisoire(suffixe: str) -> Iterator[Path]:
    """Un fichier vide, retiré en sortant, même après une erreur."""
    with tempfile.TemporaryDirectory(prefix="sdsf-") as dossier:
        yield Path(dossier) / f"contenu{suffixe}"


def _refuser_la_bombe(chemin: Path, reste: int, limite: int) -> None:
    if reste < 0:
        raise Erreurs([err.ArchiveTropGrosse(Lieu(chemin.name), limite=_mega(limite))])


def _mega(octets: int) -> str:
    return f"{octets // MEGA} Mo" if octets >= MEGA else f"{octets} octets"
