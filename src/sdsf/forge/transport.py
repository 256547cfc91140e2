"""Le lien avec les noyaux : des sockets locales, dans un dossier qui disparaît avec l'exécution."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Nommé, non importé : jupyter_client ne se charge qu'à l'exécution d'un carnet.
CLIENT = "sdsf.forge.client.ClientDuNoyau"


@contextmanager
def transport(config: Any = None) -> Iterator[Any]:
    """La configuration du noyau : un client toujours réveillé, un dossier de sockets par exécution.

    Ce qu'une configuration choisit déjà est laissé tel quel ; Windows n'a pas le transport par fichiers.
    """
    from traitlets.config import Config

    donnee = Config(config or {})
    donnee.KernelManager.setdefault("client_factory", CLIENT)
    if sys.platform == "win32" or "transport" in donnee.get("KernelManager", {}):
        yield donnee
        return
    # Un chemin de socket Unix est limité à une centaine d'octets : on part du plus court dossier temporaire.
    base = "/tmp" if Path("/tmp").is_dir() else None  # noqa: S108
    with tempfile.TemporaryDirectory(prefix="sdsf-", dir=base) as dossier:
        noyau = {"transport": "ipc", "ip": f"{dossier}/n", "connection_file": f"{dossier}/n.json"}
        donnee.KernelManager.update(noyau)
        yield donnee
