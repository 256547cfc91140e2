"""Proposer la date qu'une écriture à la française voulait dire."""

import re

EXEMPLE = "2024-06-30"


def date_proposee(recu: object) -> str:
    """La date probable derrière « 3/4/2024 », sous la forme année-mois-jour ; sinon un exemple.

    >>> date_proposee("3/4/2024"), date_proposee("printemps 2024")
    ('2024-04-03', '2024-06-30')
    """
    trouve = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", str(recu))
    if not trouve:
        return EXEMPLE
    jour, mois, annee = trouve.groups()
    return f"{annee}-{int(mois):02d}-{int(jour):02d}"
