"""Lire un plan d'action et les réglages d'un département, et vérifier leurs renvois internes."""

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from sdsf import erreurs as err
from sdsf import vocabulaire as voc
from sdsf.espace import Espace
from sdsf.lecture.document_yaml import DocumentLu
from sdsf.lecture.yaml_strict import lire_modele
from sdsf.plan.coherence import verifier_renvois
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
