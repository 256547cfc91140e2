"""Les instances : ce que le schéma prévoit de réunions, ce qui s'est tenu."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from sdsf.chiffres import Trace, trace_de
from sdsf.plan.modeles import Instance, Plan


@dataclass(frozen=True)
class Reunions:
    """Une instance, les réunions qu'elle doit au moins tenir dans l'année, et celles qui sont connues."""

    instance: Instance
    dues: int | None
    tenues: int | None
    trace: Trace


def reunions_de(plan: Plan, reunions: pd.DataFrame, annee: int) -> list[Reunions]:
    """Pour chaque instance : réunions dues (``None`` si la fréquence ne se compte pas) et tenues.

    ``tenues`` est ``None`` quand personne n'a saisi de réunion de l'instance : ce n'est pas zéro.
    """
    return [_reunions(instance, reunions, annee) for instance in plan.gouvernance]


def _reunions(instance: Instance, reunions: pd.DataFrame, annee: int) -> Reunions:
    saisies = reunions[reunions["instance"] == instance.id]
    de_l_annee = saisies[saisies["date"].dt.year == annee] if len(saisies) else saisies
    prevu = instance.reunions_par_an
    return Reunions(
        instance=instance,
        dues=prevu.minimum if prevu else None,
        tenues=int((de_l_annee["tenue"] == "oui").sum()) if len(de_l_annee) else None,
        trace=trace_de(de_l_annee),
    )


def table_des_reunions(liste: list[Reunions]) -> pd.DataFrame:
    """Les instances renseignées, sous la forme qu'attend ``part_reunions_tenues``."""
    connues = [(r.dues, r.tenues) for r in liste if r.tenues is not None]
    return pd.DataFrame(connues, columns=["dues", "tenues"], dtype="float64")


@dataclass(frozen=True)
class Prochaine:
    """La dernière réunion connue d'une instance, et le jour avant lequel la suivante est attendue."""

    instance: Instance
    derniere: dt.date | None
    attendue_avant: dt.date | None
    trace: Trace


def prochaines_reunions(plan: Plan, reunions: pd.DataFrame, au: dt.date) -> list[Prochaine]:
    """Pour chaque instance : la dernière réunion tenue jusqu'à une date, et l'attente de la suivante.

    L'attente est la dernière réunion plus l'intervalle que la fréquence écrite laisse au plus ;
    ``None`` si la fréquence ne se compte pas, ou si aucune réunion n'est connue.
    """
    return [_prochaine(instance, reunions, au) for instance in plan.gouvernance]


def _prochaine(instance: Instance, reunions: pd.DataFrame, au: dt.date) -> Prochaine:
    tenues = reunions[(reunions["instance"] == instance.id) & (reunions["tenue"] == "oui")]
    passees = tenues[tenues["date"] <= pd.Timestamp(au)].sort_values("date", kind="stable")
    if passees.empty:
        return Prochaine(instance, None, None, Trace())
    derniere = passees["date"].iloc[-1]
    minimum = instance.reunions_par_an.minimum if instance.reunions_par_an else 0
    attendue = (derniere + _intervalle(minimum)).date() if minimum else None
    return Prochaine(instance, derniere.date(), attendue, trace_de(passees.tail(1)))


def _intervalle(par_an: int) -> pd.DateOffset:
    """Le plus long intervalle entre deux réunions : en mois s'il tombe juste, sinon en jours."""
    return pd.DateOffset(months=12 // par_an) if 12 % par_an == 0 else pd.DateOffset(days=365 // par_an)
