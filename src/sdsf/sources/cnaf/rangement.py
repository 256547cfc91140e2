"""Où va un relevé, sous quel nom de territoire, et quels territoires fins l'espace garde.

France, régions et départements : ``data/national/cnaf/<famille>.csv``. EPCI, communes et arrondissements :
``data/national/cnaf/<département>/<famille>.csv`` ; un EPCI à cheval est dans chacun de ses départements.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sdsf.espace import Espace
from sdsf.vocabulaire import FICTIF

FINES = ("commune", "arrondissement_municipal", "epci")
# Un export d'une région (13 départements au plus) est gardé en entier.
DEPARTEMENTS_GARDES = 13
NOMS = {"departements": "departement", "epci": "epci", "communes": "commune"}


@dataclass(frozen=True)
class Rangement:
    """Les départements que l'espace suit, ceux de chaque EPCI, et les noms connus."""

    dossier: Path
    suivis: frozenset[str]
    departements_des_epci: Mapping[str, frozenset[str]]
    noms: Mapping[tuple[str, str], str]

    def departements(self, code: str, maille: str) -> frozenset[str]:
        """Les départements d'un territoire fin ; aucun si l'on ne sait pas."""
        if maille == "epci":
            return self.departements_des_epci.get(code, frozenset())
        return frozenset({departement_de(code)})

    def gardes(self, codes: Iterable[str], maille: str) -> dict[str, frozenset[str]]:
        """Par code gardé, ses départements : tous pour un export local, ceux que l'on suit pour la France."""
        connus = {code: self.departements(code, maille) for code in codes}
        tous = frozenset[str]().union(*connus.values())
        retenus = tous if len(tous) <= DEPARTEMENTS_GARDES else self.suivis
        return {code: les_siens & retenus for code, les_siens in connus.items() if les_siens & retenus}

    def fichiers(self, famille: str, gardes: Mapping[str, frozenset[str]]) -> dict[str, list[Path]]:
        """Par code fin, les fichiers où ranger ses relevés ; sous le code vide, celui des autres mailles."""
        departements = frozenset[str]().union(*gardes.values())
        places = {d: self.dossier / d / f"{famille}.csv" for d in departements}
        fins = {code: [places[d] for d in sorted(siens)] for code, siens in gardes.items()}
        return {"": [self.dossier / f"{famille}.csv"], **fins}


def departement_de(commune: str) -> str:
    """Le département d'une commune, d'après son code : trois caractères outre-mer, deux ailleurs.

    >>> departement_de("2A004"), departement_de("97411"), departement_de("01001")
    ('2A', '974', '01')
    """
    return commune[:3] if commune[:2] in ("97", "98") else commune[:2]


def lire_rangement(espace: Espace) -> Rangement:
    """Ce que l'espace sait des territoires ; les tables absentes ne disent rien."""
    suivis = _suivis(espace)
    tables = _tables(espace)
    noms = {
        (maille, code): nom
        for table, maille in NOMS.items()
        for code, nom in _lignes(tables / f"{table}.csv", (maille, "nom"))
    }
    return Rangement(espace.data / "national" / "cnaf", suivis, _departements_des_epci(espace, suivis), noms)


def _tables(espace: Espace) -> Path:
    """Le dossier des tables de territoires ; on n'en lit que deux colonnes, sans charger le reste."""
    return espace.data / "national" / "territoires"


def _suivis(espace: Espace) -> frozenset[str]:
    """Les départements qui ont un dossier, dans ``params/`` ou dans ``data/``."""
    dossiers = [d for racine in (espace.params, espace.data) for d in (racine / "departements").glob("*")]
    return frozenset(dossier.name for dossier in dossiers if dossier.is_dir()) - {FICTIF}


def _departements_des_epci(espace: Espace, suivis: Iterable[str]) -> dict[str, frozenset[str]]:
    """D'après les communes de chaque EPCI, tous millésimes, et les tables des départements suivis."""
    trouves: dict[str, set[str]] = defaultdict(set)
    for table in ("communes", "appartenances"):
        chemin = _tables(espace) / f"{table}.csv"
        for epci, departement in _lignes(chemin, ("epci", "departement")):
            trouves[epci].add(departement)
    for departement in suivis:
        chemin = espace.data / "departements" / departement / "territoires.csv"
        for code, maille in _lignes(chemin, ("territoire", "maille")):
            if maille == "epci":
                trouves[code].add(departement)
    return {epci: frozenset(departements) for epci, departements in trouves.items() if epci}


def _lignes(chemin: Path, colonnes: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """Deux colonnes d'un CSV de l'espace ; aucune ligne si le fichier n'est pas là, ou ne les a pas."""
    if not chemin.is_file():
        return
    with chemin.open(encoding="utf-8", newline="") as fichier:
        lecteur = csv.reader(fichier)
        entetes = next(lecteur, [])
        if set(colonnes) <= set(entetes):
            a, b = (entetes.index(colonne) for colonne in colonnes)
            yield from ((ligne[a], ligne[b]) for ligne in lecteur if len(ligne) == len(entetes))
