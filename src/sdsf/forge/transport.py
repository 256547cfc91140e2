"""Le transport des noyaux : des sockets locales, dans un dossier qui disparaît avec l'exécution."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def transport(config: Any = None) -> Iterator[Any]:
    """La configuration du noyau : un dossier de sockets par exécution, au chemin court.

    Une configuration qui choisit déjà son transport est laissée telle quelle ; Windows n'a pas celui-ci.
    """
    from traitlets.config import Config

    donnee = Config(config or {})
    if sys.platform == "win32" or "transport" in donnee.get("KernelManager", {}):
        yield donnee
        return
    # Un chemin de socket Unix est limité à une centaine d'octets : on part du plus court dossier temporaire.
    base = "/tmp" if Path("/tmp").is_dir() else None  # noqa: S108
    with tempfile.TemporaryDirectory(prefix="sdsf-", dir=base) as dossier:
        noyau = {"transport": "ipc", "ip": f"{dossier}/n", "connection_file": f"{dossier}/n.json"}
        donnee.KernelManager.update(noyau)
        yield donnee
