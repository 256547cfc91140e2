"""Lire les tables de ``data/national/territoires/`` ; une seule fois tant qu'elles ne changent pas."""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pandas as pd

from sdsf.erreurs import Erreur, Erreurs, lever
from sdsf.espace import Espace
from sdsf.lecture.csv_strict import TRACE, Schema, lire_contrats, lire_table
from sdsf.territoires.modeles import NOMS, Territoires

TABLES = ("millesimes", "communes", "appartenances", "passages", *NOMS)
FICHIERS = ("datapackage.json", *(f"{nom}.csv" for nom in TABLES))


def dossier_des_territoires(espace: Espace) -> Path:
    """Le dossier des tables, et de leur contrat."""
    return espace.data / "national" / "territoires"


def contrats_des_territoires(espace: Espace) -> dict[str, Schema]:
    """Les schémas des tables, par nom. Lève ``Erreurs`` si le contrat manque ou est abîmé."""
    return lire_contrats(dossier_des_territoires(espace) / "datapackage.json")


@dataclass(frozen=True)
class Lus:
    """Les fichiers d'un espace, reconnus à leurs octets : deux copies d'un espace se valent."""

    espace: Espace = field(compare=False)
    empreintes: tuple[str, ...]


def lire_territoires(espace: Espace) -> Territoires:
    """Les territoires de la France. Lève ``Erreurs`` avec toutes les causes de toutes les tables."""
    dossier = dossier_des_territoires(espace)
    return _lire(Lus(espace, tuple(_empreinte(dossier / nom) for nom in FICHIERS)))


def _empreinte(chemin: Path) -> str:
    """L'empreinte d'un fichier ; rien s'il ne s'ouvre pas : sa lecture dira pourquoi.

    Il est ouvert même si les tables sont déjà en mémoire (une forge les a lues avant de se copier) : le
    témoin des lectures doit l'entendre à chaque rapport.
    """
    try:
        with chemin.open("rb") as ouvert:
            return hashlib.file_digest(ouvert, "sha256").hexdigest()
    except OSError:
        return ""


@lru_cache(maxsize=4)
def _lire(lus: Lus) -> Territoires:
    espace = lus.espace
    schemas, dossier = contrats_des_territoires(espace), dossier_des_territoires(espace)
    lues: dict[str, pd.DataFrame] = {}
    fautes: list[Erreur] = []
    for nom in TABLES:
        chemin = dossier / f"{nom}.csv"
        try:
            lues[nom] = lire_table(chemin, espace.relatif(chemin), schemas[nom]).drop(columns=TRACE)
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
    lever(fautes)
    return _assembler(lues)


def _assembler(lues: dict[str, pd.DataFrame]) -> Territoires:
    annees = lues["millesimes"]["millesime"].astype(int)
    origines = dict(zip(annees, lues["millesimes"]["origine"], strict=True))
    passages = lues["passages"]
    return Territoires(
        millesimes=tuple(sorted(origines)),
        origines=origines,
        communes=lues["communes"],
        anciennes=lues["appartenances"],
        passages=passages.assign(date=passages["date"].dt.strftime("%Y-%m-%d")),
        tables={nom: lues[nom] for nom in NOMS},
    )
