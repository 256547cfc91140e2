"""Rapprocher l'annexe « feuille de route » du corps du texte : pareil, différent, ou d'un seul côté."""

import re
from dataclasses import dataclass
from typing import Literal

from sdsf.lecture.encodage import sans_accent
from sdsf.plan.modeles import Action, Fiche, LigneFeuilleDeRoute, Plan

Accord = Literal["identique", "differente", "absente_du_corps", "absente_de_l_annexe"]


@dataclass(frozen=True)
class Rapprochement:
    """Un élément du plan d'un côté, de l'autre, ou des deux ; ``ecarts`` nomme ce qui diffère."""

    accord: Accord
    fiche: Fiche
    corps: Action | Fiche | None
    ligne: LigneFeuilleDeRoute | None
    ecarts: tuple[str, ...]


def annexe_par_fiche(plan: Plan) -> bool:
    """Vrai si l'annexe reprend les fiches elles-mêmes, et non leurs actions."""
    return not any(ligne.action for ligne in plan.feuille_de_route)


def rapprocher(plan: Plan) -> list[Rapprochement]:
    """Chaque ligne de l'annexe, puis chaque élément du corps qu'elle oublie ; rien sans annexe.

    L'annexe est signée avec le schéma : ce qu'un avenant a retiré ou ajouté depuis n'est pas un écart.
    """
    if not plan.feuille_de_route:
        return []
    fiches = {fiche.id: fiche for fiche in plan.fiches}
    encore = {None, *(action.id for fiche in plan.fiches for action in fiche.actions)}
    en_vigueur = [
        ligne for ligne in plan.feuille_de_route if ligne.fiche in fiches and ligne.action in encore
    ]
    lignes = [_rapprocher(plan, ligne, fiches) for ligne in en_vigueur]
    return lignes + _oubliees(plan, {r.corps.id for r in lignes if r.corps})


def _rapprocher(plan: Plan, ligne: LigneFeuilleDeRoute, fiches: dict[str, Fiche]) -> Rapprochement:
    fiche = fiches[ligne.fiche]
    corps = fiche if annexe_par_fiche(plan) else _action(fiche, ligne.action)
    if corps is None:
        return Rapprochement("absente_du_corps", fiche, None, ligne, ())
    ecarts = tuple(_ecarts(corps, fiche, ligne))
    return Rapprochement("differente" if ecarts else "identique", fiche, corps, ligne, ecarts)


def _action(fiche: Fiche, identifiant: str | None) -> Action | None:
    return next((action for action in fiche.actions if action.id == identifiant), None)


def _ecarts(corps: Action | Fiche, fiche: Fiche, ligne: LigneFeuilleDeRoute) -> list[str]:
    ecarts = []
    if abrege(ligne.intitule) not in _ecritures(corps):
        ecarts.append("intitulé")
    pilotes = (corps.pilotes or fiche.pilotes) if ligne.pilotes else []
    if {abrege(p) for p in ligne.pilotes} != {abrege(p) for p in pilotes}:
        ecarts.append("pilotes")
    if isinstance(corps, Action) and ligne.nature and corps.nature != ligne.nature:
        ecarts.append("nature")
    if (
        isinstance(corps, Action)
        and ligne.calendrier
        and abrege(ligne.calendrier) != abrege(corps.calendrier or "")
    ):
        ecarts.append("calendrier")
    return ecarts


def _ecritures(corps: Action | Fiche) -> set[str]:
    """L'intitulé, seul ou suivi de ce qu'il introduit : l'annexe met parfois tout dans la même case."""
    suites = corps.details + [s.intitule for s in corps.sous_actions] if isinstance(corps, Action) else []
    return {abrege(corps.intitule), abrege(" ".join([corps.intitule, *suites]))}


def abrege(texte: str) -> str:
    """Un texte sans ce que la mise en page change : casse, accents, ligatures, ponctuation, espaces.

    >>> abrege("Créer  un réseau d'« accueil ».") == abrege("CREER UN RESEAU D'ACCUEIL")
    True
    """
    return "".join(re.findall(r"[a-z0-9]", sans_accent(texte.casefold())))


def _oubliees(plan: Plan, reprises: set[str]) -> list[Rapprochement]:
    par_fiche = annexe_par_fiche(plan)
    return [
        Rapprochement("absente_de_l_annexe", fiche, element, None, ())
        for fiche in plan.fiches
        for element in ([fiche] if par_fiche else fiche.actions)
        if element.id not in reprises and not _ajoute(fiche) and not _ajoute(element)
    ]


def _ajoute(element: Action | Fiche) -> bool:
    """Vrai si un avenant a ajouté l'élément."""
    return element.en_vigueur is not None and element.en_vigueur.du is not None
