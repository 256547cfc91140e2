"""Tuer une campagne net, au hasard, puis la reprendre ; pendant ce temps, regarder ce qui se voit.

Une victime : le parent, un ouvrier, ou le noyau d'un ouvrier. Un observateur relit sans cesse les rapports :
un fichier visible doit toujours être, octet pour octet, celui d'une exécution tranquille.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.mesures.alternance import RACINE

from sdsf.espace import Espace
from sdsf.production.campagne.conduite import Compte, Options, conduire, preparer
from sdsf.production.lectures import LECTURES
from sdsf.production.manifeste import DU_MOMENT

VICTIMES = ("parent", "ouvrier", "noyau")
DELAI_S = 120.0
LANCER = """
import sys
from pathlib import Path
from sdsf.espace import Espace
from sdsf.production.campagne.conduite import Options, conduire, preparer
compte = conduire(preparer(Espace(Path(sys.argv[1])), "essai", Options(faire=sys.argv[2])))
sys.exit(compte.sortie)
"""


@dataclass
class Observateur:
    """Relit ce qui se voit des rapports, et note ce qui n'est pas celui d'une exécution tranquille."""

    espace: Espace
    attendus: Mapping[str, object]
    fautes: set[str] = field(default_factory=set)
    regards: int = 0
    _arret: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Observateur":
        self._fil = threading.Thread(target=self._regarder, daemon=True)
        self._fil.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._arret.set()
        self._fil.join()

    def _regarder(self) -> None:
        while not self._arret.wait(0.003):
            self.regards += 1
            for nom, lu in visibles(self.espace).items():
                if lu != self.attendus.get(nom):
                    self.fautes.add(nom)


def visibles(espace: Espace) -> dict[str, object]:
    """Les fichiers qui se voient : leurs octets ; d'un manifeste, ce qu'il dit, sans dates ni durées.

    Un carnet exécuté porte l'heure de chaque cellule : il ne se compare pas.
    """
    tous = [c for c in espace.reports.glob("[0-9]*/*/*") if not c.name.startswith(".")]
    lus: dict[str, object] = {}
    for chemin in tous:
        if chemin.is_file() and not chemin.name.endswith(".ipynb"):
            with suppress(FileNotFoundError):  # disparu depuis qu'on l'a énuméré
                lus[espace.relatif(chemin)] = _stable(chemin)
    return lus


def _stable(chemin: Path) -> object:
    octets = chemin.read_bytes()
    if not chemin.name.endswith(".manifeste.json"):
        return octets
    try:
        return {cle: valeur for cle, valeur in json.loads(octets).items() if cle not in DU_MOMENT}
    except ValueError:
        return octets  # à moitié écrit : rien de ce que l'on attend


# --- tuer -----------------------------------------------------------------------------------------


def enfants(pid: int) -> list[int]:
    """Les processus nés de celui-ci, d'après le système."""
    nes: list[int] = []
    with suppress(OSError):
        for tache in Path(f"/proc/{pid}/task").iterdir():
            nes += [int(mot) for mot in (tache / "children").read_text().split()]
    return nes


def _derniers(pid: int) -> list[int]:
    """Les noyaux d'un ouvrier : nés de lui, ou de la forge qu'il tient."""
    return [fin for ne in enfants(pid) for fin in (enfants(ne) or [ne])]


def _victimes(parent: int, sorte: str) -> list[int]:
    ouvriers = enfants(parent)
    noyaux = [pid for ouvrier in ouvriers for pid in _derniers(ouvrier)]
    return {"parent": [parent], "ouvrier": ouvriers, "noyau": noyaux}[sorte]


def tuer_au_hasard(
    course: "subprocess.Popen[bytes]", espace: Espace, sorte: str, des: random.Random, total: int
) -> bool:
    """Attend un instant tiré au sort, puis tue net ; faux si la campagne a fini avant.

    L'instant se compte en rapports finis, plus un moment : une machine lente ne le repousse pas après la fin.
    """
    finis, moment = des.randrange(total), des.uniform(0, 0.3)
    limite = time.monotonic() + DELAI_S
    while len(list(espace.reports.glob("*/*/*.manifeste.json"))) < finis and course.poll() is None:
        time.sleep(0.002)
        assert time.monotonic() < limite
    time.sleep(moment)
    while course.poll() is None:
        for pid in _victimes(course.pid, sorte)[:1]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                return True
        time.sleep(0.002)
        assert time.monotonic() < limite
    return False


@dataclass
class Bilan:
    """Ce qu'ont donné les morts et les reprises."""

    tues: dict[str, int] = field(default_factory=lambda: dict.fromkeys(VICTIMES, 0))
    completes: int = 0
    identiques: int = 0
    fautes: set[str] = field(default_factory=set)
    restes: set[str] = field(default_factory=set)
    regards: int = 0

    @property
    def morts(self) -> int:
        return sum(self.tues.values())


def tuer_et_reprendre(
    neuf: Callable[[], Espace], faire: str, fois: int, graine: int, milieu: Mapping[str, str]
) -> Bilan:
    """Tant de morts, chacune suivie d'une reprise, comparées à une exécution tranquille."""
    des, bilan = random.Random(graine), Bilan()
    tranquille = neuf()
    reprendre(tranquille, faire)
    attendus = visibles(tranquille)
    total = sum(nom.endswith(".manifeste.json") for nom in attendus)
    for essai in range(3 * fois):
        if bilan.morts == fois:
            break
        espace, sorte = neuf(), VICTIMES[essai % len(VICTIMES)]
        commande = [sys.executable, "-c", LANCER, str(espace.racine), faire]
        with Observateur(espace, attendus) as observateur:
            course = subprocess.Popen(commande, env={**os.environ, **milieu}, stderr=subprocess.DEVNULL)
            tue = tuer_au_hasard(course, espace, sorte, des, total)
            course.wait(DELAI_S)
            compte = reprendre(espace, faire)
        if tue:
            bilan.tues[sorte] += 1
            bilan.completes += all(fiche.etat in ("produit", "reemploye") for fiche in compte.fiches)
            bilan.identiques += visibles(espace) == attendus
            bilan.fautes |= observateur.fautes
            bilan.restes |= restes(espace)
            bilan.regards += observateur.regards
        shutil.rmtree(espace.racine)
    return bilan


def reprendre(espace: Espace, faire: str) -> Compte:
    """La même campagne, relancée."""
    return conduire(preparer(espace, "essai", Options(faire=faire)))


def restes(espace: Espace) -> set[str]:
    """Ce qu'une mort aurait laissé à côté des rapports : des préparations, une annonce de dépôt."""
    caches = [c for c in espace.reports.glob("[0-9]*/*/.*") if not c.name.endswith((".verrou", LECTURES))]
    return {espace.relatif(chemin) for chemin in caches}


def chemins_des_tests() -> dict[str, Any]:
    """De quoi trouver les tests depuis un processus neuf."""
    return {"PYTHONPATH": f"{RACINE / 'src'}{os.pathsep}{RACINE}"}
