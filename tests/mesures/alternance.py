"""Des voies qui alternent dans une même série, chacune dans son propre processus.

Un ralentissement de la machine pèse ainsi sur toutes. Ce module ne charge rien de lourd : sous Linux, la
mémoire la plus haute d'un fils ne descend pas sous celle de son père au moment où il naît.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Essai:
    """Un essai : durée écoulée, temps de calcul (processus fils compris), mémoire du plus gros processus."""

    duree_s: float
    calcul_s: float
    memoire_mo: float

    def __add__(self, autre: "Essai") -> "Essai":
        """L'un après l'autre."""
        memoire = max(self.memoire_mo, autre.memoire_mo)
        return Essai(self.duree_s + autre.duree_s, self.calcul_s + autre.calcul_s, memoire)


Voie = Callable[[], Essai]
Series = Mapping[str, Sequence[Essai]]


def essayer(commande: Sequence[str], dossier: Path = RACINE, **milieu: str) -> Essai:
    """Lance un processus, l'attend, et rend ce qu'il a coûté. Lève ``RuntimeError`` s'il échoue."""
    with tempfile.TemporaryFile() as plaintes:
        debut = time.perf_counter()
        fils = subprocess.Popen(
            commande, cwd=dossier, env={**os.environ, **milieu}, stdout=subprocess.DEVNULL, stderr=plaintes
        )
        _, statut, usage = os.wait4(fils.pid, 0)
        duree = time.perf_counter() - debut
        fils.returncode = os.waitstatus_to_exitcode(statut)
        if fils.returncode:
            plaintes.seek(0)
            raise RuntimeError(plaintes.read().decode(errors="replace")[-2000:])
    return Essai(duree, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def programme(nom: str, *arguments: object) -> list[str]:
    """La commande qui lance un programme de ``tests/mesures/voies``."""
    return [sys.executable, str(RACINE / "tests" / "mesures" / "voies" / f"{nom}.py"), *map(str, arguments)]


def alterner(voies: Mapping[str, Voie], essais: int) -> Series:
    """Les essais de chaque voie, à tour de rôle, après un tour pour chauffer qui ne compte pas.

    Un essai seul ne se compare à aucun autre : il se passe du tour pour chauffer.
    """
    series: dict[str, list[Essai]] = {nom: [] for nom in voies}
    for rang in range(essais + 1) if essais > 1 else (1,):
        for nom, voie in voies.items():
            print(f"essai {rang or 'pour chauffer'} : {nom}", file=sys.stderr)
            essai = voie()
            series[nom] += [essai] if rang else []
    return series


def la_machine() -> str:
    """Ce qui situe une durée : les cœurs, Python, et la charge de la dernière minute."""
    charge = os.getloadavg()[0]
    return f"Machine : {os.cpu_count()} cœurs, Python {platform.python_version()}, charge {charge:.1f}."


def tableau(series: Series) -> list[str]:
    """Les médianes de chaque voie, puis les rapports de la première à chacune des autres, essai par essai."""
    lignes = [
        "| voie | durée médiane (s) | calcul médian (s) | plus gros processus (Mo) |",
        "| --- | ---: | ---: | ---: |",
    ]
    for nom, essais in series.items():
        duree, calcul = (statistics.median(getattr(e, c) for e in essais) for c in ("duree_s", "calcul_s"))
        lignes.append(f"| {nom} | {duree:.2f} | {calcul:.2f} | {max(e.memoire_mo for e in essais):.0f} |")
    notre, *autres = series
    return [*lignes, "", *(_rapport(series, notre, autre) for autre in autres)]


def _rapport(series: Series, notre: str, autre: str) -> str:
    paires = list(zip(series[notre], series[autre], strict=True))
    durees = [a.duree_s / b.duree_s for a, b in paires]
    memoire = statistics.median(a.memoire_mo / b.memoire_mo for a, b in paires)
    return (
        f"- {notre} ÷ {autre} : durée {statistics.median(durees):.2f} "
        f"(de {min(durees):.2f} à {max(durees):.2f}), mémoire {memoire:.2f}."
    )
