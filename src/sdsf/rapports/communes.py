"""Les communes d'un département et leurs habitants : celles que la loi soumet à un schéma."""

from collections.abc import Collection, Mapping
from functools import lru_cache

import pandas as pd

from sdsf.chiffres import Chiffre, trace_de
from sdsf.dossier import Dossier
from sdsf.espace import Espace
from sdsf.lecture.csv_strict import lire_table
from sdsf.releves.periodes import annee_de
from sdsf.territoires.lecture import contrats_des_territoires, dossier_des_territoires

POPULATION = "population_municipale"
SOURCE = "Insee, populations de référence (paquet des territoires)"
COLONNES = ["commune", "nom", "population", "source", "periode", "fichier", "ligne", "empreinte"]


def habitants(dossier: Dossier) -> pd.DataFrame:
    """Une ligne par commune du département : ``commune, nom, population`` et sa provenance.

    La table nationale, sauf pour un département qu'elle ignore : ses relevés communaux de population.
    """
    nationales = _nationales(dossier.espace, dossier.departement.code)
    return nationales if len(nationales) else _relevees(dossier)


def chiffre_de_population(dossier: Dossier, commune: pd.Series) -> Chiffre:
    """La population d'une ligne de ``habitants``."""
    return Chiffre(
        f"Population municipale, {commune['nom']}",
        float(commune["population"]),
        "habitants",
        nature="publiee",
        territoire=str(commune["nom"]),
        periode=str(commune["periode"]),
        source=str(commune["source"]),
        trace=trace_de(commune.to_frame().T),
    )


@lru_cache(maxsize=8)
def _nationales(espace: Espace, departement: str) -> pd.DataFrame:
    dossier = dossier_des_territoires(espace)
    if not (dossier / "communes.csv").exists():
        return pd.DataFrame(columns=COLONNES)
    lues = _table(espace, "communes", {"departement": {departement}})
    millesime = int(_table(espace, "millesimes", {})["millesime"].astype(int).max())
    datees = lues.assign(source=SOURCE, periode=f"millésime {millesime}")
    gardees: pd.DataFrame = datees.dropna(subset=["population"])[COLONNES]
    return gardees


def _table(espace: Espace, nom: str, garder: Mapping[str, Collection[str]]) -> pd.DataFrame:
    chemin = dossier_des_territoires(espace) / f"{nom}.csv"
    return lire_table(chemin, espace.relatif(chemin), contrats_des_territoires(espace)[nom], garder)


def _relevees(dossier: Dossier) -> pd.DataFrame:
    releves = dossier.releves
    lignes = releves[
        (releves["indicateur"] == POPULATION) & (releves["maille"] == "commune") & releves["valeur"].notna()
    ]
    datees = lignes.assign(annee=[annee_de(periode) for periode in lignes["periode"]])
    connues = datees[datees["annee"] <= dossier.annee].sort_values("annee", kind="stable")
    dernieres = connues.drop_duplicates("territoire", keep="last")
    noms = dernieres["libelle"].str.split(" — ").str[0]
    return dernieres.rename(columns={"territoire": "commune", "valeur": "population"}).assign(nom=noms)[
        COLONNES
    ]
