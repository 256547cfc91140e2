"""Ce qui devait être transmis dans un délai : à temps, en retard de combien, ou encore attendu.

Entrées : le jour de l'adoption, le jour de la transmission (ou rien), le jour où l'on regarde. Un délai d'un
mois finit le même quantième du mois suivant, ou le dernier jour de ce mois s'il est plus court.
Source : code de l'action sociale et des familles, article L. 214-2 (transmission au comité dans le mois).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import pandas as pd

Respect = Literal["a_temps", "en_retard", "attendu", "non_transmis", "inconnu"]
MOIS = 1


@dataclass(frozen=True)
class Delai:
    """La réponse pour une transmission ; ``jours`` : le dépassement, s'il y en a un."""

    respect: Respect
    limite: dt.date | None
    jours: int | None = None


def transmission(adopte: dt.date | None, transmis: dt.date | None, au: dt.date, mois: int = MOIS) -> Delai:
    """Si le délai est tenu, vu le jour ``au`` ; une transmission postérieure n'est pas encore connue.

    >>> transmission(dt.date(2025, 1, 31), dt.date(2025, 3, 1), dt.date(2025, 12, 31))
    Delai(respect='en_retard', limite=datetime.date(2025, 2, 28), jours=1)
    """
    connue = transmis if transmis is not None and transmis <= au else None
    if adopte is None:
        return Delai("inconnu", None)
    limite = (pd.Timestamp(adopte) + pd.DateOffset(months=mois)).date()
    if connue is not None:
        retard = (connue - limite).days
        return Delai("a_temps", limite) if retard <= 0 else Delai("en_retard", limite, retard)
    retard = (au - limite).days
    return Delai("attendu", limite) if retard <= 0 else Delai("non_transmis", limite, retard)
