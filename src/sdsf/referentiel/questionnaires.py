"""Les questionnaires harmonisés (``params/referentiel/questionnaires/``) : des données, pas du code.

Une question a un code, un libellé, un type, une condition ; c'est tout ce qu'il faut pour lire un export
d'enquête, estimer, et un jour écrire le formulaire lui-même.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, enumerer, plus_proche
from sdsf.espace import Espace
from sdsf.lecture.document_yaml import Chemin, DocumentLu
from sdsf.lecture.yaml_strict import lire_modele
from sdsf.plan.modeles import CodeIndicateur, Extrait, Modele, Texte

CINQ = 5
SANS_TERRITOIRE: Mapping[str, str] = {}
# Une question posée par l'outil de collecte : son code ne peut pas être celui d'une colonne technique.
RESERVES = ("reponse", "question", "valeur", "texte", "id", "mention", "meta")
# Le nom de la mention d'information dans un formulaire en ligne : une colonne toujours vide d'un export.
MENTION = "mention"
# Une réponse libre ne va pas au-delà, à la saisie comme à l'import.
LONGUEUR_DE_TEXTE = 4000


class Condition(Modele):
    """La question n'est posée qu'à ceux qui ont donné l'une de ces réponses à une question d'avant."""

    question: CodeIndicateur
    """Le code d'une question précédente, à choix. Exemple : ages_enfants"""
    parmi: Annotated[list[CodeIndicateur], Field(min_length=1)]
    """Les modalités qui font poser la question : une seule suffit. Exemple : [moins_3_ans, de_3_a_5_ans]"""


class Suivi(Modele):
    """La part que l'on suit d'une vague à l'autre et d'un groupe à l'autre."""

    modalites: Annotated[list[CodeIndicateur], Field(min_length=1)]
    """Les modalités réunies dans cette part. Exemple : [tres_satisfait, satisfait]"""
    mesure: Texte
    """Le nom de la part, en minuscules. Exemple : "parents satisfaits ou très satisfaits" """


class Echelle(Modele):
    """Une échelle à cinq modalités, de la plus favorable à la moins favorable."""

    code: CodeIndicateur
    """Un nom court. Exemple : satisfaction"""
    modalites: Annotated[dict[CodeIndicateur, Texte], Field(min_length=CINQ, max_length=CINQ)]
    """Cinq codes et leur libellé, dans l'ordre. Exemple : {tres_satisfait: "Très satisfait"}"""
    suivi: Suivi
    """La part que l'on suit."""


class _Question(Modele):
    code: CodeIndicateur
    """Le code de la question, unique : c'est le nom de sa colonne dans un export. Exemple : type_famille"""
    libelle: Texte
    """La question, telle qu'on la pose."""
    court: Texte
    """Ce qu'une figure ou un tableau en écrit. Exemple : "Type de famille" """
    si: Condition | None
    """À qui la question est posée ; null : à tous."""
    obligatoire: bool
    """true : une réponse est demandée pour continuer. Une question sensible ne l'est jamais."""
    sensible: bool
    """true : santé, handicap, ressources ; la réponse reste facultative et ne se croise pas finement."""


class ChoixUnique(_Question):
    """Une seule réponse dans une liste."""

    type: Literal["choix_unique"]
    """Le type de la question : choix_unique"""
    modalites: Annotated[dict[CodeIndicateur, Texte], Field(min_length=2)]
    """Les codes et leur libellé, dans l'ordre. Exemple : {oui: "Oui", non: "Non"}"""
    suivi: Suivi | None
    """La part suivie ; null si l'on montre seulement la répartition."""


class ChoixMultiple(_Question):
    """Plusieurs réponses possibles."""

    type: Literal["choix_multiple"]
    """Le type de la question : choix_multiple"""
    modalites: Annotated[dict[CodeIndicateur, Texte], Field(min_length=2)]
    """Les codes et leur libellé, dans l'ordre."""
    exclusives: list[CodeIndicateur]
    """Les modalités qui excluent les autres. Exemple : [aucun]"""


class QuestionEchelle(_Question):
    """Une réponse sur une échelle à cinq modalités."""

    type: Literal["echelle"]
    """Le type de la question : echelle"""
    echelle: CodeIndicateur
    """Le code d'une échelle de ce questionnaire. Exemple : satisfaction"""


class QuestionNombre(_Question):
    """Un nombre entier."""

    type: Literal["nombre"]
    """Le type de la question : nombre"""
    unite: CodeIndicateur
    """Le code d'une unité de unites.yml. Exemple : enfants"""
    min: int
    """Le plus petit nombre admis. Exemple : 0"""
    max: int
    """Le plus grand nombre admis. Exemple : 15"""


