"""Qui fait quoi : les institutions du plan, sous un seul nom, et les fiches qu'elles ont en commun."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from sdsf.plan.modeles import Fiche, Plan

Role = Literal["pilote", "copilote", "partenaire"]


@dataclass(frozen=True)
class Participation:
    """Une institution dans une fiche, à son rôle le plus engagé."""

    acteur: str
    fiche: Fiche
    role: Role


def participations(plan: Plan) -> list[Participation]:
    """Chaque institution de chaque fiche, une fois, sous le nom que le plan lui donne."""
    noms = noms_par_forme(plan)
    return [
        Participation(acteur, fiche, role)
        for fiche in plan.fiches
        for acteur, role in _roles(fiche, noms).items()
    ]


def noms_par_forme(plan: Plan) -> dict[str, str]:
    """Le nom de l'institution pour chaque façon dont le texte l'écrit."""
    return {forme: acteur.nom for acteur in plan.acteurs for forme in acteur.formes}


def _roles(fiche: Fiche, noms: Mapping[str, str]) -> dict[str, Role]:
    # Ce que la fiche dit d'une institution l'emporte sur ce qu'en dit une de ses actions.
    des_actions = [p for action in fiche.actions for p in action.pilotes]
    ecrits: list[tuple[Role, list[str]]] = [
        ("pilote", fiche.pilotes),
        ("copilote", fiche.copilotes),
        ("pilote", des_actions),
        ("partenaire", fiche.partenaires),
    ]
    roles: dict[str, Role] = {}
    for role, formes in ecrits:
        for forme in formes:
            roles.setdefault(noms.get(forme, forme), role)
    return roles


def par_acteur(liste: Iterable[Participation]) -> dict[str, list[Participation]]:
    """Les participations de chaque institution ; celle qui pilote le plus d'abord."""
    groupes: dict[str, list[Participation]] = {}
    for participation in liste:
        groupes.setdefault(participation.acteur, []).append(participation)

    def rang(acteur: str) -> tuple[int, int, str]:
        roles = [p.role for p in groupes[acteur]]
        return -roles.count("pilote"), -len(roles), acteur

    return {acteur: groupes[acteur] for acteur in sorted(groupes, key=rang)}


def liens(liste: Iterable[Participation]) -> Counter[tuple[str, str]]:
    """Pour chaque paire d'institutions, le nombre de fiches où elles travaillent ensemble."""
    par_fiche: dict[str, list[str]] = {}
    for participation in liste:
        par_fiche.setdefault(participation.fiche.id, []).append(participation.acteur)
    return Counter(paire for acteurs in par_fiche.values() for paire in combinations(sorted(set(acteurs)), 2))


def sans_pilote(plan: Plan) -> list[Fiche]:
    """Les fiches où le texte ne nomme aucun pilote."""
    pilotees = {p.fiche.id for p in participations(plan) if p.role == "pilote"}
    return [fiche for fiche in plan.fiches if fiche.id not in pilotees]
