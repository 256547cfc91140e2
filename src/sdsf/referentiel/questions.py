"""Les questions auxquelles l'évaluation répond (``params/referentiel/questions.yml``).

Une question a un critère, des indicateurs communs (par volet entier, ou un par un), d'autres matériaux, une
méthode. La réponse, elle, appartient à chaque département (``commission/``).
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from sdsf import erreurs as err
from sdsf.erreurs import plus_proche
from sdsf.espace import Espace
from sdsf.lecture.document_yaml import DocumentLu
from sdsf.lecture.yaml_strict import lire_modele
from sdsf.plan.modeles import CodeIndicateur, Modele, Texte
from sdsf.referentiel.listes import en_double
from sdsf.referentiel.modeles import Indicateur, Volet

Critere = Literal["pertinence", "coherence", "efficacite", "efficience", "impact", "durabilite"]
Place = Literal["non", "en_bref", "oui"]
INTITULES_CRITERE: dict[str, str] = {
    "pertinence": "pertinence",
    "coherence": "cohérence",
    "efficacite": "efficacité",
    "efficience": "efficience",
    "impact": "impact (contribution)",
    "durabilite": "durabilité",
}


class PlaceDansLesRapports(Modele):
    """Ce que chaque rapport dit d'une question : non, en_bref ou oui."""

    point_annuel: Place
    """Dans un point annuel : le plus souvent en_bref, par ses indicateurs seuls."""
    bilan_intermediaire: Place
    """Dans le bilan à mi-parcours."""
    bilan_final: Place
    """Dans le bilan au terme."""


class Question(Modele):
    """Une question d'évaluation, posée à tous les départements."""

    code: CodeIndicateur
    """Un nom court, unique, que les constats citent. Exemple : besoins"""
    repere: Texte
    """Le repère imprimé, dans l'ordre. Exemple : Q1"""
    intitule: Texte
    """La question. Exemple : "Les objectifs répondent-ils aux besoins ?" """
    critere: Critere
    """Le critère d'évaluation : pertinence, coherence, efficacite, efficience, impact ou durabilite."""
    sous_questions: Annotated[list[Texte], Field(min_length=1)]
    """Ce que l'on cherche précisément, une par tiret."""
    volets: list[Volet]
    """Les volets du référentiel dont tous les indicateurs l'éclairent. Exemple : [petite_enfance]"""
    indicateurs: list[CodeIndicateur]
    """Les indicateurs communs qui l'éclairent en plus, un par un. Exemple : [taux_engagement_depenses]"""
    autres_elements: list[Texte]
    """Ce qui s'ajoute aux indicateurs : enquêtes, entretiens, registres. Exemple : "diagnostic partagé" """
    methode: Texte
    """Comment l'on y répond, en une phrase."""
    qui: Texte
    """Qui peut fournir ce qui manque. Exemple : "la Caf, le Département et la MSA" """
    rapports: PlaceDansLesRapports
    """La place de la question dans chaque rapport."""


class Questions(Modele):
    """``params/referentiel/questions.yml``."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    questions: Annotated[list[Question], Field(min_length=1)]
    """Les questions, une par tiret, dans l'ordre des rapports."""


def lire_questions(
    espace: Espace, indicateurs: Mapping[str, Indicateur]
) -> tuple[list[Question], DocumentLu]:
    """Les questions, dans l'ordre, et leur document ; leurs indicateurs doivent exister. Lève ``Erreurs``."""
    chemin = espace.params / "referentiel" / "questions.yml"
    lues, document = lire_modele(chemin, espace.relatif(chemin), Questions)
    inconnus = [
        err.ReferenceInconnue(
            document.lieu(("questions", rang, "indicateurs", place)),
            proche=plus_proche(code, indicateurs),
            recu=code,
            attendu="un indicateur commun",
            complement="",
        )
        for rang, question in enumerate(lues.questions)
        for place, code in enumerate(question.indicateurs)
        if code not in indicateurs
    ]
    err.lever([*en_double(document, "questions", "code", [q.code for q in lues.questions]), *inconnus])
    return lues.questions, document


def indicateurs_de(question: Question, indicateurs: Mapping[str, Indicateur]) -> list[Indicateur]:
    """Les indicateurs communs rattachés à une question, par repère ; un seul passage chacun."""
    retenus = [
        fiche
        for fiche in indicateurs.values()
        if fiche.volet in question.volets or fiche.code in question.indicateurs
    ]
    return sorted(retenus, key=lambda fiche: fiche.repere)
