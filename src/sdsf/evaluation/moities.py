"""Deux moitiés d'un ensemble de territoires, selon un critère : l'offre y est-elle la même ?

Les territoires sont rangés par le critère (la pauvreté) et coupés à sa médiane pondérée : chaque moitié
compte autant d'enfants, à un territoire près. Le taux d'une moitié est Σ(taux × enfants) ÷ Σ enfants, jamais
une moyenne de taux. Un écart entre moitiés décrit ; il n'explique rien.
"""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Moities:
    """Le taux des territoires où le critère est le plus bas, et le plus haut ; leurs codes ; ou un motif."""

    bas: float | None
    haut: float | None
    codes_bas: tuple[str, ...] = ()
    codes_haut: tuple[str, ...] = ()
    motif: str = ""


def comparer_les_moities(territoires: pd.DataFrame, minimum: int = 10) -> Moities:
    """Entrée : ``territoire, taux, critere, enfants`` ; une ligne incomplète n'est comptée nulle part.

    ``minimum`` : le nombre de territoires complets sous lequel deux moitiés n'ont pas de sens.

    >>> comparer_les_moities(pd.DataFrame({"territoire": list("ABCD"), "taux": [60.0, 50.0, 40.0, 30.0],
    ...     "critere": [5.0, 10.0, 15.0, 20.0], "enfants": [10.0, 10.0, 10.0, 10.0]}), 4).haut
    35.0
    """
    complets = territoires.dropna(subset=["taux", "critere", "enfants"])
    complets = complets[complets["enfants"] > 0].sort_values(["critere", "territoire"], kind="stable")
    if len(complets) < minimum:
        manque = f"moins de {minimum} territoires ont à la fois le taux, le critère et un nombre d'enfants"
        return Moities(None, None, motif=manque)
    if complets["critere"].nunique() < 2:
        return Moities(None, None, motif="le critère est le même partout")
    # Un territoire est du côté où tombe le milieu de ses enfants.
    milieux = complets["enfants"].cumsum() - complets["enfants"] / 2
    en_bas = milieux <= complets["enfants"].sum() / 2
    bas, haut = complets[en_bas], complets[~en_bas]
    if bas.empty or haut.empty:
        return Moities(None, None, motif="un seul territoire compte plus de la moitié des enfants")
    return Moities(_taux(bas), _taux(haut), tuple(bas["territoire"]), tuple(haut["territoire"]))


def _taux(moitie: pd.DataFrame) -> float:
    return float((moitie["taux"] * moitie["enfants"]).sum() / moitie["enfants"].sum())
