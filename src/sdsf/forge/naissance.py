"""Ce que la forge dit à une copie d'elle-même, au moment où elle devient un noyau."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Naissance:
    """Ce qu'une copie doit devenir : ses arguments, son milieu, son dossier, ses descripteurs."""

    argv: list[str]
    milieu: dict[str, str]
    dossier: str
    sortie: int
    erreur: int
    pret: int
    # Ce que les bibliothèques ajoutent au milieu en se chargeant : un noyau ordinaire l'aurait aussi.
    apports: dict[str, str]
