"""Les rapports que plusieurs tests regardent, produits une seule fois pour tous les processus de test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock
from tests.fabrique import CODES, copier_espace
from tests.production import produire

from sdsf.espace import Espace
from sdsf.production.catalogue import CATALOGUE, formats_de
from sdsf.production.ecriture import ecrire_lot
from sdsf.production.index import composer_index

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
    """Une copie de l'espace où les rapports du 00 et du 13 sont produits, et l'index qui y mène."""
    espace = _espace(dossiers)
    for code, rapport in DEMANDES:
        rapport_partage(dossiers, code, rapport)
    with _une_fois(espace, "index") as a_faire:
        if a_faire:
            ecrire_lot(espace, {espace.reports / "index.html": composer_index(espace).encode()})
    return espace


def rapport_partage(dossiers: pytest.TempPathFactory, code: str, rapport: str) -> list[Path]:
    """Les fichiers d'un rapport, à lire seulement : ceux du 00 sont dans tous leurs formats.

    Le premier processus de test qui le demande le produit ; un autre l'attend, et lit les mêmes.
    """
    espace, annee = _espace(dossiers), annee_de(code, rapport)
    formats = ",".join(formats_de(rapport)) if code == "00" else "html"
    with _une_fois(espace, f"{code} {rapport}") as a_faire:
        if a_faire:
            produire(espace, code, annee, rapport, formats, indexer=False)
    return sorted((espace.reports / code / str(annee)).glob(f"{rapport}.*"))


def _espace(dossiers: pytest.TempPathFactory) -> Espace:
    espace = Espace(dossier_commun(dossiers) / "rapports")
    with _une_fois(espace, "espace") as a_faire:
        if a_faire:
            copier_espace(espace.racine)
    return espace


@contextmanager
def _une_fois(espace: Espace, quoi: str) -> Iterator[bool]:
    """Vrai pour le premier qui arrive ; les autres l'attendent. Ce qui a échoué se refait."""
    fait = espace.racine.with_name(f"{quoi}.fait")
    with FileLock(fait.with_suffix(".verrou")):
        yield not fait.exists()
        fait.touch()


def dossier_commun(dossiers: pytest.TempPathFactory) -> Path:
    """Le dossier de toute la séance : sous xdist, chaque processus a le sien dedans."""
    propre = dossiers.getbasetemp()
    return propre.parent if propre.name.startswith("popen-") else propre
