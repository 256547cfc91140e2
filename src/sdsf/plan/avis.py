"""Ce que « verifier » dit d'un plan juste : des textes déformés, des calendriers sans date."""

from collections.abc import Iterator, Sequence

from sdsf.lecture.document_yaml import textes
from sdsf.lecture.encodage import mots_deformes
from sdsf.plan.lecture import PlanLu
from sdsf.plan.modeles import Fiche, Plan

LIMITE = 10  # au-delà, c'est tout le fichier qu'il faut reprendre
MOTS_CITES = 3


def avis_du_plan(lu: PlanLu) -> tuple[str, ...]:
    """Les avertissements de saisie d'un plan, sans effet sur ses rapports."""
    return (*_textes_deformes(lu), *_calendriers_sans_date(lu.plan))


def phrase_des_mots(mots: Sequence[tuple[str, str]]) -> str:
    """Les premiers mots déformés, et ce qu'ils voulaient dire."""
    dits = " ; ".join(f"« {mot} » pour « {probable} »" for mot, probable in mots[:MOTS_CITES])
    return f"accents déformés par un double encodage, sans doute {dits}."


def _textes_deformes(lu: PlanLu) -> Iterator[str]:
    tous = ((chemin, mots_deformes(texte)) for chemin, texte in textes(lu.document.contenu))
    trouves = [(chemin, mots) for chemin, mots in tous if mots]
    for chemin, mots in trouves[:LIMITE]:
        yield f"{lu.document.lieu(chemin)} : {phrase_des_mots(mots)}"
    if len(trouves) > LIMITE:
        reste = len(trouves) - LIMITE
        yield f"{lu.document.fichier} : accents déformés ailleurs aussi (textes en cause, en plus : {reste})."


def _calendriers_sans_date(plan: Plan) -> Iterator[str]:
    """Un avis par schéma, et non par calendrier : ceux des fiches, des actions et des sous-actions."""
    nombre = sum(map(_calendriers_muets, plan.fiches))
    if nombre == 1:
        yield "1 calendrier est écrit sans date exploitable : il reste en texte."
    elif nombre:
        yield f"{nombre} calendriers sont écrits sans date exploitable : ils restent en texte."


def _calendriers_muets(fiche: Fiche) -> int:
    muets = sum(bool(a.calendrier) and a.dates is None for a in fiche.actions)
    muets += sum(bool(s.calendrier) and s.dates is None for a in fiche.actions for s in a.sous_actions)
    datee = fiche.dates or any(etape.dates for etape in fiche.etapes)
    return muets + (bool(fiche.temporalite) and not datee)
