"""La poignée de la forge, dans le processus qui produit : la lancer, lui demander un noyau, la fermer."""

import atexit
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sdsf.forge.messages import envoyer, recevoir

# Le processus retire le dossier courant de ses chemins, comme le lanceur d'ipykernel.
LANCEUR = (
    "import sys; sys.path[:1] == [''] and sys.path.pop(0); "
    "from sdsf.forge.foyer import principal; principal()"
)
# Ce qu'un noyau d'IPython charge de toute façon, puis ce que la plupart des carnets importent.
MODULES_DU_NOYAU = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "encodings.idna",
    "faulthandler",
    "pdb",
    "psutil",
    "tornado.platform.asyncio",
    "tornado.queues",
)
MODULES_DES_CARNETS = ("numpy", "pandas", "matplotlib.pyplot", "matplotlib.backends.backend_agg", "seaborn")
# Ces variables sont lues au démarrage de Python ou d'une bibliothèque : après, il est trop tard.
LUES_A_LA_NAISSANCE = ("PYTHON", "LC_", "LD_", "MPL", "OMP_", "OPENBLAS_", "MKL_", "NUMEXPR_", "PANDAS_")
LUES_AUSSI = frozenset({"LANG", "LANGUAGE", "TZ", "HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"})
DELAI_DE_CHAUFFE_S = 60.0
DELAI_DE_REPONSE_S = 10.0


class ForgeImpossible(RuntimeError):
    """La forge ne peut pas donner ce noyau ; un noyau ordinaire le peut."""


