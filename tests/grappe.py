"""Une vraie grappe Dask sur cette machine : un planificateur et ses ouvriers, sur la seule boucle locale."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sdsf.espace import Espace
from sdsf.production.campagne import lien_de_grappe
from sdsf.production.campagne.envoi import Retour
from sdsf.production.campagne.grappe import ouvrir_la_grappe
from sdsf.production.campagne.lien_de_grappe import LienAvecLaGrappe
from sdsf.production.campagne.ouvrier import Resultat
from sdsf.production.campagne.taches import Tache

RACINE = Path(__file__).resolve().parents[1]
TACHE = Tache("13", 2024, "diagnostic", (), "", "reports/13/2024", "diagnostic")
DELAI_S = 60


@dataclass
class GrappeDEssai:
    """Ses processus, leurs journaux, et l'adresse du planificateur."""

    dossier: Path
    milieu: dict[str, str]
    planificateur: "subprocess.Popen[bytes]"
    adresse: str = ""
    ouvriers: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def fichier(self) -> Path:
        """Ce que le planificateur écrit de lui."""
        return self.dossier / "planificateur.json"

    def recruter(self, nombre: int) -> None:
        """Fait venir des ouvriers jusqu'à ce qu'il y en ait ce nombre de vivants."""
        self.ouvriers = [o for o in self.ouvriers if o.poll() is None]
        while len(self.ouvriers) < nombre:
            options = ["--no-nanny", "--nthreads", "1", "--local-directory", str(self.dossier / "ouvriers")]
            self.ouvriers.append(_lancer(self.dossier, self.milieu, "worker", self.adresse, *options))

    def arreter(self) -> None:
        for processus in (*self.ouvriers, self.planificateur):
            processus.kill()
            processus.wait()


def _lancer(
    dossier: Path, milieu: Mapping[str, str], sorte: str, *arguments: str
) -> "subprocess.Popen[bytes]":
    """Un processus de Dask, sur 127.0.0.1, sans tableau de bord.

    « --no-dashboard » seul laisse ouvert, sur toutes les adresses, le serveur web qui porterait ce tableau.
    """
    ici = ["--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
    with (dossier / f"{sorte}.log").open("ab") as trace:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{sorte}", *arguments, *ici],
            stdout=trace, stderr=trace, env=dict(milieu), cwd=dossier,
        )  # fmt: skip


@contextmanager
def grappe(dossier: Path, ouvriers: int = 2) -> Iterator[GrappeDEssai]:
    """Une grappe qui ne survit pas au bloc ; une tâche qui tue deux ouvriers n'en tue pas un troisième."""
    dossier.mkdir(parents=True, exist_ok=True)
    milieu = {
        **os.environ,
        "PYTHONPATH": f"{RACINE / 'src'}{os.pathsep}{RACINE}",
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
        "DASK_TEMPORARY_DIRECTORY": str(dossier),
    }
    fichier = dossier / "planificateur.json"
    planificateur = _lancer(dossier, milieu, "scheduler", "--port", "0", "--scheduler-file", str(fichier))
    essai = GrappeDEssai(dossier, milieu, planificateur)
    try:
        essai.adresse = _adresse(fichier)
        essai.recruter(ouvriers)
        yield essai
    finally:
        essai.arreter()


def _adresse(fichier: Path) -> str:
    fin = time.monotonic() + DELAI_S
    while time.monotonic() < fin:
        try:
            return str(json.loads(fichier.read_text(encoding="utf-8"))["address"])
        except (OSError, ValueError):
            time.sleep(0.05)
    raise TimeoutError("le planificateur n'a pas démarré")


def tuer_l_ouvrier(espace: Espace, tache: Tache) -> tuple[str, ...]:
    """Un rapport qui tue net l'ouvrier de Dask où il se fait, et ne se produit donc jamais."""
    import signal

    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(DELAI_S)
    return ()


RETOUR = Retour(Resultat(0, 1.0), {}, ())


def client_feint(**gestes: Any) -> Any:
    """Un client de Dask qui tient, sans grappe ni ouvrier."""
    muets = {"nthreads": dict, "wait_for_workers": lambda *a, **o: None, "run": lambda *a, **o: {}}
    return SimpleNamespace(**{"status": "running", **muets, **gestes})


def lien(**gestes: Any) -> LienAvecLaGrappe:
    """Un lien avec une grappe feinte."""
    return LienAvecLaGrappe(client_feint(**gestes), "tcp://10.0.0.5:8786")


def sur_grappe(
    scene: Any, adresse: str = "tcp://127.0.0.1:9", sans_distributed: bool = False, delai: float = 10
) -> None:
    """Tente d'ouvrir une grappe qui n'existe pas."""
    scene.patch.setattr(lien_de_grappe, "CONNEXION_S", delai)
    if sans_distributed:
        scene.patch.setitem(sys.modules, "distributed", None)
    with ouvrir_la_grappe(adresse, scene.espace, scene.espace.reports):
        pass
