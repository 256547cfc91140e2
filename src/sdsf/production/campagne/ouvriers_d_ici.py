"""L'équipe de cette machine : des processus, un rapport à la fois, que l'on remplace quand ils meurent."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.production.campagne.ouvrier import FAIRE, Resultat
from sdsf.production.campagne.taches import Tache
from sdsf.production.ecriture import erreur_d_ecriture

OUVRIER = "sdsf.production.campagne.ouvrier"
# Ses noyaux rendent la leur à chaque rapport, et la sienne ne croît pas : le remplacer n'est qu'une
# précaution, et rallumer une forge prend deux secondes.
RAPPORTS_PAR_OUVRIER = 200
ESSAIS = 2


@dataclass(frozen=True)
class EquipeDIci:
    """Quelques ouvriers de cette machine, chacun avec sa trace."""

    espace: Espace
    traces: Path
    nombre: int
    faire: str = FAIRE

    def recruter(self, files: int) -> list["Ouvrier"]:
        """Un ouvrier par place, et pas plus qu'il n'y a de files."""
        return [
            Ouvrier(self.espace, self.faire, self.traces / f"ouvrier-{rang + 1}.log")
            for rang in range(min(self.nombre, files))
        ]


@dataclass
class Ouvrier:
    """Le processus d'un ouvrier, lancé quand il faut."""

    espace: Espace
    faire: str
    trace: Path
    processus: "subprocess.Popen[str] | None" = None
    faits: int = 0
    _arrete: bool = False
    # Un fil attend la réponse, un autre peut ordonner l'arrêt : un seul lance ou congédie à la fois.
    _prise: Any = field(default_factory=threading.Lock, repr=False)

    def executer(self, tache: Tache) -> Resultat | None:
        """Fait la tâche ; ``None`` après l'ordre d'arrêter."""
        try:
            return self.produire(tache)
        except Erreurs as refus:
            return Resultat(refus.sortie, 0.0, erreur=str(refus))

    def produire(self, tache: Tache) -> Resultat | None:
        """Fait la tâche, en relançant l'ouvrier s'il meurt en route.

        Lève ``Erreurs`` s'il ne se lance pas, ou s'il meurt à chaque essai.
        """
        for _ in range(ESSAIS):
            reponse = self._demander(tache)
            if reponse:
                return Resultat.lu(json.loads(reponse))
            self._congedier()
        if self._arrete:
            return None
        trace = self.espace.relatif(self.trace)
        raise Erreurs([err.OuvrierPerdu(Lieu(tache.cle), essais=ESSAIS, trace=trace)])

    def _demander(self, tache: Tache) -> str:
        """La réponse de l'ouvrier ; vide s'il est mort avant de la donner."""
        processus = self._au_travail()
        if processus is None:
            return ""
        assert processus.stdin is not None
        assert processus.stdout is not None
        try:
            processus.stdin.write(json.dumps(asdict(tache), ensure_ascii=False) + "\n")
            processus.stdin.flush()
            reponse = processus.stdout.readline()
        except (OSError, ValueError):
            return ""  # mort, ou congédié pendant qu'on lui parlait
        self.faits += 1
        return reponse if reponse.endswith("\n") else ""

    def _au_travail(self) -> "subprocess.Popen[str] | None":
        """Un processus prêt, neuf si le précédent a assez servi ; ``None`` après l'ordre d'arrêter."""
        if self.faits >= RAPPORTS_PAR_OUVRIER:
            self._congedier()
        with self._prise:
            if self.processus is None and not self._arrete:
                self.processus, self.faits = self._lancer(), 0
            return self.processus

    def _lancer(self) -> "subprocess.Popen[str]":
        """Un processus neuf. Lève ``Erreurs`` si sa trace ne s'écrit pas, ou si le système n'en veut plus."""
        try:
            trace = self.trace.open("ab")
        except OSError as refus:
            raise Erreurs([erreur_d_ecriture(self.espace, self.trace, refus)]) from refus
        with trace:
            try:
                return self._naitre(trace)
            except OSError as refus:
                cause = refus.strerror or "erreur du système"
                raise Erreurs([err.OuvrierNonLance(cause=cause)]) from refus

    def _naitre(self, trace: IO[bytes]) -> "subprocess.Popen[str]":
        return subprocess.Popen(  # noqa: S603 - notre propre module
            [sys.executable, "-m", OUVRIER, str(self.espace.racine), self.faire],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=trace, encoding="utf-8",
            cwd=self.espace.racine, env={**os.environ, "PYTHONHASHSEED": "0"},
            start_new_session=True,
        )  # fmt: skip

    def arreter(self) -> None:
        """Ferme son entrée : il s'arrête aussitôt, et n'est pas relancé."""
        self._arrete = True
        self._congedier()

    def _congedier(self) -> None:
        with self._prise:
            processus, self.processus = self.processus, None
            if processus is None:
                return
            for tube in (processus.stdin, processus.stdout):
                if tube:
                    _fermer(tube)
            processus.kill()
            processus.wait()


def _fermer(tube: IO[str]) -> None:
    try:
        tube.close()
    except OSError:
        return  # l'autre bout est mort avec ce qu'il n'avait pas lu