@dataclass
class NoyauForge:
    """Un noyau né de la forge, sous les gestes d'un ``Popen`` : c'est ce que jupyter_client conduit."""

    forge: "Forge"
    pid: int
    temoin: int
    returncode: int | None = None
    stdin: None = None
    stdout: None = None
    stderr: None = None

    def poll(self) -> int | None:
        """Le code de sortie, ou rien tant que le noyau vit."""
        if self.returncode is None and select.select([self.temoin], [], [], 0)[0]:
            self._recueillir()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Attend la fin du noyau."""
        if self.returncode is None:
            if not select.select([self.temoin], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("noyau", timeout or 0)
            self._recueillir()
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, signum: int) -> None:
        """Un signal au noyau seul, et à nul autre : son témoin ne change pas de porteur."""
        if self.poll() is None:
            signal.pidfd_send_signal(self.temoin, signum)  # type: ignore[attr-defined,unused-ignore]

    def kill(self) -> None:
        """L'arrête sans appel."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Lui demande de s'arrêter."""
        self.send_signal(signal.SIGTERM)

    def _recueillir(self) -> None:
        self.returncode = self.forge.recueillir(self.pid)
        os.close(self.temoin)


@dataclass
class Forge:
    """Un processus chaud et son lien. Morte, elle renaît à la demande suivante."""

    modules: Sequence[str] = MODULES_DES_CARNETS
    milieu: Mapping[str, str] = field(default_factory=lambda: dict(os.environ), repr=False)
    froids: tuple[str, ...] = ()
    memoire_kio: int = 0
    """Le plus qu'un de ses noyaux a occupé."""
    processus: "subprocess.Popen[bytes] | None" = None
    _prise: socket.socket | None = None
    _chaude: bool = False
    _verrou: Any = field(default_factory=threading.RLock, repr=False)

    @property
    def pid(self) -> int | None:
        """Le numéro du processus, s'il y en a un."""
        return self.processus.pid if self.processus else None

    def allumer(self) -> None:
        """Lance le processus sans attendre qu'il soit chaud ; ``ForgeImpossible`` s'il ne peut naître."""
        refuser_hors_de_linux()
        with self._verrou:
            if self._vit():
                return
            self.eteindre()
            ici, la_bas = socket.socketpair()
            try:
                self.processus = self._lancer(la_bas)
            except OSError as refus:
                ici.close()
                raise ForgeImpossible(f"le processus ne se lance pas ({refus.strerror})") from refus
            finally:
                la_bas.close()
            self._prise, self._chaude = ici, False

    def _lancer(self, prise: socket.socket) -> "subprocess.Popen[bytes]":
        modules = (*MODULES_DU_NOYAU, *self.modules)
        commande = [sys.executable, "-c", LANCEUR, str(prise.fileno()), str(os.getpid()), *modules]
        # Sa propre session : une interruption au clavier s'adresse à qui produit, qui arrête ses noyaux.
        return subprocess.Popen(  # noqa: S603
            commande, env=dict(self.milieu), pass_fds=[prise.fileno()], stdin=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip

    def _vit(self) -> bool:
        return self.processus is not None and self.processus.poll() is None

    def convenir(self, milieu: Mapping[str, str]) -> None:
        """Refuse un milieu que la copie ne pourrait pas avoir : ``ForgeImpossible``, avec la variable."""
        refuser_hors_de_linux()
        ecarts = [
            nom
            for nom in sorted({*milieu, *self.milieu})
            if _lue_a_la_naissance(nom) and milieu.get(nom) != self.milieu.get(nom)
        ]
        if ecarts:
            raise ForgeImpossible(f"{', '.join(ecarts)} n'a pas la valeur qu'avait la forge en naissant")

    def noyau(self, argv: Sequence[str], milieu: Mapping[str, str], dossier: str, pret: int) -> NoyauForge:
        """Un noyau neuf ; ``ForgeImpossible`` si la forge ne peut pas le donner."""
        self.convenir(milieu)
        demande = {"demande": "naitre", "argv": list(argv), "milieu": dict(milieu), "dossier": dossier}
        with self._verrou:
            self.chauffer()
            reponse, descripteurs = self._echanger(demande, (1, 2, pret), DELAI_DE_REPONSE_S)
        if "pid" not in reponse:
            raise ForgeImpossible(f"la copie est refusée ({reponse.get('erreur')})")
        return NoyauForge(self, reponse["pid"], descripteurs[0])

    def recueillir(self, pid: int) -> int:
        """Le code de sortie d'un noyau mort ; ``-SIGKILL`` si la forge est morte avec lui."""
        with self._verrou:
            try:
                fin = self._echanger({"demande": "recueillir", "pid": pid}, (), DELAI_DE_REPONSE_S)[0]
                self.memoire_kio = max(self.memoire_kio, int(fin["memoire"]))
                return int(fin["code"])
            except (ForgeImpossible, KeyError):
                return -signal.SIGKILL

    def chauffer(self) -> None:
        """Allume la forge et attend qu'elle soit chaude ; ``ForgeImpossible`` si elle ne le peut."""
        with self._verrou:
            self.allumer()
            if not self._chaude:
                self.froids = tuple(self._lire(DELAI_DE_CHAUFFE_S)[0]["froids"])
                self._chaude = True

    def _echanger(
        self, demande: dict[str, Any], descripteurs: tuple[int, ...], delai: float
    ) -> tuple[dict[str, Any], list[int]]:
        if self._prise is None:
            raise ForgeImpossible("la forge est fermée")
        try:
            envoyer(self._prise, demande, descripteurs)
        except OSError as refus:
            self.eteindre()
            raise ForgeImpossible(f"la forge s'est arrêtée ({refus.strerror})") from refus
        return self._lire(delai)

    def _lire(self, delai: float) -> tuple[dict[str, Any], list[int]]:
        assert self._prise is not None
        try:
            if not select.select([self._prise], [], [], delai)[0]:
                raise TimeoutError("pas de réponse")
            return recevoir(self._prise)
        except (EOFError, OSError) as refus:
            # Une réponse perdue laisserait la suivante se prendre pour elle : on repart d'une forge neuve.
            self.eteindre()
            raise ForgeImpossible(f"la forge ne répond plus ({refus})") from refus

    def eteindre(self) -> None:
        """Ferme la forge ; elle tue les noyaux qui lui restent."""
        with self._verrou:
            if self._prise is not None:
                self._prise.close()
            if self.processus is not None:
                if not self._chaude:
                    self.processus.kill()  # elle charge encore : elle n'a aucun noyau à tuer
                _attendre_la_fin(self.processus)
            self._prise, self.processus, self._chaude = None, None, False


def refuser_hors_de_linux() -> None:
    """Un témoin de processus et une mort avec le parent : seul Linux a les deux."""
    if sys.platform != "linux":
        raise ForgeImpossible(f"le système {sys.platform} ne sait pas copier un processus sans risque")


def _lue_a_la_naissance(nom: str) -> bool:
    return nom in LUES_AUSSI or nom.startswith(LUES_A_LA_NAISSANCE)


def _attendre_la_fin(processus: "subprocess.Popen[bytes]") -> None:
    try:
        processus.wait(2)
    except subprocess.TimeoutExpired:
        processus.kill()
        processus.wait()


@contextmanager
def forge(
    modules: Sequence[str] = MODULES_DES_CARNETS, milieu: Mapping[str, str] | None = None
) -> Iterator[Forge]:
    """Une forge le temps d'un lot ; hors de Linux, ou si elle ne peut naître, ses noyaux sont ordinaires."""
    ouverte = Forge(modules, dict(os.environ if milieu is None else milieu))
    # Un refus se redira à chaque noyau demandé : le moteur annonce alors un noyau ordinaire et sa cause.
    with suppress(ForgeImpossible):
        ouverte.allumer()
    try:
        yield ouverte
    finally:
        ouverte.eteindre()


@cache
def forge_commune() -> Forge:
    """La forge du processus, pour qui emploie le moteur par son nom, sans en tenir une."""
    commune = Forge()
    atexit.register(commune.eteindre)
    return commune
