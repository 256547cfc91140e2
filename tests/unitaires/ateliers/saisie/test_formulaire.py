"""Le formulaire, sans écran : des valeurs tapées à leurs fautes, et à la ligne du contrat."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.saisie import PILOTE, avancement, espace_de_saisie, releve, texte

from sdsf.ateliers.saisie import brouillon
from sdsf.ateliers.saisie.brouillon import Brouillon
from sdsf.ateliers.saisie.formulaire import Controle, controler, ligne, questions
from sdsf.ateliers.saisie.historique import en_html
from sdsf.ateliers.saisie.sujets import Sujet, fiches_de, pilotes, sujets, sujets_communs
from sdsf.chargement import charger
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.espace import Espace
from sdsf.journal import ajouter
from sdsf.lecture.csv_strict import lire_contrats

JOUR = "2025-02-04"


@pytest.fixture
def dossier(dossier_00: Dossier, tmp_path: Path) -> Dossier:
    """Le département d'exemple, chargé une fois, écrit dans une copie."""
    return replace(dossier_00, espace=espace_de_saisie(tmp_path))


def sujet(dossier: Dossier, table: str, ident: str) -> Sujet:
    return next(s for f in dossier.plan.fiches for s in sujets(dossier, table, f) if s.id == ident)


def essai(dossier: Dossier, ident: str = "pe-1.1-a", **valeurs: str) -> Controle:
    justes = {"date_arret": "2024-11-30", "statut": "en_cours", "saisi_par": PILOTE}
    return controler(dossier, sujet(dossier, "avancement", ident), {**justes, **valeurs}, JOUR)


def essai_de_valeur(dossier: Dossier, **valeurs: str) -> Controle:
    justes = {
        "lieu": "departement:00", "periode": "2026", "etat": "valeur", "valeur": "57,4", "nature": "declaree",
        "source": "exemple_fictif", "saisi_par": PILOTE,
    }  # fmt: skip
    return controler(dossier, sujet(dossier, "releves", "pe-1.1-i1"), {**justes, **valeurs}, JOUR)


def test_les_pilotes_et_leurs_fiches(dossier: Dossier) -> None:
    assert pilotes(dossier.plan)
    for pilote in pilotes(dossier.plan):
        assert fiches_de(dossier.plan, pilote)
    assert fiches_de(dossier.plan, "") == dossier.plan.fiches


@pytest.mark.parametrize("table", ["avancement", "releves"])
def test_chaque_question_est_une_colonne_du_contrat(dossier: Dossier, table: str, racine: Path) -> None:
    colonnes = set(lire_contrats(racine / "data/datapackage.json")[table].colonnes)
    un = next(s for f in dossier.plan.fiches for s in sujets(dossier, table, f))
    assert {q.nom for q in questions(dossier, un)} - colonnes <= {"lieu", "pourquoi"}
    assert set(ligne(un, {"lieu": "departement:00"}, JOUR)) <= colonnes


def test_chaque_liste_fermee_est_celle_du_contrat(dossier: Dossier, racine: Path) -> None:
    contrat = lire_contrats(racine / "data/datapackage.json")
    for table in ("avancement", "releves"):
        un = next(s for f in dossier.plan.fiches for s in sujets(dossier, table, f))
        admis = {champ.nom: set(champ.admis) for champ in contrat[table].champs if champ.admis}
        for question in questions(dossier, un):
            if question.nom in admis:
                assert {code for _, code in question.options} - {""} == admis[question.nom], question.nom


def test_une_saisie_juste_n_a_pas_de_faute(dossier: Dossier) -> None:
    assert essai(dossier).empechement == ""
    assert essai(dossier, "pe-1.1-e1").empechement == ""
    controle = essai_de_valeur(dossier)
    assert (controle.empechement, controle.ligne["valeur"]) == ("", "57.4")


@pytest.mark.parametrize(
    ("valeurs", "champ", "mots"),
    [
        ({"statut": ""}, "statut", "À remplir."),
        ({"date_arret": ""}, "date_arret", "À remplir."),
        ({"date_arret": "2025-03-01"}, "date_arret", "La date d'arrêt suit le jour de la saisie."),
        ({"saisi_par": "Jeanne Dupont, Caf"}, "saisi_par", "ressemble à un prénom et un nom"),
        ({"commentaire": "=1+1"}, "commentaire", "un tableur l'exécuterait"),
    ],
)
def test_une_faute_se_lit_sous_son_champ(
    dossier: Dossier, valeurs: dict[str, str], champ: str, mots: str
) -> None:
    controle = essai(dossier, **valeurs)
    assert list(controle.fautes) == [champ]
    assert mots in controle.fautes[champ][0]
    assert "sdsf expliquer" not in controle.fautes[champ][0]
    assert controle.empechement.startswith("On ne peut pas encore enregistrer : 1 champ à")


