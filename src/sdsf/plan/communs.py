"""Ce que tous les modèles partagent : des types, une base stricte, l'extrait et les dates.

La phrase écrite sous un champ est celle que l'éditeur montre quand on le survole (``params/schemas``) ;
l'obligation du champ s'y ajoute d'elle-même, d'après son type.
"""

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Texte = Annotated[str, StringConstraints(min_length=1)]
CodeDepartement = Annotated[str, StringConstraints(pattern=r"^(0[0-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-6])$")]
Identifiant = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]*$")]
CodeIndicateur = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
# Les périodes du contrat des relevés : 2023, 2023-T4, 2023-S2, 2018-12-31, 2021-2022, 2016/2019.
PeriodeDite = Annotated[
    str,
    StringConstraints(pattern=r"^(\d{4}(-T[1-4]|-S[12]|-\d{2}-\d{2}|-\d{4}|/\d{4})?)$"),
]
Annee = Annotated[int, Field(ge=1990, le=2100)]
Ligne = Annotated[int, Field(ge=1)]


def est_une_fonction(auteur: str) -> bool:
    """Vrai pour « fonction, institution » : deux parties, de part et d'autre d'une virgule.

    >>> est_une_fonction("pilote fiche 1.1, Caf"), est_une_fonction("Jeanne Dupont")
    (True, False)
    """
    fonction, virgule, institution = auteur.partition(",")
    return bool(virgule and fonction.strip() and institution.strip())


def _fonction_exigee(auteur: str) -> str:
    if not est_une_fonction(auteur):
        raise ValueError("écrivez une fonction et une institution, jamais un nom : « secrétariat, Caf »")
    return auteur


FonctionEtInstitution = Annotated[str, AfterValidator(_fonction_exigee)]


class Modele(BaseModel):
    """Base commune : types stricts, aucune clé inconnue, rien ne se modifie après lecture."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)


class Retenu(Modele):
    """Qui a retenu un choix, quand, et pourquoi : le rapport l'imprime."""

    auteur: FonctionEtInstitution
    """Une fonction et une institution, jamais un nom. Exemple : "secrétariat de la commission, Caf" """
    date: dt.date
    """Le jour où ce choix a été retenu, sans guillemets. Exemple : 2025-03-14"""
    motif: Texte
    """La raison, en une phrase que le rapport imprime."""


class Extrait(Modele):
    """Quelques mots de la source, et la ligne où on les lit."""

    ligne: Ligne
    """Le numéro de la ligne de la source où l'extrait commence. Exemple : 741"""
    texte: Texte
    """Quelques mots copiés de cette ligne, sans rien y changer. Exemple : "Fiche objectif N°1" """


class Dates(Modele):
    """Un calendrier que le texte permet de dater ; ``null`` : cette borne n'est pas dite."""

    debut: dt.date | None
    """Le premier jour, sans guillemets. « À partir de 2023 » s'écrit 2023-01-01"""
    fin: dt.date | None
    """Le dernier jour, sans guillemets. « D'ici fin 2024 » s'écrit 2024-12-31"""


class EnVigueur(Modele):
    """Ce qu'un avenant a changé : depuis quand, jusqu'à quand, par quel avenant."""

    du: dt.date | None
    """Le jour où un avenant l'a ajouté ; null s'il y était à la signature. Exemple : 2024-03-15"""
    au: dt.date | None
    """Le dernier jour avant qu'un avenant le retire ; null s'il y est encore. Exemple : 2024-03-14"""
    avenant: Texte | None
    """Le code de l'avenant, tel que la partie « avenants » l'écrit. Exemple : "1" """


class Variante(Modele):
    """Le même intitulé, écrit autrement ailleurs dans le texte."""

    lieu: Texte
    """L'endroit du texte où l'intitulé change. Exemple : "sommaire" """
    texte: Texte
    """L'intitulé tel qu'on le lit là-bas, mot à mot."""
    ligne: Ligne
    """La ligne de la source où on le lit. Exemple : 27"""
