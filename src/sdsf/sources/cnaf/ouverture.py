"""Ouvrir un fichier de producteur : le texte d'un CSV, d'un JSON, un Parquet, ou l'un d'eux dans un zip.

Tout est borné avant d'être lu : taille, ligne, nombre de colonnes, archive. Rien n'est écrit ailleurs que
dans le dossier temporaire donné.
"""

import codecs
import csv
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu

MEGA = 1024 * 1024
TAILLE_MAXIMALE = 2048 * MEGA
JSON_MAXIMAL = 256 * MEGA
LIGNE_MAXIMALE = MEGA
COLONNES_MAXIMALES = 2_000
GONFLEMENT_MAXIMAL = 200
SEPARATEURS = (";", ",", "\t", "|")
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Ouvert:
    """Un contenu prêt à lire ; ``avis`` dit ce qui a été réparé en l'ouvrant."""

    chemin: Path
    genre: str
    separateur: str = ";"
    entetes: tuple[str, ...] = ()
    ligne_close: bool = True
    avis: tuple[str, ...] = field(default=())


def ouvrir(chemin: Path, lieu: Lieu, temporaire: Path) -> Ouvert:
    """Le contenu d'un fichier, décompressé et en UTF-8. Lève ``Erreurs``."""
    try:
        return _ouvrir(chemin, lieu, temporaire)
    except OSError as refus:
        raise Erreurs([err.LectureDesDonnees(lieu, cause=err.cause_du_systeme(refus))]) from None


def _ouvrir(chemin: Path, lieu: Lieu, temporaire: Path) -> Ouvert:
    _borner(chemin.stat().st_size, TAILLE_MAXIMALE, "le fichier", lieu)
    debut = _debut(chemin)
    if debut.startswith(b"PK\x03\x04") or chemin.suffix.lower() == ".zip":
        chemin = _decompresser(chemin, lieu, temporaire)
        debut = _debut(chemin)
    if not debut.strip(b"\x00\xef\xbb\xbf \t\r\n"):
        raise Erreurs([err.FichierDuProducteurVide(lieu)])
    if debut.startswith(b"PAR1"):
        return Ouvert(chemin, "parquet")
    return _ouvrir_le_texte(chemin, lieu, temporaire)


def _debut(chemin: Path, taille: int = LIGNE_MAXIMALE) -> bytes:
    with chemin.open("rb") as fichier:
        return fichier.read(taille)


def _borner(taille: int, borne: int, quoi: str, lieu: Lieu) -> None:
    if taille > borne:
        cause = f"{quoi} fait {taille // MEGA} Mo, et la borne est de {borne // MEGA} Mo"
        raise Erreurs([err.FichierHorsBornes(lieu, cause=cause)])


# --- l'archive ------------------------------------------------------------------------------------


def _decompresser(chemin: Path, lieu: Lieu, temporaire: Path) -> Path:
    """L'unique fichier de données d'un zip, écrit à côté, en comptant ce qui en sort."""
    try:
        with zipfile.ZipFile(chemin) as archive:
            membre = _membre(archive, lieu)
            cible = temporaire / f"contenu{Path(membre.filename).suffix.lower()}"
            with archive.open(membre) as source, cible.open("wb") as sortie:
                _copier(source, sortie, lieu)
            return cible
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError):
        cause = "l'archive est incomplète ou abîmée"
    except (RuntimeError, NotImplementedError):
        cause = "l'archive demande un mot de passe, ou sa compression n'est pas courante"
    raise Erreurs([err.ArchiveRefusee(lieu, cause=cause)])


def _membre(archive: zipfile.ZipFile, lieu: Lieu) -> zipfile.ZipInfo:
    if "xl/workbook.xml" in archive.namelist():
        raise Erreurs([err.ArchiveRefusee(lieu, cause="c'est un classeur, et non un CSV")])
    utiles = [m for m in archive.infolist() if not m.is_dir() and "metadata" not in m.filename.lower()]
    if len(utiles) != 1:
        cause = f"l'archive contient {len(utiles)} fichiers de données, et non un seul"
        raise Erreurs([err.ArchiveRefusee(lieu, cause=cause)])
    membre = utiles[0]
    if membre.file_size > GONFLEMENT_MAXIMAL * max(membre.compress_size, 4096):
        cause = f"elle passerait de {membre.compress_size} à {membre.file_size} octets une fois ouverte"
        raise Erreurs([err.ArchiveRefusee(lieu, cause=cause)])
    _borner(membre.file_size, TAILLE_MAXIMALE, "le fichier de l'archive", lieu)
    return membre


def _copier(source, sortie, lieu: Lieu) -> None:  # type: ignore[no-untyped-def]
    """Copie par morceaux : une archive peut mentir sur la taille qu'elle annonce."""
    lu = 0
    while morceau := source.read(MEGA):
        lu += len(morceau)
        _borner(lu, TAILLE_MAXIMALE, "le fichier de l'archive", lieu)
        sortie.write(morceau)


# --- le texte -------------------------------------------------------------------------------------


