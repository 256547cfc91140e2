"""Ce que les textes attendent d'un territoire (``params/referentiel/services.yml``)."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, plus_proche
from sdsf.espace import Espace
from sdsf.lecture.document_yaml import DocumentLu
from sdsf.lecture.yaml_strict import lire_modele
from sdsf.plan.modeles import CodeIndicateur, Extrait, Modele, Texte
from sdsf.referentiel.listes import en_double


class Citation(Modele):
    """Un texte qui pose la règle, et les mots où on la lit."""

    source: CodeIndicateur
    """La source (sources.yml) qui pose la règle. Exemple : sdsf_63_2022_2026"""
    extrait: Extrait
    """Les mots du texte."""


Citations = Annotated[list[Citation], Field(min_length=1)]


class Service(Modele):
    """Un service du panier, et les relevés qui en comptent."""

    code: CodeIndicateur
    """Un nom court, en minuscules. Exemple : laep"""
    intitule: Texte
    """Son nom, tel qu'une colonne l'imprime. Exemple : Laep"""
    releves: Annotated[list[CodeIndicateur], Field(min_length=1)]
    """Les indicateurs ou faits qui comptent ses actions ou ses lieux. Exemple : [nombre_laep]"""


class Panier(Modele):
    """Une définition du panier : les services qu'un territoire doit tous avoir."""

    code: CodeIndicateur
    """Un nom court, en minuscules. Exemple : trois_services"""
    intitule: Texte
    """La définition, telle qu'un rapport l'imprime."""
    services: Annotated[list[CodeIndicateur], Field(min_length=1)]
    """Les services exigés, tous ensemble. Exemple : [reaap, laep, clas]"""
    a_rayonnement: list[CodeIndicateur]
    """Ceux qui, établis dans un territoire, comptent pour tous ceux du département ; sinon []."""
    citations: Citations
    """Les textes qui donnent cette définition."""


class PanierDit(Modele):
    """Le fait par lequel un texte dit complet (1) ou non (0) le panier d'un territoire, sans le détailler."""

    releve: CodeIndicateur
    """Le code de ce fait dans les relevés. Exemple : nombre_paniers_parentalite_complets"""
    nombre: CodeIndicateur
    """Le fait, au département, qui dit combien le sont : tous nommés, les autres ne le sont pas."""
    definition: CodeIndicateur
    """La définition dont ce texte parle, un code de « paniers ». Exemple : trois_services"""


class Relais(Modele):
    """La charge d'un relais petite enfance que l'on ne veut pas dépasser."""

    assistants_par_etp: Annotated[float, Field(gt=0)]
    """Les assistants maternels en activité pour un équivalent temps plein d'animation. Exemple : 70.0"""
    citations: Citations
    """Les textes qui donnent ce ratio."""


class Services(Modele):
    """``params/referentiel/services.yml``."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    panier: CodeIndicateur
    """La définition que les rapports suivent, un code de « paniers ». Exemple : trois_services"""
    services: Annotated[list[Service], Field(min_length=1)]
    """Les services que les définitions citent, et ce qui les compte."""
    panier_complet: PanierDit
    """Ce par quoi un texte dit d'un seul mot qu'un panier est complet."""
    aucun_service: CodeIndicateur
    """Le fait par lequel un texte dit, d'un 0, qu'un territoire n'a aucun de ces services."""
    paniers: Annotated[list[Panier], Field(min_length=1)]
    """Les définitions du panier, une par tiret."""
    relais: Relais
    """Le ratio des relais petite enfance."""

    def definition(self, code: str = "") -> Panier:
        """La définition d'un code, ou celle que les rapports suivent. Lève ``KeyError`` sans elle."""
        return {panier.code: panier for panier in self.paniers}[code or self.panier]


def lire_services(espace: Espace) -> Services:
    """Lit ``params/referentiel/services.yml``. Lève ``Erreurs`` avec toutes les causes."""
    chemin = espace.params / "referentiel" / "services.yml"
    lus, document = lire_modele(chemin, espace.relatif(chemin), Services)
    err.lever(
        [
            *en_double(document, "paniers", "code", [panier.code for panier in lus.paniers]),
            *_renvois(lus, document),
        ]
    )
    return lus


def _renvois(lus: Services, document: DocumentLu) -> Iterator[Erreur]:
    """La définition retenue existe ; un service à rayonnement est un de ceux du panier."""
    codes = [panier.code for panier in lus.paniers]
    if lus.panier not in codes:
        yield _inconnu(document, ("panier",), lus.panier, codes, "une définition de « paniers »")
    if lus.panier_complet.definition not in codes:
        dite, ou = lus.panier_complet.definition, ("panier_complet", "definition")
        yield _inconnu(document, ou, dite, codes, "une définition de « paniers »")
    connus = [service.code for service in lus.services]
    for rang, panier in enumerate(lus.paniers):
        for place, service in enumerate(panier.services):
            if service not in connus:
                chemin: tuple[int | str, ...] = ("paniers", rang, "services", place)
                yield _inconnu(document, chemin, service, connus, "un service de « services »")
        for place, service in enumerate(panier.a_rayonnement):
            if service not in panier.services:
                chemin = ("paniers", rang, "a_rayonnement", place)
                yield _inconnu(document, chemin, service, panier.services, "un service de ce panier")


def _inconnu(
    document: DocumentLu, chemin: tuple[int | str, ...], recu: str, admis: list[str], attendu: str
) -> Erreur:
    return err.ReferenceInconnue(
        document.lieu(chemin), proche=plus_proche(recu, admis), recu=recu, attendu=attendu, complement=""
    )
