"""La voie ordinaire : ``melodi_pandas.py ZIP DEPARTEMENT SORTIE [choisies]``, avec pandas et rien d'autre.

Le même travail que l'adaptateur : cinq types d'équipement, pour les départements et pour les communes de l'un
d'eux ; valeurs et clés contrôlées. « choisies » ne demande à ``read_csv`` que les colonnes utiles.
"""

import sys
import zipfile

import pandas as pd

INDICATEURS = {
    "D502": "nombre_eaje",
    "D509": "nombre_micro_creches",
    "D504": "nombre_relais_petite_enfance",
    "D505": "nombre_accueils_loisirs",
    "D115": "nombre_pmi",
}
MAILLES = {"COM": "commune", "ARM": "arrondissement_municipal", "DEP": "departement"}
TEXTES = ["GEO", "GEO_OBJECT", "FACILITY_TYPE", "BPE_MEASURE", "OBS_STATUS", "TIME_PERIOD"]


def lire(fichier: str, colonnes: list[str] | None) -> pd.DataFrame:
    """Le CSV de données du zip, codes en texte."""
    with zipfile.ZipFile(fichier) as archive:
        (membre,) = [nom for nom in archive.namelist() if nom.endswith("_data.csv")]
        with archive.open(membre) as flux:
            return pd.read_csv(flux, sep=";", dtype=dict.fromkeys(TEXTES, str), usecols=colonnes)


def garder(table: pd.DataFrame, departement: str) -> pd.DataFrame:
    """Les équipements suivis, des départements et des communes de l'un d'eux."""
    communes = table["GEO_OBJECT"].isin(["COM", "ARM"]) & table["GEO"].str.startswith(departement)
    suivis = table["FACILITY_TYPE"].isin(list(INDICATEURS)) & (table["BPE_MEASURE"] == "FACILITIES")
    return table[suivis & (communes | (table["GEO_OBJECT"] == "DEP"))]


def controler(table: pd.DataFrame) -> None:
    """Arrête sur une valeur qui manque, une valeur négative, ou deux lignes de même clé."""
    if table["OBS_VALUE"].isna().any() or (table["OBS_VALUE"] < 0).any():
        raise ValueError("une valeur manque, ou elle est négative")
    if table.duplicated(["GEO", "GEO_OBJECT", "FACILITY_TYPE", "TIME_PERIOD"]).any():
        raise ValueError("deux lignes ont la même clé")


def principal(fichier: str, departement: str, sortie: str, choisies: str = "") -> None:
    """Écrit la table longue, triée."""
    table = garder(lire(fichier, [*TEXTES, "OBS_VALUE"] if choisies else None), departement)
    controler(table)
    long = pd.DataFrame(
        {
            "indicateur": table["FACILITY_TYPE"].map(INDICATEURS),
            "maille": table["GEO_OBJECT"].map(MAILLES),
            "territoire": table["GEO"],
            "periode": table["TIME_PERIOD"],
            "valeur": table["OBS_VALUE"],
        }
    )
    long.sort_values(list(long.columns[:4])).to_csv(sortie, index=False, lineterminator="\n")


if __name__ == "__main__":
    principal(*sys.argv[1:])
