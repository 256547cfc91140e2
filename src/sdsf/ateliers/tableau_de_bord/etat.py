"""L'état du tableau de bord : cinq choix, et rien d'autre."""

from collections.abc import Mapping
from dataclasses import dataclass

CHAMPS = ("departement", "annee", "indicateur", "territoire", "comparaison")


@dataclass(frozen=True)
class Etat:
    """Ce que l'on a choisi ; un choix vide est celui que l'atelier fera de lui-même."""

    departement: str
    annee: int
    indicateur: str = ""
    territoire: str = ""
    """« maille:code » : le même code désigne un département et une région."""
    comparaison: str = ""
    """Une maille du département, « pairs », ou « aucune »."""

    @property
    def maille(self) -> str:
        return self.territoire.partition(":")[0]

    @property
    def code(self) -> str:
        return self.territoire.partition(":")[2]

    def en_choix(self) -> dict[str, str]:
        """L'état, tel qu'on le garde."""
        return {champ: str(getattr(self, champ)) for champ in CHAMPS}


def etat_garde(choix: Mapping[str, str]) -> Etat | None:
    """L'état d'un fichier gardé ; ``None`` s'il n'en est pas un."""
    if not set(CHAMPS) <= set(choix) or not choix["annee"].isdecimal() or len(choix["annee"]) != 4:
        return None
    return Etat(
        choix["departement"],
        int(choix["annee"]),
        choix["indicateur"],
        choix["territoire"],
        choix["comparaison"],
    )
