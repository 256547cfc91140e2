"""Des dossiers de passage, que même un processus tué net ne laisse pas derrière lui.

Chacun porte un gage, que le système tient pris tant que son processus vit : le premier processus qui en crée
un autre balaie ceux dont le gage est libre. Un dossier sans gage n'est pas à nous.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

PREFIXE, GAGE = "sdsf-", ".gage"


@contextmanager
def dossier_de_passage(court: bool = False) -> Iterator[Path]:
    """Un dossier neuf, le temps du bloc.

    ``court`` : pour des sockets Unix, dont le chemin est limité à une centaine d'octets ; on part alors du
    plus court dossier temporaire.
    """
    base = "/tmp" if court and Path("/tmp").is_dir() else tempfile.gettempdir()  # noqa: S108
    _balayer(base)
    temporaire = tempfile.TemporaryDirectory(prefix=PREFIXE, dir=base)
    # Le dossier disparaît avant son gage : un balayage ne peut pas le prendre à demi effacé.
    with _gage(Path(temporaire.name)), temporaire as dossier:
        yield Path(dossier)


@contextmanager
def _gage(dossier: Path) -> Iterator[None]:
    """Tient le gage d'un dossier ; il ne prend son nom qu'une fois tenu."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    provisoire = dossier / f"{GAGE}.provisoire"
    with provisoire.open("wb") as gage:
        fcntl.flock(gage, fcntl.LOCK_EX)
        provisoire.rename(dossier / GAGE)
        yield


@cache
def _balayer(base: str) -> None:
    """Efface, une fois par processus, les dossiers de processus morts."""
    if sys.platform == "win32":
        return
    for gage in Path(base).glob(f"{PREFIXE}*/{GAGE}"):
        _effacer_si_libre(gage)


def _effacer_si_libre(gage: Path) -> None:
    if sys.platform == "win32":
        return
    import fcntl

    try:
        if {gage.lstat().st_uid, gage.parent.lstat().st_uid} != {os.getuid()}:
            return  # à quelqu'un d'autre
        with gage.open("rb") as ouvert:
            fcntl.flock(ouvert, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(gage.parent)
    except OSError:
        return  # son processus vit, ou un autre balayage l'efface
