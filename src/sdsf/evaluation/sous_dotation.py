"""Les territoires sous-dotés : ceux dont le taux est sous une part, choisie et affichée, d'un repère."""

import pandas as pd


def sous_dotes(territoires: pd.DataFrame, repere: float, seuil_pct: float) -> pd.DataFrame:
    """Les territoires dont ``valeur`` est sous ``seuil_pct`` % du repère, du plus bas au plus haut.

    ``repere`` : le taux de la France (ou du département), dans l'unité de ``valeur``. Un territoire dont la
    valeur manque n'est ni sous-doté ni bien doté : il n'est pas dans la réponse.

    >>> table = pd.DataFrame({"territoire": ["A", "B", "C"], "valeur": [42.0, 53.0, None]})
    >>> sous_dotes(table, 60.0, 85)["territoire"].tolist()
    ['A']
    """
    dessous = territoires[territoires["valeur"] < repere * seuil_pct / 100]
    return dessous.sort_values(["valeur", "territoire"], kind="stable")
