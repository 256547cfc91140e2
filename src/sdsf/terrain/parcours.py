"""Le parcours d'un questionnaire de papier : des numéros, et où aller quand une question ne se pose pas."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sdsf.referentiel.questionnaires import Condition, Question, Questionnaire
from sdsf.rendu.nombres import accorder, liste_fr


@dataclass(frozen=True)
class Posee:
    """Une question, son numéro sur le papier, ses modalités."""

    numero: int
    question: Question
    modalites: Mapping[str, str]


@dataclass(frozen=True)
class Bloc:
    """Des questions qui se suivent et se posent aux mêmes personnes, et la consigne qui le dit."""

    posees: tuple[Posee, ...]
    consigne: str

    @property
    def si(self) -> Condition | None:
        return self.posees[0].question.si


@dataclass(frozen=True)
class Partie:
    """Une partie du questionnaire, dans l'ordre de lecture."""

    intitule: str
    blocs: tuple[Bloc, ...]


def parcours(questionnaire: Questionnaire, territoires: Mapping[str, str]) -> list[Partie]:
    """Les parties, leurs questions numérotées d'un bout à l'autre, et les renvois en toutes lettres."""
    numeros = {q.code: rang for rang, q in enumerate(questionnaire.questions(), start=1)}
    suites = {
        section.code: list(_suites(questionnaire, section.questions, numeros, territoires))
        for section in questionnaire.sections
    }
    tous = [posees for blocs in suites.values() for posees in blocs]
    consignes = {posees[0].numero: _consigne(tous, rang) for rang, posees in enumerate(tous)}
    return [
        Partie(section.intitule, tuple(Bloc(p, consignes[p[0].numero]) for p in suites[section.code]))
        for section in questionnaire.sections
    ]


def _suites(
    questionnaire: Questionnaire,
    questions: Sequence[Question],
    numeros: Mapping[str, int],
    territoires: Mapping[str, str],
) -> Iterator[tuple[Posee, ...]]:
    """Les questions d'une partie, réunies quand elles se posent aux mêmes personnes."""
    for _, memes in groupby(questions, key=lambda question: question.si):
        yield tuple(Posee(numeros[q.code], q, questionnaire.modalites(q, territoires)) for q in memes)


def _consigne(blocs: Sequence[tuple[Posee, ...]], rang: int) -> str:
    """« Répondez aux questions 7 et 8 seulement si… Sinon, allez à la 9. » ; vide si tous répondent."""
    posees = blocs[rang]
    si = posees[0].question.si
    if si is None:
        return ""
    source = next(p for bloc in blocs[: rang + 1] for p in bloc if p.question.code == si.question)
    coches = " ou ".join(f"« {source.modalites[code]} »" for code in si.parmi)
    numeros = liste_fr([str(p.numero) for p in posees])
    quoi = accorder(len(posees), f"à la question {numeros}", f"aux questions {numeros}")
    return (
        f"Répondez {quoi} seulement si vous avez coché {coches} à la question {source.numero}. "
        f"Sinon, {_ensuite(blocs, rang)}."
    )


def _ensuite(blocs: Sequence[tuple[Posee, ...]], rang: int) -> str:
    """La prochaine question de qui passe ce bloc : celles qui en dépendent ne se posent pas non plus."""
    passees = {p.question.code for p in blocs[rang]}
    for suivant in blocs[rang + 1 :]:
        si = suivant[0].question.si
        if si is None or si.question not in passees:
            return f"allez à la question {suivant[0].numero}"
        passees |= {p.question.code for p in suivant}
    return "vous avez terminé"
