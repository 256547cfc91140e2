"""La voie ordinaire : ``cnaf_pandas.py FICHIER DEPARTEMENT SORTIE [choisies]``, avec pandas et rien d'autre.

Le même travail que l'adaptateur, écrit comme un bon technicien l'écrirait : codes en texte, contrôles de tout
le fichier, lignes techniques et doublons écartés, un département gardé, mis en long. « choisies » ne demande
à ``read_csv`` que les colonnes utiles.
"""

import sys

import pandas as pd

MESURES = {
    "indfoy_ndur": ("foyers_allocataires", "foyers"),
    "indnbp_ndur": ("personnes_couvertes", "personnes"),
    "indfoy_ndurpaje": ("foyers_paje", "foyers"),
    "indfoy_ab": ("foyers_allocation_base", "foyers"),
    "indfoy_cmg": ("foyers_cmg", "foyers"),
    "indfoy_prepare": ("foyers_prepare", "foyers"),
    "indfoy_af": ("foyers_allocations_familiales", "foyers"),
    "indfoy_cf": ("foyers_complement_familial", "foyers"),
    "indfoy_asf": ("foyers_soutien_familial", "foyers"),
    "indfoy_aeeh": ("foyers_aeeh", "foyers"),
    "indfoy_ndural": ("foyers_aide_logement", "foyers"),
    "indfoy_rsa": ("foyers_rsa", "foyers"),
    "indfoy_ppa": ("foyers_prime_activite", "foyers"),
    "indmtt_ndur": ("montant_prestations", "euros"),
}
LIEUX = ["dtreffre", "numcomdo", "nomcom"]
TECHNIQUES = ["", "XX", "99"]


def lire(fichier: str, colonnes: list[str] | None) -> pd.DataFrame:
    """Le fichier, codes et dates en texte."""
    textes = dict.fromkeys(LIEUX, str)
    table = pd.read_csv(fichier, sep=";", encoding="utf-8-sig", dtype=textes, usecols=colonnes)
    table["numcomdo"] = table["numcomdo"].fillna("")
    return table[~table["numcomdo"].isin(TECHNIQUES)]


def controler(table: pd.DataFrame) -> None:
    """Arrête si une ligne du fichier, quel que soit son département, ne convient pas."""
    refuser(table, ~table["dtreffre"].str.fullmatch(r"20\d\d-(0[1-9]|1[0-2])"), "une date illisible")
    refuser(table, ~table["numcomdo"].str.fullmatch(r"\d{5}|2[AB]\d{3}"), "un code de commune faux")
    valeurs = table[list(MESURES)]
    refuser(table, (valeurs.isna() | (valeurs < 0)).any(axis=1), "un nombre manquant ou négatif")
    effectifs = [colonne for colonne, (_, unite) in MESURES.items() if unite != "euros"]
    refuser(table, (table[effectifs] % 5 != 0).any(axis=1), "un effectif qui n'est pas arrondi à 5")


def refuser(table: pd.DataFrame, fautives: pd.Series, quoi: str) -> None:
    if fautives.any():
        raise ValueError(f"ligne {table.index[fautives][0] + 2} : {quoi}")


def garder(table: pd.DataFrame, departement: str) -> pd.DataFrame:
    """Les décembres d'un département, sans doublon : la ligne la plus grande l'emporte."""
    siennes = table["numcomdo"].str.startswith(departement) & table["dtreffre"].str.endswith("-12")
    triees = table[siennes].sort_values("indfoy_ndur", ascending=False, kind="stable")
    return triees.drop_duplicates(["numcomdo", "dtreffre"])


def mettre_en_long(table: pd.DataFrame) -> pd.DataFrame:
    """Une ligne par indicateur, territoire et période."""
    long = table.melt(id_vars=LIEUX, value_vars=list(MESURES), var_name="colonne", value_name="valeur")
    return pd.DataFrame(
        {
            "indicateur": long["colonne"].map({colonne: code for colonne, (code, _) in MESURES.items()}),
            "territoire": long["numcomdo"],
            "periode": long["dtreffre"] + "-31",
            "valeur": long["valeur"],
            "unite": long["colonne"].map({colonne: unite for colonne, (_, unite) in MESURES.items()}),
        }
    ).sort_values(["indicateur", "territoire", "periode"])


def principal(fichier: str, departement: str, sortie: str, choisies: str = "") -> None:
    """Écrit la table longue, triée."""
    table = lire(fichier, [*LIEUX, *MESURES] if choisies else None)
    controler(table)
    mettre_en_long(garder(table, departement)).to_csv(sortie, index=False, lineterminator="\n")


if __name__ == "__main__":
    principal(*sys.argv[1:])
