"""L'enveloppe d'une demande à la forge : sa longueur, son texte JSON, les descripteurs qui l'accompagnent."""

import json
import os
import socket
import struct
from typing import Any

LONGUEUR = struct.Struct("!I")
DESCRIPTEURS_AU_PLUS = 4


def envoyer(prise: socket.socket, message: dict[str, Any], descripteurs: tuple[int, ...] = ()) -> None:
    """Envoie un message ; ses descripteurs partent avec la longueur, donc avant le texte."""
    texte = json.dumps(message).encode()
    socket.send_fds(prise, [LONGUEUR.pack(len(texte))], list(descripteurs))
    prise.sendall(texte)


def recevoir(prise: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Le message suivant et ses descripteurs ; ``EOFError`` quand l'autre bout est fermé."""
    tete, descripteurs, _, _ = socket.recv_fds(prise, LONGUEUR.size, DESCRIPTEURS_AU_PLUS)
    try:
        tete += _lire(prise, LONGUEUR.size - len(tete))
        message: dict[str, Any] = json.loads(_lire(prise, LONGUEUR.unpack(tete)[0]))
    except BaseException:
        # Un message coupé ne laisse aucun descripteur ouvert derrière lui.
        for descripteur in descripteurs:
            os.close(descripteur)
        raise
    for descripteur in descripteurs:
        os.set_inheritable(descripteur, False)
    return message, descripteurs


def _lire(prise: socket.socket, manquants: int) -> bytes:
    lu = bytearray()
    while len(lu) < manquants:
        morceau = prise.recv(manquants - len(lu))
        if not morceau:
            raise EOFError("l'autre bout est fermé")
        lu += morceau
    return bytes(lu)
