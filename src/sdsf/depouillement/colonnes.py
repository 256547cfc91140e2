"""Dire ce que porte chaque colonne d'un export : une question, une modalité, une identité, une technique.

LimeSurvey écrit ``code``, ``code[modalité]`` ou ``code. Libellé`` ; Kobo ``groupe/code`` et
``groupe/code/modalité`` ; un CSV simple, le code ou le libellé de la question.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sdsf import erreurs as err
from sdsf.depouillement.fichiers import Export
from sdsf.erreurs import Erreur, enumerer, plus_proche
from sdsf.lecture.encodage import sans_accent
from sdsf.referentiel.questionnaires import MENTION, ChoixMultiple, Question, Questionnaire

Sorte = Literal[
    "question", "modalite", "autre_texte", "identifiant", "date", "identite", "technique", "ignoree"
]
# Un mot de l'intitulé qui dit une personne : la colonne n'est jamais gardée.
IDENTITES = {
    "nom", "noms", "prenom", "prenoms", "name", "firstname", "lastname", "fullname", "courriel", "email",
    "mail", "telephone", "tel", "phone", "phonenumber", "portable", "mobile", "ip", "ipaddr",
    "ipaddress", "adresse", "address", "token", "jeton", "username", "user", "submitted", "deviceid",
    "imei", "simserial", "simid", "subscriberid", "latitude", "longitude", "geolocation", "gps",
    "naissance", "birthdate", "nir", "allocataire", "matricule", "signature", "instanceid", "uuid",
    "rootuuid",
}  # fmt: skip
# Ce que l'outil de collecte ajoute de lui-même, et qui ne dit rien de la personne.
TECHNIQUES = {
    "submitdate", "startdate", "datestamp", "lastpage", "startlanguage", "seed", "refurl", "start",
    "end", "today", "_submission_time", "_validation_status", "_notes", "_status", "__version__",
    "_version_", "_tags", "_index", "_parent_index", "_attachments", "_bamboo_dataset_id",
    "formhub_uuid", "audit", "interviewtime", MENTION,
}  # fmt: skip
IDENTIFIANTS = ("id", "_id", "response id", "reponse", "n", "numero")
DATES = ("submitdate", "_submission_time", "datestamp", "end")
DEUX_PARTIES = re.compile(r"^(?P<code>[^\[\]]+)\[(?P<partie>[^\[\]]+)\](?:\[.*\])?$")
CHRONOMETRE = re.compile(r"(interview|group|question)\w*time")
AVEC_LIBELLE = re.compile(r"^(?P<code>[A-Za-z_][A-Za-z0-9_]*)(?P<partie>\[[^\[\]]+\])?\s*[.:]\s+\S")


@dataclass(frozen=True)
class Colonne:
    """Ce que porte une colonne : une question entière, l'une de ses modalités, ou autre chose."""

    nom: str
    rang: int
    sorte: Sorte
    question: Question | None = None
    modalite: str = ""


def cle(texte: str) -> str:
    """Un mot sans accent, sans casse, sans ponctuation : pour comparer des libellés.

    >>> cle("Très satisfait(e)  !")
    'tres satisfait e'
    """
    return " ".join(re.findall(r"[a-z0-9_]+", sans_accent(texte.replace("’", "'")).lower()))


def reconnaitre(
    export: Export, questionnaire: Questionnaire, ignorees: Sequence[str]
) -> tuple[list[Colonne], list[Erreur]]:
    """Chaque colonne, et les fautes : colonne inconnue, question portée deux fois ou par aucune."""
    lecteur = _Lecteur(questionnaire, frozenset(ignorees))
    lues = [lecteur.lire(nom, rang) for rang, nom in enumerate(export.colonnes) if nom]
    codes = [question.code for question in questionnaire.questions()]
    inconnues: list[Erreur] = [
        err.ColonneDEnquete(
            export.lieu(1, c.nom), proche=plus_proche(c.nom, codes), recu=c.nom, admis=enumerer(codes, 40)
        )
        for c in lues
        if c.sorte == "question" and c.question is None
    ]
    doubles = list(_doubles(export, lues))
    portees = {c.question.code for c in lues if c.question}
    absentes = [
        err.QuestionAbsente(export.lieu(1), question=q.code, libelle=q.libelle)
        for q in questionnaire.questions()
        if q.obligatoire and q.code not in portees
    ]
    return lues, [*inconnues, *doubles, *absentes]


