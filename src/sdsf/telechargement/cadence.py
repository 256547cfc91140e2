"""Le rythme des requêtes : jamais plus que ce que le catalogue dit à chaque serveur."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sdsf.telechargement.horloge import Horloge


@dataclass
class Cadence:
    """Le moment de la dernière requête de chaque serveur."""

    requetes_par_minute: Mapping[str, int]
    horloge: Horloge
    _dernieres: dict[str, float] = field(default_factory=dict)

    def respecter(self, hote: str) -> None:
        """Attend que le serveur puisse être appelé à nouveau, et note cet appel."""
        ecart = 60 / self.requetes_par_minute.get(hote, 20)
        libre = self._dernieres.get(hote, float("-inf")) + ecart
        if (reste := libre - self.horloge.secondes()) > 0:
            self.horloge.attendre(reste)
        self._dernieres[hote] = self.horloge.secondes()
