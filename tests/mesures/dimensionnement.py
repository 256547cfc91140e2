"""Dimensionner une grappe : de vrais rapports mesurés, puis une campagne de tout le pays simulée.

Un échantillon se produit sur une grappe de deux ouvriers. On en tire la durée de chaque rapport (son
manifeste), la mémoire d'un ouvrier (le résumé de la campagne), et le calcul du parent par rapport. La
simulation partage les files comme ``production/campagne/equipe.py`` : un ouvrier fait la file d'un
département jusqu'au bout, dans l'ordre. Elle se juge d'abord sur l'échantillon, dont on connaît la durée.

    python -m tests.mesures.dimensionnement --ecrire      met à jour docs/guides/grappe.md
"""

import argparse
import heapq
import json
import random
import statistics
import tempfile
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.grappe import grappe
from tests.mesure import ecrire
from tests.mesures.alternance import RACINE, Essai, essayer, la_machine
from tests.mesures.grappe import COMMANDE, ecrire_la_campagne, produire
from tests.mesures.rapport import copier_l_espace

PAGE = RACINE / "docs" / "guides" / "grappe.md"
RAPPORTS = ("diagnostic", "point_annuel", "page_elu", "lettre")
ECHANTILLON, ANNEES_MESUREES = ("13", "34", "63", "92"), (2023, 2024)
PAYS, ANNEES = 101, 6
OUVRIERS = (2, 4, 8, 16, 32, 64)
GRAINE = 1


@dataclass(frozen=True)
class Couts:
    """Ce que l'échantillon a coûté. Les durées, en secondes, sont celles de chaque sorte de rapport."""

    durees: Mapping[str, Sequence[float]]
    ouvrier_mo: float
    parent_mo: float
    parent_s: float
    """Le calcul du parent, par rapport : ce qui ne se partage pas."""
    mesuree_s: float
    simulee_s: float
    """L'échantillon : la durée qu'il a prise, et celle que la simulation lui donne."""


def simuler(files: Sequence[Sequence[float]], ouvriers: int, parent_s: float = 0.0) -> float:
    """La durée d'une campagne : chaque ouvrier prend une file et la finit ; le parent dépose un à un.

    >>> simuler([[3, 3], [1], [1], [1]], 2)
    6.0
    >>> simuler([[1], [1], [1]], 3, parent_s=0.5)
    2.5
    """
    restes = deque(sorted(files, key=len, reverse=True))
    # La fin de la tâche en route de chaque ouvrier, et ce qui lui reste de sa file.
    en_route = [(float(file[0]), rang, file[1:]) for rang, file in enumerate(_prises(restes, ouvriers))]
    heapq.heapify(en_route)
    depose = 0.0
    while en_route:
        finie, rang, suite = heapq.heappop(en_route)
        depose = max(finie, depose) + parent_s
        for file in [suite] if suite else _prises(restes, 1):
            heapq.heappush(en_route, (depose + file[0], rang, file[1:]))
    return depose


def _prises(restes: "deque[Sequence[float]]", nombre: int) -> list[Sequence[float]]:
    return [restes.popleft() for _ in range(min(nombre, len(restes)))]


def mesurer(dossier: Path) -> list[str]:
    """La note : ce qui a été mesuré, ce que vaut la simulation, et le tableau."""
    couts = echantillonner(dossier)
    return [*_mesures(couts), "", *tableau(couts)]


def echantillonner(dossier: Path) -> Couts:
    """Produit l'échantillon sur une grappe de deux ouvriers, puis le redemande sans que rien ait changé."""
    import psutil

    espace = copier_l_espace(dossier / "espace")
    ecrire_la_campagne(espace, ECHANTILLON, ANNEES_MESUREES, RAPPORTS)
    with grappe(dossier / "grappe", 2) as essai:
        tout = produire(espace, "--grappe", essai.adresse)
        dask_mo = max(psutil.Process(o.pid).memory_info().rss for o in essai.ouvriers) / 1024**2
        fiches = json.loads((espace / "reports/campagnes/mesure/resume.json").read_text())["rapports"]
        rien = essayer([*COMMANDE, "--grappe", essai.adresse], espace)
    return _couts(fiches, tout, rien, dask_mo)


