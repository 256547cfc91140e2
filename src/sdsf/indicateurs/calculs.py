"""Les calculs que les indicateurs partagent : un total, un rapport, un solde, un décile.

Entrées : tables harmonisées ``territoire, annee, valeur``, une ligne par territoire et par année.
Sortie : la même forme. Une valeur manquante dit « inconnue » ; elle ne devient jamais 0.
"""

from collections.abc import Mapping
from typing import Literal

import pandas as pd

CLES = ["territoire", "annee"]
# Un taux publié à une décimale vaut à un demi-dixième près.
DEMI_DIXIEME = 0.05


def rapporter(numerateur: pd.DataFrame, denominateur: pd.DataFrame, pour: float = 1) -> pd.DataFrame:
    """``numerateur`` pour ``pour`` unités du dénominateur, là où le dénominateur a une ligne.

    Manquant si l'un des deux est inconnu, ou si le dénominateur est nul. Lève ``MergeError`` si un
    territoire est en double. Pour un ensemble de territoires : totaliser d'abord chaque membre.

    >>> familles = pd.DataFrame({"territoire": ["A", "B"], "annee": 2023, "valeur": [120, 0]})
    >>> aidees = pd.DataFrame({"territoire": ["A", "B"], "annee": 2023, "valeur": [30, 0]})
    >>> rapporter(aidees, familles, pour=100)["valeur"].tolist()
    [25.0, nan]
    """
    table = _accoler(denominateur, numerateur, "left")
    # Rapporté à rien, le taux n'existe pas : manquant, et non l'infini que donnerait la division.
    diviseur = table["premier"].where(table["premier"] > 0)
    return table[CLES].assign(valeur=pour * table["second"] / diviseur)


def soustraire(entrees: pd.DataFrame, sorties: pd.DataFrame) -> pd.DataFrame:
    """Entrées moins sorties. Manquant si l'un des deux membres est inconnu.

    >>> ouvertes = pd.DataFrame({"territoire": ["A", "B"], "annee": 2023, "valeur": [30, 10]})
    >>> fermees = pd.DataFrame({"territoire": ["A"], "annee": 2023, "valeur": [42]})
    >>> soustraire(ouvertes, fermees)["valeur"].tolist()
    [-12.0, nan]
    """
    table = _accoler(entrees, sorties, "outer")
    return table[CLES].assign(valeur=table["premier"] - table["second"])


def additionner(parts: pd.DataFrame) -> pd.DataFrame:
    """Le total de chaque territoire et de chaque année : une ligne par structure, par mois, par commune.

    Une part inconnue rend le total inconnu : une somme à trous ne se publie pas comme une somme.

    >>> lieux = pd.DataFrame({"territoire": ["A", "A", "B"], "annee": 2023, "valeur": [2, 3, None]})
    >>> additionner(lieux)["valeur"].tolist()
    [5.0, nan]
    """
    chiffrees = parts.assign(valeur=parts["valeur"].astype("float64"))
    return chiffrees.groupby(CLES)[["valeur"]].sum(skipna=False).reset_index()


def totaliser(parts: pd.DataFrame, ensembles: Mapping[str, str]) -> pd.DataFrame:
    """Le total de chaque ensemble. ``ensembles`` : le territoire, puis l'ensemble dont il est une part.

    Un territoire attendu dont la ligne manque une année, ou dont la valeur est inconnue, rend inconnu le
    total de cette année. Un taux d'ensemble est le rapport de deux totaux, jamais une moyenne de taux.

    >>> places = pd.DataFrame({"territoire": ["A", "B"], "annee": 2023, "valeur": [30, 0]})
    >>> enfants = pd.DataFrame({"territoire": ["A", "B"], "annee": 2023, "valeur": [60, 40]})
    >>> tous = {"A": "ensemble", "B": "ensemble"}
    >>> rapporter(totaliser(places, tous), totaliser(enfants, tous), pour=100)["valeur"].tolist()
    [30.0]
    """
    attendues = pd.MultiIndex.from_product([list(ensembles), parts["annee"].unique()], names=CLES)
    completes = pd.DataFrame(index=attendues).reset_index()
    completes = completes.merge(parts[[*CLES, "valeur"]], on=CLES, how="left", validate="one_to_one")
    return additionner(completes.assign(territoire=completes["territoire"].map(dict(ensembles))))


def denominateur_implicite(places: pd.DataFrame, taux: pd.DataFrame) -> pd.DataFrame:
    """Les enfants qu'un taux publié suppose : 100 × places ÷ taux.

    Unité : enfants. Sortie : ``territoire, annee, valeur, au_moins, au_plus, nature`` ; l'intervalle est
    celui que laisse l'arrondi du taux au dixième ; ``nature`` vaut toujours « estimee », et le reste de tout
    ce que l'on en calcule. Manquant si les places ou le taux manquent, ou si le taux est nul : zéro place ne
    dit rien du nombre d'enfants.

    >>> places = pd.DataFrame({"territoire": ["92033", "B"], "annee": 2023, "valeur": [544, 0]})
    >>> taux = pd.DataFrame({"territoire": ["92033", "B"], "annee": 2023, "valeur": [111.0, 0.0]})
    >>> denominateur_implicite(places, taux)["valeur"].round(1).tolist()
    [490.1, nan]
    """
    table = _accoler(taux, places, "outer")
    connus = table["premier"].where(table["premier"] > 0)
    pas = {"valeur": 0.0, "au_moins": DEMI_DIXIEME, "au_plus": -DEMI_DIXIEME}
    bornes = {nom: 100 * table["second"] / _positif(connus + ecart) for nom, ecart in pas.items()}
    return table[CLES].assign(**bornes, nature="estimee")


def _positif(diviseur: pd.Series) -> pd.Series:
    """Un taux qui, à l'arrondi près, pourrait être nul ne borne rien par le haut."""
    return diviseur.where(diviseur > 1e-9)


def decile(valeurs: pd.Series, poids: pd.Series, rang: int) -> float:
    """La plus petite valeur sous laquelle vivent au moins ``rang`` dixièmes du poids total.

    ``valeurs`` et ``poids`` : connus, de même longueur, poids positifs.

    >>> decile(pd.Series([10.0, 20.0, 30.0]), pd.Series([1, 1, 8]), 5)
    30.0
    """
    ordre = valeurs.sort_values(kind="stable").index
    cumul = poids.loc[ordre].cumsum()
    atteint = cumul * 10 >= rang * poids.sum()
    return float(valeurs.loc[ordre][atteint].iloc[0])


def _accoler(premier: pd.DataFrame, second: pd.DataFrame, comment: Literal["left", "outer"]) -> pd.DataFrame:
    """Deux tables côte à côte, colonnes ``premier`` et ``second``, en nombres décimaux."""
    gauche = premier[[*CLES, "valeur"]].rename(columns={"valeur": "premier"})
    droite = second[[*CLES, "valeur"]].rename(columns={"valeur": "second"})
    table = gauche.merge(droite, on=CLES, how=comment, validate="one_to_one")
    return table.astype({"premier": "float64", "second": "float64"})
