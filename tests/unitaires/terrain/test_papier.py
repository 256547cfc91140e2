"""Le questionnaire de papier : toutes les questions, les bons renvois, une page accessible et autonome."""

import re

import pytest
from bs4 import BeautifulSoup
from tests.fabrique import RACINE
from tests.pdf_balise import reproches

from sdsf.espace import Espace
from sdsf.production.rendu_pdf import rendre_pdf
from sdsf.referentiel.lecture import lire_departements, lire_referentiel
from sdsf.referentiel.questionnaires import Condition, codes_des_questionnaires, lire_questionnaire
from sdsf.releves.enquetes import territoires_possibles
from sdsf.rendu.nombres import typographier
from sdsf.terrain.imprime import Envoi, page_du_questionnaire
from sdsf.terrain.parcours import parcours

DEPOT = Espace(RACINE)
CODES = codes_des_questionnaires(DEPOT)
COUPLES = [(code, departement) for code in CODES for departement in ("00", "13", "63")]


def page(code: str, departement: str, envoi: Envoi | None = None) -> str:
    questionnaire = lire_questionnaire(DEPOT, code)
    territoires = territoires_possibles(DEPOT, departement, questionnaire)
    connu, unites = lire_departements(DEPOT)[departement], lire_referentiel(DEPOT).unites
    return page_du_questionnaire(DEPOT.templates, questionnaire, connu, territoires, unites, envoi or Envoi())


@pytest.mark.parametrize(("code", "departement"), COUPLES)
def test_la_page_a_chaque_question_et_chaque_modalite(code: str, departement: str) -> None:
    questionnaire = lire_questionnaire(DEPOT, code)
    territoires = territoires_possibles(DEPOT, departement, questionnaire)
    lue = BeautifulSoup(page(code, departement), "html.parser")
    titres = [titre.get_text() for titre in lue.select("h3")]
    attendus = [f"{n}. {typographier(q.libelle)}" for n, q in enumerate(questionnaire.questions(), 1)]
    assert titres == attendus
    cases = sum(len(questionnaire.modalites(q, territoires)) for q in questionnaire.questions())
    assert len(lue.select("li .case")) == cases


@pytest.mark.parametrize("code", CODES)
def test_la_page_se_suffit_et_porte_la_mention(code: str) -> None:
    texte = page(code, "00")
    assert re.findall(r"(?:src|href|url)\s*[=(]", texte) == []
    lue = BeautifulSoup(texte, "html.parser")
    assert lue.html is not None
    assert lue.html["lang"] == "fr"
    assert typographier(lire_questionnaire(DEPOT, code).mention) in lue.get_text()
    assert "département est fictif" in lue.get_text()
    assert "fictif" not in BeautifulSoup(page(code, "13"), "html.parser").main.get_text()  # type: ignore[union-attr]


def test_ce_que_l_on_sait_de_l_envoi_remplace_les_lignes_a_ecrire() -> None:
    lue = page("familles", "13", Envoi("Caf <b>13</b>", "deux ans", "dpo"))
    assert "Responsable du traitement : <strong>Caf &lt;b&gt;13&lt;/b&gt;</strong>" in lue
    assert lue.count('class="trait"') == page("familles", "13").count('class="trait"') - 3


# --- les renvois ----------------------------------------------------------------------------------


def suivre(code: str, donnees: dict[str, set[str]]) -> list[int]:
    """Les questions auxquelles répond qui lit les consignes à la lettre, dans l'ordre."""
    questionnaire = lire_questionnaire(DEPOT, code)
    blocs = [bloc for partie in parcours(questionnaire, {"1": "Ici"}) for bloc in partie.blocs]
    repondues: list[int] = []
    saut = 0
    for bloc in blocs:
        premier = bloc.posees[0].numero
        if premier < saut:
            continue
        if bloc.consigne and not lit_oui(bloc.consigne, bloc.si, donnees):
            suite = re.search(r"Sinon, allez à la question (\d+)\.$", bloc.consigne)
            saut = int(suite[1]) if suite else 10_000
            continue
        repondues += [posee.numero for posee in bloc.posees]
    return repondues


def lit_oui(consigne: str, si: Condition | None, donnees: dict[str, set[str]]) -> bool:
    assert si is not None
    assert consigne.startswith("Répondez ")
    return bool(donnees.get(si.question, set()) & set(si.parmi))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("rang", range(4))
def test_les_renvois_menent_aux_questions_posees(code: str, rang: int) -> None:
    """Quelqu'un qui coche partout la n-ième modalité répond aux mêmes questions sur papier qu'en ligne."""
    questionnaire = lire_questionnaire(DEPOT, code)
    donnees: dict[str, set[str]] = {}
    posees: list[int] = []
    for numero, question in enumerate(questionnaire.questions(), start=1):
        si = question.si
        if si is None or donnees.get(si.question, set()) & set(si.parmi):
            posees.append(numero)
            modalites = list(questionnaire.modalites(question, {"1": "Ici"}))
            donnees[question.code] = {modalites[min(rang, len(modalites) - 1)]} if modalites else set()
    assert suivre(code, donnees) == posees


def test_un_renvoi_dit_la_question_les_reponses_et_la_suite() -> None:
    blocs = [b for partie in parcours(lire_questionnaire(DEPOT, "familles"), {}) for b in partie.blocs]
    (consigne,) = [b.consigne for b in blocs if b.posees[0].question.code == "mode_accueil"]
    assert consigne == (
        "Répondez aux questions 7 et 8 seulement si vous avez coché « Moins de 3 ans » ou « De 3 à 5 ans » "
        "à la question 3. Sinon, allez à la question 9."
    )
    # Qui n'a pas eu de mal à trouver saute aussi ses raisons : la suite est après elles.
    (suite,) = [b.consigne for b in blocs if b.posees[0].question.code == "difficulte_accueil"]
    assert suite.endswith("Sinon, allez à la question 11.")


# --- le PDF ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "departement"), [(code, d) for code, d in COUPLES if d != "63"])
def test_le_pdf_est_accessible(code: str, departement: str) -> None:
    pdf = rendre_pdf(BeautifulSoup(page(code, departement), "html.parser"), "essai.pdf")
    assert reproches(pdf) == []
