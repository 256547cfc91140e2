"""Le lien avec les noyaux : des sockets locales, dans un dossier qui disparaît avec l'exécution."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sdsf.forge.dossiers import dossier_de_passage

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
    with dossier_de_passage(court=True) as dossier:
        noyau = {"transport": "ipc", "ip": f"{dossier}/n", "connection_file": f"{dossier}/n.json"}
        donnee.KernelManager.update(noyau)
        yield donnee