def _couts(fiches: Sequence[Mapping[str, Any]], tout: Essai, rien: Essai, dask_mo: float) -> Couts:
    durees: dict[str, list[float]] = defaultdict(list)
    files: dict[str, list[float]] = defaultdict(list)
    for fiche in fiches:
        durees[fiche["rapport"]].append(fiche["duree_s"])
        files[fiche["departement"]].append(fiche["duree_s"])
    ouvrier_mo = max(fiche["memoire_mo"] for fiche in fiches) + dask_mo
    parent_s = max(0.0, tout.calcul_s - rien.calcul_s) / len(fiches)
    simulee = simuler(list(files.values()), 2, parent_s)
    return Couts(durees, ouvrier_mo, tout.memoire_mo, parent_s, tout.duree_s, simulee)


def du_pays(durees: Mapping[str, Sequence[float]]) -> list[list[float]]:
    """Une file par département, chaque rapport y prenant l'une des durées mesurées pour sa sorte."""
    hasard = random.Random(GRAINE)
    return [
        [hasard.choice(durees[rapport]) for _ in range(ANNEES) for rapport in RAPPORTS] for _ in range(PAYS)
    ]


def tableau(couts: Couts) -> list[str]:
    """Une ligne par taille de grappe."""
    files = du_pays(couts.durees)
    travail = sum(map(sum, files))
    lignes = [
        "| ouvriers | durée (min) | occupation des ouvriers | mémoire en tout (Gio) |",
        "| ---: | ---: | ---: | ---: |",
    ]
    for nombre in OUVRIERS:
        duree = simuler(files, nombre, couts.parent_s)
        memoire = (nombre * couts.ouvrier_mo + couts.parent_mo) / 1024
        occupation = travail / (duree * nombre)
        lignes.append(
            f"| {nombre} | {duree / 60:.0f} | {occupation:.0%} | {memoire:.0f} |".replace("%", " %")
        )
    return lignes


def _mesures(couts: Couts) -> list[str]:
    """Ce dont la simulation part, et de combien elle se trompe là où l'on peut le savoir."""
    medianes = {nom: statistics.median(durees) for nom, durees in couts.durees.items()}
    dites = ", ".join(f"{nom} {duree:.1f} s" for nom, duree in medianes.items())
    ecart = couts.simulee_s / couts.mesuree_s
    nombre = sum(map(len, couts.durees.values()))
    return [
        f"- Échantillon : {nombre} rapports, grappe de 2 ouvriers, ici. Durées médianes : {dites}.",
        f"- Mémoire : {couts.ouvrier_mo:.0f} Mio par ouvrier, Dask compris ; {couts.parent_mo:.0f} Mio pour "
        f"la campagne, qui calcule {couts.parent_s * 1000:.0f} ms par rapport.",
        f"- Épreuve : l'échantillon a pris {couts.mesuree_s:.0f} s, la simulation en dit "
        f"{couts.simulee_s:.0f} ({ecart:.2f} fois) : il lui manque les démarrages.",
    ]


def principal() -> None:
    """Mesure, simule, imprime ; met le guide à jour si on le demande."""
    options = argparse.ArgumentParser(description="Dimensionner une grappe, par simulation.")
    options.add_argument("--ecrire", action="store_true", help="met à jour docs/guides/grappe.md")
    choix = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="sdsf-mesure-") as dossier:
        texte = "\n".join([la_machine(), "", *mesurer(Path(dossier))])
    print(texte)
    if choix.ecrire:
        PAGE.write_text(ecrire(PAGE.read_text(encoding="utf-8"), "dimensionnement", texte), encoding="utf-8")


if __name__ == "__main__":
    principal()
