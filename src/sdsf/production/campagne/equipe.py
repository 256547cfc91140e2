"""L'équipe : quelques ouvriers qui se partagent des files de tâches, et que l'on remplace quand ils meurent.

Les rapports d'un même département font une file, dans l'ordre des années : le second lit ce que le premier a
publié. Deux files avancent ensemble.
"""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sdsf.espace import Espace
from sdsf.production.campagne.ouvrier import FAIRE, SORTIE_D_UN_DEFAUT, Resultat
from sdsf.production.campagne.taches import Tache

OUVRIER = "sdsf.production.campagne.ouvrier"
# Un ouvrier rend sa mémoire en s'en allant : au bout de quelques rapports, un autre le remplace.
RAPPORTS_PAR_OUVRIER = 20
ESSAIS = 2
PERDU = "L'ouvrier qui produisait ce rapport est mort, {essais} fois de suite."
# Avant de lancer une tâche : vrai pour la faire, faux pour la passer.
Avant = Callable[[Tache], bool]
Apres = Callable[[Tache, Resultat], None]


@dataclass
class Ouvrier:
    """Le processus d'un ouvrier, lancé quand il faut."""

    espace: Espace
    faire: str
    trace: Path
    processus: "subprocess.Popen[str] | None" = None
    faits: int = 0

    def executer(self, tache: Tache) -> Resultat:
        """Fait la tâche, en relançant l'ouvrier s'il meurt en route."""
        for _ in range(ESSAIS):
            reponse = self._demander(tache)
            if reponse:
                return Resultat.lu(json.loads(reponse))
            self.arreter()
        return Resultat(SORTIE_D_UN_DEFAUT, 0.0, erreur=PERDU.format(essais=ESSAIS))

    def _demander(self, tache: Tache) -> str:
        if self.processus is None or self.faits >= RAPPORTS_PAR_OUVRIER:
            self._lancer()
        assert self.processus is not None
        entree, sortie = self.processus.stdin, self.processus.stdout
        assert entree is not None
        assert sortie is not None
        try:
            entree.write(json.dumps(asdict(tache), ensure_ascii=False) + "\n")
            entree.flush()
        except OSError:
            return ""
        self.faits += 1
        reponse = sortie.readline()
        return reponse if reponse.endswith("\n") else ""

    def _lancer(self) -> None:
        self.arreter()
        self.faits = 0
        with self.trace.open("ab") as trace:
            self.processus = subprocess.Popen(  # noqa: S603 - notre propre module
                [sys.executable, "-m", OUVRIER, str(self.espace.racine), self.faire],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=trace, encoding="utf-8",
                cwd=self.espace.racine, env={**os.environ, "PYTHONHASHSEED": "0"},
                start_new_session=True,
            )  # fmt: skip

    def arreter(self) -> None:
        """Ferme son entrée : il s'arrête aussitôt."""
        if self.processus is None:
            return
        for tube in (self.processus.stdin, self.processus.stdout):
            if tube:
                _fermer(tube)
        self.processus.kill()
        self.processus.wait()
        self.processus = None


def _fermer(tube: object) -> None:
    try:
        tube.close()  # type: ignore[attr-defined]
    except OSError:
        return  # l'autre bout est mort avec ce qu'il n'avait pas lu


@dataclass
class Equipe:
    """Les ouvriers d'une campagne, et ce qui leur reste à faire."""

    espace: Espace
    traces: Path
    nombre: int
    continuer: bool
    faire: str = FAIRE
    _arret: threading.Event = field(default_factory=threading.Event)

    def travailler(self, files: Sequence[Sequence[Tache]], avant: Avant, apres: Apres) -> None:
        """Fait toutes les files ; sans ``continuer``, n'en commence plus aucune tâche après un échec."""
        restes: queue.SimpleQueue[Sequence[Tache]] = queue.SimpleQueue()
        for file in files:
            restes.put(file)
        ouvriers = [
            Ouvrier(self.espace, self.faire, self.traces / f"ouvrier-{rang + 1}.log")
            for rang in range(min(self.nombre, len(files)))
        ]
        fils = [
            threading.Thread(target=self._tenir, args=(o, restes, avant, apres), daemon=True)
            for o in ouvriers
        ]
        for fil in fils:
            fil.start()
        try:
            for fil in fils:
                while fil.is_alive():
                    fil.join(0.2)  # sans délai, Ctrl+C attendrait la fin
        finally:
            self._arret.set()
            for ouvrier in ouvriers:
                ouvrier.arreter()

    def _tenir(
        self, ouvrier: Ouvrier, restes: "queue.SimpleQueue[Sequence[Tache]]", avant: Avant, apres: Apres
    ) -> None:
        while not self._arret.is_set():
            try:
                file = restes.get_nowait()
            except queue.Empty:
                return
            for tache in file:
                if self._arret.is_set():
                    return
                if avant(tache):
                    self._faire(ouvrier, tache, apres)

    def _faire(self, ouvrier: Ouvrier, tache: Tache, apres: Apres) -> None:
        resultat = ouvrier.executer(tache)
        apres(tache, resultat)
        if resultat.sortie and not self.continuer:
            self._arret.set()
