"""Lire un plan d'action et les réglages d'un département, et vérifier leurs renvois internes."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from sdsf import erreurs as err
from sdsf.espace import Espace
from sdsf.lecture.document_yaml import DocumentLu
from sdsf.lecture.yaml_strict import dans_l_ordre, lire_modele
from sdsf.plan.coherence import verifier_renvois
from sdsf.plan.modeles import Plan
from sdsf.plan.reglages import Reglages


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
    err.lever(dans_l_ordre(verifier_renvois(plan, document, indicateurs, (departement, periode))))
    return PlanLu(plan, document)


def lire_reglages(espace: Espace, departement: str) -> Reglages:
    """Lit ``reglages.yml``. Lève ``Erreurs``."""
    chemin = espace.params / "departements" / departement / "reglages.yml"
    reglages, document = lire_modele(chemin, espace.relatif(chemin), Reglages)
    if reglages.departement != departement:
        lieu = document.lieu(("departement",))
        err.lever([err.DossierIncoherent(lieu, recu=reglages.departement, attendu=departement)])
    return reglages