class QuestionTerritoire(_Question):
    """Le territoire où vit ou travaille la personne : les modalités sont celles du département."""

    type: Literal["territoire"]
    """Le type de la question : territoire"""
    maille: Literal["epci", "ept"]
    """epci, ou ept là où l'on compte ainsi."""


class QuestionTexte(_Question):
    """Une réponse libre : elle se code par thème, et ne se publie que relue."""

    type: Literal["texte"]
    """Le type de la question : texte"""
    themes: dict[CodeIndicateur, Texte]
    """Les thèmes du codage et leur libellé. Exemple : {horaires: "Horaires d'ouverture"}"""


Question: TypeAlias = Annotated[
    ChoixUnique | ChoixMultiple | QuestionEchelle | QuestionNombre | QuestionTerritoire | QuestionTexte,
    Field(discriminator="type"),
]


class Section(Modele):
    """Une partie du questionnaire."""

    code: CodeIndicateur
    """Un nom court. Exemple : accueil"""
    intitule: Texte
    """Son titre, tel qu'on le lit."""
    questions: Annotated[list[Question], Field(min_length=1)]
    """Les questions, dans l'ordre où on les pose."""


class Fondement(Modele):
    """Un texte qui demande ces questions, et les mots où on le lit."""

    source: CodeIndicateur
    """La source (sources.yml). Exemple : sdsf_13_2023_2026"""
    extrait: Extrait
    """Les mots du texte, et leur ligne."""


class Questionnaire(Modele):
    """``params/referentiel/questionnaires/<code>.yml``."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    code: CodeIndicateur
    """Le nom du fichier sans « .yml ». Exemple : familles"""
    intitule: Texte
    """Le titre du questionnaire."""
    version: Texte
    """La version des questions, entre guillemets : seules deux vagues de même version se comparent."""
    repondants: Texte
    """Qui répond, au pluriel et en minuscules. Exemple : "parents" """
    mention: Texte
    """La mention d'information (RGPD) à lire avant de répondre."""
    echelles: list[Echelle]
    """Les échelles employées, ou []."""
    croisements: list[CodeIndicateur]
    """Les questions dont les réponses font les sous-groupes. Exemple : [type_famille, epci]"""
    fondements: list[Fondement]
    """Les textes qui demandent ces questions, ou []."""
    sections: Annotated[list[Section], Field(min_length=1)]
    """Les parties, dans l'ordre."""

    def questions(self) -> Iterator[Question]:
        """Toutes les questions, dans l'ordre."""
        return (question for section in self.sections for question in section.questions)

    def question(self, code: str) -> Question:
        """La question d'un code."""
        return next(question for question in self.questions() if question.code == code)

    def echelle(self, code: str) -> Echelle:
        """L'échelle d'un code."""
        return next(echelle for echelle in self.echelles if echelle.code == code)

    def modalites(
        self, question: Question, territoires: Mapping[str, str] = SANS_TERRITOIRE
    ) -> Mapping[str, str]:
        """Les modalités d'une question et leur libellé ; aucune pour un nombre ou un texte.

        ``territoires`` : ceux du département, que le questionnaire, national, ne connaît pas.
        """
        if isinstance(question, QuestionTerritoire):
            return territoires
        if isinstance(question, QuestionEchelle):
            return self.echelle(question.echelle).modalites
        return question.modalites if isinstance(question, ChoixUnique | ChoixMultiple) else {}

    def suivi(self, question: Question) -> Suivi | None:
        """La part suivie d'une question, si elle en a une."""
        if isinstance(question, QuestionEchelle):
            return self.echelle(question.echelle).suivi
        return question.suivi if isinstance(question, ChoixUnique) else None


def codes_des_questionnaires(espace: Espace) -> list[str]:
    """Les questionnaires décrits."""
    return sorted(chemin.stem for chemin in _dossier(espace).glob("*.yml"))


def _dossier(espace: Espace) -> Path:
    return espace.params / "referentiel" / "questionnaires"


def lire_questionnaire(espace: Espace, code: str) -> Questionnaire:
    """Un questionnaire, lu et vérifié. Lève ``Erreurs`` avec toutes les causes."""
    connus = codes_des_questionnaires(espace)
    if code not in connus:
        proche = plus_proche(code, connus)
        raise Erreurs([err.QuestionnaireInconnu(proche=proche, recu=code, admis=enumerer(connus) or "aucun")])
    chemin = _dossier(espace) / f"{code}.yml"
    lu, document = lire_modele(chemin, espace.relatif(chemin), Questionnaire)
    err.lever([*_codes(lu, document), *_renvois(lu, document)])
    return lu


