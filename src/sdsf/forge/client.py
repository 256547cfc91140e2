"""Qui parle à un noyau, de la forge ou ordinaire : prêt à sa réponse, et toujours réveillé par elle.

zmq ne signale qu'une fois l'arrivée d'un message, et tout envoi consomme ce signal. jupyter_client envoie par
une copie synchrone de la socket, à l'insu de la boucle qui attend : une réponse arrivée juste avant un envoi
n'était vue qu'au délai de la cellule. nbclient écrit ainsi au noyau, pendant qu'il l'écoute, l'état de chaque
widget ``Output``.
"""

import asyncio
import time
from queue import Empty
from typing import Any

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from traitlets import Type

PREMIERE_PATIENCE_S, DERNIERE_PATIENCE_S = 0.01, 0.2


class CanalAttentif(AsyncZMQSocketChannel):
    """Un canal qui, après chaque envoi, regarde si une réponse est arrivée entre-temps."""

    def send(self, msg: dict[str, Any]) -> None:
        """Envoie un message ; qui attend une réponse déjà là est réveillé."""
        super().send(msg)
        # Lire les événements d'une socket asynchrone programme le réveil de ceux qui l'attendent. Hors de
        # la boucle, personne n'attend : qui attendra ensuite les lira lui-même d'abord.
        if _dans_la_boucle():
            self.socket.get(zmq.EVENTS)


def _dans_la_boucle() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


class ClientDuNoyau(AsyncKernelClient):
    """Le client de jupyter_client, qui reconnaît un noyau prêt à sa réponse et non à un silence."""

    shell_channel_class = Type(CanalAttentif)  # type: ignore[assignment,unused-ignore]
    stdin_channel_class = Type(CanalAttentif)  # type: ignore[assignment,unused-ignore]
    control_channel_class = Type(CanalAttentif)  # type: ignore[assignment,unused-ignore]

    async def _pret(self, timeout: float | None = None) -> None:
        """Attend que le noyau ait répondu et que ses annonces arrivent ; ``RuntimeError`` sinon."""
        fin = time.monotonic() + (float("inf") if timeout is None else timeout)
        patience = PREMIERE_PATIENCE_S
        while not await self._repond(patience):
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > fin:
                raise RuntimeError(f"Kernel didn't respond in {timeout:.0f} seconds")
            patience = min(2 * patience, DERNIERE_PATIENCE_S)

    async def _repond(self, patience: float) -> bool:
        """Vrai si le noyau a répondu, et annoncé son repos : l'abonnement aux annonces peut tarder."""
        demande = self.kernel_info()
        try:
            reponse = await self.shell_channel.get_msg(timeout=1)
            while reponse["parent_header"].get("msg_id") != demande:
                reponse = await self.shell_channel.get_msg(timeout=1)
            # Le repos annoncé pour cette demande suit tout ce qui la précède : il n'y a plus rien à purger.
            while not _au_repos(await self.iopub_channel.get_msg(timeout=patience), demande):
                pass
        except Empty:
            return False
        self._handle_kernel_info_reply(reponse)
        return True

    wait_for_ready = _pret


def _au_repos(message: dict[str, Any], demande: str) -> bool:
    sien = message["parent_header"].get("msg_id") == demande
    return sien and bool(message["content"].get("execution_state") == "idle")
