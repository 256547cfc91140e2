"""Les listes d'un plan : fiches, actions, indicateurs, feuille de route, instances, points de vigilance.

Chaque ligne commence par les colonnes courtes d'un tableau (``COURTES``), et donne ensuite tout le reste.
"""

from typing import Any

from sdsf.dossier import Dossier
from sdsf.plan.ecriture import contenu
from sdsf.plan.modeles import Modele

Ligne = dict[str, Any]

COURTES = {
    "fiches": ("id", "code", "intitule", "parents", "pilotes", "partenaires", "temporalite"),
    "actions": ("id", "fiche", "code", "intitule", "nature", "calendrier", "sous_actions"),
    "indicateurs": ("id", "fiche", "libelle", "type", "cible", "echeance", "indicateur", "ligne_composee"),
    "instances": ("instance", "missions", "frequence"),
    "vigilance": ("sujet", "description", "extraits"),
}
DE_LA_FICHE = (
    "copilotes", "contexte", "orientations", "objectifs", "resultats_attendus", "territoire", "publics",
    "moyens", "dates", "evaluation", "engagements_chiffres",
)  # fmt: skip
DE_L_ACTION = ("pilotes", "details", "dates", "en_vigueur")
DE_L_INDICATEUR = (
    "action", "code", "unite", "sens", "etat_zero", "source", "periodicite", "responsable", "a_discuter",
    "autre_type", "type_origine",
)  # fmt: skip
DE_LA_ROUTE = ("fiche", "action", "code", "intitule", "nature", "pilotes", "calendrier")
DE_L_INSTANCE = ("id", "composition", "pilote", "reunions_par_an", "reunions_annoncees")


def fiches(dossier: Dossier) -> list[Ligne]:
    """Les fiches du plan signé, avec les intitulés de leurs niveaux supérieurs."""
    noeuds = {noeud.id: noeud for noeud in dossier.plan_signe.arborescence}

    def parents(identifiant: str | None) -> list[str]:
        if identifiant is None:
            return []
        return [*parents(noeuds[identifiant].parent), noeuds[identifiant].intitule]

    return [
        {
            "id": f.id,
            "code": f.code,
            "intitule": f.intitule,
            "parents": parents(f.parent),
            "pilotes": f.pilotes,
            "partenaires": f.partenaires,
            "temporalite": f.temporalite,
            **_champs(f, DE_LA_FICHE),
            "ligne": f.extrait.ligne,
        }
        for f in dossier.plan_signe.fiches
    ]


def actions(dossier: Dossier) -> list[Ligne]:
    """Les actions du plan signé."""
    return [
        {
            "id": a.id,
            "fiche": f.id,
            **_champs(a, ("code", "intitule", "nature", "calendrier", "sous_actions")),
            **_champs(a, DE_L_ACTION),
            "ligne": a.extrait.ligne,
        }
        for f in dossier.plan_signe.fiches
        for a in f.actions
    ]


def indicateurs(dossier: Dossier) -> list[Ligne]:
    """Les indicateurs du plan signé, leur cible, leur indicateur commun."""
    return [
        {
            "id": i.id,
            "fiche": f.id,
            "libelle": i.libelle,
            "type": i.type,
            "cible": i.cible.valeur if i.cible else None,
            "echeance": i.cible.echeance if i.cible else None,
            "indicateur": i.indicateur,
            "ligne_composee": i.ligne_composee,
            **_champs(i, DE_L_INDICATEUR),
            "ligne": i.extrait.ligne,
        }
        for f in dossier.plan_signe.fiches
        for i in f.indicateurs
    ]


def feuille_de_route(dossier: Dossier) -> list[Ligne]:
    """L'annexe qui récapitule les actions, ligne à ligne, si le schéma en a une."""
    route = dossier.plan_signe.feuille_de_route
    return [{**_champs(r, DE_LA_ROUTE), "ligne": r.extrait.ligne} for r in route]


def instances(dossier: Dossier) -> list[Ligne]:
    """Les instances de gouvernance."""
    return [
        {
            "instance": i.intitule,
            "missions": i.missions,
            "frequence": i.frequence,
            **_champs(i, DE_L_INSTANCE),
        }
        for i in dossier.plan.gouvernance
    ]


def vigilance(dossier: Dossier) -> list[Ligne]:
    """Les points de vigilance du texte et leurs extraits."""
    return [
        {
            "sujet": p.sujet,
            "description": p.description,
            "extraits": [e.texte for e in p.extraits],
            "id": p.id,
            "nature": p.nature,
            "lignes": [e.ligne for e in p.extraits],
        }
        for p in dossier.plan.points_de_vigilance
    ]


def _champs(objet: Modele, noms: tuple[str, ...]) -> Ligne:
    """Des champs d'un modèle, en valeurs ordinaires ; un champ tu vaut ``None``."""
    dits = contenu(objet)
    return {nom: dits.get(nom) for nom in noms}
