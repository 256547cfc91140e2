"""Juger un indicateur : de l'état zéro à la cible, où devrait-on en être, où en est-on ?

Trajectoire attendue : une droite de l'état zéro à la cible. « En bonne voie » suppose une projection :
au rythme observé depuis l'état zéro, la cible est atteinte à l'échéance. Un jugement a toujours un motif.
"""

from dataclasses import dataclass
from typing import TypeVar

from sdsf.vocabulaire import Jugement, Sens

T = TypeVar("T")
MOTIFS_D_ETAT = {
    "secret": "valeur couverte par le secret",
    "non_disponible": "valeur non disponible",
    "non_renseignee": "aucune valeur renseignée",
    "sans_objet": "indicateur sans objet cette année",
}


@dataclass(frozen=True)
class Parcours:
    """Ce que l'on sait d'un indicateur : son point de départ, sa valeur, sa cible."""

    sens: Sens | None
    etat: str
    valeur: float | None
    annee: int | None
    etat_zero: float | None
    annee_zero: int | None
    cible: float | None
    echeance: int | None
    rupture: bool = False


@dataclass(frozen=True)
class Verdict:
    """Un jugement et sa raison ; ``attendu`` est la valeur de la trajectoire l'année jugée."""

    jugement: Jugement
    motif: str
    attendu: float | None = None


def juger(parcours: Parcours, tolerance_pct: float) -> Verdict:
    """Le jugement d'un indicateur.

    ``tolerance_pct`` : écart à la trajectoire, en % du chemin entre l'état zéro et la cible, qui sépare
    « à surveiller » de « en retard ».

    >>> p = Parcours("hausse", "valeur", 55.0, 2023, 50.0, 2021, 60.0, 2026)
    >>> juger(p, 10).jugement
    'en_bonne_voie'
    """
    empechement = _empechement(parcours)
    if empechement:
        return Verdict("non_evaluable", empechement)
    if _atteint(parcours):
        return Verdict("atteint", "la valeur a atteint la cible")
    obstacle = _sans_trajectoire(parcours)
    if obstacle:
        return Verdict("non_evaluable", obstacle)
    return _situer(parcours, tolerance_pct)


def _empechement(p: Parcours) -> str:
    """Ce qui empêche tout jugement, dans l'ordre où le lecteur peut y remédier."""
    if p.valeur is not None and p.cible is not None and p.sens not in (None, "neutre"):
        return ""
    manques = []
    if p.valeur is None:
        manques.append(MOTIFS_D_ETAT.get(p.etat, "aucune valeur"))
    if p.cible is None:
        manques.append("pas de cible")
    if p.etat_zero is None and not p.rupture:
        manques.append("pas d'état zéro")
    if p.rupture and p.valeur is not None:
        manques.append("rupture de série depuis l'état zéro")
    if p.sens in (None, "neutre"):
        manques.append("pas de sens de progrès")
    return ", ".join(manques)


def _atteint(p: Parcours) -> bool:
    valeur, cible = _connu(p.valeur), _connu(p.cible)
    return valeur >= cible if p.sens == "hausse" else valeur <= cible


def _connu(membre: T | None) -> T:
    """Un membre que les contrôles précédents ont déjà trouvé."""
    assert membre is not None
    return membre


def _sans_trajectoire(p: Parcours) -> str:
    """Ce qui empêche de projeter, quand la cible n'est pas encore atteinte."""
    if p.rupture:
        return "rupture de série depuis l'état zéro"
    if p.etat_zero is None or p.annee_zero is None:
        return "pas d'état zéro"
    if p.echeance is None:
        return "cible sans échéance"
    if p.echeance <= p.annee_zero:
        return "échéance antérieure à l'état zéro"
    if p.annee is None or p.annee <= p.annee_zero:
        return "aucune valeur depuis l'état zéro"
    return ""


def _situer(p: Parcours, tolerance_pct: float) -> Verdict:
    valeur, cible, zero = _connu(p.valeur), _connu(p.cible), _connu(p.etat_zero)
    annee, annee_zero, echeance = _connu(p.annee), _connu(p.annee_zero), _connu(p.echeance)
    if annee >= echeance:
        return Verdict("en_retard", "l'échéance est passée et la cible n'est pas atteinte", cible)
    attendu = trajectoire(zero, annee_zero, cible, echeance, annee)
    # Arrondi : le bruit de calcul ne doit pas faire passer une valeur de l'autre côté du trait.
    retard = round(attendu - valeur if p.sens == "hausse" else valeur - attendu, 9)
    tolere = round(abs(cible - zero) * tolerance_pct / 100, 9)
    if retard <= 0:
        return Verdict("en_bonne_voie", "au rythme observé, la cible est atteinte à l'échéance", attendu)
    if retard <= tolere:
        return Verdict("a_surveiller", "un peu sous la trajectoire attendue", attendu)
    return Verdict("en_retard", "nettement sous la trajectoire attendue", attendu)


def trajectoire(zero: float, annee_zero: int, cible: float, echeance: int, annee: int) -> float:
    """La valeur attendue une année donnée, sur la droite de l'état zéro à la cible.

    >>> trajectoire(50, 2021, 60, 2026, 2023)
    54.0
    """
    part = (annee - annee_zero) / (echeance - annee_zero)
    return zero + (cible - zero) * part
