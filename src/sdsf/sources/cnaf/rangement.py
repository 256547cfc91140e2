"""Où va un relevé, sous quel nom de territoire, et quels territoires fins l'espace garde.

France, régions et départements : ``data/national/cnaf/<famille>.csv``. EPCI, communes et arrondissements :
``data/national/cnaf/<département>/<famille>.csv`` ; un EPCI à cheval est dans chacun de ses départements.
"""

import csv
from collections import defaultdict
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from sdsf.espace import Espace
from sdsf.vocabulaire import FICTIF

FINES = ("commune", "arrondissement_municipal", "epci")
# Un export d'une région (13 départements au plus) est gardé en entier.
DEPARTEMENTS_GARDES = 13
TABLES = {"departement": "departements", "epci": "epci", "commune": "communes"}


@dataclass(frozen=True)
class Rangement:
    """Les départements que l'espace suit ; ses tables de territoires ne se lisent qu'à la demande."""

    espace: Espace
    suivis: frozenset[str]

    @cached_property
    def departements_des_epci(self) -> Mapping[str, frozenset[str]]:
        """D'après les communes de chaque EPCI, tous millésimes, et les tables des départements suivis."""
        trouves: dict[str, set[str]] = defaultdict(set)
        for table in ("communes", "appartenances"):
            for epci, departement in _lignes(self._table(table), ("epci", "departement")):
                trouves[epci].add(departement)
        for departement in self.suivis:
            chemin = self.espace.data / "departements" / departement / "territoires.csv"
            for code, maille in _lignes(chemin, ("territoire", "maille")):
                if maille == "epci":
                    trouves[code].add(departement)
        return {epci: frozenset(departements) for epci, departements in trouves.items() if epci}

    def noms(self, codes: Container[str], maille: str) -> dict[str, str]:
        """Le nom officiel de quelques territoires ; aucun si l'espace n'en a pas la table."""
        if maille not in TABLES:
            return {}
        connus = _lignes(self._table(TABLES[maille]), (maille, "nom"))
        return {code: nom for code, nom in connus if code in codes}

    def _table(self, nom: str) -> Path:
        return self.espace.data / "national" / "territoires" / f"{nom}.csv"

    def departements(self, code: str, maille: str) -> frozenset[str]:
        """Les départements d'un territoire fin ; aucun si l'on ne sait pas."""
        if maille == "epci":
            return self.departements_des_epci.get(code, frozenset())
        return _seul(departement_de(code))

    def gardes(self, codes: Collection[str], maille: str) -> dict[str, frozenset[str]]:
        """Par code gardé, ses départements : tous pour un export local, ceux que l'on suit pour la France."""
        tous = {departement for code in codes for departement in self.departements(code, maille)}
        retenus = tous if len(tous) <= DEPARTEMENTS_GARDES else self.suivis
        connus = ((code, self.departements(code, maille)) for code in codes)
        return {code: les_siens & retenus for code, les_siens in connus if not les_siens.isdisjoint(retenus)}

    def fichiers(self, famille: str, gardes: Mapping[str, frozenset[str]]) -> dict[str, list[Path]]:
        """Par code fin, les fichiers où ranger ses relevés ; sous le code vide, celui des autres mailles."""
        dossier = self.espace.data / "national" / "cnaf"
        departements = frozenset[str]().union(*gardes.values())
        places = {d: dossier / d / f"{famille}.csv" for d in departements}
        fins = {code: [places[d] for d in sorted(siens)] for code, siens in gardes.items()}
        return {"": [dossier / f"{famille}.csv"], **fins}


def departement_de(commune: str) -> str:
    """Le département d'une commune, d'après son code : trois caractères outre-mer, deux ailleurs.

    >>> departement_de("2A004"), departement_de("97411"), departement_de("01001")
    ('2A', '974', '01')
    """
    return commune[:3] if commune[:2] in ("97", "98") else commune[:2]


@cache
def _seul(departement: str) -> frozenset[str]:
    """L'ensemble d'un seul département : le même objet pour toutes ses communes."""
    return frozenset({departement})


def lire_rangement(espace: Espace) -> Rangement:
    """Ce que l'espace sait des territoires ; les tables absentes ne disent rien."""
    return Rangement(espace, _suivis(espace))


def _suivis(espace: Espace) -> frozenset[str]:
    """Les départements qui ont un dossier, dans ``params/`` ou dans ``data/``."""
    dossiers = [d for racine in (espace.params, espace.data) for d in (racine / "departements").glob("*")]
    return frozenset(dossier.name for dossier in dossiers if dossier.is_dir()) - {FICTIF}


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
