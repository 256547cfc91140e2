"""Les modèles du plan d'action (fichiers ``params/departements/<code>/<periode>/plan.yml``).

Une clé est requise ou n'existe pas ; ``null`` veut dire « le texte se tait ».
Une seule exception, voulue par le contrat : ``en_vigueur``, que seul un avenant fait écrire.
Tout ce qu'un plan emploie s'importe d'ici.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from sdsf import vocabulaire as voc
from sdsf.plan.communs import (
    Annee,
    CodeDepartement,
    CodeIndicateur,
    Dates,
    EnVigueur,
    Extrait,
    Identifiant,
    Ligne,
    Modele,
    PeriodeDite,
    Texte,
    Variante,
)
from sdsf.plan.fiches import (
    Action,
    Cible,
    EngagementChiffre,
    Etape,
    EtatZero,
    Fiche,
    Illustration,
    Indicateur,
    SousAction,
)
from sdsf.plan.gouvernance import (
    GroupeDeTravail,
    Instance,
    LigneFeuilleDeRoute,
    Obligation,
    RegleEvaluation,
    ReunionAnnoncee,
    ReunionsParAn,
)

__all__ = [
    "Acteur",
    "Action",
    "Annee",
    "Avenant",
    "Cible",
    "CodeDepartement",
    "CodeIndicateur",
    "Dates",
    "EnVigueur",
    "EngagementChiffre",
    "Etape",
    "EtatZero",
    "Extrait",
    "Fiche",
    "GroupeDeTravail",
    "Identifiant",
    "Illustration",
    "Indicateur",
    "Instance",
    "LigneFeuilleDeRoute",
    "Modele",
    "Noeud",
    "Obligation",
    "Periode",
    "PeriodeDite",
    "Plan",
    "PointDeVigilance",
    "RegleEvaluation",
    "ReunionAnnoncee",
    "ReunionsParAn",
    "Signataire",
    "SourceDuPlan",
    "SousAction",
    "Terme",
    "Texte",
    "Variante",
]


class Noeud(Modele):
    """Un niveau au-dessus de la fiche : axe, enjeu, engagement… dans les mots du schéma."""

    id: Identifiant
    """Un nom unique dans tout le plan, en minuscules sans accent. Exemple : "axe-1" """
    niveau: Texte
    """L'un des mots de la partie « niveaux ». Exemple : "axe" """
    code: Texte | None
    """Le numéro que le texte lui donne, entre guillemets ; unique sous son parent. Exemple : "1" """
    parent: Identifiant | None
    """L'« id » du nœud du dessus ; null tout en haut. Exemple : "axe-1" """
    intitule: Texte
    """Le titre, mot à mot. Exemple : "Accompagner les familles" """
    description: list[Texte]
    """Ce que le texte en dit, un paragraphe par tiret."""
    pilotes: list[Texte]
    """Qui porte ce niveau, si le texte le dit pour lui seul. Jamais un nom de personne."""
    variantes: list[Variante]
    """Le même titre, écrit autrement ailleurs : au sommaire, dans une annexe."""
    extrait: Extrait
    """Où le texte le dit."""


class Terme(Modele):
    """Une entrée du glossaire du schéma."""

    terme: Texte
    """Le mot ou le sigle. Exemple : "AVIP" """
    definition: Texte
    """Sa définition, mot à mot. Exemple : "À vocation d'insertion professionnelle" """
    ligne: Ligne
    """La ligne de la source où on la lit. Exemple : 2310"""


class Signataire(Modele):
    """Une institution signataire : jamais le nom d'une personne."""

    institution: Texte
    """L'institution. Exemple : "Caisse d'allocations familiales" """
    qualites: list[Texte]
    """Les fonctions de ceux qui signent, sans leurs noms. Exemple : "Directrice générale" """
    ligne: Ligne
    """La ligne de la source où on la lit. Exemple : 2265"""


class Acteur(Modele):
    """Une institution, et toutes les façons dont le texte l'écrit quand il nomme pilotes et partenaires."""

    id: Identifiant
    """Un nom court, en minuscules sans accent. Exemple : "caf" """
    nom: Texte
    """Son nom complet. Exemple : "Caisse d'allocations familiales" """
    formes: list[Texte]
    """Chaque écriture du texte, à la lettre près, une par tiret. Exemple : "CAF" """


