"""Le modèle des réglages d'un département (fichiers ``params/departements/<code>/reglages.yml``)."""

import datetime as dt
from collections import Counter
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sdsf import vocabulaire as voc
from sdsf.plan.communs import Annee, CodeDepartement, Modele, Texte


class Comparables(Modele):
    """Les départements auxquels on se compare, et pourquoi ceux-là."""

    departements: Annotated[list[CodeDepartement], Field(min_length=1)]
    """Leurs codes, entre guillemets. Exemple : ["94", "2A", "06"]"""
    motif: Texte
    """Comment ils ont été choisis, en une ou deux phrases : le rapport l'imprime."""


class EtatDeRapport(Modele):
    """L'état d'un rapport déjà passé en séance."""

    rapport: voc.Rapport
    """Le rapport. Exemple : point_annuel"""
    annee: Annee
    """L'année évaluée. Exemple : 2024"""
    etat: Literal["projet", "valide"]
    """projet avant la séance, valide après."""
    valide_le: dt.date | None
    """Le jour de la séance, sans guillemets. Exemple : 2025-03-14"""
    instance: Texte | None
    """L'instance qui l'a validé. Exemple : "Comité départemental des services aux familles" """
    version: Annotated[int, Field(ge=1)]
    """1, puis 2 après une correction : une ligne par version, l'ancienne reste écrite."""
    erratum: Texte | None = None
    """Ce qui a été corrigé depuis la version validée, en une phrase que le rapport imprime en tête."""

    @model_validator(mode="after")
    def _une_seance_a_une_date(self) -> Self:
        if self.etat == "valide" and self.valide_le is None:
            raise ValueError("un rapport validé a une date de séance (valide_le)")
        return self


class Reglages(Modele):
    """``params/departements/<code>/reglages.yml``."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    departement: CodeDepartement
    """Le code du département, entre guillemets, celui du dossier. Exemple : "38" """
    comparables: Comparables | None
    """Les départements auxquels se comparer, et pourquoi ; null : on ne se compare qu'à la France."""
    arret_des_donnees: dt.date | None
    """Le jour où les données ont été arrêtées ; null : celui de la dernière saisie. Exemple : 2025-01-31"""
    rapports: list[EtatDeRapport]
    """Les rapports déjà passés en séance ; les autres sont des projets, version 1."""

    @model_validator(mode="after")
    def _une_ligne_par_version(self) -> Self:
        fois = Counter((etat.rapport, etat.annee, etat.version) for etat in self.rapports)
        doubles = [cle for cle, nombre in fois.items() if nombre > 1]
        if doubles:
            raise ValueError("{} {}, version {}, est écrit deux fois".format(*doubles[0]))
        for etat in self.rapports:
            anterieures = self.anterieures(etat.rapport, etat.annee, etat.version)
            if etat.erratum is None and any(a.etat == "valide" for a in anterieures):
                nom = f"{etat.rapport} {etat.annee}, version {etat.version}"
                raise ValueError(f"{nom}, corrige une version validée : « erratum » dit ce qui a changé")
        return self

    def etat(self, rapport: str, annee: int) -> EtatDeRapport:
        """L'état d'un rapport : sa dernière version écrite, ou « projet, version 1 »."""
        ecrits = [e for e in self.rapports if (e.rapport, e.annee) == (rapport, annee)]
        if ecrits:
            return max(ecrits, key=lambda e: e.version)
        # Rien à valider : ces valeurs ne viennent d'aucun fichier.
        neuf: dict[str, Any] = {"rapport": rapport, "annee": annee, "etat": "projet", "version": 1}
        return EtatDeRapport.model_construct(**neuf, valide_le=None, instance=None, erratum=None)

    def anterieures(self, rapport: str, annee: int, version: int) -> list[EtatDeRapport]:
        """Les versions d'avant qui sont écrites, de la plus récente à la plus ancienne."""
        memes = [e for e in self.rapports if (e.rapport, e.annee) == (rapport, annee)]
        return sorted((e for e in memes if e.version < version), key=lambda e: -e.version)
