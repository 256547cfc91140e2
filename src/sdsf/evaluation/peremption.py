"""Une valeur est-elle trop ancienne pour dire où l'on en est ? Cela dépend du rythme auquel elle paraît."""

# Ce qu'un rythme fait attendre, en années ; celui qu'on ne connaît pas est tenu pour annuel.
DUREES = {"annuelle": 1, "scolaire": 1, "triennale": 3}


def est_perimee(annee_de_la_valeur: int, annee: int, periodicite: str, delai: int) -> bool:
    """Vrai si une valeur plus récente aurait dû paraître, délai de parution compris.

    >>> est_perimee(2021, 2024, "annuelle", 1), est_perimee(2022, 2024, "annuelle", 1)
    (True, False)
    """
    return annee - annee_de_la_valeur > DUREES.get(periodicite, 1) + delai
