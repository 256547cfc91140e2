"""Proposer la date qu'une écriture à la française voulait dire."""

import datetime as dt
import re

EXEMPLE = "2024-06-30"
# Une heure écrite à la suite d'une date : « 30/06/2024 14:30 ».
HEURE = r"(?:[ T]+\d{1,2}[:hH].*)?"


def date_proposee(recu: object) -> str:
    """La date probable derrière « 3/4/2024 », sous la forme année-mois-jour ; sinon un exemple.

    >>> date_proposee("3/4/2024"), date_proposee("printemps 2024"), date_proposee("31/02/2024")
    ('2024-04-03', '2024-06-30', '2024-06-30')
    """
    ecrite = str(recu).strip()
    if trouve := re.fullmatch(rf"(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}}){HEURE}", ecrite):
        jour, mois, annee = map(int, trouve.groups())
        # « 12/31/2024 » n'a qu'une lecture possible : celle d'un tableur américain.
        return _possible(annee, mois, jour) or _possible(annee, jour, mois) or EXEMPLE
    if trouve := re.fullmatch(rf"(\d{{4}})[/.-](\d{{1,2}})[/.-](\d{{1,2}}){HEURE}", ecrite):
        return _possible(*map(int, trouve.groups())) or EXEMPLE
    return EXEMPLE


def porte_une_heure(recu: object) -> bool:
    """Vrai pour une date suivie d'une heure : « 2024-06-30 14:30 »."""
    return re.fullmatch(r"[\d/.-]{8,10}[ T]+\d{1,2}[:hH].*", str(recu).strip()) is not None


def _possible(annee: int, mois: int, jour: int) -> str | None:
    """La date, si le calendrier l'admet."""
    try:
        return dt.date(annee, mois, jour).isoformat()
    except ValueError:
        return None
