"""Une production lancée à part : la page reste vivante, et l'on retrouve la course après un redémarrage.

Une course est un dossier sous ``reports/.ateliers/`` : ce qu'on a demandé, où elle en est, ce qu'elle a dit,
et par quel code elle s'est finie. Un petit programme garde la porte, lance ``sdsf produire`` et écrit ce
code : si le carnet se ferme, la production va jusqu'au bout.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sdsf.ateliers.memoire import DOSSIER
from sdsf.espace import Espace
from sdsf.production.avancement import VARIABLE, lire_avancement

LANCER = "from sdsf.cli import principal; principal()"
GARDIEN = """
import pathlib, signal, subprocess, sys
# Un geste vide, et non un signal ignoré : la production, elle, doit l'entendre.
signal.signal(signal.SIGINT, lambda *_: None)
dossier = pathlib.Path(sys.argv[1])
with (dossier / "sortie.txt").open("wb") as sortie:
    code = subprocess.call(sys.argv[2:], stdout=sortie, stderr=subprocess.STDOUT)
(dossier / "fin.tmp").write_text(str(code))
(dossier / "fin.tmp").replace(dossier / "fin")
"""
DERNIERE = "derniere_course"


@dataclass(frozen=True)
class Demande:
    """Ce que l'on demande à ``sdsf produire``."""

    departement: str
    annee: int
    rapport: str
    formats: tuple[str, ...]
    edition: str

    def mots(self) -> list[str]:
        """La ligne de commande, sans le nom de la commande."""
        formats = ",".join(dict.fromkeys(("html", *self.formats)))
        options = ["--rapport", self.rapport, "--format", formats, "--edition", self.edition]
        return ["produire", self.departement, str(self.annee), *options]

    def ecrite(self) -> str:
        """La commande, telle qu'on la taperait."""
        return " ".join(["sdsf", *self.mots()])


@dataclass(frozen=True)
class Course:
    """Une production en route, ou finie."""

    dossier: Path

    @property
    def demande(self) -> Demande:
        lue = json.loads((self.dossier / "demande.json").read_text(encoding="utf-8"))
        return Demande(**{**lue, "formats": tuple(lue["formats"])})

    @property
    def code(self) -> int | None:
        """Le code de sortie ; ``None`` tant qu'elle court."""
        try:
            return int((self.dossier / "fin").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    @property
    def avancement(self) -> tuple[int, int] | None:
        """Les cellules faites et leur nombre ; ``None`` tant que la première n'a pas commencé."""
        return lire_avancement(self.dossier / "avancement")

    @property
    def sortie(self) -> str:
        """Ce que la commande a dit."""
        try:
            return (self.dossier / "sortie.txt").read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            return ""

    @property
    def vivante(self) -> bool:
        """Vrai si son gardien court encore ; un code déjà écrit dit qu'elle est finie."""
        try:
            gardien = int((self.dossier / "gardien").read_text(encoding="ascii"))
            _relever(gardien)
            if self.code is not None:
                return False
            os.kill(gardien, 0)
        except (OSError, ValueError):
            return False
        return True

    def arreter(self) -> None:
        """Interrompt la production, comme Ctrl+C : rien n'est écrit à moitié."""
        gardien = int((self.dossier / "gardien").read_text(encoding="ascii"))
        if os.name == "nt":
            os.kill(gardien, signal.SIGTERM)
        else:
            os.killpg(gardien, signal.SIGINT)


COULEURS = ("FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TTY_INTERACTIVE", "TTY_COMPATIBLE")
# Les gardiens que ce processus a lancés : un mort que l'on ne relève pas passerait pour vivant.
_gardiens: dict[int, "subprocess.Popen[bytes]"] = {}


def _relever(gardien: int) -> None:
    if gardien in _gardiens and _gardiens[gardien].poll() is not None:
        del _gardiens[gardien]


def _milieu() -> dict[str, str]:
    """L'environnement d'une production dont la sortie se lit en texte.

    Un noyau demande des couleurs et des barres à tout ce qu'il lance : la page en montrerait les codes.
    """
    return {nom: valeur for nom, valeur in os.environ.items() if nom not in COULEURS} | {"NO_COLOR": "1"}


def lancer(espace: Espace, demande: Demande, commande: Sequence[str] = ()) -> Course:
    """Lance la production à part et rend sa course."""
    parent = espace.reports / DOSSIER
    parent.mkdir(parents=True, exist_ok=True)
    course = Course(Path(tempfile.mkdtemp(prefix="course-", dir=parent)))
    contenu = {**vars(demande), "formats": list(demande.formats)}
    (course.dossier / "demande.json").write_text(json.dumps(contenu, ensure_ascii=False), encoding="utf-8")
    voulue = [*(commande or (sys.executable, "-c", LANCER)), *demande.mots(), "--racine", str(espace.racine)]
    gardien = subprocess.Popen(  # noqa: S603 - notre propre commande, ses mots viennent de listes fermées
        [sys.executable, "-c", GARDIEN, str(course.dossier), *voulue],
        env={**_milieu(), VARIABLE: str(course.dossier / "avancement")},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    _gardiens[gardien.pid] = gardien
    (course.dossier / "gardien").write_text(str(gardien.pid), encoding="ascii")
    (parent / DERNIERE).write_text(course.dossier.name, encoding="utf-8")
    return course


def derniere_course(espace: Espace) -> Course | None:
    """La dernière course lancée depuis cet espace, finie ou non ; ``None`` s'il n'y en a pas."""
    try:
        nom = (espace.reports / DOSSIER / DERNIERE).read_text(encoding="utf-8")
    except OSError:
        return None
    course = Course(espace.reports / DOSSIER / Path(nom).name)
    return course if (course.dossier / "demande.json").is_file() else None
