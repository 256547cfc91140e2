"""Lire un plan d'action et les réglages d'un département, et vérifier leurs renvois internes."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from sdsf import erreurs as err
from sdsf import vocabulaire as voc
from sdsf.erreurs import Erreur, plus_proche
from sdsf.espace import Espace
from sdsf.lecture.document_yaml import Chemin, DocumentLu
from sdsf.lecture.yaml_strict import lire_modele
from sdsf.plan.modeles import Annee, CodeDepartement, Modele, Plan, Texte


class Comparables(Modele):
    """Les départements auxquels on se compare, et pourquoi ceux-là."""

    departements: Annotated[list[CodeDepartement], Field(min_length=1)]
    motif: Texte


class EtatDeRapport(Modele):
    """L'état d'un rapport déjà passé en séance."""

    rapport: voc.Rapport
    annee: Annee
    etat: Literal["projet", "valide"]
    valide_le: dt.date | None
    instance: Texte | None
    version: Annotated[int, Field(ge=1)]


class Reglages(Modele):
    """``params/departements/<code>/reglages.yml``."""

    format: Literal[1]
    departement: CodeDepartement
    comparables: Comparables | None
    arret_des_donnees: dt.date | None
    rapports: list[EtatDeRapport]

    def etat(self, rapport: str, annee: int) -> EtatDeRapport:
        """L'état d'un rapport : celui qui est écrit, ou « projet, version 1 »."""
        for etat in self.rapports:
            if (etat.rapport, etat.annee) == (rapport, annee):
                return etat
        # Rien à valider : ces valeurs ne viennent d'aucun fichier.
        neuf: dict[str, Any] = {"rapport": rapport, "annee": annee, "etat": "projet", "version": 1}
        return EtatDeRapport.model_construct(**neuf, valide_le=None, instance=None)


@dataclass(frozen=True)
class PlanLu:
    """Un plan et le document dont il vient (pour citer fichier et ligne)."""

    plan: Plan
    document: DocumentLu


PERIODE = re.compile(r"[0-9]{4}-[0-9]{4}")


def periodes(espace: Espace, departement: str) -> list[str]:
    """Les périodes décrites pour un département, dans l'ordre : ``["2016-2019", "2021-2025"]``."""
    dossier = espace.params / "departements" / departement
    return sorted(p.name for p in dossier.glob("*") if p.is_dir() and PERIODE.fullmatch(p.name))


def departements_decrits(espace: Espace) -> list[str]:
    """Les départements qui ont un dossier sous ``params/departements/``."""
    dossiers = (espace.params / "departements").glob("*")
    return sorted(p.name for p in dossiers if p.is_dir())


def lire_plan(espace: Espace, departement: str, periode: str, indicateurs: Collection[str]) -> PlanLu:
    """Lit un plan et vérifie ses renvois.

    ``indicateurs`` : les codes du référentiel. Lève ``Erreurs`` avec toutes les causes.
    """
    chemin = espace.params / "departements" / departement / periode / "plan.yml"
    plan, document = lire_modele(chemin, espace.relatif(chemin), Plan)
    err.lever(verifier_renvois(plan, document, indicateurs, (departement, periode)))
    return PlanLu(plan, document)


def lire_reglages(espace: Espace, departement: str) -> Reglages:
    """Lit ``reglages.yml``. Lève ``Erreurs``."""
    chemin = espace.params / "departements" / departement / "reglages.yml"
    reglages, document = lire_modele(chemin, espace.relatif(chemin), Reglages)
    if reglages.departement != departement:
        lieu = document.lieu(("departement",))
        err.lever([err.DossierIncoherent(lieu, recu=reglages.departement, attendu=departement)])
    return reglages


def verifier_renvois(
    plan: Plan, document: DocumentLu, indicateurs: Collection[str], dossier: tuple[str, str]
) -> list[Erreur]:
    """Tout ce qu'un modèle ne voit pas seul : doubles, renvois vers rien, dossier et contenu."""
    return [
        *_fautes_de_dossier(plan, document, dossier),
        *_periode_a_l_envers(plan, document),
        *_doubles(_identifiants(plan), document, "id"),
        *_codes_en_double(plan, document),
        *_fautes_de_parente(plan, document),
        *_renvois_des_annexes(plan, document),
        *_renvois_aux_indicateurs(plan, document, indicateurs),
    ]


def _fautes_de_dossier(plan: Plan, document: DocumentLu, dossier: tuple[str, str]) -> list[Erreur]:
    contenu = (plan.departement, f"{plan.periode.debut}-{plan.periode.fin}")
    cles = ("departement", "periode")
    return [
        err.DossierIncoherent(document.lieu((cle,)), recu=recu, attendu=attendu)
        for cle, recu, attendu in zip(cles, contenu, dossier, strict=True)
        if recu != attendu
    ]


def _periode_a_l_envers(plan: Plan, document: DocumentLu) -> list[Erreur]:
    if plan.periode.debut <= plan.periode.fin:
        return []
    cause = f"la période finit avant de commencer ({plan.periode.debut})"
    return [err.ValeurImpossible(document.lieu(("periode", "fin")), recu=plan.periode.fin, cause=cause)]


