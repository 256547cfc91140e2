"""L'écran de saisie, sans navigateur : on change des valeurs, on appuie sur des boutons."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from tests.saisie import PILOTE, POURQUOI, avancement, espace_de_saisie, texte

from sdsf.ateliers.saisie import ecran as module
from sdsf.ateliers.saisie.ecran import Ecran, atelier_de_saisie
from sdsf.dossier import Dossier
from sdsf.journal import ajouter, lire_lignes

JOUR = dt.date(2025, 2, 4)


@pytest.fixture
def dossier(dossier_00: Dossier, tmp_path: Path) -> Dossier:
    return replace(dossier_00, espace=espace_de_saisie(tmp_path))


def ouvrir(dossier: Dossier, table: str = "avancement") -> Ecran:
    return Ecran(dossier, table, JOUR)


def taper(ecran: Ecran, **valeurs: str) -> None:
    for nom, valeur in {"saisi_par": PILOTE, **valeurs}.items():
        ecran.champs[nom].valeur = valeur


def remplir(ecran: Ecran) -> None:
    taper(ecran, date_arret="2024-11-30", statut="en_cours")


def test_les_trois_choix_s_emboitent(dossier: Dossier) -> None:
    ecran = ouvrir(dossier)
    toutes = len(ecran.fiche.options)
    ecran.pilote.value = "Caf d'exemple"
    assert 0 < len(ecran.fiche.options) < toutes
    ecran.fiche.value = ecran.fiche.options[-1][1]
    assert ecran.sujet is not None
    assert ecran.sujet.id == ecran.objet.value
    assert "État actuel" in ecran.historique.value


def test_chaque_controle_a_un_libelle(dossier: Dossier) -> None:
    for table in ("avancement", "releves"):
        ecran = ouvrir(dossier, table)
        controles = [ecran.pilote, ecran.fiche, ecran.objet, *(c.controle for c in ecran.champs.values())]
        assert all(controle.description for controle in controles)
        assert {bouton.description for bouton in (ecran.enregistrer, ecran.annuler)} == {
            "Enregistrer", "Annuler la dernière saisie",
        }  # fmt: skip


def test_le_bouton_attend_qu_il_n_y_ait_plus_de_faute(dossier: Dossier) -> None:
    ecran = ouvrir(dossier)
    assert ecran.enregistrer.disabled
    assert "3 champs à remplir" in ecran.empechement.value
    remplir(ecran)
    assert not ecran.enregistrer.disabled
    assert ecran.empechement.value == ""
    taper(ecran, saisi_par="Mme Dupont, Caf")
    assert ecran.enregistrer.disabled
    assert "nomme une personne" in ecran.champs["saisi_par"].faute.value


def test_enregistrer_ecrit_une_ligne_et_dit_ou(dossier: Dossier) -> None:
    ecran, avant = ouvrir(dossier), texte(dossier.espace, "avancement")
    remplir(ecran)
    ecran.enregistrer.click()
    neuve = texte(dossier.espace, "avancement").removeprefix(avant)
    assert neuve == f'pe-1.1-a,,2024-11-30,en_cours,,,,,,"{PILOTE}",2025-02-04\n'
    assert f"avancement.csv, ligne {avant.count(chr(10)) + 1}." in ecran.message.value
    assert "30/11/2024" in ecran.historique.value
    assert ecran.champs["saisi_par"].valeur == PILOTE
    assert ecran.champs["statut"].valeur == ""
    assert ecran.enregistrer.disabled


def test_annuler_la_derniere_saisie_survit_au_redemarrage(dossier: Dossier) -> None:
    ecran = ouvrir(dossier)
    assert ecran.annuler.disabled
    remplir(ecran)
    ecran.enregistrer.click()
    repris = ouvrir(dossier)
    assert not repris.annuler.disabled
    repris.annuler.click()
    assert "rétabli" in repris.message.value
    assert lire_lignes(dossier.espace, "00", "avancement")[-1].valeurs["motif"] == "saisie annulée"
    assert repris.annuler.disabled


def test_un_brouillon_est_repris(dossier: Dossier) -> None:
    ecran = ouvrir(dossier)
    ecran.fiche.value = ecran.fiche.options[1][1]
    taper(ecran, commentaire="en attente du", statut="reportee")
    repris = ouvrir(dossier)
    assert repris.fiche.value == ecran.fiche.value
    assert (repris.champs["commentaire"].valeur, repris.champs["statut"].valeur) == (
        "en attente du",
        "reportee",
    )
    assert "Brouillon repris" in repris.message.value


def test_une_saisie_d_un_autre_entre_temps_se_voit_et_n_est_pas_ecrasee(dossier: Dossier) -> None:
    ecran = ouvrir(dossier)
    remplir(ecran)
    ajouter(dossier.espace, "00", {"avancement": [avancement(statut="reportee", motif="travaux")]})
    avant = texte(dossier.espace, "avancement")
    ecran.enregistrer.click()
    assert texte(dossier.espace, "avancement") == avant
    assert "« reportee » devient « en_cours »" in ecran.avis.value
    taper(ecran, pourquoi="le chantier a repris")
    ecran.enregistrer.click()
    assert lire_lignes(dossier.espace, "00", "corrections")[-1].valeurs["motif"] == "le chantier a repris"


def test_annuler_apres_un_autre_le_dit_a_sa_place(dossier: Dossier) -> None:
    ecran = ouvrir(dossier)
    remplir(ecran)
    ecran.enregistrer.click()
    ajouter(dossier.espace, "00", {"avancement": [avancement(statut="reportee")]}, POURQUOI)
    ecran.annuler.click()
    assert "n&#39;est plus la dernière saisie" in ecran.message.value


def test_un_controle_qui_casse_le_dit_en_francais(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    ecran = ouvrir(dossier)
    remplir(ecran)

    def casse(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(module, "ajouter", casse)
    ecran.enregistrer.click()
    assert "Ce contrôle a échoué" in ecran.message.value
    assert "rien n&#39;a été écrit" in ecran.message.value


def test_saisir_une_valeur_puis_la_corriger(dossier: Dossier) -> None:
    ecran = ouvrir(dossier, "releves")
    taper(ecran, periode="2026", valeur="57,4", source="exemple_fictif")
    assert ecran.empechement.value == ""
    assert ecran.champs["pourquoi"].boite.layout.display == "none"
    ecran.enregistrer.click()
    assert "releves.csv, ligne" in ecran.message.value
    taper(ecran, periode="2026", valeur="58,1", source="exemple_fictif")
    assert ecran.enregistrer.disabled
    assert ecran.champs["pourquoi"].boite.layout.display is None
    taper(ecran, pourquoi="la Caf a rectifié")
    ecran.enregistrer.click()
    assert lire_lignes(dossier.espace, "00", "releves")[-1].valeurs["valeur"] == "58.1"
    assert "Ce qui a été corrigé" in ecran.historique.value
    ecran.annuler.click()
    assert lire_lignes(dossier.espace, "00", "releves")[-1].valeurs["valeur"] == "57.4"


def test_l_atelier_s_affiche(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    montres: list[object] = []
    monkeypatch.setattr(module, "display", montres.append)
    atelier_de_saisie(dossier, "indicateurs")
    assert len(montres) == 1
