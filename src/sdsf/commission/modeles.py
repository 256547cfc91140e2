"""Les constats et les réponses (``params/departements/<code>/<période>/evaluation.yml``).

La force de preuve ne s'écrit nulle part : elle se calcule des éléments. Aucun texte n'attribue une cause.
"""

from typing import Annotated, Literal

from pydantic import Field

from sdsf.plan.modeles import Annee, CodeDepartement, Identifiant, Modele, PeriodeDite, Texte
from sdsf.referentiel.contribution import Element

JugementDeReponse = Literal["oui", "plutot_oui", "plutot_non", "non"]
SuiteDAction = Literal["poursuivre", "transformer", "arreter"]
SensDEffet = Literal["favorable", "defavorable", "incertain"]


class Constat(Modele):
    """Ce que la commission constate, et ce sur quoi elle se fonde."""

    id: Identifiant
    """Un nom court, unique dans ce fichier. Exemple : c-offre-1"""
    question: Texte
    """Le code de la question qu'il éclaire, dans questions.yml. Exemple : offre"""
    annee: Annee
    """La dernière année qu'il décrit : un rapport d'avant l'ignore. Exemple : 2024"""
    texte: Texte
    """Le constat, en une phrase sans cause. Exemple : "L'offre progresse dans quatre territoires sur six" """
    indicateurs: list[Texte]
    """Les indicateurs du plan ou communs qu'il regarde ; [] s'il n'en regarde aucun."""
    elements: list[Element]
    """Les faits qui l'appuient ou le contredisent ; [] : un constat sans preuve, montré comme tel."""
    recommandations: list[Texte]
    """Les id de recommandations.csv qu'il appelle. Exemple : [r2023-1]"""


class Reponse(Modele):
    """La réponse de la commission à une question ; elle ne vaut que ce que valent ses constats."""

    question: Texte
    """Le code de la question, dans questions.yml. Exemple : offre"""
    annee: Annee
    """L'année de la réponse : un rapport d'avant l'ignore. Exemple : 2024"""
    jugement: JugementDeReponse
    """oui, plutot_oui, plutot_non ou non."""
    texte: Texte
    """La réponse, en une phrase sans cause."""
    nuance: Texte | None
    """Ce qui la limite ou la contredit ; null s'il n'y a rien à dire."""
    constats: Annotated[list[Identifiant], Field(min_length=1)]
    """Les constats sur lesquels elle se fonde, par leur id : la force est celle du plus fragile."""


class EffetInattendu(Modele):
    """Ce qui est arrivé sans être visé, en bien ou en mal."""

    id: Identifiant
    """Un nom court, unique dans ce fichier. Exemple : e-1"""
    annee: Annee
    """L'année où il se voit. Exemple : 2024"""
    sens: SensDEffet
    """favorable, defavorable ou incertain."""
    texte: Texte
    """Ce que l'on a vu, sans dire d'où cela vient."""
    elements: list[Element]
    """Les faits qui l'appuient ou le contredisent."""


class AvisSurUneAction(Modele):
    """Ce que la commission propose pour une action ou une fiche dans le schéma suivant."""

    objet: Identifiant
    """L'id de l'action ou de la fiche. Exemple : pe-1.1-a"""
    annee: Annee
    """L'année de l'avis. Exemple : 2025"""
    suite: SuiteDAction
    """poursuivre, transformer ou arreter."""
    motif: Texte
    """Pourquoi, en une phrase sans cause."""


class Evaluation(Modele):
    """Ce que la commission a écrit d'un schéma : ``evaluation.yml``."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    departement: CodeDepartement
    """Le code du département, entre guillemets, celui du dossier. Exemple : "38" """
    periode: PeriodeDite
    """La période du schéma évalué, celle du dossier. Exemple : 2022-2026"""
    constats: list[Constat]
    """Les constats, un par tiret."""
    reponses: list[Reponse]
    """Les réponses aux questions, une par tiret ; une question peut en avoir une par année."""
    effets_inattendus: list[EffetInattendu]
    """Ce qui est arrivé sans être visé, un par tiret."""
    avis_sur_les_actions: list[AvisSurUneAction]
    """Ce qui est à poursuivre, à transformer ou à arrêter, un par tiret."""
