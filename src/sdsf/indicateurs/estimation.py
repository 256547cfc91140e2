"""Ce que l'on estime faute de publication : le nombre d'enfants que supposent des places et un taux.

Entrées : tables harmonisées ``territoire, annee`` et une grandeur, une ligne par clé.
"""

import pandas as pd

CLES = ["territoire", "annee"]
# Un taux publié à une décimale vaut à un demi-dixième près.
DEMI_PAS = 0.05


def enfants_implicites(places: pd.DataFrame, taux: pd.DataFrame) -> pd.DataFrame:
    """Les enfants de moins de 3 ans que supposent des places et un taux de couverture publiés.

    ``places`` : ``territoire, annee, places`` ; ``taux`` : ``territoire, annee, taux`` (places pour 100
    enfants). Rend ``territoire, annee, enfants, au_moins, au_plus, nature`` : 100 × places ÷ taux, toujours
    ``estimee``, avec l'intervalle que laisse l'arrondi du taux. Manquant si l'un des deux manque, si le taux
    est nul (rien ne se déduit de zéro place) ou, pour ``au_plus``, s'il pourrait l'être.

    >>> places = pd.DataFrame({"territoire": ["92033", "B"], "annee": 2023, "places": [544, 0]})
    >>> taux = pd.DataFrame({"territoire": ["92033", "B"], "annee": 2023, "taux": [111.0, 0.0]})
    >>> enfants_implicites(places, taux)["enfants"].round().tolist()
    [490.0, nan]
    """
    table = places.merge(taux, on=CLES, how="outer", validate="one_to_one")
    cent_fois = 100 * table["places"]
    bornes = {"enfants": 0.0, "au_moins": DEMI_PAS, "au_plus": -DEMI_PAS}
    connus = table["taux"] > 0
    colonnes = {nom: cent_fois / _positif(table["taux"].where(connus) + pas) for nom, pas in bornes.items()}
    return table[CLES].assign(**colonnes, nature="estimee")


def _positif(diviseur: pd.Series) -> pd.Series:
    return diviseur.where(diviseur > 1e-9)
