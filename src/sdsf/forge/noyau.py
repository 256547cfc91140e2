"""Ce que jupyter_client voit de la forge : qui lance le noyau, et qui le conduit."""

import asyncio
import os
import select
import sys
import time
import uuid
from pathlib import Path
from subprocess import Popen
from typing import Any, cast

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Type

from sdsf.forge.client import ClientDuNoyau
from sdsf.forge.forge import Forge, ForgeImpossible, NoyauForge

DELAI_D_OUVERTURE_S = 5.0
PAS_D_ATTENTE_S = 0.005
LANCEUR_IPYKERNEL = ["-m", "ipykernel_launcher"]


class LancerParLaForge(LocalProvisioner):
    """Demande le noyau à la forge ; à défaut, le lance comme jupyter_client, en disant pourquoi."""

    forge: Forge

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Lance le noyau."""
        try:
            noyau = await self._forger(cmd, kwargs)
        except ForgeImpossible as cause:
            self.log.warning("Noyau ordinaire, sans la forge : %s.", cause)
            return await super().launch_kernel(cmd, **kwargs)
        # Il a les gestes d'un Popen : le conducteur de jupyter_client n'en demande pas plus.
        self.process = cast("Popen[Any]", noyau)
        self.pid = self.pgid = noyau.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info

    async def _forger(self, cmd: list[str], kwargs: dict[str, Any]) -> NoyauForge:
        argv = arguments_du_noyau(cmd)
        lu, ecrit = os.pipe()
        try:
            noyau = self.forge.noyau(argv, kwargs["env"], str(kwargs.get("cwd") or Path.cwd()), ecrit)
        except BaseException:
            os.close(lu)
            raise
        finally:
            os.close(ecrit)
        await _attendre_l_ouverture(lu)
        return noyau


def arguments_du_noyau(cmd: list[str]) -> list[str]:
    """Les arguments d'un noyau de ce Python-ci ; tout autre noyau n'est pas une copie de la forge."""
    if not (Path(cmd[0]).name.startswith("python") and cmd[1:3] == LANCEUR_IPYKERNEL):
        raise ForgeImpossible(f"ce noyau n'est pas celui d'ipykernel ({' '.join(cmd[:3])})")
    if cmd[0] != sys.executable:
        raise ForgeImpossible(f"ce noyau a un autre Python ({cmd[0]})")
    return ["ipykernel_launcher.py", *cmd[3:]]


async def _attendre_l_ouverture(lu: int) -> None:
    """Attend que le noyau ait ouvert ses sockets, ou soit mort : s'y relier trop tôt coûte 100 ms.

    Un noyau lent n'est pas un échec : le client attend ensuite lui-même, avec son propre délai.
    """
    fin = time.monotonic() + DELAI_D_OUVERTURE_S
    try:
        while not select.select([lu], [], [], 0)[0] and time.monotonic() < fin:
            await asyncio.sleep(PAS_D_ATTENTE_S)
    finally:
        os.close(lu)


class ConduireLeNoyau(AsyncKernelManager):
    """Le conducteur de jupyter_client, dont les noyaux viennent d'une forge."""

    client_factory = Type(default_value=ClientDuNoyau, klass=AsyncKernelClient).tag(config=True)
    forge: Forge

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.kernel_id = str(uuid.uuid4())
        if self.kernel_spec is not None and not self.kernel_spec.metadata.get("kernel_provisioner"):
            lanceur = LancerParLaForge(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
            lanceur.forge = self.forge
            self.provisioner = lanceur

    async def _async_wait(self, pollinterval: float = PAS_D_ATTENTE_S) -> None:
        # Regarder un témoin ne coûte rien : attendre un dixième de seconde la fin d'un noyau, si.
        await super()._async_wait(min(pollinterval, PAS_D_ATTENTE_S))