def lire_questionnaires(espace: Espace) -> dict[str, Questionnaire]:
    """Tous les questionnaires, par code. Lève ``Erreurs`` avec toutes les causes de tous les fichiers."""
    lus: dict[str, Questionnaire] = {}
    fautes: list[Erreur] = []
    for code in codes_des_questionnaires(espace):
        try:
            lus[code] = lire_questionnaire(espace, code)
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
    err.lever(fautes)
    return lus


def _places(lu: Questionnaire) -> Iterator[tuple[Chemin, Question]]:
    for s, section in enumerate(lu.sections):
        for q, question in enumerate(section.questions):
            yield ("sections", s, "questions", q), question


def _codes(lu: Questionnaire, document: DocumentLu) -> list[Erreur]:
    """Le code du fichier, et ceux des questions : uniques, et jamais un nom de colonne technique."""
    fautes: list[Erreur] = []
    if (nom := Path(document.fichier).stem) != lu.code:
        fautes.append(err.DossierIncoherent(document.lieu(("code",)), recu=lu.code, attendu=nom))
    vus: dict[str, Chemin] = dict.fromkeys(RESERVES, ("code",))
    for place, question in _places(lu):
        if question.code in vus:
            autre = document.ligne((*vus[question.code], "code")) or document.ligne(vus[question.code])
            lieu = document.lieu((*place, "code"))
            fautes.append(
                err.CodeEnDouble(lieu, quoi="Le code", recu=question.code, accord="", autre_ligne=autre)
            )
        vus.setdefault(question.code, place)
    return fautes + _libelles(lu, document)


def _libelles(lu: Questionnaire, document: DocumentLu) -> list[Erreur]:
    """Un export peut nommer une colonne par son libellé : deux questions n'ont pas le même."""
    vus: dict[str, Chemin] = {}
    fautes: list[Erreur] = []
    for place, question in _places(lu):
        if question.libelle in vus:
            autre = document.ligne((*vus[question.libelle], "libelle"))
            lieu = document.lieu((*place, "libelle"))
            fautes.append(
                err.CodeEnDouble(lieu, quoi="Le libellé", recu=question.libelle, accord="", autre_ligne=autre)
            )
        vus.setdefault(question.libelle, place)
    return fautes


def _renvois(lu: Questionnaire, document: DocumentLu) -> list[Erreur]:
    """Ce qu'une question, une échelle ou un croisement nomme et qui n'existe pas."""
    fautes: list[Erreur] = []
    avant: dict[str, Mapping[str, str]] = {}
    echelles = [echelle.code for echelle in lu.echelles]
    for rang, echelle in enumerate(lu.echelles):
        place = ("echelles", rang, "suivi", "modalites")
        fautes += _hors(document, place, echelle.suivi.modalites, list(echelle.modalites), "une modalité")
    for ou, question in _places(lu):
        if isinstance(question, QuestionEchelle) and question.echelle not in echelles:
            fautes += _hors(document, ou, [question.echelle], echelles, "une échelle du questionnaire")
            continue
        modalites = lu.modalites(question)
        if question.si is not None:
            fautes += _condition(document, (*ou, "si"), question.si, avant)
        exclusives = question.exclusives if isinstance(question, ChoixMultiple) else []
        fautes += _hors(document, (*ou, "exclusives"), exclusives, list(modalites), "une modalité")
        if isinstance(question, ChoixUnique) and question.suivi:
            fautes += _hors(
                document, (*ou, "suivi"), question.suivi.modalites, list(modalites), "une modalité"
            )
        avant[question.code] = modalites
    sans_groupe = (QuestionNombre, QuestionTexte)
    croisables = [q.code for q in lu.questions() if not isinstance(q, sans_groupe)]
    return fautes + _hors(document, ("croisements",), lu.croisements, croisables, "une question à choix")


def _condition(
    document: DocumentLu, place: Chemin, si: Condition, avant: Mapping[str, Mapping[str, str]]
) -> list[Erreur]:
    """Une condition ne porte que sur une question déjà posée, et sur ses modalités."""
    if si.question not in avant:
        return _hors(document, (*place, "question"), [si.question], list(avant), "une question d'avant")
    return _hors(document, (*place, "parmi"), si.parmi, list(avant[si.question]), "une modalité")


def _hors(
    document: DocumentLu, place: Chemin, recus: Sequence[str], admis: Sequence[str], attendu: str
) -> list[Erreur]:
    return [
        err.ReferenceInconnue(
            document.lieu(place), proche=plus_proche(recu, admis), recu=recu, attendu=attendu, complement=""
        )
        for recu in recus
        if recu not in admis
    ]
