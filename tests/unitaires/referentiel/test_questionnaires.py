"""Les questionnaires en données : ce qui est vérifié, et ce que chaque question doit avoir."""

from pathlib import Path

import pytest
from tests.fabrique import RACINE, remplacer

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.referentiel.lecture import lire_referentiel
from sdsf.referentiel.questionnaires import (
    QuestionNombre,
    QuestionTexte,
    codes_des_questionnaires,
    lire_questionnaire,
    lire_questionnaires,
)

FAMILLES = "params/referentiel/questionnaires/familles.yml"


def test_les_trois_questionnaires_se_lisent() -> None:
    assert codes_des_questionnaires(Espace(RACINE)) == ["elus", "familles", "professionnels"]
    for questionnaire in lire_questionnaires(Espace(RACINE)).values():
        assert any(isinstance(q, QuestionTexte) for q in questionnaire.questions())
        assert any(questionnaire.suivi(q) for q in questionnaire.questions())
        assert "Cnil" in questionnaire.mention


def test_le_questionnaire_aux_elus_est_court_et_ne_fait_reconnaitre_personne() -> None:
    elus = lire_questionnaire(Espace(RACINE), "elus")
    assert len(list(elus.questions())) <= 10
    assert elus.croisements == ["mandat"]
    assert elus.question("epci").sensible


def test_une_question_sensible_n_est_jamais_obligatoire() -> None:
    for questionnaire in lire_questionnaires(Espace(RACINE)).values():
        assert [q.code for q in questionnaire.questions() if q.sensible and q.obligatoire] == []


def test_les_unites_et_les_sources_citees_existent() -> None:
    referentiel = lire_referentiel(Espace(RACINE))
    for questionnaire in lire_questionnaires(Espace(RACINE)).values():
        nombres = [q for q in questionnaire.questions() if isinstance(q, QuestionNombre)]
        assert {q.unite for q in nombres} <= set(referentiel.unites)
        assert {f.source for f in questionnaire.fondements} <= set(referentiel.sources)


@pytest.mark.parametrize(
    ("avant", "apres", "attendu"),
    [
        pytest.param("code: familles\n", "code: famille\n", "P216", id="le nom du fichier"),
        pytest.param("code: nombre_enfants", "code: type_famille", "P206", id="un code en double"),
        pytest.param("code: nombre_enfants", "code: reponse", "P206", id="un code réservé"),
        pytest.param("court: Nombre", "courte: Nombre", "P202", id="une clé inconnue"),
        pytest.param("echelle: satisfaction", "echelle: satisfation", "P203", id="une échelle inconnue"),
        pytest.param("parmi: [oui]", "parmi: [ouii]", "P203", id="une modalité inconnue"),
        pytest.param("{question: ages_enfants", "{question: ameliorer", "P203", id="une question d'après"),
        pytest.param("exclusives: [aucun]", "exclusives: [rien]", "P203", id="une exclusive inconnue"),
        pytest.param("croisements: [type", "croisements: [sorte", "P203", id="un croisement inconnu"),
        pytest.param("      tres_insatisfait: Très insatisfait\n", "", "P217", id="quatre modalités"),
        pytest.param("Quel âge ont-ils ? (plusieurs", "Qui ? (plusieurs", "", id="rien de fautif"),
    ],
)
def test_une_faute_se_dit_avec_sa_place(espace_copie: Espace, avant: str, apres: str, attendu: str) -> None:
    ligne = remplacer(espace_copie, FAMILLES, avant, apres)
    if not attendu:
        assert lire_questionnaire(espace_copie, "familles").code == "familles"
        return
    with pytest.raises(Erreurs) as refus:
        lire_questionnaire(espace_copie, "familles")
    assert attendu in {erreur.code for erreur in refus.value.erreurs}
    assert all(erreur.lieu.fichier == FAMILLES for erreur in refus.value.erreurs)
    assert abs((refus.value.erreurs[0].lieu.ligne or 0) - ligne) <= 8


def test_deux_questions_n_ont_pas_le_meme_libelle(espace_copie: Espace) -> None:
    libelle = lire_questionnaire(espace_copie, "familles").question("handicap").libelle
    remplacer(espace_copie, FAMILLES, "Avec qui élevez-vous vos enfants ?", libelle)
    with pytest.raises(Erreurs, match="Le libellé"):
        lire_questionnaire(espace_copie, "familles")


def test_le_guide_cite_chaque_questionnaire() -> None:
    guide = (RACINE / "docs/guides/mener_une_enquete.md").read_text(encoding="utf-8")
    assert all(f"--questionnaire {code}" in guide for code in codes_des_questionnaires(Espace(RACINE)))
    assert Path(RACINE / FAMILLES).exists()
