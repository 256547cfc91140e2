"""La copie de la forge devient un noyau neuf : dossier, milieu, descripteurs, hasard, puis IPython.

À la fin, elle fait ce qu'un interpréteur qui s'arrête fait de visible (fils attendus, sorties annoncées,
objets du carnet rendus, fichiers écrits jusqu'au bout), puis quitte sans démonter ce qu'elle n'a pas chargé.
"""

import atexit
import ctypes
import gc
import io
import os
import signal
import sys
import threading
import traceback
from typing import Any, NoReturn

from sdsf.forge.naissance import Naissance

PR_SET_PDEATHSIG = 1
DELAI_DU_CONTROLE_S = 2.0


def devenir_noyau(naissance: Naissance) -> NoReturn:
    """Ne revient pas : le processus se termine avec le noyau."""
    code, noyau = 1, None
    try:
        forge = _s_etablir(naissance)
        noyau = _ouvrir_le_noyau(naissance.argv, forge)
        os.write(naissance.pret, b"1")
        os.close(naissance.pret)
        noyau.start()
        code = 0
    except SystemExit as sortie:
        code = sortie.code if isinstance(sortie.code, int) else int(sortie.code is not None)
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    _finir(noyau, code)


def _s_etablir(naissance: Naissance) -> int:
    """Son groupe, son lien de vie avec la forge, ses descripteurs, son milieu, son dossier, son hasard."""
    forge = os.getppid()
    os.setsid()
    _mourir_avec_la_forge()
    _brancher(naissance)
    os.environ.clear()
    os.environ.update(naissance.apports | naissance.milieu)
    os.environ["JPY_PARENT_PID"] = str(forge)
    os.chdir(naissance.dossier)
    _reprendre_au_hasard()
    gc.enable()
    return forge


def _mourir_avec_la_forge() -> None:
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _brancher(naissance: Naissance) -> None:
    """Les sorties sont celles du processus qui produit, à l'instant de la demande ; rien à lire."""
    os.dup2(naissance.sortie, 1)
    os.dup2(naissance.erreur, 2)
    os.close(naissance.sortie)
    os.close(naissance.erreur)


def _reprendre_au_hasard() -> None:
    """Python retire sa graine après une copie ; numpy non : deux noyaux auraient les mêmes tirages."""
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()


def _ouvrir_le_noyau(argv: list[str], forge: int) -> Any:
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = list(argv)
    noyau = IPKernelApp.instance()
    # La classe a lu le numéro du parent en se chargeant, dans la forge : ce n'était pas le bon.
    noyau.parent_handle = forge
    noyau.initialize(argv[1:])
    _inscrire_les_widgets()
    return noyau


def _inscrire_les_widgets() -> None:
    """ipywidgets s'inscrit auprès du noyau en se chargeant : dans la forge, il n'y en avait pas."""
    if "ipywidgets" in sys.modules:
        sys.modules["ipywidgets"].register_comm_target()


def _finir(noyau: Any, code: int) -> NoReturn:
    try:
        threading._shutdown()  # type: ignore[attr-defined]
        _arreter_le_controle(noyau)
        # Une sortie annoncée par le carnet peut encore employer ses objets : elle passe avant eux.
        atexit._run_exitfuncs()
        _rendre_les_objets()
        _vider_les_fichiers()
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
        code = code or 1
    finally:
        os._exit(code)


def _arreter_le_controle(noyau: Any) -> None:
    """Le fil de contrôle répond avant que les annonces ferment : il les attendrait dix secondes."""
    fil = noyau.control_thread if noyau is not None else None
    if fil is not None and fil.is_alive():
        fil.stop()
        fil.join(DELAI_DU_CONTROLE_S)


def _rendre_les_objets() -> None:
    """Les objets du carnet sont détruits, comme à l'arrêt d'un interpréteur."""
    principal = sys.modules.get("__main__")
    sys.last_value = None
    sys.last_traceback = None
    if principal is not None:
        vars(principal).clear()
    gc.collect()


def _vider_les_fichiers() -> None:
    """Ce qui reste ouvert en écriture est écrit jusqu'au bout : le texte d'abord, puis ses octets."""
    for sorte in (io.TextIOWrapper, io.BufferedWriter, io.BufferedRandom):
        for objet in gc.get_objects():
            if type(objet) is sorte and not objet.closed:
                objet.flush()
