"""Ce que l'on suppose du schéma, ce qui le confirme, le contredit (``params/referentiel/contribution.yml``).

Une hypothèse relie deux maillons de la logique d'intervention. Ses éléments et ses explications rivales sont
des données : la force de preuve et le verbe que l'on a le droit d'employer s'en calculent
(``evaluation/contribution.py``), ils ne s'écrivent pas.
"""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sdsf import erreurs as err
from sdsf.espace import Espace
from sdsf.lecture.document_yaml import DocumentLu
from sdsf.lecture.yaml_strict import lire_modele
from sdsf.plan.modeles import Annee, Identifiant, Modele, Texte
from sdsf.referentiel.listes import en_double

Maillon = Literal["moyens", "realisations", "resultats", "impacts"]
MAILLONS: tuple[Maillon, ...] = ("moyens", "realisations", "resultats", "impacts")


class Element(Modele):
    """Un fait qui confirme ou contredit une hypothèse."""

    sens: Literal["pour", "contre"]
    """pour : le fait va dans le sens de l'hypothèse ; contre : il la contredit."""
    nature: Literal["serie_mesuree", "declaration", "opinion", "evenement"]
    """serie_mesuree (plusieurs années, un producteur), declaration, opinion ou evenement (un fait isolé)."""
    etat_zero: bool
    """true : la série a une valeur d'avant l'action, dans la même édition ; sinon false."""
    indicateur: Texte | None
    """L'indicateur du plan ou le commun dont c'est la série ; null : hors des relevés. Exemple : pe-1.1-i1"""
    annee: Annee | None
    """La dernière année que le fait décrit ; null : tous les rapports le citent. Exemple : 2024"""
    source: Texte
    """D'où vient le fait : un producteur, une enquête, une instance. Exemple : "Cnaf, txcouv_pe_dep" """
    texte: Texte
    """Le fait, sans dire ce qui l'explique. Exemple : "12 places de plus en 2024 qu'en 2021" """

    @model_validator(mode="after")
    def _etat_zero_d_une_serie(self) -> Self:
        if self.etat_zero and self.nature != "serie_mesuree":
            raise ValueError("seule une série mesurée a un état zéro")
        return self


class ExplicationRivale(Modele):
    """Ce qui, hors du schéma, expliquerait aussi le constat."""

    enonce: Texte
    """L'explication, en quelques mots. Exemple : "la baisse des naissances" """
    examen: Literal["ecartee", "plausible", "non_examinee"]
    """ecartee, plausible, ou non_examinee : personne ne l'a encore regardée."""
    raison: Texte | None
    """Pourquoi elle est écartée ou reste plausible ; null si elle n'est pas examinée."""

    @model_validator(mode="after")
    def _raison_de_l_examen(self) -> Self:
        if (self.raison is None) != (self.examen == "non_examinee"):
            raise ValueError("la raison se donne quand l'explication est examinée, et seulement alors")
        return self


class Comparaison(Modele):
    """Un plan de comparaison tenu : un témoin, avant et après, l'écart d'évolution et son intervalle."""

    temoin: Texte
    """À qui l'on compare. Exemple : "trois intercommunalités voisines" """
    raison_du_temoin: Texte
    """Pourquoi celui-là. Exemple : "même taux et même population avant l'action" """
    avant: Annee
    """L'année de la mesure d'avant. Exemple : 2021"""
    apres: Annee
    """L'année de la mesure d'après. Exemple : 2024"""
    ecart: float
    """La différence d'évolution avec le témoin, dans l'unité de l'indicateur. Exemple : 3.0"""
    au_moins: float
    """La borne basse de l'intervalle de cet écart. Exemple : 1.0"""
    au_plus: float
    """La borne haute de l'intervalle de cet écart. Exemple : 5.0"""
    source: Texte
    """Qui a fait le calcul, et où il se lit. Exemple : "Étude de la commission d'évaluation" """
    suppositions: Annotated[list[Texte], Field(min_length=1)]
    """Ce qu'il faut supposer pour y croire, une par tiret."""


class Hypothese(Modele):
    """Un pas de la logique d'intervention, que l'évaluation éprouve."""

    id: Identifiant
    """Un nom court, unique. Exemple : h-moyens-engages"""
    axe: Identifiant | None
    """L'id de l'axe du plan ; null si l'hypothèse vaut pour tout le schéma."""
    de: Maillon
    """Le maillon d'où l'on part : moyens, realisations ou resultats."""
    vers: Maillon
    """Le maillon où l'on arrive, après le premier : realisations, resultats ou impacts."""
    enonce: Texte
    """Ce que l'on suppose. Exemple : "les porteurs existent et recrutent" """
    indicateur: Texte | None
    """L'indicateur dont l'évolution l'éprouve ; null s'il n'y en a pas. Exemple : taux_couverture_eaje"""
    elements: list[Element]
    """Les faits pour et contre, un par tiret ; [] tant que personne n'en a réuni."""
    rivales: list[ExplicationRivale]
    """Les explications rivales, une par tiret ; [] si aucune n'a été cherchée."""
    comparaison: Comparaison | None
    """Le plan de comparaison, s'il y en a un ; null sinon, ce qui est le cas ordinaire."""

    @model_validator(mode="after")
    def _vers_l_aval(self) -> Self:
        if MAILLONS.index(self.vers) <= MAILLONS.index(self.de):
            raise ValueError(f"de « {self.de} » on ne va pas vers « {self.vers} »")
        return self


class Contribution(Modele):
    """Les hypothèses : ``params/referentiel/contribution.yml``, ou celles qu'un département y ajoute."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    hypotheses: Annotated[list[Hypothese], Field(min_length=1)]
    """Les hypothèses, une par tiret ; celle d'un département remplace la nationale de même id."""


def lire_contribution(espace: Espace) -> Contribution:
    """Lit ``params/referentiel/contribution.yml``. Lève ``Erreurs`` avec toutes les causes."""
    return lire_hypotheses(espace, espace.params / "referentiel" / "contribution.yml")[0]


def lire_hypotheses(espace: Espace, chemin: Path) -> tuple[Contribution, DocumentLu]:
    """Lit un fichier d'hypothèses, national ou d'un département. Lève ``Erreurs`` avec toutes les causes."""
    lue, document = lire_modele(chemin, espace.relatif(chemin), Contribution)
    err.lever(en_double(document, "hypotheses", "id", [hypothese.id for hypothese in lue.hypotheses]))
    return lue, document
