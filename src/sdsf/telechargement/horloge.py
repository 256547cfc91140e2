"""L'heure et l'attente : les tests les remplacent, pour qu'aucun n'attende vraiment."""

import datetime as dt
import time
from typing import Protocol


class Horloge(Protocol):
    """Ce qu'un téléchargement demande au temps."""

    def secondes(self) -> float:
        """Un compteur qui ne recule jamais."""

    def attendre(self, secondes: float) -> None:
        """Ne rien faire pendant ce temps."""

    def maintenant(self) -> dt.datetime:
        """La date et l'heure, en temps universel."""


class HorlogeDuSysteme:
    """L'heure de cet ordinateur."""

    def secondes(self) -> float:
        return time.monotonic()

    def attendre(self, secondes: float) -> None:
        time.sleep(secondes)

    def maintenant(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)
