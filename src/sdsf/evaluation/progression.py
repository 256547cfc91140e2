"""Juger un indicateur : de l'état zéro à la cible, où devrait-on en être, où en est-on ?

Trajectoire attendue : une droite de l'état zéro à la cible. « En bonne voie » demande d'être sur cette
droite et, quand la série se projette, que sa tendance mène à la cible : la projection peut faire passer de
« en bonne voie » à « à surveiller », jamais l'inverse. Quand elle ne se projette pas, le motif le dit, et le
rythme observé depuis l'état zéro suffit. Un jugement a toujours un motif.
"""

from dataclasses import dataclass
from typing import Literal, TypeVar

from sdsf.evaluation.projection import Portee, Projection, portee_de_la_cible
from sdsf.vocabulaire import Jugement, Sens

T = TypeVar("T")
# Ce que devient un objectif chiffré : la commission choisit ensuite de le garder, réviser ou abandonner.
Sort = Literal["atteint", "atteignable", "incertain", "a_reviser", "non_atteint", "non_evaluable"]
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
    projection: Projection | None = None
    """La tendance prolongée jusqu'à l'échéance ; ``None`` si personne ne l'a demandée."""


@dataclass(frozen=True)
class Verdict:
    """Un jugement et sa raison ; ``attendu`` est la valeur de la trajectoire l'année jugée.

    ``portee`` : si la tendance projetée mène à la cible ; « non_evaluable » sans projection.
    """

    jugement: Jugement
    motif: str
    attendu: float | None = None
    portee: Portee = "non_evaluable"


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
    portee = _portee(p)
    if retard <= 0:
        return _sur_la_trajectoire(p, attendu, portee)
    mots = "un peu" if retard <= tolere else "nettement"
    jugement: Jugement = "a_surveiller" if retard <= tolere else "en_retard"
    return Verdict(jugement, f"{mots} sous la trajectoire attendue{_tendance(portee)}", attendu, portee)


def _portee(p: Parcours) -> Portee:
    if p.projection is None or p.cible is None or p.sens is None:
        return "non_evaluable"
    return portee_de_la_cible(p.projection, p.cible, p.sens)


def _tendance(portee: Portee) -> str:
    """Ce que la projection ajoute à un retard ; rien quand la série ne se projette pas."""
    return {
        "probable": " ; la tendance mène pourtant au-delà de la cible",
        "incertaine": " ; la tendance peut encore mener à la cible",
        "improbable": " ; la tendance n'y mène pas",
        "non_evaluable": "",
    }[portee]


def _sur_la_trajectoire(p: Parcours, attendu: float, portee: Portee) -> Verdict:
    """« En bonne voie », sauf si la tendance projetée ne mène pas à la cible."""
    if p.projection is None or p.projection.valeur is None:
        reste = f" (pas de projection : {p.projection.motif})" if p.projection else ""
        motif = f"au rythme observé, la cible est atteinte à l'échéance{reste}"
        return Verdict("en_bonne_voie", motif, attendu)
    if portee == "improbable":
        motif = "sur la trajectoire, mais la tendance ne mène pas à la cible"
        return Verdict("a_surveiller", motif, attendu, portee)
    centre, cible = round(p.projection.valeur, 9), _connu(p.cible)
    if (centre < cible) if p.sens == "hausse" else (centre > cible):
        motif = "sur la trajectoire, mais la tendance s'arrête en deçà de la cible, sans l'exclure"
        return Verdict("a_surveiller", motif, attendu, portee)
    reserve = ", sans certitude" if portee == "incertaine" else ""
    motif = f"sur la trajectoire, et la tendance mène à la cible{reserve}"
    return Verdict("en_bonne_voie", motif, attendu, portee)


def sort_de_la_cible(verdict: Verdict, echue: bool) -> Sort:
    """Ce que devient un objectif : atteint, atteignable, incertain, à réviser, non atteint, non évaluable.

    « En bonne voie » est atteignable ; sinon la projection décide quand elle existe, à défaut le jugement.
    ``echue`` : l'échéance est passée.

    >>> sort_de_la_cible(Verdict("en_retard", "", portee="improbable"), echue=False)
    'a_reviser'
    """
    if verdict.jugement in ("atteint", "non_evaluable"):
        return "atteint" if verdict.jugement == "atteint" else "non_evaluable"
    if echue:
        return "non_atteint"
    if verdict.jugement == "en_bonne_voie":
        return "atteignable"
    selon_la_projection: dict[Portee, Sort] = {
        "probable": "atteignable",
        "incertaine": "incertain",
        "improbable": "a_reviser",
    }
    a_defaut: Sort = "incertain" if verdict.jugement == "a_surveiller" else "a_reviser"
    return selon_la_projection.get(verdict.portee, a_defaut)


def trajectoire(zero: float, annee_zero: int, cible: float, echeance: int, annee: int) -> float:
    """La valeur attendue une année donnée, sur la droite de l'état zéro à la cible.

    >>> trajectoire(50, 2021, 60, 2026, 2023)
    54.0
    """
    part = (annee - annee_zero) / (echeance - annee_zero)
    return zero + (cible - zero) * part