def _doubles(export: Export, lues: Iterable[Colonne]) -> Iterator[Erreur]:
    """Deux colonnes pour une même question, ou une même modalité."""
    vues: dict[tuple[str, str], str] = {}
    for colonne in lues:
        if colonne.question is None or colonne.sorte == "autre_texte":
            continue
        place = colonne.question.code, colonne.modalite
        quoi = f"la question « {place[0]} »" + (f", modalité « {place[1]} »" if place[1] else "")
        if place in vues:
            yield err.QuestionEnDouble(export.lieu(1), une=vues[place], autre=colonne.nom, quoi=quoi)
        vues.setdefault(place, colonne.nom)


class _Lecteur:
    """Reconnaît les colonnes d'un questionnaire."""

    def __init__(self, questionnaire: Questionnaire, ignorees: frozenset[str]):
        self.questionnaire = questionnaire
        self.ignorees = ignorees
        self.questions: dict[str, Question] = {}
        for question in questionnaire.questions():
            for mot in (question.code, question.libelle):
                self.questions.setdefault(cle(mot), question)
            # LimeSurvey n'admet pas le tiret bas dans tous ses codes.
            self.questions.setdefault(question.code.replace("_", ""), question)

    def lire(self, nom: str, rang: int) -> Colonne:
        if nom in self.ignorees:
            return Colonne(nom, rang, "ignoree")
        mot = nom.strip().lower()
        if mot in IDENTIFIANTS:
            return Colonne(nom, rang, "identifiant")
        if mot in DATES:
            return Colonne(nom, rang, "date")
        question, partie = self._trouver(nom)
        if question is not None:
            return self._d_une_question(nom, rang, question, partie)
        if mot in TECHNIQUES or CHRONOMETRE.match(mot):
            return Colonne(nom, rang, "technique")
        return Colonne(nom, rang, "identite" if dit_une_personne(nom) else "question")

    def _trouver(self, nom: str) -> tuple[Question | None, str]:
        """La question d'un intitulé de colonne, et la partie qui suit son code."""
        if question := self.questions.get(cle(nom)):
            return question, ""
        if trouve := DEUX_PARTIES.match(nom):
            return self.questions.get(cle(trouve["code"])), trouve["partie"]
        if trouve := AVEC_LIBELLE.match(nom):
            return self.questions.get(cle(trouve["code"])), (trouve["partie"] or "").strip("[]")
        return self._de_kobo([mot for mot in nom.split("/") if mot])

    def _de_kobo(self, mots: Sequence[str]) -> tuple[Question | None, str]:
        """``groupe/code`` ou ``groupe/code/modalité`` : le groupe ne compte pas."""
        if len(mots) < 2:
            return None, ""
        if question := self.questions.get(cle(mots[-1])):
            return question, ""
        return self.questions.get(cle(mots[-2])), mots[-1]

    def _d_une_question(self, nom: str, rang: int, question: Question, partie: str) -> Colonne:
        if not partie:
            return Colonne(nom, rang, "question", question)
        if partie.lower() in ("other", "othertext", "comment", "autre_texte"):
            return Colonne(nom, rang, "autre_texte", question)
        modalites = self.questionnaire.modalites(question)
        trouvee = modalite_de(partie, modalites)
        if isinstance(question, ChoixMultiple) and trouvee:
            return Colonne(nom, rang, "modalite", question, trouvee)
        return Colonne(nom, rang, "question")


RANG = re.compile(r"^(?:SQ|AO|A|L)0*(\d{1,3})$", re.IGNORECASE)
OUI_NON = {
    "y": "oui", "yes": "oui", "true": "oui", "vrai": "oui", "1": "oui",
    "n": "non", "no": "non", "false": "non", "faux": "non", "0": "non",
}  # fmt: skip


def modalite_de(mot: str, modalites: Mapping[str, str]) -> str:
    """Le code d'une modalité : son code, son libellé, ou son rang (A1, SQ001) ; vide si rien ne va.

    >>> modalite_de("Très satisfait", {"tres": "Très satisfait"}), modalite_de("A1", {"tres": "Très"})
    ('tres', 'tres')
    """
    nettoye = cle(mot)
    for code, libelle in modalites.items():
        if nettoye in (cle(code), cle(libelle), cle(code).replace("_", "")):
            return code
    if (rang := RANG.match(mot.strip())) and 1 <= int(rang[1]) <= len(modalites):
        return list(modalites)[int(rang[1]) - 1]
    if OUI_NON.get(nettoye) in modalites:
        return OUI_NON[nettoye]
    return "autre" if mot.strip().lower() in ("-oth-", "other") and "autre" in modalites else ""


def dit_une_personne(nom: str) -> bool:
    """Un intitulé qui dit un nom, une adresse, un appareil.

    >>> dit_une_personne("Votre prénom"), dit_une_personne("Nombre d'enfants"), dit_une_personne("_uuid")
    (True, False, True)
    """
    mots = set(re.findall(r"[a-z0-9]+", sans_accent(nom).lower()))
    return bool(mots & IDENTITES)
