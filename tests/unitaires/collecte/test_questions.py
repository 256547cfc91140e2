"""Qui répond à quoi, et combien de fois : les pilotes d'un plan et leurs questions."""

from dataclasses import replace
from pathlib import Path

import pytest

from sdsf.chargement import charger
from sdsf.collecte.pilotes import RESERVES, coder
from sdsf.collecte.questions import Formulaire, QuestionDIndicateur, formulaires
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.espace import Espace

COMMUN = "nombre_structures_jeunesse"


def par_code(dossier: Dossier) -> dict[str, Formulaire]:
    return {formulaire.pilote.code: formulaire for formulaire in formulaires(dossier)}


def avec_un_commun(dossier: Dossier, combien: int) -> Dossier:
    """Le même dossier, où le dernier indicateur des premières fiches est le même indicateur commun."""
    fiches = list(dossier.plan.fiches)
    for rang in range(combien):
        *avant, dernier = fiches[rang].indicateurs
        partage = dernier.model_copy(update={"indicateur": COMMUN, "responsable": "Caf d'exemple"})
        fiches[rang] = fiches[rang].model_copy(update={"indicateurs": [*avant, partage]})
    return replace(dossier, plan=dossier.plan.model_copy(update={"fiches": fiches}))


def test_un_indicateur_que_trois_fiches_demandent_se_demande_une_fois(dossier_00: Dossier) -> None:
    questions = par_code(avec_un_commun(dossier_00, 3))["caf-d-exemple"].indicateurs
    (partagee,) = [question for question in questions if question.id == COMMUN]
    assert len(partagee.fiches) == 3
    assert "Calcul" in partagee.definition


def test_ce_qu_un_producteur_publie_n_est_pas_demande(dossier_00: Dossier) -> None:
    caf = par_code(dossier_00)["caf-d-exemple"]
    assert "taux_couverture_accueil" not in {question.id for question in caf.indicateurs}
    assert "Taux de couverture par un mode d'accueil formel" in caf.des_producteurs


def test_l_action_qui_a_son_pilote_ne_se_demande_pas_a_celui_de_la_fiche(dossier_00: Dossier) -> None:
    tous = par_code(dossier_00)
    federation = tous["federation-d-education-populaire-d-exemple"]
    siennes = {question.id for question in federation.avancement}
    assert siennes
    assert all(
        siennes.isdisjoint({q.id for q in f.avancement}) for c, f in tous.items() if f is not federation
    )


def test_plusieurs_pilotes_recoivent_la_meme_question_et_le_lisent(dossier_13: Dossier) -> None:
    tous = par_code(dossier_13)
    partagees = [q for q in tous["conseil-departemental"].avancement if q.autres]
    assert partagees
    for question in partagees:
        assert all(nom in {f.pilote.nom for f in tous.values()} for nom in question.autres)


def test_chaque_action_etape_et_indicateur_en_vigueur_est_demande(dossier_13: Dossier) -> None:
    posees = {question.id for f in formulaires(dossier_13) for question in f.questions}
    fiches = dossier_13.plan.fiches
    attendues = {x.id for fiche in fiches for x in (*fiche.actions, *fiche.etapes, *fiche.indicateurs)}
    assert posees == attendues


def test_sans_pilote_ecrit_un_classeur_par_axe_qui_dit_pourquoi(racine: Path) -> None:
    espace = Espace(racine)
    dossier = charger(espace, controler_demande(espace, "92", 2024))
    pilotes = [formulaire.pilote for formulaire in formulaires(dossier)]
    assert [pilote.code for pilote in pilotes] == [
        "pilote-non-renseigne-axe-acces",
        "pilote-non-renseigne-axe-inclusion",
    ]
    assert all("ne nomme aucun pilote" in pilote.motif for pilote in pilotes)


def test_ce_que_l_on_sait_ne_change_pas_l_empreinte_une_question_la_change(dossier_00: Dossier) -> None:
    caf = par_code(dossier_00)["caf-d-exemple"]
    apprise = replace(caf.avancement[0], connu={"statut": "realisee"}, dernier="réalisée")
    assert replace(caf, avancement=(apprise, *caf.avancement[1:])).empreinte == caf.empreinte
    autre = replace(caf.avancement[0], intitule="Autre chose")
    assert replace(caf, avancement=(autre, *caf.avancement[1:])).empreinte != caf.empreinte


def test_une_valeur_secrete_n_est_ni_preremplie_ni_montree(dossier_00: Dossier) -> None:
    questions = [q for f in formulaires(dossier_00) for q in f.questions if q.id == "js-3.2-i2"]
    assert questions
    assert all(isinstance(q, QuestionDIndicateur) and q.connu is None for q in questions)


@pytest.mark.parametrize("nom", ["CON", "nul", "COM1", "///", "", "Éàü " * 40, "..", "a/b\\c:d*e?"])
def test_le_nom_d_un_fichier_est_sur_partout(nom: str) -> None:
    code = coder([nom])[nom]
    assert code.replace("-", "").isalnum()
    assert code.isascii()
    assert len(code) <= 70
    assert code not in RESERVES
