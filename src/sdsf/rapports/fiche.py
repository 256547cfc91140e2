"""Une fiche du plan, telle que le texte l'écrit : son nom, tous ses champs, ses actions."""

import textwrap
from collections.abc import Mapping, Sequence

from sdsf.dossier import Dossier
from sdsf.plan.modeles import Action, Fiche, Indicateur
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Definitions,
    Etiquette,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    phrase,
)
from sdsf.vocabulaire import INTITULES_NATURE

# Des champs qu'un schéma n'a pas à remplir : vides, ils ne sont pas signalés.
FACULTATIFS = (
    "Autres écritures du titre",
    "Illustrations",
    "Copilotes",
    "Étapes",
    "Engagements chiffrés",
    "Ce que la fiche dit de son évaluation",
)


def nom_de_fiche(fiche: Fiche) -> str:
    """« 1.2. Intitulé », ou l'intitulé seul quand le schéma ne numérote pas ses fiches."""
    return f"{fiche.code}. {fiche.intitule}" if fiche.code else fiche.intitule


def nom_court(fiche: Fiche) -> str:
    """« Fiche 1.2 (début de l'intitulé…) » : un schéma peut répéter ses numéros d'un axe à l'autre."""
    if not fiche.code:
        return fiche.intitule
    return f"Fiche {fiche.code} ({textwrap.shorten(fiche.intitule, 40, placeholder='…')})"


def facettes_de_fiche(dossier: Dossier, fiche: Fiche | None) -> dict[str, list[str]]:
    """Ce par quoi on filtre, à l'écran, une ligne qui dépend d'une fiche : son axe, ses pilotes."""
    if fiche is None:
        return {}
    axe = dossier.axe_de(fiche)
    nom = f"{axe.code}. {axe.intitule}" if axe.code else axe.intitule
    return {dossier.plan.niveaux[0].capitalize(): [nom], "Pilotes": list(fiche.pilotes)}


def detail_de_fiche(fiche: Fiche, statuts: Mapping[str, str] | None = None) -> list[Bloc]:
    """Une fiche, tous ses champs, mot à mot. ``statuts`` : l'état de chaque action, par ``id``."""
    champs = champs_de_fiche(fiche)
    blocs: list[Bloc] = [Definitions([(nom, valeur) for nom, valeur in champs.items() if valeur])]
    if fiche.actions:
        blocs.append(_tableau_des_actions(fiche, statuts))
    tus = [nom.lower() for nom, valeur in champs.items() if not valeur and nom not in FACULTATIFS]
    if tus:
        blocs.append(Paragraphe("Le texte se tait sur : " + ", ".join(tus) + ".", "note"))
    return blocs


def champs_de_fiche(fiche: Fiche) -> dict[str, object]:
    """Les champs d'une fiche et leur nom, dans l'ordre d'impression."""
    return {
        "Contexte": fiche.contexte,
        "Orientations": fiche.orientations,
        "Objectifs": fiche.objectifs,
        "Pilotes": fiche.pilotes,
        "Copilotes": fiche.copilotes,
        "Partenaires": fiche.partenaires,
        "Territoire": fiche.territoire,
        "Publics": fiche.publics,
        "Moyens": fiche.moyens,
        "Temporalité": fiche.temporalite,
        "Étapes": [etape.intitule for etape in fiche.etapes],
        "Résultats attendus": fiche.resultats_attendus,
        "Engagements chiffrés": [engagement.intitule for engagement in fiche.engagements_chiffres],
        "Indicateurs d'évaluation": _indicateurs(fiche.indicateurs),
        "Ce que la fiche dit de son évaluation": fiche.evaluation,
        "Illustrations": _illustrations(fiche),
        "Autres écritures du titre": [f"{v.texte} ({v.lieu}, ligne {v.ligne})" for v in fiche.variantes],
    }


def _indicateurs(indicateurs: Sequence[Indicateur]) -> list[object]:
    """Chaque ligne du texte ; celle qui dit plusieurs indicateurs est suivie de ce qu'elle dit."""
    lignes: dict[str, list[Indicateur]] = {}
    for indicateur in indicateurs:
        lignes.setdefault(indicateur.ligne_composee or indicateur.id, []).append(indicateur)
    return [_ligne(dits) for dits in lignes.values()]


def _ligne(dits: Sequence[Indicateur]) -> object:
    ligne, libelles = dits[0].ligne_composee, [indicateur.libelle for indicateur in dits]
    if ligne is None or libelles == [ligne]:
        return libelles[0]
    return phrase("{ligne} {parts}", ligne=ligne, parts=libelles)


def _illustrations(fiche: Fiche) -> list[Phrase]:
    return [
        phrase("{titre} — {textes}", titre=x.titre, textes=" ".join(x.textes)) for x in fiche.illustrations
    ]


def _tableau_des_actions(fiche: Fiche, statuts: Mapping[str, str] | None) -> Tableau:
    """Les actions ; une colonne que toutes laissent vide n'est pas imprimée."""
    titres = ["Code", "Action (mot à mot)", "Nature", "Calendrier", "Pilotes", "Statut"]
    toutes = [_cellules(action, statuts) for action in fiche.actions]
    utiles = [rang for rang in range(len(titres)) if rang == 1 or any(ligne[rang] for ligne in toutes)]
    lignes = [Ligne([ligne[rang] or "–" for rang in utiles]) for ligne in toutes]
    return Tableau(f"Actions de : {nom_de_fiche(fiche)}", [Colonne(titres[rang]) for rang in utiles], lignes)


def _cellules(action: Action, statuts: Mapping[str, str] | None) -> list[object]:
    return [
        action.code,
        texte_d_action(action),
        INTITULES_NATURE[action.nature] if action.nature else None,
        action.calendrier,
        action.pilotes,
        Etiquette(statuts[action.id]) if statuts else None,
    ]


def texte_d_action(action: Action) -> object:
    """L'intitulé seul ; suivi, en liste, de ses détails et de ses sous-actions s'il en a."""
    suite = [*action.details, *(_sous_action(s.intitule, s.calendrier) for s in action.sous_actions)]
    return phrase("{action} {suite}", action=action.intitule, suite=suite) if suite else action.intitule


def _sous_action(intitule: str, calendrier: str | None) -> str:
    return f"{intitule} — {calendrier}" if calendrier else intitule
