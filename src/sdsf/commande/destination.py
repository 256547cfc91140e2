"""La place d'un fichier que l'utilisateur choisit lui-même : dans l'espace de travail, ou ailleurs."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu, enumerer
from sdsf.espace import Espace
from sdsf.production.ecriture import ecrire_lot


def destination(fichier: Path, suffixes: Sequence[str]) -> Path:
    """La place du fichier, hors de l'espace s'il le faut. Lève ``Erreurs`` si elle ne va pas."""
    if fichier.suffix.lower() not in suffixes:
        proche = f"{fichier.stem or 'export'}{suffixes[0]}"
        raise Erreurs([err.SuffixeDExport(proche=proche, recu=fichier.name, admis=enumerer(suffixes))])
    try:
        place = fichier.resolve()
        place.exists()  # un nom trop long se voit ici
        connu = place.parent.is_dir()
    except (OSError, RuntimeError):
        conseil = "Donnez un nom plus court et plus simple."
        raise _refus(fichier, "nom refusé par le système", conseil) from None
    if not connu:
        conseil = f"Créez le dossier « {fichier.parent} », puis relancez."
        raise _refus(fichier, "ce dossier n'existe pas", conseil)
    return place


def ecrire_la(fichier: Path, place: Path, octets: bytes, remplacer: bool) -> None:
    """Écrit le fichier, en entier ou pas du tout. Lève ``Erreurs`` s'il remplacerait un autre contenu."""
    if not remplacer and place.is_file() and _contenu(place) != octets:
        raise Erreurs([err.ExportDejaLa(Lieu(str(fichier)))])
    ecrire_lot(Espace(place.parent), {place: octets})


def _refus(fichier: Path, cause: str, conseil: str) -> Erreurs:
    return Erreurs([err.EcritureRefusee(Lieu(str(fichier)), cause=cause, conseil=conseil)])


def _contenu(place: Path) -> bytes | None:
    """Le contenu d'un fichier ; ``None`` si le système refuse de le lire."""
    with suppress(OSError):
        return place.read_bytes()
    return None
