"""La voie du projet : ``cnaf_sdsf.py FICHIER ESPACE SORTIE``, comme le fait ``sdsf actualiser cnaf``."""

import csv
import sys
from pathlib import Path

from sdsf.espace import Espace
from sdsf.sources.cnaf.actualisation import lire_releves

COLONNES = ("indicateur", "territoire", "periode", "valeur", "unite")


def principal(fichier: str, espace: str, sortie: str) -> None:
    """Écrit les relevés du département que l'espace décrit, en table longue, triée."""
    releves = lire_releves(Espace(Path(espace)), Path(fichier))
    with Path(sortie).open("w", encoding="utf-8", newline="") as flux:
        redacteur = csv.writer(flux, lineterminator="\n")
        redacteur.writerow(COLONNES)
        redacteur.writerows(sorted(tuple(releve[colonne] for colonne in COLONNES) for releve in releves))


if __name__ == "__main__":
    principal(*sys.argv[1:])
