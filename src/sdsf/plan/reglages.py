"""Le modèle des réglages d'un département (fichiers ``params/departements/<code>/reglages.yml``)."""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field

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
    """1, puis 2 après une correction."""


class Mandat(Modele):
    """Qui demande l'évaluation, qui la conduit, qui la fait, qui a été entendu : un bilan l'imprime."""

    commanditaire: Texte | None
    """Qui demande l'évaluation. Exemple : "Comité départemental des services aux familles" """
    pilotage: Texte | None
    """L'instance qui la conduit. Exemple : "Commission d'évaluation" """
    evaluateur: Texte | None
    """Qui la fait : une institution ou un prestataire, jamais une personne. Exemple : "Caf de l'Ain" """
    parties_entendues: list[Texte]
    """Qui a été entendu, et comment, un par tiret. Exemple : "familles (enquête, 2024)" """
    calendrier: Texte | None
    """Quand elle a commencé, quand elle rend. Exemple : "de septembre 2024 à février 2025" """
    limites: list[Texte]
    """Ce qu'elle n'a pas pu regarder, et pourquoi, une limite par tiret."""
    independance: Texte | None
    """Ce qui garantit sa distance quand l'évaluateur est aussi pilote. Exemple : "relecture par un tiers" """
    publication: Texte | None
    """Où et quand elle sera publiée. Exemple : "site du Département, après la séance plénière" """


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
    mandat: Mandat | None
    """Le mandat et la méthode des bilans ; null : personne ne l'a encore écrit, et le bilan le dit."""

    def etat(self, rapport: str, annee: int) -> EtatDeRapport:
        """L'état d'un rapport : celui qui est écrit, ou « projet, version 1 »."""
        for etat in self.rapports:
            if (etat.rapport, etat.annee) == (rapport, annee):
                return etat
        # Rien à valider : ces valeurs ne viennent d'aucun fichier.
        neuf: dict[str, Any] = {"rapport": rapport, "annee": annee, "etat": "projet", "version": 1}
        return EtatDeRapport.model_construct(**neuf, valide_le=None, instance=None)
