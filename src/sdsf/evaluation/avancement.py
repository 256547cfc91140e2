"""L'avancement du plan : le dernier état connu de chaque action, les jalons, les totaux."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sdsf.chiffres import Trace, trace_d_une_ligne
from sdsf.plan.modeles import Action, Fiche, Plan
from sdsf.vocabulaire import INTITULES_STATUT, SAISIE_ANNULEE


@dataclass(frozen=True)
class Suivi:
    """Une action et ce que l'on sait d'elle à la date d'arrêt."""

    fiche: Fiche
    action: Action
    statut: str
    motif: str
    commentaire: str
    arrete_au: dt.date | None
    trace: Trace


@dataclass(frozen=True)
class Jalon:
    """Ce que le plan a daté : une action ou une étape, son échéance, son dernier statut connu."""

    fiche: Fiche
    id: str
    intitule: str
    echeance: dt.date
    statut: str
    trace: Trace


def derniers_etats(journal: pd.DataFrame, au: dt.date) -> pd.DataFrame:
    """La dernière ligne du journal pour chaque action ou étape, à une date.

    À date d'arrêt égale, la dernière ligne écrite fait foi : on corrige en ajoutant, jamais en effaçant.
    Si cette ligne annule une saisie, rien n'est dit de cette date : l'état d'avant revient.
    """
    connues = journal[journal["date_arret"] <= pd.Timestamp(au)]
    triees = connues.sort_values(["date_arret", "ligne"], kind="stable")
    faisant_foi = triees.drop_duplicates(["action", "etape", "date_arret"], keep="last")
    dites = faisant_foi[faisant_foi["motif"] != SAISIE_ANNULEE]
    return dites.drop_duplicates(["action", "etape"], keep="last")


def suivre_actions(plan: Plan, journal: pd.DataFrame, au: dt.date) -> list[Suivi]:
    """L'état de chaque action du plan ; une action absente du journal est « sans information »."""
    etats = derniers_etats(journal, au)
    entieres = {ligne["action"]: ligne for ligne in etats.to_dict("records") if ligne["etape"] == ""}
    return [
        _suivi(fiche, action, entieres.get(action.id)) for fiche in plan.fiches for action in fiche.actions
    ]


def _suivi(fiche: Fiche, action: Action, ligne: Mapping[Any, Any] | None) -> Suivi:
    if ligne is None:
        return Suivi(fiche, action, "sans_information", "", "", None, Trace())
    return Suivi(
        fiche,
        action,
        str(ligne["statut"]),
        str(ligne["motif"]),
        str(ligne["commentaire"]),
        ligne["date_arret"].date(),
        trace_d_une_ligne(ligne),
    )


def jalons(plan: Plan, journal: pd.DataFrame, au: dt.date) -> list[Jalon]:
    """Les actions et étapes dont le plan donne la fin, avec leur dernier statut connu."""
    statuts: dict[str, tuple[str, Trace]] = {}
    for ligne in derniers_etats(journal, au).to_dict("records"):
        dite = (str(ligne["statut"]), trace_d_une_ligne(ligne))
        statuts[str(ligne["etape"] or ligne["action"])] = dite
    inconnu = ("sans_information", Trace())
    return [
        Jalon(fiche, ident, intitule, fin, *statuts.get(ident, inconnu))
        for fiche in plan.fiches
        for ident, intitule, fin in _dates_de(fiche)
    ]


def _dates_de(fiche: Fiche) -> Iterable[tuple[str, str, dt.date]]:
    for action in fiche.actions:
        if action.dates and action.dates.fin:
            yield action.id, action.intitule, action.dates.fin
    for etape in fiche.etapes:
        if etape.dates and etape.dates.fin:
            yield etape.id, etape.intitule, etape.dates.fin


def table_des_jalons(liste: Iterable[Jalon]) -> pd.DataFrame:
    """Les jalons sous la forme qu'attend l'indicateur ``part_jalons_tenus``."""
    lignes = [(jalon.echeance, jalon.statut) for jalon in liste]
    return pd.DataFrame(lignes, columns=["echeance", "statut"])


def repartir(suivis: Iterable[Suivi]) -> dict[str, list[Suivi]]:
    """Les actions par statut, dans l'ordre des statuts, y compris ceux que personne n'a."""
    groupes: dict[str, list[Suivi]] = {statut: [] for statut in INTITULES_STATUT}
    for suivi in suivis:
        groupes[suivi.statut].append(suivi)
    return groupes
