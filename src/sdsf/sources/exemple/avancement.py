"""Le journal d'avancement fictif : un état par an pour chaque action et quelques étapes."""

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any

from sdsf.sources.exemple.ecriture import ANNEES, alea, lire_textes, saisie_apres
from sdsf.sources.exemple.releves import REFERENT, pilote

HORS_PLAN = "-"
SANS_DEBUT = ("non_demarree", "sans_information")
MOTIVES = ("reportee", "abandonnee")
Ligne = dict[str, Any]


def journal(plan: dict[str, Any]) -> list[Ligne]:
    """Toutes les lignes de ``avancement.csv``, dans l'ordre où on les a saisies : par date d'arrêt."""
    tirage = alea()
    lignes = [ligne for objet in _objets(plan) for ligne in _suivre(*objet, tirage)]
    return sorted(lignes, key=lambda ligne: ligne["date_arret"])


def _objets(plan: dict[str, Any]) -> Iterator[tuple[Ligne, str, Ligne]]:
    """Ce que l'on suit : (action et étape, auteur de la saisie, suivi)."""
    textes = lire_textes("avancement")
    for fiche in plan["fiches"]:
        for action in fiche["actions"]:
            yield {"action": action["id"]}, pilote(fiche), textes["actions"][action["id"]]
        for etape in fiche["etapes"]:
            # Une étape que le plan ne rattache à aucune action n'a pas de ligne au journal.
            if etape["id"] in textes["etapes"]:
                cle = {"action": etape["action"], "etape": etape["id"]}
                yield cle, pilote(fiche), textes["etapes"][etape["id"]]


def _suivre(cle: Ligne, auteur: str, suivi: Ligne, tirage: Random) -> Iterator[Ligne]:
    for annee, statut in zip(ANNEES, suivi["statuts"], strict=True):
        if statut != HORS_PLAN:
            saisie = {"saisi_par": _auteur(statut, auteur), "saisi_le": saisie_apres(annee, tirage)}
            yield cle | _etat(suivi, statut, dt.date(annee, 12, 31)) | saisie


def _auteur(statut: str, auteur: str) -> str:
    """Sans information, c'est le référent qui constate l'absence de réponse."""
    return REFERENT if statut == "sans_information" else auteur


def _etat(suivi: Ligne, statut: str, arret: dt.date) -> Ligne:
    """Ce que l'on sait au jour de l'arrêt, et rien de ce que l'on apprendra ensuite."""
    debut, realisee = suivi.get("debut"), statut == "realisee"
    return {
        "date_arret": arret,
        "statut": statut,
        "debut_reel": debut if debut and debut <= arret and statut not in SANS_DEBUT else None,
        "fin_reelle": suivi["fin"] if realisee else None,
        "motif": suivi["motif"] if statut in MOTIVES else None,
        "preuve": suivi["preuve"] if realisee else None,
        "commentaire": suivi.get("commentaires", {}).get(arret.year),
    }