def _ouvrir_le_texte(chemin: Path, lieu: Lieu, temporaire: Path) -> Ouvert:
    utf8, avis = _en_utf8(chemin, lieu, temporaire)
    debut = _debut(utf8).removeprefix(BOM)
    if debut.lstrip()[:1] in (b"[", b"{"):
        _borner(utf8.stat().st_size, JSON_MAXIMAL, "le fichier JSON", lieu)
        return Ouvert(utf8, "json", avis=avis)
    entetes, separateur = _entetes(debut, utf8.stat().st_size, lieu)
    _refuser_les_lignes_sans_fin(utf8, lieu)
    with utf8.open("rb") as fichier:
        fichier.seek(-1, 2)
        close = fichier.read(1) in (b"\n", b"\r")
    return Ouvert(utf8, "csv", separateur, entetes, close, avis)


def _refuser_les_lignes_sans_fin(chemin: Path, lieu: Lieu) -> None:
    """Une ligne plus longue que la borne, où qu'elle soit : DuckDB laisse la dernière sans le dire."""
    courante, numero = 0, 1
    for morceau, _ in _morceaux(chemin):
        premiere = morceau.find(b"\n")
        courante += len(morceau) if premiere < 0 else premiere
        if courante > LIGNE_MAXIMALE:
            cause = f"une ligne dépasse {LIGNE_MAXIMALE // MEGA} Mo"
            raise Erreurs([err.FichierHorsBornes(Lieu(lieu.fichier, numero), cause=cause)])
        if premiere >= 0:
            numero += morceau.count(b"\n")
            courante = len(morceau) - morceau.rfind(b"\n") - 1


def _en_utf8(chemin: Path, lieu: Lieu, temporaire: Path) -> tuple[Path, tuple[str, ...]]:
    """Le fichier lui-même s'il est en UTF-8 ; sinon sa copie, et ce qu'il faut en dire."""
    debut = _debut(chemin, 4)
    if debut.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _transcrire(chemin, "utf-16", "UTF-16", lieu, temporaire)
    faute = _premiere_faute(chemin, lieu)
    if faute is None:
        return chemin, ()
    return _transcrire(chemin, "cp1252", "Windows-1252 (Latin-1)", lieu, temporaire)


def _premiere_faute(chemin: Path, lieu: Lieu) -> int | None:
    """La place du premier octet qui n'est pas de l'UTF-8, ou ``None``. Un octet nul n'est pas du texte."""
    decodeur, place = codecs.getincrementaldecoder("utf-8")(), 0
    for morceau, dernier in _morceaux(chemin):
        if b"\x00" in morceau:
            raise Erreurs([err.FichierTronque(lieu, cause="ce n'est pas un fichier de texte")])
        try:
            decodeur.decode(morceau, dernier)
        except UnicodeDecodeError:
            return place
        place += len(morceau)
    return None


def _morceaux(chemin: Path) -> Iterator[tuple[bytes, bool]]:
    with chemin.open("rb") as fichier:
        morceau = fichier.read(MEGA)
        while morceau:
            suivant = fichier.read(MEGA)
            yield morceau, not suivant
            morceau = suivant


def _transcrire(
    chemin: Path, codage: str, dit: str, lieu: Lieu, temporaire: Path
) -> tuple[Path, tuple[str, ...]]:
    cible = temporaire / "en_utf8.txt"
    try:
        with (
            chemin.open(encoding=codage, newline="") as source,
            cible.open("w", encoding="utf-8", newline="") as sortie,
        ):
            shutil.copyfileobj(source, sortie, MEGA)
    except UnicodeError:
        raise Erreurs([err.EncodageDesDonnees(lieu)]) from None
    return cible, (f"{lieu} : lu en {dit}, et non en UTF-8 ; vérifiez les accents des noms.",)


def _entetes(debut: bytes, taille: int, lieu: Lieu) -> tuple[tuple[str, ...], str]:
    """Les en-têtes d'un CSV et son séparateur : le plus fréquent de la première ligne."""
    premiere = debut.splitlines()[0] if debut else b""
    if len(premiere) == len(debut) and taille > len(debut) + len(BOM):
        cause = f"la première ligne dépasse {LIGNE_MAXIMALE // MEGA} Mo"
        raise Erreurs([err.FichierHorsBornes(lieu, cause=cause)])
    texte = premiere.decode("utf-8", "replace")
    separateur = max(SEPARATEURS, key=texte.count)
    try:
        noms = tuple(nom.strip() for nom in next(csv.reader([texte], delimiter=separateur, strict=True)))
    except csv.Error:
        cause = "un guillemet de la ligne d'en-têtes est mal placé"
        raise Erreurs([err.FichierTronque(lieu, cause=cause)]) from None
    err.lever(_defauts_des_entetes(noms, lieu))
    return noms, separateur


def _defauts_des_entetes(noms: tuple[str, ...], lieu: Lieu) -> list[Erreur]:
    if len(noms) > COLONNES_MAXIMALES:
        cause = f"la ligne d'en-têtes a {len(noms)} colonnes, et la borne est de {COLONNES_MAXIMALES}"
        return [err.FichierHorsBornes(lieu, cause=cause)]
    doubles = sorted({nom for nom in noms if noms.count(nom) > 1})
    if doubles:
        cause = f"la colonne « {doubles[0]} » y est deux fois"
        return [err.FichierTronque(lieu, cause=cause)]
    return []
