"""Les départements comparables par défaut : les plus proches, quand aucune liste n'est réglée.

Distance euclidienne sur quatre critères centrés et réduits, de même poids, parmi les départements où les
quatre sont publiés. La méthode s'imprime avec la liste.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sdsf.releves.periodes import annee_de

# La population, prise en logarithme, tient lieu de la densité : aucune superficie n'est dans les données.
CRITERES: Mapping[str, str] = {
    "part_moins_20_ans": "part des moins de 20 ans",
    "taux_pauvrete": "taux de pauvreté",
    "part_places_accueil_individuel": "part de l'accueil individuel dans les places d'accueil",
    "population": "logarithme de la population, qui tient lieu de la densité",
}
METHODE = (
    "les plus proches, du plus proche au moins proche, par distance euclidienne sur quatre critères centrés "
    f"et réduits, de même poids ({', '.join(CRITERES.values())}), chacun à sa dernière année publiée pour "
    "tous, parmi les départements où les quatre existent. Une liste motivée, dans reglages.yml, "
    "la remplacerait."
)


def departements_proches(nationales: pd.DataFrame, departement: str, nombre: int = 5) -> list[str]:
    """Les codes des départements les plus proches ; une liste vide si un critère manque au département.

    ``nationales`` : les relevés de ``data/national/``, toutes lignes. À distance égale, l'ordre des codes.
    """
    colonnes = {critere: _derniere_annee(nationales, critere) for critere in CRITERES}
    complets = pd.DataFrame(colonnes).dropna()
    if departement not in complets.index:
        return []
    complets["population"] = np.log10(complets["population"])
    return [str(code) for code in distances(complets, departement).index[:nombre]]


def distances(criteres: pd.DataFrame, territoire: str) -> pd.Series:
    """La distance de chaque autre territoire, du plus proche au plus lointain ; à égalité, l'ordre des codes.

    ``criteres`` : une ligne par territoire (l'index), une colonne par critère, sans trou. Sans unité.

    >>> distances(pd.DataFrame({"pauvrete": [10.0, 12.0, 11.0]}, index=["A", "B", "C"]), "A").index.tolist()
    ['C', 'B']
    """
    ecarts_types = criteres.std(ddof=0)
    # Un critère qui ne varie pas n'éloigne personne, au lieu d'une division par zéro.
    reduits = (criteres - criteres.mean()) / ecarts_types.where(ecarts_types > 0, 1.0)
    carres = ((reduits - reduits.loc[territoire]) ** 2).sum(axis=1).drop(territoire)
    # Arrondie : deux distances égales au bruit de calcul près se départagent par le code.
    return (carres**0.5).round(9).sort_index().sort_values(kind="stable")


def _derniere_annee(nationales: pd.DataFrame, critere: str) -> pd.Series:
    """La valeur de chaque département, la dernière année publiée, dans sa dernière édition."""
    lignes = nationales[(nationales["indicateur"] == critere) & (nationales["maille"] == "departement")]
    datees = lignes.assign(annee=[annee_de(periode) for periode in lignes["periode"]])
    dernieres = datees[datees["annee"] == datees["annee"].max()].sort_values("edition", kind="stable")
    uniques = dernieres.drop_duplicates("territoire", keep="last").set_index("territoire")
    valeurs: pd.Series = uniques["valeur"]
    return valeurs.dropna()
