"""Mesurer la lecture d'un gros fichier de la Cnaf contre pandas nu (``python -m tests.mesure_cnaf``).

Un fichier au format exact de ``s_ben_com_f`` est engendré : 35 000 communes, cinq décembres, 60 colonnes.
« sdsf » le reconnaît, le contrôle et garde les lignes des départements décrits ; « pandas » le lit
(``read_csv``, codes en texte) et garde les mêmes lignes, sans rien contrôler. Chaque essai est un processus
neuf, chargement des bibliothèques compris ; les deux voies alternent dans la même série.
"""

import argparse
import csv
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

RACINE = Path(__file__).resolve().parents[1]
PRESTATIONS = [
    *("ndur", "ndurpaje", "ab", "cmg", "prepare", "ndurej", "af", "cf", "ars", "asf"),
    *("ndurhd", "aah", "aeeh", "ndural", "apl", "alf", "rsa", "ppa", "als"),
]
NOMBRES = [f"{mesure}_{p}" for p in PRESTATIONS for mesure in ("indfoy", "indnbp", "indmtt")]
COLONNES = ["dtreffre", "numcomdo", "nomcom", *NOMBRES]
COMMUNES = 35_000

SDSF = """
import sys
from pathlib import Path
from sdsf.espace import Espace
from sdsf.sources.cnaf.actualisation import lire_releves
gardees = lire_releves(Espace(Path(sys.argv[2])), Path(sys.argv[1]))
assert len(gardees)
"""
PANDAS = """
import sys
import pandas as pd
table = pd.read_csv(sys.argv[1], sep=";", dtype={"numcomdo": str})
gardees = table[table["numcomdo"].str[:2].isin(["13", "34", "63", "71", "92"])]
assert len(gardees)
"""
MEMOIRE = """
import resource
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def codes() -> list[str]:
    """Des codes de commune vraisemblables : autant par département, sur 95 départements."""
    departements = [f"{n:02d}" for n in range(1, 96) if n != 20]
    par_departement = -(-COMMUNES // len(departements))
    return [f"{d}{n:03d}" for d in departements for n in range(1, par_departement + 1)][:COMMUNES]


def lignes() -> Iterator[list[str]]:
    """Des effectifs au multiple de 5, des montants à 100 euros, à graine fixe."""
    tirage = Random(92)
    for code in codes():
        for annee in range(2020, 2025):
            foyers = int(tirage.paretovariate(1.1) * 40)
            effectifs = [foyers // (1 + rang % 7) for rang in range(len(COLONNES) - 3)]
            valeurs = [
                str(e * 300 // 100 * 100) if c.startswith("indmtt") else str(e // 5 * 5)
                for c, e in zip(COLONNES[3:], effectifs, strict=True)
            ]
            yield [f"{annee}-12", code, f"COMMUNE {code}", *valeurs]


def engendrer(chemin: Path) -> None:
    """Écrit le fichier : UTF-8 avec BOM, « ; », fins de ligne de Windows, comme l'export d'origine."""
    with chemin.open("w", encoding="utf-8-sig", newline="") as fichier:
        redacteur = csv.writer(fichier, delimiter=";")
        redacteur.writerow(COLONNES)
        redacteur.writerows(lignes())


def essayer(programme: str, *arguments: str) -> tuple[float, float]:
    """La durée (s) et le pic de mémoire (Mo) d'un processus neuf."""
    debut = time.perf_counter()
    fait = subprocess.run(
        [sys.executable, "-c", programme + MEMOIRE, *arguments], check=True, capture_output=True, text=True
    )
    return time.perf_counter() - debut, int(fait.stdout.split()[-1]) / 1024


def mesurer(essais: int) -> list[str]:
    """Le tableau des mesures, en lignes de texte."""
    with tempfile.TemporaryDirectory() as dossier:
        fichier = Path(dossier) / "s_ben_com_f.csv"
        engendrer(fichier)
        taille = fichier.stat().st_size / 1024**2
        series: dict[str, list[tuple[float, float]]] = {"sdsf": [], "pandas": []}
        for rang in range(essais + 1):
            for nom, programme in (("sdsf", SDSF), ("pandas", PANDAS)):
                mesure = essayer(programme, str(fichier), str(RACINE))
                if rang:  # le premier tour ne fait que chauffer le disque
                    series[nom].append(mesure)
    return composer(series, taille)


def composer(series: dict[str, list[tuple[float, float]]], taille: float) -> list[str]:
    """Les médianes des deux voies, et leurs rapports."""
    tableau = [
        f"s_ben_com_f engendré : {COMMUNES * 5} lignes × {len(COLONNES)} colonnes, {taille:.0f} Mo.",
        f"Machine : {os.cpu_count()} cœurs, Python {platform.python_version()}.",
        "",
        "| voie | durée médiane (s) | pic de mémoire (Mo) |",
        "| --- | ---: | ---: |",
    ]
    medianes = {
        nom: [statistics.median(m[i] for m in mesures) for i in (0, 1)] for nom, mesures in series.items()
    }
    tableau += [f"| {nom} | {duree:.2f} | {memoire:.0f} |" for nom, (duree, memoire) in medianes.items()]
    rapports = [a / b for a, b in zip(medianes["sdsf"], medianes["pandas"], strict=True)]
    return [*tableau, "", f"sdsf ÷ pandas : durée {rapports[0]:.2f}, mémoire {rapports[1]:.2f}."]


def principal() -> None:
    """Mesure et imprime."""
    options = argparse.ArgumentParser(description="Mesurer la lecture d'un fichier de la Cnaf.")
    options.add_argument("--essais", type=int, default=5)
    print("\n".join(mesurer(options.parse_args().essais)))


if __name__ == "__main__":
    principal()
