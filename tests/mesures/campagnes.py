"""Produire en nombre : une campagne contre la boucle ordinaire, ce qu'y coûte un rapport, la mémoire.

Quatre mesures, en rapports et non en secondes, sur des départements fictifs engendrés pour elles :

a. la campagne contre ``papermill`` puis ``jupyter nbconvert``, même carnet et même gabarit ; la boucle est
   mesurée sur quelques rapports, tour à tour avec la campagne : chacun de ses rapports coûte autant ;
b. le surcoût d'un rapport, contre ce qu'ajoute papermill dans un processus déjà chaud ;
c. le calcul d'un rapport, contre les mêmes figures et tables dans un Python chaud, rendues une fois ;
d. la mémoire la plus haute du parent, pour 30 et pour 300 rapports (factices : le parent n'en lit aucun).

Le calcul d'une campagne compte tous ses processus, démarrage compris.
"""

import ctypes
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.campagnes import espace_factice
from tests.fixtures.departements import campagne, espace_fictif
from tests.mesures.alternance import RACINE, programme
from tests.mesures.rapport import CARNET, par_la_voie_ordinaire

RAPPORTS, ANNEE, TEMOINS = 40, 2024, 4
TAILLES = (30, 300)
CIBLES = {"a": 10.0, "b": 0.3, "c": 1.3, "d": 1.1}
ADOPTER_LES_ORPHELINS = 36


@dataclass
class Serie:
    """Les essais d'une taille : par rapport, la durée de chaque voie et son calcul."""

    campagne_s: list[float] = field(default_factory=list)
    boucle_s: list[float] = field(default_factory=list)
    calcul_campagne_s: list[float] = field(default_factory=list)
    calcul_chaud_s: list[float] = field(default_factory=list)
    calcul_papermill_s: list[float] = field(default_factory=list)


def mesurer(dossier: Path, essais: int, rapports: int = RAPPORTS) -> list[str]:
    """Le tableau des mesures, en lignes de texte."""
    espace, codes = espace_fictif(dossier / "espace", rapports)
    campagne(espace, "mesure", codes, [ANNEE], "point_annuel")
    temoins = [*codes[: TEMOINS + 1], *codes[: max(0, TEMOINS + 1 - len(codes))]]
    serie = Serie()
    for rang in range(1, essais + 1):
        print(f"essai {rang}", file=sys.stderr)
        _un_essai(espace.racine, len(codes), temoins, serie)
    memoires = [_memoire_du_parent(dossier / f"factice-{taille}", taille) for taille in TAILLES]
    return [
        f"{rapports} points annuels de départements fictifs, en HTML, deux processus ; la boucle ordinaire "
        f"et les deux voies chaudes sur {TEMOINS} d'entre eux.",
        "",
        *_tableau(serie, memoires),
    ]


def _un_essai(racine: Path, rapports: int, temoins: Sequence[str], serie: Serie) -> None:
    duree, calcul = _campagne(racine)
    serie.campagne_s.append(duree / rapports)
    serie.calcul_campagne_s.append(calcul / rapports)
    boucle = [par_la_voie_ordinaire(racine, code, ANNEE)().duree_s for code in temoins[1:]]
    serie.boucle_s.append(statistics.mean(boucle))
    for nom, couts in (
        ("rapports_chauds", serie.calcul_chaud_s),
        ("rapports_papermill", serie.calcul_papermill_s),
    ):
        couts.append(statistics.mean(_imprime(programme(nom, racine, CARNET, ANNEE, *temoins), racine)))


def _campagne(racine: Path) -> tuple[float, float]:
    """La durée de la campagne, tout à refaire, et le calcul de tous ses processus."""
    shutil.rmtree(racine / "reports", ignore_errors=True)
    _adopter()
    avant, debut = _calcul_des_fils(), time.perf_counter()
    commande = [sys.executable, "-c", "from sdsf.cli import principal; principal()", "campagne", "mesure"]
    _lancer([*commande, "--processus", "2"], racine)
    duree = time.perf_counter() - debut
    _attendre_les_orphelins()
    return duree, _calcul_des_fils() - avant