def _identifiants(plan: Plan) -> Iterable[tuple[str, Chemin]]:
    """Chaque ``id`` du plan et sa place."""
    for rang, noeud in enumerate(plan.arborescence):
        yield noeud.id, ("arborescence", rang, "id")
    for rang, fiche in enumerate(plan.fiches):
        yield fiche.id, ("fiches", rang, "id")
        groupes: dict[str, list[Any]] = {
            "actions": list(fiche.actions),
            "etapes": list(fiche.etapes),
            "indicateurs": list(fiche.indicateurs),
        }
        for nom, elements in groupes.items():
            for place, element in enumerate(elements):
                yield element.id, ("fiches", rang, nom, place, "id")
    for nom in ("gouvernance", "obligations", "points_de_vigilance"):
        for rang, element in enumerate(getattr(plan, nom)):
            yield element.id, (nom, rang, "id")


def _codes_en_double(plan: Plan, document: DocumentLu) -> list[Erreur]:
    """Un ``code`` est unique sous son parent."""
    par_parent: dict[object, list[tuple[str, Chemin]]] = defaultdict(list)
    for rang, noeud in enumerate(plan.arborescence):
        if noeud.code:
            par_parent[noeud.parent, noeud.niveau].append((noeud.code, ("arborescence", rang, "code")))
    for rang, fiche in enumerate(plan.fiches):
        if fiche.code:
            par_parent[fiche.parent].append((fiche.code, ("fiches", rang, "code")))
        for place, action in enumerate(fiche.actions):
            if action.code:
                par_parent[fiche.id].append((action.code, ("fiches", rang, "actions", place, "code")))
    return [faute for couples in par_parent.values() for faute in _doubles(couples, document, "code")]


def _doubles(couples: Iterable[tuple[str, Chemin]], document: DocumentLu, quoi: str) -> list[Erreur]:
    premiers: dict[str, Chemin] = {}
    fautes: list[Erreur] = []
    for mot, chemin in couples:
        if mot in premiers:
            ligne = document.ligne(premiers[mot])
            fautes.append(err.CodeEnDouble(document.lieu(chemin), quoi=quoi, recu=mot, autre_ligne=ligne))
        premiers.setdefault(mot, chemin)
    return fautes


def _fautes_de_parente(plan: Plan, document: DocumentLu) -> list[Erreur]:
    noeuds = {noeud.id: noeud for noeud in plan.arborescence}
    fautes: list[Erreur] = []
    for rang, noeud in enumerate(plan.arborescence):
        if noeud.parent is not None:
            fautes += _renvoi(
                document, ("arborescence", rang, "parent"), noeud.parent, noeuds, "un nœud de l'arborescence"
            )
        fautes += _renvoi(
            document, ("arborescence", rang, "niveau"), noeud.niveau, plan.niveaux, "un mot de « niveaux »"
        )
    for rang, fiche in enumerate(plan.fiches):
        fautes += _renvoi(
            document, ("fiches", rang, "parent"), fiche.parent, noeuds, "un nœud de l'arborescence"
        )
    return fautes + _cycles(plan, document)


def _cycles(plan: Plan, document: DocumentLu) -> list[Erreur]:
    parents = {noeud.id: noeud.parent for noeud in plan.arborescence}
    fautes: list[Erreur] = []
    for rang, noeud in enumerate(plan.arborescence):
        vus, courant = {noeud.id}, noeud.parent
        while courant is not None and courant not in vus:
            vus.add(courant)
            courant = parents.get(courant)
        if courant == noeud.id:
            lieu = document.lieu(("arborescence", rang, "parent"))
            fautes.append(
                err.ValeurImpossible(lieu, recu=noeud.parent, cause="ce nœud est son propre ancêtre")
            )
    return fautes


def _renvois_des_annexes(plan: Plan, document: DocumentLu) -> list[Erreur]:
    fiches = {fiche.id for fiche in plan.fiches}
    actions = {action.id for fiche in plan.fiches for action in fiche.actions}
    fautes: list[Erreur] = []
    for rang, ligne in enumerate(plan.feuille_de_route):
        fautes += _renvoi(
            document, ("feuille_de_route", rang, "fiche"), ligne.fiche, fiches, "une fiche du plan"
        )
        if ligne.action:
            fautes += _renvoi(
                document, ("feuille_de_route", rang, "action"), ligne.action, actions, "une action du plan"
            )
    for rang, groupe in enumerate(plan.groupes_de_travail):
        fautes += _renvoi(
            document, ("groupes_de_travail", rang, "fiche"), groupe.fiche, fiches, "une fiche du plan"
        )
    for rang, fiche in enumerate(plan.fiches):
        for place, etape in enumerate(fiche.etapes):
            if etape.action:
                chemin = ("fiches", rang, "etapes", place, "action")
                fautes += _renvoi(document, chemin, etape.action, actions, "une action du plan")
    return fautes


def _renvois_aux_indicateurs(plan: Plan, document: DocumentLu, admis: Collection[str]) -> list[Erreur]:
    fautes: list[Erreur] = []
    for rang, fiche in enumerate(plan.fiches):
        for place, indicateur in enumerate(fiche.indicateurs):
            chemin: Chemin = ("fiches", rang, "indicateurs", place, "indicateur")
            if indicateur.indicateur is None and indicateur.motif is None:
                fautes.append(err.MotifManquant(document.lieu(chemin)))
            if indicateur.indicateur is not None:
                attendu = "un indicateur du référentiel"
                fautes += _renvoi(
                    document, chemin, indicateur.indicateur, admis, attendu, " avec un « motif »"
                )
    return fautes


def _renvoi(
    document: DocumentLu,
    chemin: Chemin,
    recu: str,
    admis: Collection[str],
    attendu: str,
    complement: str = "",
) -> list[Erreur]:
    if recu in admis:
        return []
    proche = plus_proche(recu, admis)
    lieu = document.lieu(chemin)
    return [err.ReferenceInconnue(lieu, proche=proche, recu=recu, attendu=attendu, complement=complement)]
