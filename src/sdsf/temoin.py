"""Le témoin des lectures : exactement les fichiers de params/ et de data/ qu'un carnet ouvre.

La production nomme un registre par une variable d'environnement ; ``ouvrir`` branche le témoin dans le
noyau, et chaque ouverture en lecture, chaque dossier énuméré s'y écrit aussitôt, une ligne chacun. Sans la
variable, rien n'est branché. Ce module ne juge pas : ``production/dependances.py`` en fait des empreintes.
"""

import json
import os
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VARIABLE = "SDSF_TEMOIN"
RACINES = ("params", "data")
OUVERTURE, ENUMERATIONS = "open", ("os.scandir", "os.listdir")


@dataclass
class _Poste:
    """Où le témoin écrit, et ce qu'il regarde."""

    racine: str = ""
    registre: int = -1
    branche: bool = False
    partielle: bool = False


_poste = _Poste()


def brancher(racine: Path) -> None:
    """Commence à noter, si la production l'a demandé ; sans effet sinon."""
    registre = os.environ.get(VARIABLE)
    if not registre:
        return
    if _poste.registre >= 0:
        os.close(_poste.registre)
    _poste.racine = os.path.realpath(racine)
    _poste.registre = os.open(registre, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    if not _poste.branche:
        # Un crochet d'audit ne se retire pas : il reste, et se tait quand le registre est fermé.
        sys.addaudithook(_entendre)
        _poste.branche = True


def _entendre(evenement: str, arguments: tuple[Any, ...]) -> None:
    if _poste.registre < 0 or _poste.partielle:
        return
    if evenement == OUVERTURE and _est_une_lecture(arguments):
        _noter("fichier", arguments[0])
    elif evenement in ENUMERATIONS:
        _noter("dossier", arguments[0] or ".")


def _est_une_lecture(arguments: tuple[Any, ...]) -> bool:
    _, mode, drapeaux = arguments
    if isinstance(mode, str):
        return not set(mode) & set("wax")
    return not (drapeaux or 0) & (os.O_WRONLY | os.O_RDWR)


def _noter(quoi: str, chemin: Any, garder: Mapping[str, Collection[str]] | None = None) -> None:
    """Écrit une ligne du registre : ce qui est lu, où, et l'état du fichier à cet instant."""
    if not isinstance(chemin, str | bytes | os.PathLike):
        return
    nom = _sous_l_espace(os.fsdecode(chemin))
    if nom is None:
        return
    ligne: dict[str, object] = {
        "quoi": quoi,
        "chemin": nom,
        "etat": etat_de(os.path.join(_poste.racine, nom)),
    }
    if garder is not None:
        ligne["garder"] = {colonne: sorted(valeurs) for colonne, valeurs in garder.items()}
    os.write(_poste.registre, (json.dumps(ligne, ensure_ascii=False) + "\n").encode())


def _sous_l_espace(chemin: str) -> str | None:
    """Le chemin relatif d'un fichier de params/ ou de data/ ; ``None`` ailleurs, ou s'il est caché."""
    relatif = os.path.relpath(os.path.realpath(chemin), _poste.racine).replace(os.sep, "/")
    morceaux = relatif.split("/")
    cache = any(morceau.startswith(".") for morceau in morceaux)
    return relatif if morceaux[0] in RACINES and not cache else None


def etat_de(chemin: str | Path) -> list[int]:
    """Ce qui change quand un fichier change ; rien s'il n'existe pas.

    Ses dates d'écriture et de changement, sa taille, son numéro : une copie qui garde sa date, une horloge
    qui recule ne passent pas pour le même fichier.
    """
    try:
        statut = os.stat(chemin)
    except OSError:
        return []
    return [statut.st_mtime_ns, statut.st_ctime_ns, statut.st_size, statut.st_ino]


@contextmanager
def lecture_partielle(chemin: Path, garder: Mapping[str, Collection[str]]) -> Iterator[None]:
    """Lit un fichier dont on ne gardera que des lignes : le registre note le choix, et non le fichier.

    Sans choix, la lecture est entière, et notée comme toute autre.
    """
    if _poste.registre < 0 or not garder:
        yield
        return
    _noter("lignes", chemin, garder)
    _poste.partielle = True
    try:
        yield
    finally:
        _poste.partielle = False


@contextmanager
def registre_dans(fichier: Path) -> Iterator[None]:
    """Demande aux carnets exécutés dans ce bloc de noter leurs lectures dans un fichier."""
    avant = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(fichier)
    try:
        yield
    finally:
        os.environ.pop(VARIABLE, None) if avant is None else os.environ.__setitem__(VARIABLE, avant)


def lire_le_registre(fichier: Path) -> list[dict[str, Any]]:
    """Ce que le témoin a noté ; rien s'il n'a pas été branché."""
    if not fichier.is_file():
        return []
    return [json.loads(ligne) for ligne in fichier.read_text(encoding="utf-8").splitlines()]
