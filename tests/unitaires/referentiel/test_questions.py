"""Les questions d'évaluation : chaque indicateur commun en éclaire une, aucun renvoi ne se perd."""

import pytest
from tests.fabrique import RACINE, remplacer

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.referentiel.lecture import lire_referentiel
from sdsf.referentiel.questions import indicateurs_de, lire_questions

REFERENTIEL = lire_referentiel(Espace(RACINE))
QUESTIONS, _ = lire_questions(Espace(RACINE), REFERENTIEL.indicateurs)


def test_les_huit_questions_sont_dans_l_ordre() -> None:
    assert [question.repere for question in QUESTIONS] == [f"Q{rang}" for rang in range(1, 9)]


def test_chaque_indicateur_commun_eclaire_une_question() -> None:
    eclaires = {fiche.code for q in QUESTIONS for fiche in indicateurs_de(q, REFERENTIEL.indicateurs)}
    assert set(REFERENTIEL.indicateurs) - eclaires == set()


def test_les_indicateurs_d_une_question_viennent_du_volet_et_un_par_un() -> None:
    (besoins,) = [question for question in QUESTIONS if question.code == "besoins"]
    reperes = [fiche.repere for fiche in indicateurs_de(besoins, REFERENTIEL.indicateurs)]
    assert reperes == ["CTX-01", "CTX-02", "CTX-03", "CTX-04", "CTX-05", "CTX-06", "PE-18"]


def test_un_indicateur_inconnu_est_dit_avec_le_plus_proche(espace_copie: Espace) -> None:
    fichier = "params/referentiel/questions.yml"
    remplacer(espace_copie, fichier, "[part_places_eaje_gelees]", "[part_places_eaje_gelee]")
    with pytest.raises(Erreurs) as refus:
        lire_questions(espace_copie, REFERENTIEL.indicateurs)
    (faute,) = refus.value.erreurs
    assert (faute.code, faute.proche, faute.lieu.fichier) == ("P203", "part_places_eaje_gelees", fichier)
