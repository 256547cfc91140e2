"""Mesurer la lecture d'un gros CSV Melodi, filtré à un département : notre lecteur contre pandas nu.

``python -m tests.mesures.melodi`` engendre un fichier de 400 Mo au format exact de DS_BPE (une ligne par
commune et par type d'équipement), puis alterne les deux voies, chacune dans son propre processus.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.producteurs import EN_TETE_BPE

DEPARTEMENT = "34"
TYPES = ("D502", "D504", "D505", "D509", "D115")
# Le même travail des deux côtés : lire, garder un département et cinq types d'équipement, compter.
PAR_SDSF = """
import sys
from pathlib import Path
from sdsf.sources.insee.melodi import lire_melodi_csv
from sdsf.sources.producteurs.releves import Choix
suivis = {f"{sys.argv[2]}{rang:03d}": (sys.argv[2],) for rang in range(1, 1000)}
recolte = lire_melodi_csv(Path(sys.argv[1]), Choix(suivis))
lus = [r for r in recolte.releves if r.maille == "commune" and not r.note]
print(len(lus), int(sum(r.cellule.valeur for r in lus)))
"""
PAR_PANDAS = """
import sys
import pandas as pd
lu = pd.read_csv(sys.argv[1], sep=";", dtype={"GEO": str})
types = lu["FACILITY_TYPE"].isin(["D502", "D504", "D505", "D509", "D115"])
garde = lu[(lu["GEO_OBJECT"] == "COM") & lu["GEO"].str.startswith(sys.argv[2]) & types]
print(len(garde), int(garde["OBS_VALUE"].sum()))
"""


@dataclass(frozen=True)
class Essai:
    """Un essai : durée (s), mémoire la plus haute du processus (Mo), et ce qu'il a compté."""

    duree_s: float
    memoire_mo: float
    compte: str


def engendrer(chemin: Path, megas: int) -> int:
    """Un CSV de la taille voulue, toutes communes mêlées ; rend le nombre de lignes."""
    types = [*TYPES, *(f"A{rang}" for rang in range(101, 221))]
    voulu, lignes = megas << 20, 0
    with chemin.open("w", encoding="utf-8") as flux:
        flux.write(";".join(f'"{nom}"' for nom in EN_TETE_BPE.split(";")) + "\n")
        while flux.tell() < voulu:
            for departement in range(1, 96):
                commune = lignes // (95 * len(types)) + 1
                flux.writelines(_ligne(f"{departement:02d}{commune:03d}", sorte) for sorte in types)
                lignes += len(types)
    return lignes


def _ligne(commune: str, sorte: str) -> str:
    mots = (commune, "COM", sorte[0], sorte[:2], sorte, "FACILITIES", "FACILITIES_NB", "A", "0", "2025")
    return ";".join(f'"{mot}"' for mot in (*mots, int(commune[-2:]) % 23 + 1)) + "\n"


def essayer(programme: str, chemin: Path) -> Essai:
    """Lance un programme dans son processus et attend sa fin."""
    debut = time.perf_counter()
    fils = subprocess.Popen(
        [sys.executable, "-c", programme, str(chemin), DEPARTEMENT], stdout=subprocess.PIPE, text=True
    )
    sortie = fils.stdout.read() if fils.stdout else ""
    _, statut, usage = os.wait4(fils.pid, 0)
    if statut:
        raise SystemExit(f"la mesure a échoué (statut {statut})")
    return Essai(time.perf_counter() - debut, usage.ru_maxrss / 1024, sortie.strip())


def mesurer(megas: int, essais: int) -> list[str]:
    """Le tableau, en lignes de texte ; les deux voies doivent compter la même chose."""
    voies = {"sdsf (DuckDB)": PAR_SDSF, "pandas nu": PAR_PANDAS}
    series: dict[str, list[Essai]] = {nom: [] for nom in voies}
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier) / "DS_BPE_data.csv"
        lignes = engendrer(chemin, megas)
        for _ in range(essais):
            for nom, programme in voies.items():
                series[nom].append(essayer(programme, chemin))
    comptes = {essai.compte for serie in series.values() for essai in serie}
    if len(comptes) != 1:
        raise SystemExit(f"les deux voies ne comptent pas la même chose : {comptes}")
    return [
        f"CSV Melodi de {megas} Mo ({lignes} lignes), filtré à un département ; {essais} essais alternés.",
        "",
        "| voie | durée médiane (s) | mémoire la plus haute (Mo) |",
        "| --- | ---: | ---: |",
        *(
            f"| {nom} | {statistics.median(e.duree_s for e in serie):.2f} "
            f"| {max(e.memoire_mo for e in serie):.0f} |"
            for nom, serie in series.items()
        ),
    ]


def principal() -> None:
    options = argparse.ArgumentParser(description="Mesurer la lecture d'un gros CSV Melodi.")
    options.add_argument("--megas", type=int, default=400)
    options.add_argument("--essais", type=int, default=3)
    choix = options.parse_args()
    print("\n".join(mesurer(choix.megas, choix.essais)))


if __name__ == "__main__":
    principal()
