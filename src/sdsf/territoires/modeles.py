"""Ce que les tables des territoires disent, en mémoire : les communes, millésime par millésime."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from sdsf.territoires.millesimes import APPARTENANCE as APPARTENANCE
from sdsf.territoires.millesimes import deplier

# Les mailles au-dessus de la commune, et la colonne qui y mène.
NIVEAUX = ("epci", "ept", "arrondissement", "departement", "region")
# La maille de chaque table : le nom de la colonne de son code.
MAILLES = {
    "arrondissements_municipaux": "arrondissement_municipal",
    "epci": "epci",
    "ept": "ept",
    "arrondissements": "arrondissement",
    "departements": "departement",
    "regions": "region",
}
NOMS = tuple(MAILLES)
FUSION, SCISSION, CHANGEMENT = "fusion", "scission", "changement_de_code"


@dataclass(frozen=True)
class Mouvement:
    """Une commune qui change de code, est absorbée, ou se partage."""

    avant: str
    nom_avant: str
    apres: str
    nom_apres: str
    date: str
    nature: str


@dataclass(frozen=True)
class Territoires:
    """Les tables lues : tout code est un texte, une appartenance absente est un texte vide."""

    millesimes: tuple[int, ...]
    """Les années dont on connaît le découpage au 1er janvier, de la plus ancienne à la plus récente."""
    origines: Mapping[int, str]
    """Le fichier d'où vient chaque millésime."""
    communes: pd.DataFrame
    """Le dernier millésime : ``APPARTENANCE``, ``population`` municipale (habitants), ``depuis`` (année)."""
    anciennes: pd.DataFrame
    """Les appartenances qui ne sont plus : ``APPARTENANCE``, ``de`` et ``a`` (années comprises)."""
    passages: pd.DataFrame
    """Les mouvements de communes : ``avant, nom_avant, apres, nom_apres, date, nature``."""
    tables: Mapping[str, pd.DataFrame]
    """Les autres territoires, par nom de table (``NOMS``)."""

    _decoupages: dict[int, pd.DataFrame] = field(default_factory=dict, repr=False)

    def decoupage(self, annee: int) -> pd.DataFrame:
        """Les communes d'un millésime connu : ``APPARTENANCE``, triées par code."""
        if annee not in self._decoupages:
            self._decoupages[annee] = deplier(self.communes, self.anciennes, [annee])[annee]
        return self._decoupages[annee]

    @property
    def dernier(self) -> int:
        return self.millesimes[-1]

    @cached_property
    def departs(self) -> Mapping[str, tuple[Mouvement, ...]]:
        """Les mouvements de chaque commune, du plus ancien au plus récent."""
        return _indexer(self.passages, "avant")

    @cached_property
    def arrivees(self) -> Mapping[str, tuple[Mouvement, ...]]:
        """Les mouvements qui mènent à chaque commune, du plus ancien au plus récent."""
        return _indexer(self.passages, "apres")

    @cached_property
    def noms(self) -> Mapping[str, Mapping[str, str]]:
        """Pour chaque maille, le dernier nom connu de chaque code, territoires disparus compris."""
        anciens = self.anciennes.sort_values("a", kind="stable")
        communes = pd.concat([anciens[["commune", "nom"]], self.communes[["commune", "nom"]]])
        tables = {nom: self.tables[nom] for nom in NOMS}
        return {"commune": _par_code(communes, "commune")} | {
            MAILLES[nom]: _par_code(table, MAILLES[nom]) for nom, table in tables.items()
        }

    @cached_property
    def plm(self) -> Mapping[str, str]:
        """La commune de chaque arrondissement municipal de Paris, Lyon et Marseille."""
        table = self.tables["arrondissements_municipaux"]
        return dict(zip(table["arrondissement_municipal"], table["commune"], strict=True))


def _par_code(table: pd.DataFrame, maille: str) -> dict[str, str]:
    return dict(zip(table[maille], table["nom"], strict=True))


def _indexer(passages: pd.DataFrame, colonne: str) -> dict[str, tuple[Mouvement, ...]]:
    colonnes = ["avant", "nom_avant", "apres", "nom_apres", "date", "nature"]
    par_code: dict[str, list[Mouvement]] = {}
    for ligne in passages.sort_values("date", kind="stable")[colonnes].itertuples(index=False, name=None):
        mouvement = Mouvement(*ligne)
        par_code.setdefault(getattr(mouvement, colonne), []).append(mouvement)
    return {code: tuple(suite) for code, suite in par_code.items()}