@pytest.mark.parametrize(
    ("valeurs", "champ"),
    [
        ({"valeur": "environ 12"}, "valeur"),
        ({"valeur": "12/15"}, "valeur"),
        ({"valeur": "NC"}, "valeur"),
        ({"valeur": ""}, "etat"),
        ({"valeur": "-3"}, ""),
        ({"periode": "l'an dernier"}, "periode"),
        ({"lieu": "epci:1"}, "lieu"),
    ],
)
def test_une_valeur_n_est_jamais_devinee(dossier: Dossier, valeurs: dict[str, str], champ: str) -> None:
    assert list(essai_de_valeur(dossier, **valeurs).fautes) == ([champ] if champ else [])


def test_ce_qui_est_deja_ecrit_se_dit(dossier: Dossier) -> None:
    ajouter(dossier.espace, "00", {"avancement": [avancement()]})
    controle = essai(dossier)
    assert controle.empechement.startswith("Rien de nouveau : c'est déjà écrit (ligne ")


def test_changer_une_valeur_connue_demande_pourquoi(dossier: Dossier) -> None:
    ajouter(
        dossier.espace,
        "00",
        {"releves": [releve(valeur="12", libelle=essai_de_valeur(dossier).ligne["libelle"])]},
    )
    controle = essai_de_valeur(dossier)
    assert "« 12 » devient « 57.4 »" in controle.avis
    assert list(controle.fautes) == ["pourquoi"]
    assert "D400" not in str(essai_de_valeur(dossier, pourquoi="erreur de frappe").fautes)
    assert essai_de_valeur(dossier, pourquoi="erreur de frappe").empechement == ""
    assert "pourquoi" in essai_de_valeur(dossier, pourquoi="=1+1").fautes


def test_l_historique_echappe_le_texte_des_gens(dossier: Dossier) -> None:
    piege = "<script>alert(1)</script>"
    ajouter(dossier.espace, "00", {"avancement": [avancement(commentaire=f"dit {piege}")]})
    html = en_html(dossier.espace, "00", sujet(dossier, "avancement", "pe-1.1-a"))
    assert piege not in html
    assert "&lt;script&gt;" in html
    assert html.index("31/12/2024") < html.index("30/11/2024") < html.index("31/12/2021")
    assert "<caption>Historique" in html


def test_le_brouillon_survit_et_un_brouillon_abime_est_oublie(dossier: Dossier) -> None:
    garde = Brouillon({"statut": "en_cours"}, {"action": "a"})
    brouillon.garder(dossier.espace, "00", "essai", garde)
    assert brouillon.lire(dossier.espace, "00", "essai") == garde
    chemin = dossier.espace.reports / ".ateliers/saisie-00-essai.json"
    for abime in ("{", "[]", '{"champs": 3}'):
        chemin.write_text(abime, encoding="utf-8")
        assert brouillon.lire(dossier.espace, "00", "essai") == Brouillon()


@pytest.mark.parametrize("code", ["13", "34", "63", "71", "92"])
def test_chaque_vrai_plan_se_saisit(code: str, racine: Path) -> None:
    espace = Espace(racine)
    dossier = charger(espace, controler_demande(espace, code, {"34": 2022, "71": 2022}.get(code, 2024)))
    for table in ("avancement", "releves"):
        trouves = [s for f in dossier.plan.fiches for s in sujets(dossier, table, f)]
        assert len({s.id for s in trouves}) == len(trouves)
        assert trouves or table == "releves"  # deux schémas ne disent aucun indicateur : restent les communs
    assert sujets_communs(dossier)
    premier = sujets(dossier, "avancement", dossier.plan.fiches[0])[0]
    valeurs = {"date_arret": "2024-12-31", "statut": "en_cours", "saisi_par": "pilote, Caf"}
    assert controler(dossier, premier, valeurs, JOUR).empechement == ""
    assert texte(espace, "releves")
