"""Un vrai Voilà, un vrai JupyterLab : lancés par ``sdsf atelier``, sur 127.0.0.1, le temps des tests.

Chacun a son port (choisi par le système), son jeton, sa configuration jetable ; il est attendu jusqu'à ce
qu'il réponde, et arrêté avec tous les noyaux qu'il a lancés.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from tests.fabrique import RACINE

DELAI_S = 90  # une machine chargée met longtemps à importer un serveur
ARRET_S = 15
LANCER = "from sdsf.cli import principal; principal()"


@dataclass(frozen=True)
class Serveur:
    """Un serveur qui répond, et où il écrit ce qu'il a à dire."""

    adresse: str
    """L'adresse que la commande a affichée, jeton compris."""
    journal: Path
    processus: "subprocess.Popen[bytes]"

    @property
    def origine(self) -> str:
        """« http://127.0.0.1:port » : tout ce qui n'en vient pas est une requête sortie de la machine."""
        morceaux = urlsplit(self.adresse)
        return f"{morceaux.scheme}://{morceaux.netloc}"

    @property
    def jeton(self) -> str:
        return urlsplit(self.adresse).query.removeprefix("token=")

    def page(self, chemin: str) -> str:
        """L'adresse d'une autre page du même serveur : « /voila/render/70_tableau_de_bord.ipynb »."""
        return f"{self.origine}{chemin}?token={self.jeton}"


@contextmanager
def atelier(espace: Path, carnet: str = "", *options: str, lancer: str = LANCER) -> Iterator[Serveur]:
    """``sdsf atelier CARNET OPTIONS`` sur cet espace ; ``--voila`` pour Voilà, rien pour JupyterLab."""
    commande = [sys.executable, "-c", lancer, "atelier", *([carnet] if carnet else []), *options]
    journal = espace / f"atelier-{time.monotonic_ns()}.txt"
    with journal.open("wb") as sortie:
        processus = subprocess.Popen(
            [*commande, "--sans-navigateur", "--racine", str(espace)],
            stdout=sortie, stderr=subprocess.STDOUT, cwd=espace, env=milieu(), start_new_session=True,
        )  # fmt: skip
    try:
        yield _attendre(processus, journal)
    finally:
        arreter(processus)


def milieu() -> dict[str, str]:
    """L'environnement du serveur : notre paquet, et rien d'un autre espace de travail."""
    gardes = {nom: valeur for nom, valeur in os.environ.items() if nom != "SDSF_RACINE"}
    return {**gardes, "PYTHONPATH": str(RACINE / "src")}


def _attendre(processus: "subprocess.Popen[bytes]", journal: Path) -> Serveur:
    """Le serveur, dès qu'il répond. Lève ``RuntimeError`` avec son journal s'il meurt ou s'il tarde."""
    limite = time.monotonic() + DELAI_S
    while time.monotonic() < limite and processus.poll() is None:
        adresse = journal.read_text(encoding="utf-8", errors="replace").partition("\n")[0]
        if adresse.startswith("http") and _repond(adresse):
            return Serveur(adresse, journal, processus)
        time.sleep(0.2)
    raise RuntimeError(f"le serveur ne répond pas :\n{journal.read_text(encoding='utf-8', errors='replace')}")


def _repond(adresse: str) -> bool:
    """Vrai si le port sert du HTTP (une page introuvable suffit : la vraie lancerait un noyau)."""
    morceaux = urlsplit(adresse)
    try:
        httpx.get(f"{morceaux.scheme}://{morceaux.netloc}/voila/static/rien", timeout=5, trust_env=False)
    except httpx.TransportError:
        return False
    return True


def arreter(processus: "subprocess.Popen[bytes]") -> None:
    """Demande l'arrêt, l'attend, puis l'impose à tout le groupe : aucun noyau ne survit aux tests."""
    processus.send_signal(signal.SIGTERM)
    try:
        processus.wait(ARRET_S)
    except subprocess.TimeoutExpired:
        os.killpg(processus.pid, signal.SIGKILL)
        processus.wait(ARRET_S)
