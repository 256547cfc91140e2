"""La voie du projet : ``melodi_sdsf.py ZIP ESPACE SORTIE``, comme le fait ``sdsf actualiser insee``."""

import csv
import sys
from pathlib import Path

from sdsf.espace import Espace
from sdsf.lecture.cellules import ecrire_nombre
from sdsf.sources.insee.adaptateur import lire_insee
from sdsf.sources.producteurs.ecriture import territoires_suivis


def principal(fichier: str, espace: str, sortie: str) -> None:
    """Écrit les relevés des départements, et des communes de celui que l'espace décrit, en table triée."""
    (recolte,) = lire_insee(Path(fichier), territoires_suivis(Espace(Path(espace))))
    with Path(sortie).open("w", encoding="utf-8", newline="") as flux:
        redacteur = csv.writer(flux, lineterminator="\n")
        redacteur.writerow(("indicateur", "maille", "territoire", "periode", "valeur"))
        redacteur.writerows(
            sorted(
                (r.mesure.indicateur, r.maille, r.territoire, r.periode, ecrire_nombre(r.cellule.valeur))
                for r in recolte.releves
            )
        )


if __name__ == "__main__":
    principal(*sys.argv[1:])
