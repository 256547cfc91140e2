"""Les modèles de la gouvernance du plan : annexes de suivi, instances, règles et rendez-vous d'évaluation."""

from typing import Annotated, Literal

from pydantic import Field

from sdsf import vocabulaire as voc
from sdsf.plan.communs import Dates, Extrait, Identifiant, Modele, Texte


class LigneFeuilleDeRoute(Modele):
    """Une ligne de l'annexe « feuille de route », gardée à côté du corps du texte."""

    fiche: Identifiant
    """L'« id » de la fiche que la ligne reprend. Exemple : "fiche-1" """
    action: Identifiant | None
    """L'« id » de l'action que la ligne reprend ; null si elle reprend la fiche."""
    code: Texte | None
    """Le numéro écrit dans l'annexe, entre guillemets. Exemple : "7-A" """
    intitule: Texte
    """La ligne, mot à mot, même si elle diffère du corps du texte."""
    nature: voc.NatureAction | None
    """nouvelle ou a_poursuivre, si l'annexe le dit."""
    pilotes: list[Texte]
    """Les pilotes que l'annexe donne, un par tiret."""
    calendrier: Texte | None
    """Le calendrier que l'annexe donne, dans ses mots. Exemple : "2023" """
    extrait: Extrait
    """Où l'annexe le dit."""


class GroupeDeTravail(Modele):
    """Une ligne de l'annexe « composition des groupes de travail »."""

    fiche: Identifiant
    """L'« id » de la fiche dont le groupe s'occupe. Exemple : "fiche-1" """
    intitule: Texte
    """Le nom du groupe, mot à mot."""
    pilote: Texte | None
    """L'institution qui l'anime. Jamais un nom de personne. Exemple : "Caf" """
    composition: Texte | None
    """Qui en est membre : des institutions, dans les mots du texte."""
    frequence: Texte | None
    """Son rythme, dans les mots du texte. Exemple : "Deux fois par an" """
    extrait: Extrait
    """Où le texte le dit."""


class ReunionsParAn(Modele):
    """La fréquence d'une instance, quand le texte permet de la compter."""

    minimum: Annotated[int, Field(ge=0)]
    """Au moins combien de réunions par an. Exemple : 2"""
    maximum: Annotated[int, Field(ge=1)] | None
    """Au plus combien. Exemple : 4"""


class ReunionAnnoncee(Modele):
    """Une réunion que le texte annonce ; ``dates`` reste vide quand il ne dit pas l'année."""

    intitule: Texte
    """La réunion, mot à mot. Exemple : "Plénière de novembre" """
    dates: Dates | None
    """Quand elle doit se tenir, si le texte dit l'année."""
    extrait: Extrait
    """Où le texte le dit."""


class Instance(Modele):
    """Une instance de gouvernance."""

    id: Identifiant
    """Un nom unique dans tout le plan ; les réunions le citent. Exemple : "instance-comite" """
    code: Texte | None
    """Le numéro que le texte lui donne, entre guillemets."""
    intitule: Texte
    """Son nom, mot à mot. Exemple : "Comité départemental des services aux familles" """
    composition: list[Texte]
    """Qui y siège : des institutions, jamais des noms de personnes."""
    missions: list[Texte]
    """Ses missions, une par tiret."""
    frequence: Texte | None
    """Son rythme, dans les mots du texte. Exemple : "Le comité se réunit deux fois par an." """
    reunions_par_an: ReunionsParAn | None
    """Ce rythme en nombres, seulement si le texte permet de le compter."""
    pilote: Texte | None
    """Qui la préside ou l'anime : une fonction ou une institution. Exemple : "préfet du département" """
    reunions_annoncees: list[ReunionAnnoncee]
    """Les réunions que le texte annonce."""
    extrait: Extrait
    """Où le texte le dit."""


class RegleEvaluation(Modele):
    """Ce que le schéma s'impose pour son suivi et son évaluation."""

    id: Identifiant
    """Un nom unique dans tout le plan. Exemple : "regle-point-annuel" """
    intitule: Texte
    """Le nom de la règle, en quelques mots du texte."""
    textes: list[Texte]
    """La règle, mot à mot, un paragraphe par tiret."""
    extrait: Extrait
    """Où le texte le dit."""


class Obligation(Modele):
    """Une échéance d'évaluation : d'où elle vient, ce qu'elle demande, quand."""

    id: Identifiant
    """Un nom unique dans tout le plan. Exemple : "obligation-bilan-final" """
    intitule: Texte
    """Ce qui est dû. Exemple : "Bilan final du schéma" """
    rapport: voc.Rapport | None
    """Le rapport de l'outil qui y répond ; null s'il n'y en a pas. Exemple : bilan_final"""
    periodicite: Literal["annuelle", "unique"]
    """annuelle : chaque année du schéma ; unique : une seule fois."""
    apres_annees: Annotated[int, Field(ge=1, le=12)] | None
    """« Au bout de 3 ans » s'écrit 3 ; null si le texte ne dit pas quand."""
    origine: Literal["texte", "autre"]
    """texte : le schéma l'écrit ; autre : une loi ou une circulaire, nommée dans « reference »."""
    reference: Texte
    """D'où vient la règle. Exemple : "gouvernance du schéma, réunion annuelle du comité" """
    extrait: Extrait | None
    """Où le schéma le dit ; null si la règle vient d'ailleurs."""
