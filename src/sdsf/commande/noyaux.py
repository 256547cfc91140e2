"""Les noyaux des pages de Voilà : copiés d'une forge, que le serveur allume en démarrant.

Ce que tous les ateliers chargent l'est une fois, quand le serveur s'ouvre, et non à chaque page. Chaque page
garde un noyau à elle, né neuf. jupyter_client trouve ``LancerUnAtelier`` par pyproject.toml. JupyterLab n'en
use pas : on y modifie du code, qu'un noyau relancé doit relire.
"""

import asyncio
from contextlib import suppress
from functools import cache
from typing import Any

from jupyter_client.connect import KernelConnectionInfo

from sdsf.forge.forge import Forge, ForgeImpossible
from sdsf.forge.noyau import LancerParLaForge
from sdsf.production.forges import MODULES_DES_RAPPORTS, forge_durable

# La dernière réchauffe l'espace : elle vient après tout ce qui se charge.
MODULES_DES_ATELIERS = (
    *MODULES_DES_RAPPORTS[:-1],
    "matplotlib_inline.backend_inline",
    "sdsf.ateliers.lancer.ecran",
    "sdsf.ateliers.priorites.atelier",
    "sdsf.ateliers.saisie.ecran",
    "sdsf.ateliers.tableau_de_bord.ecran",
    "sdsf.ateliers.territoires",
    "sdsf.ateliers.trajectoires",
    *MODULES_DES_RAPPORTS[-1:],
)


@cache
def forge_des_ateliers() -> Forge:
    """La forge de ce serveur, allumée au premier appel ; elle et ses noyaux meurent avec lui."""
    return forge_durable(MODULES_DES_ATELIERS)


class LancerUnAtelier(LancerParLaForge):
    """Lance le noyau d'une page ; un noyau ordinaire où la forge ne peut pas en donner (Windows, macOS)."""

    @property
    def forge(self) -> Forge:  # type: ignore[override]
        return forge_des_ateliers()

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Lance le noyau ; le serveur répond aux autres pages pendant que la forge finit de chauffer."""
        with suppress(ForgeImpossible):  # redit, avec sa cause, par la demande d'un noyau
            await asyncio.to_thread(self.forge.chauffer)
        return await super().launch_kernel(cmd, **kwargs)
