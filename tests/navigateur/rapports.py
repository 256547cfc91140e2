"""Les rapports que ces tests regardent, produits une seule fois pour tous les processus de test."""

from pathlib import Path

import pytest
from filelock import FileLock
from tests.fabrique import CODES, copier_espace
from tests.production import produire

from sdsf.espace import Espace
from sdsf.production.catalogue import CATALOGUE

ANNEE = 2024
# Un bilan final se demande au terme ; tous les autres rapports, en 2024.
TERME = {"00": 2026, "13": 2026}
# Le 13 montre ce qu'un vrai schéma change à la page ; le 00 montre tous les rapports.
DU_13 = (
    "point_annuel",
    "lecture_schema",
    "evaluabilite",
    "diagnostic",
    "qualite_donnees",
    "bilan_intermediaire",
)
DEMANDES = [(code, rapport) for code in CODES for rapport in CATALOGUE if code == "00" or rapport in DU_13]


def annee_de(code: str, rapport: str) -> int:
    """L'année où l'on demande un rapport."""
    return TERME[code] if rapport == "bilan_final" else ANNEE


POINTS_ANNUELS = {code: f"{code}/{ANNEE}/point_annuel.html" for code in CODES}
LECTURES = {
    f"{code} {rapport}": f"{code}/{annee_de(code, rapport)}/{rapport}.html"
    for code, rapport in DEMANDES
    if rapport != "point_annuel"
}
PAGES = POINTS_ANNUELS | LECTURES | {"index": "index.html"}


def espace_des_rapports(dossiers: pytest.TempPathFactory) -> Espace:
    """Une copie de l'espace où les rapports du 00 et du 13 sont produits.

    Le premier processus de test qui arrive les produit ; les autres l'attendent, et lisent les mêmes.
    """
    # Sous xdist, chaque processus a son dossier : leur parent est commun à toute la séance.
    racine = _commun(dossiers) / "rapports"
    espace, fait = Espace(racine), racine.with_suffix(".fait")
    with FileLock(racine.with_suffix(".verrou")):
        if not fait.exists():
            espace = copier_espace(racine)
            for code, rapport in DEMANDES:
                produire(espace, code, annee_de(code, rapport), rapport)
            fait.touch()
    return espace


def _commun(dossiers: pytest.TempPathFactory) -> Path:
    propre = dossiers.getbasetemp()
    return propre.parent if propre.name.startswith("popen-") else propre