class PointDeVigilance(Modele):
    """Ce que le texte dit de contradictoire, d'incomplet ou d'inévaluable."""

    id: Identifiant
    """Un nom unique dans tout le plan. Exemple : "vigilance-01" """
    nature: voc.NatureVigilance
    """Le genre de difficulté : numerotation, chiffres, cible, calendrier, champ_manquant…"""
    sujet: Texte
    """La difficulté en une ligne. Exemple : "« 114 actions » annoncées, 113 dans le corps" """
    description: Texte
    """Ce qui ne va pas et ce que cela empêche, en deux ou trois phrases."""
    extraits: list[Extrait]
    """Les passages en cause, mot à mot."""


class Avenant(Modele):
    """Une modification du plan en cours de route."""

    code: Texte
    """Son numéro, entre guillemets : « en_vigueur » le cite. Exemple : "1" """
    date: dt.date
    """Le jour de sa signature, sans guillemets. Exemple : 2024-03-15"""
    intitule: Texte
    """Son titre, mot à mot."""
    objet: Texte
    """Ce qu'il change, en une phrase."""


class Periode(Modele):
    """Les années que couvre le schéma, et ce que le texte dit de sa signature."""

    debut: Annee
    """La première année couverte, celle du nom du dossier. Exemple : 2022"""
    fin: Annee
    """La dernière année couverte, celle du nom du dossier. Exemple : 2026"""
    signature: dt.date | None
    """Le jour de la signature, si le texte le donne. Exemple : 2021-03-18"""
    extrait: Extrait
    """Où le texte dit la période."""


class SourceDuPlan(Modele):
    """Le document transcrit."""

    titre: Texte
    """Le titre de la couverture, mot à mot."""
    producteur: Texte
    """Qui le publie. Exemple : "Comité départemental des services aux familles" """
    fichier: Texte
    """Le fichier texte dont « ligne » donne les numéros. Exemple : "63_puy-de-dome_2022-2026.txt" """


class Plan(Modele):
    """Un plan d'action entier : ``params/departements/<code>/<debut>-<fin>/plan.yml``."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    departement: CodeDepartement
    """Le code du département, entre guillemets, celui du dossier. Exemple : "38" """
    intitule: Texte
    """Le titre du schéma, mot à mot. Exemple : "Schéma départemental des services aux familles" """
    periode: Periode
    """Les années que couvre le schéma."""
    source: SourceDuPlan
    """D'où vient ce texte : le document que l'on transcrit."""
    niveaux: Annotated[list[Texte], Field(min_length=2)]
    """Les mots du schéma, du plus haut niveau à l'action. Exemple : "axe", "fiche-action", "action" """
    rubrique_indicateurs: Texte | None
    """Le titre que les fiches donnent à leurs indicateurs. Exemple : "Indicateurs d'évaluation" """
    arborescence: list[Noeud]
    """Les niveaux au-dessus des fiches, un nœud par axe, enjeu ou engagement, de haut en bas."""
    fiches: list[Fiche]
    """Les fiches du plan, dans l'ordre du texte."""
    feuille_de_route: list[LigneFeuilleDeRoute]
    """L'annexe qui récapitule les actions, ligne à ligne, si le schéma en a une."""
    groupes_de_travail: list[GroupeDeTravail]
    """L'annexe des groupes de travail, si le schéma en a une."""
    gouvernance: list[Instance]
    """Les instances : comité, commission, comité technique."""
    regles_evaluation: list[RegleEvaluation]
    """Ce que le schéma s'impose pour son suivi et son évaluation."""
    obligations: list[Obligation]
    """Les rendez-vous d'évaluation : points annuels, bilans."""
    acteurs: list[Acteur]
    """Les institutions, et toutes les façons dont le texte les écrit."""
    glossaire: list[Terme]
    """Le glossaire ou la liste de sigles du schéma."""
    signataires: list[Signataire]
    """Les institutions signataires."""
    points_de_vigilance: list[PointDeVigilance]
    """Ce que le texte dit de contradictoire, d'incomplet ou d'inévaluable."""
    avenants: list[Avenant]
    """Les modifications signées depuis."""
