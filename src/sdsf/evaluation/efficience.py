"""Ce qu'une place ou une famille a coûté : un montant sur un effectif, ou pourquoi il ne se calcule pas.

Un coût ne rapproche que ce que la commission a déclaré aller ensemble, sur les mêmes années : sans cela, ou
si l'effectif est nul, secret ou inconnu, il n'existe pas. Ce n'est ni un prix, ni un rendement : la dépense
sert aussi à autre chose, et l'effectif a d'autres causes. Unité : euros par unité de l'effectif.
"""

from dataclasses import dataclass

SANS_MONTANT = "un montant de ces années n'est pas renseigné"
COUVERT = "l'effectif est couvert par le secret"
SANS_EFFECTIF = "l'effectif de l'année n'est pas renseigné"
NUL = "l'effectif est nul"


@dataclass(frozen=True)
class Cout:
    """Un coût unitaire, ou le motif de son absence."""

    valeur: float | None
    motif: str = ""


def cout_unitaire(montant: float | None, effectif: float | None, etat: str = "valeur") -> Cout:
    """Le montant rapporté à l'effectif ; ``etat`` : celui du relevé de l'effectif.

    >>> cout_unitaire(90000.0, 30.0), cout_unitaire(90000.0, 0.0).motif
    (Cout(valeur=3000.0, motif=''), "l'effectif est nul")
    """
    if etat == "secret":
        return Cout(None, COUVERT)
    if effectif is None:
        return Cout(None, SANS_EFFECTIF)
    if effectif <= 0:
        return Cout(None, NUL)
    return Cout(None, SANS_MONTANT) if montant is None else Cout(montant / effectif)