def _adopter() -> None:
    """Un processus que son parent quitte sans l'attendre nous revient : son calcul se compte aussi."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(ADOPTER_LES_ORPHELINS, 1, 0, 0, 0)


def _attendre_les_orphelins() -> None:
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _calcul_des_fils() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _imprime(commande: Sequence[str], racine: Path) -> list[float]:
    """Les nombres qu'un programme imprime, sur sa dernière ligne."""
    lus: list[float] = json.loads(_lancer(commande, racine).splitlines()[-1])
    return lus


def _lancer(commande: Sequence[str], racine: Path) -> str:
    """Lance un programme, et rend ce qu'il dit. Lève ``RuntimeError`` s'il échoue."""
    chemins = os.pathsep.join([str(RACINE / "src"), str(RACINE)])
    milieu = {**os.environ, "SDSF_RACINE": str(racine), "PYTHONPATH": chemins, "JUPYTER_PREFER_ENV_PATH": "1"}
    fait = subprocess.run(commande, cwd=racine, env=milieu, capture_output=True, text=True, check=False)
    if fait.returncode:
        raise RuntimeError((fait.stdout + fait.stderr)[-2000:])
    return fait.stdout


def _memoire_du_parent(racine: Path, rapports: int) -> float:
    """La mémoire la plus haute du parent d'une campagne de rapports factices, en Mo."""
    codes = [f"{n:02}" for n in range(1, 96) if n != 20]
    annees = list(range(2026 - -(-rapports // len(codes)), 2026))
    espace = espace_factice(racine, codes[: -(-rapports // len(annees))], annees)
    return _imprime(programme("campagne_factice", espace.racine), racine)[0]


def _tableau(serie: Serie, memoires: Sequence[float]) -> list[str]:
    essais = list(zip(*vars(serie).values(), strict=True))
    gain = [boucle / campagne_ for campagne_, boucle, *_ in essais]
    part = [(c - chaud) / (papermill - chaud) for _, _, c, chaud, papermill in essais]
    fois = [c / chaud for _, _, c, chaud, _ in essais]
    return [
        "| mesure | médiane | essais | cible |",
        "| --- | ---: | ---: | ---: |",
        _ligne("a. boucle ordinaire ÷ campagne (durée)", gain, f"au moins {CIBLES['a']:g}"),
        _ligne("b. surcoût ÷ ce qu'ajoute papermill (calcul)", part, f"au plus {CIBLES['b']:g}"),
        _ligne("c. rapport ÷ Python chaud (calcul)", fois, f"au plus {CIBLES['c']:g}"),
        _ligne(
            f"d. mémoire du parent, {TAILLES[1]} ÷ {TAILLES[0]} rapports",
            [memoires[1] / memoires[0]],
            f"au plus {CIBLES['d']:g}",
        ),
        "",
        "Par rapport, médianes : "
        + ", ".join(f"{nom} {statistics.median(valeurs):.2f} s" for nom, valeurs in _noms(serie))
        + f" ; parent {memoires[0]:.0f} et {memoires[1]:.0f} Mo.",
    ]


def _noms(serie: Serie) -> list[tuple[str, list[float]]]:
    return [
        ("durée dans la campagne", serie.campagne_s),
        ("dans la boucle", serie.boucle_s),
        ("calcul dans la campagne", serie.calcul_campagne_s),
        ("dans un Python chaud", serie.calcul_chaud_s),
        ("par papermill ordinaire", serie.calcul_papermill_s),
    ]


def _ligne(quoi: str, valeurs: Sequence[float], cible: str) -> str:
    etendue = f"de {min(valeurs):.2f} à {max(valeurs):.2f}"
    return f"| {quoi} | {statistics.median(valeurs):.2f} | {etendue} | {cible} |"
