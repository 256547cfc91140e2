"""Les échéances d'un département : en liste, et en fichier d'agenda."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sdsf.chargement import charger
from sdsf.commande.destination import destination, ecrire_la
from sdsf.demande import controler_demande, departement_connu, periode_choisie
from sdsf.dossier import Dossier
from sdsf.espace import Espace
from sdsf.evaluation.rendez_vous import RendezVous, rendez_vous
from sdsf.production.rendu_ics import rendre_ics
from sdsf.rendu.nombres import accorder

COURTES = ("annee", "jour", "nature", "intitule", "responsable", "suite")


@dataclass(frozen=True)
class AgendaExporte:
    """Un agenda écrit, et ce qu'il contient."""

    chemin: Path
    phrases: tuple[str, ...]


def des_echeances(dossier: Dossier) -> list[dict[str, Any]]:
    """Ce qui est attendu, par date : rapports, actions, réunions, décisions, recommandations."""
    return [_ligne(r) for r in rendez_vous(dossier.plan, dossier.tables, dossier.arrete_au)]


def _ligne(r: RendezVous) -> dict[str, Any]:
    return {
        "annee": r.annee,
        "jour": r.jour,
        "nature": r.nature,
        "intitule": r.intitule,
        "responsable": r.responsable,
        "suite": r.suite,
        "rapport": r.rapport or None,
        "regle": r.origine,
        "reference": r.reference,
        "id": r.id,
    }


def exporter(
    espace: Espace, departement: str, fichier: Path, periode: str, remplacer: bool = False
) -> AgendaExporte:
    """Écrit l'agenda d'un schéma. Lève ``Erreurs`` ; rien n'est alors écrit."""
    place = destination(fichier, (".ics",))
    code = departement_connu(espace, departement).code
    choisie = periode_choisie(espace, code, periode)
    dossier = charger(espace, controler_demande(espace, code, int(choisie.split("-")[1])))
    liste = rendez_vous(dossier.plan, dossier.tables, dossier.arrete_au)
    titre = f"Schéma {choisie}, {dossier.departement.nom} ({code})"
    racine = f"{code}.{choisie}.sdsf"
    octets = rendre_ics(liste, titre, racine, dossier.donnees_arretees_au(), dossier.est_fictif)
    ecrire_la(fichier, place, octets, remplacer)
    return AgendaExporte(place, tuple(_phrases(liste)))


def _phrases(liste: list[RendezVous]) -> list[str]:
    jours = sum(r.jour is not None for r in liste)
    annees = sum(r.jour is None and r.annee is not None for r in liste)
    hors = len(liste) - jours - annees
    dits = [f"{jours} {accorder(jours, 'échéance', 'échéances')} à un jour."]
    if annees:
        mots = accorder(annees, "échéance a une année sans jour", "échéances ont une année sans jour")
        dits.append(f"{annees} {mots} : l'événement couvre l'année et son titre le dit.")
    if hors:
        mots = accorder(hors, "n'a aucune échéance : elle n'est", "n'ont aucune échéance : elles ne sont")
        dits.append(f"{hors} {mots} pas dans l'agenda (sdsf lister echeances les montre).")
    return dits
