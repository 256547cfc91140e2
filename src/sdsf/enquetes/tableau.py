"""D'une table longue (une ligne par réponse donnée) à une ligne par répondant."""

from collections.abc import Sequence

import pandas as pd

from sdsf.referentiel.questionnaires import ChoixMultiple, Question, QuestionNombre, QuestionTexte
from sdsf.releves.enquetes import EnqueteLue

OUI, NON = "oui", "non"


def colonne(question: str, modalite: str) -> str:
    """La colonne d'une modalité d'un choix multiple, ou d'une part suivie.

    >>> colonne("ages", "moins_3")
    'ages.moins_3'
    """
    return f"{question}.{modalite}"


SUIVI = "*"


def tableau(lue: EnqueteLue) -> pd.DataFrame:
    """Une ligne par répondant ; une case manquante dit : pas de réponse, ou question non posée.

    Une question à choix unique a une colonne de codes ; un choix multiple, une colonne oui/non par modalité ;
    une part suivie, une colonne oui/non nommée ``question.*``.
    """
    numeros = pd.Index(sorted({*lue.reponses["reponse"], *lue.ouvertes["reponse"]}), name="reponse")
    colonnes: dict[str, pd.Series] = {}
    par_question = dict(list(lue.reponses.groupby("question")))
    vide = lue.reponses.iloc[:0]
    for question in lue.questionnaire.questions():
        groupe = par_question.get(question.code, vide)
        if isinstance(question, QuestionTexte):
            continue
        if isinstance(question, ChoixMultiple):
            colonnes |= _cases(question, groupe, numeros)
            continue
        valeurs = groupe.set_index("reponse")["valeur"].reindex(numeros)
        nombre = isinstance(question, QuestionNombre)
        colonnes[question.code] = pd.to_numeric(valeurs).astype("float64") if nombre else valeurs
        if suivi := lue.questionnaire.suivi(question):
            colonnes[colonne(question.code, SUIVI)] = _dans(valeurs, suivi.modalites)
    return pd.DataFrame(colonnes, index=numeros)


def _cases(question: ChoixMultiple, groupe: pd.DataFrame, numeros: pd.Index) -> dict[str, pd.Series]:
    """Une colonne par modalité ; qui n'a rien coché n'a pas répondu."""
    repondu = pd.Series(numeros.isin(groupe["reponse"]), index=numeros)
    rendues: dict[str, pd.Series] = {}
    for modalite in question.modalites:
        cochee = numeros.isin(groupe.loc[groupe["valeur"] == modalite, "reponse"])
        rendues[colonne(question.code, modalite)] = _oui_non(pd.Series(cochee, index=numeros), repondu)
    return rendues


def _dans(valeurs: pd.Series, modalites: Sequence[str]) -> pd.Series:
    return _oui_non(valeurs.isin(modalites), valeurs.notna())


def _oui_non(vrai: pd.Series, repondu: pd.Series) -> pd.Series:
    return vrai.map({True: OUI, False: NON}).where(repondu)


def repondants(table: pd.DataFrame, question: Question) -> int:
    """Le nombre de personnes qui ont répondu à une question."""
    if isinstance(question, ChoixMultiple):
        return int(table[colonne(question.code, next(iter(question.modalites)))].notna().sum())
    return int(table[question.code].notna().sum())
