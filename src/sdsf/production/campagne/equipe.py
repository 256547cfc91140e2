"""L'équipe : à qui l'on donne une tâche, de qui l'on reçoit un résultat ; et le partage des files entre eux.

Les rapports d'un même département font une file, dans l'ordre des années : le second lit ce que le premier a
publié. Deux files avancent ensemble. ``ouvriers_d_ici`` est l'équipe de cette machine ; une grappe en est une
autre, qui n'a qu'à offrir les mêmes gestes.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sdsf.production.campagne.ouvrier import Resultat
from sdsf.production.campagne.taches import Tache

# Avant de lancer une tâche : vrai pour la faire, faux pour la passer.
Avant = Callable[[Tache], bool]
Apres = Callable[[Tache, Resultat], None]
File = Sequence[Tache]
VEILLE_S = 0.2


class Executant(Protocol):
    """Quelqu'un qui fait une tâche à la fois."""

    def executer(self, tache: Tache) -> Resultat | None:
        """Fait la tâche et attend sa fin.

        Un échec, une mort, sont des résultats, jamais des exceptions ; arrêté en route : ``None``.
        """

    def arreter(self) -> None:
        """Cesse, même au milieu d'une tâche ; appelé une fois à la fin, d'un autre fil."""


class Equipe(Protocol):
    """Des exécutants, ceux d'ici ou ceux d'une grappe."""

    def recruter(self, files: int) -> Sequence[Executant]:
        """Ceux qui travailleront, un fil chacun, quand il y a ce nombre de files. Peut lever ``Erreurs``."""


def partager(equipe: Equipe, files: Sequence[File], avant: Avant, apres: Apres, continuer: bool) -> None:
    """Fait toutes les files ; sans ``continuer``, n'en commence plus aucune tâche après un échec.

    ``avant`` et ``apres`` sont appelés d'un fil ou d'un autre ; ce qu'ils lèvent arrête tout, et se lève ici.
    """
    if files:
        executants = equipe.recruter(len(files))
        _Partage(list(files), avant, apres, continuer).tenir(executants)


@dataclass
class _Partage:
    """Les files qui restent, l'ordre de s'arrêter, et ce qui l'a fait donner."""

    files: list[File]
    avant: Avant
    apres: Apres
    continuer: bool
    restes: "queue.SimpleQueue[File]" = field(default_factory=queue.SimpleQueue)
    arret: threading.Event = field(default_factory=threading.Event)
    fautes: list[BaseException] = field(default_factory=list)

    def tenir(self, executants: Sequence[Executant]) -> None:
        for file in self.files:
            self.restes.put(file)
        fils = [threading.Thread(target=self._suivre, args=(e,), daemon=True) for e in executants]
        for fil in fils:
            fil.start()
        try:
            for fil in fils:
                while fil.is_alive():
                    fil.join(VEILLE_S)  # sans délai, Ctrl+C attendrait la fin
        finally:
            self.arret.set()
            for executant in executants:
                executant.arreter()
        if self.fautes:
            raise self.fautes[0]

    def _suivre(self, executant: Executant) -> None:
        """Le fil d'un exécutant : une faute de la conduite n'y meurt pas en silence."""
        try:
            while not self.arret.is_set():
                self._faire_une_file(executant, self.restes.get_nowait())
        except queue.Empty:
            return
        except BaseException as faute:
            self.fautes.append(faute)
            self.arret.set()

    def _faire_une_file(self, executant: Executant, file: File) -> None:
        for tache in file:
            if self.arret.is_set():
                return
            if self.avant(tache):
                resultat = executant.executer(tache)
                if resultat is None:
                    return  # arrêté de force : ce rapport n'a pas échoué, il reste à faire
                self.apres(tache, resultat)
                if resultat.sortie and not self.continuer:
                    self.arret.set()
