"""Le processus de la forge : il charge les bibliothèques, puis se copie à chaque demande.

Il n'ouvre ni fil, ni socket zmq, ni boucle d'événements : une copie ne vaut que ce que vaut l'original. Il ne
recueille un enfant que sur demande : jusque-là, son numéro ne peut désigner personne d'autre. Quand le
processus qui l'a lancé disparaît, il tue ses noyaux et s'en va.
"""

import gc
import importlib
import os
import select
import signal
import socket
import sys
import warnings
from typing import Any

from sdsf.forge.messages import envoyer, recevoir
from sdsf.forge.naissance import Naissance

# Le noyau d'IPython choisit ce dessin si personne n'en a choisi un ; matplotlib le lit en se chargeant.
DESSIN = ("MPLBACKEND", "module://matplotlib_inline.backend_inline")
# Le débogueur, chargé avant que le noyau ait pris les sorties, y écrirait un avertissement.
SANS_AVERTISSEMENT = ("PYDEVD_DISABLE_FILE_VALIDATION", "1")
VEILLE_S = 1.0


def chauffer(modules: list[str]) -> list[str]:
    """Charge les modules ; rend ceux qui ne se chargent pas, que leurs carnets importeront eux-mêmes."""
    gc.disable()
    froids = [module for module in modules if not _charge(module)]
    gc.collect()
    # Ce qui est gelé n'est plus parcouru par le ramasse-miettes des copies : leurs pages restent communes.
    gc.freeze()
    return froids


def _charge(module: str) -> bool:
    try:
        importlib.import_module(module)
    except Exception:
        return False
    return True


def tenir(prise: socket.socket, parent: int, apports: dict[str, str]) -> Naissance | None:
    """Sert les demandes. Rend une ``Naissance`` dans la copie, ``None`` dans la forge, à la fin."""
    enfants: set[int] = set()
    while _demande_en_vue(prise, parent):
        try:
            message, descripteurs = recevoir(prise)
        except (EOFError, OSError):
            break
        if message["demande"] == "recueillir":
            envoyer(prise, _recueillir(message["pid"], enfants))
        elif (naissance := _naitre(prise, message, descripteurs, enfants, apports)) is not None:
            return naissance
    _eteindre(enfants)
    return None


def _demande_en_vue(prise: socket.socket, parent: int) -> bool:
    """Attend une demande ; faux si le parent a disparu (sa socket peut survivre dans l'un de ses enfants)."""
    while not select.select([prise], [], [], VEILLE_S)[0]:
        if os.getppid() != parent:
            return False
    return True


def _naitre(
    prise: socket.socket,
    message: dict[str, Any],
    descripteurs: list[int],
    enfants: set[int],
    apports: dict[str, str],
) -> Naissance | None:
    """Se copie : ``Naissance`` dans la copie, ``None`` dans la forge."""
    with warnings.catch_warnings():
        # Les fils de calcul d'OpenBLAS se reforment après une copie ; Python n'en a aucun ici.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            pid = os.fork()
        except OSError as refus:
            _fermer(descripteurs)
            envoyer(prise, {"erreur": str(refus)})
            return None
    if pid == 0:
        prise.close()
        sortie, erreur, pret = descripteurs
        argv, milieu, dossier = message["argv"], message["milieu"], message["dossier"]
        return Naissance(argv, milieu, dossier, sortie, erreur, pret, apports)
    enfants.add(pid)
    _fermer(descripteurs)
    temoin = os.pidfd_open(pid)
    envoyer(prise, {"pid": pid}, (temoin,))
    os.close(temoin)
    return None


def _recueillir(pid: int, enfants: set[int]) -> dict[str, int]:
    """Le code de sortie d'un noyau, et le plus de mémoire qu'il a occupé, en Kio."""
    if pid not in enfants:
        return {"code": -signal.SIGKILL, "memoire": 0}  # un noyau d'une forge précédente, morte avec lui
    enfants.discard(pid)
    _, etat, usage = os.wait4(pid, 0)
    return {"code": os.waitstatus_to_exitcode(etat), "memoire": usage.ru_maxrss}


def _fermer(descripteurs: list[int]) -> None:
    for descripteur in descripteurs:
        os.close(descripteur)


def _eteindre(enfants: set[int]) -> None:
    """Tue les noyaux qui restent, avec ce qu'ils ont lancé."""
    for pid in enfants:
        for tuer in (os.killpg, os.kill):
            try:
                tuer(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue  # déjà mort, ou pas encore chef de son groupe


def principal() -> None:
    """Le point d'entrée : ``descripteur pid_du_parent module…``."""
    descripteur, parent, *modules = sys.argv[1:]
    prise = socket.socket(fileno=int(descripteur))
    prise.set_inheritable(False)
    os.environ.setdefault(*DESSIN)
    os.environ.setdefault(*SANS_AVERTISSEMENT)
    avant = set(os.environ)
    froids = chauffer(modules)
    apports = {nom: valeur for nom, valeur in os.environ.items() if nom not in avant}
    try:
        envoyer(prise, {"froids": froids})
    except OSError:
        return  # qui l'a lancée a disparu pendant qu'elle se chauffait
    naissance = tenir(prise, int(parent), apports)
    if naissance is not None:
        from sdsf.forge.fils import devenir_noyau

        devenir_noyau(naissance)
