"""L'atelier des priorités, sans navigateur : un réglage change, la réponse suit, le réglage se garde."""

import re
import shutil
from collections.abc import Iterator
from html import unescape

import pytest
from tests.contours import deposer, rangee
from tests.fabrique import RELEVES_00, copier_espace

from sdsf.ateliers.priorites.atelier import Atelier
from sdsf.chargement import charger
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.espace import Espace
from sdsf.plan.lecture import lire_reglages
from sdsf.rapports.point_annuel import priorites, vues_arretees
from sdsf.rendu.registre import Registre

REGLAGES = "params/departements/00/reglages.yml"
MONO = "taux_familles_monoparentales"
BAS = "taux_familles_bas_revenus"


def ouvrir(espace: Espace, code: str = "00", reglages: str = "") -> Dossier:
    return charger(espace, controler_demande(espace, code, 2024, reglages))


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> tuple[Espace, Dossier]:
    """Un espace et son dossier, lus une fois : chaque test remet l'espace comme il était."""
    espace = copier_espace(tmp_path_factory.mktemp("priorites") / "espace", ["00", "63"])
    codes = list(ouvrir(espace).tables["territoires"].query("maille == 'epci'")["territoire"])
    deposer(espace.data / "contours/epci", "00.geojson", rangee(codes))
    return espace, ouvrir(espace)


@pytest.fixture
def espace(modele: tuple[Espace, Dossier]) -> Iterator[Espace]:
    espace = modele[0]
    gardes = {espace.racine / nom: (espace.racine / nom).read_bytes() for nom in (REGLAGES, RELEVES_00)}
    yield espace
    for chemin, octets in gardes.items():
        chemin.write_bytes(octets)
    for dossier in (espace.reports, espace.data / "departements/00/seances"):
        shutil.rmtree(dossier, ignore_errors=True)


@pytest.fixture
def atelier(espace: Espace, modele: tuple[Espace, Dossier]) -> Atelier:
    return Atelier(modele[1])


def texte(html: str) -> str:
    nets = re.sub(r"<sup.*?</sup>|<svg.*?</svg>|<div popover.*?</dl>.*?</div>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", nets)).split())


def dire(atelier: Atelier, auteur: str = "secrétariat, Caf", raison: str = "Décision de la séance") -> None:
    atelier.retenue.signature.auteur.value, atelier.retenue.signature.raison.value = auteur, raison
    atelier.retenue.sauver.click()


def test_bouger_un_poids_change_les_autres_le_classement_et_la_carte(atelier: Atelier) -> None:
    avant, carte = atelier.classement.value, re.findall(r"<svg.*?</svg>", atelier.classement.value, re.DOTALL)
    assert carte
    atelier.criteres.curseurs[MONO].value = 90
    assert sum(curseur.value for curseur in atelier.criteres.curseurs.values()) == 100
    assert [c.value for c in atelier.criteres.curseurs.values()] == [5, 90, 5]
    assert atelier.criteres.lectures[MONO].value == "90 %"
    assert atelier.classement.value != avant
    assert re.findall(r"<svg.*?</svg>", atelier.classement.value, re.DOTALL) != carte
    assert "essai, que rien ne garde" in texte(atelier.retenue.etat.value)


def test_couper_un_critere_donne_son_poids_aux_autres_et_classe_qui_ne_l_avait_pas(atelier: Atelier) -> None:
    """Le Haut Vallon n'a pas de taux de familles nombreuses : sans ce critère, il se classe."""
    assert "sur 5 classés" in texte(atelier.classement.value)
    nombreuses = next(code for code in atelier.criteres.cases if "nombreuses" in code)
    atelier.criteres.cases[nombreuses].value = False
    assert "sur 6 classés" in texte(atelier.classement.value)
    assert atelier.criteres.curseurs[nombreuses].disabled
    assert atelier.criteres.lectures[nombreuses].value == "non compté"
    atelier.criteres.cases[nombreuses].value = True
    assert "sur 5 classés" in texte(atelier.classement.value)


def test_le_dernier_critere_ne_se_coupe_pas_et_l_atelier_le_dit(atelier: Atelier) -> None:
    for case in atelier.criteres.cases.values():
        case.value = False
    assert [case.value for case in atelier.criteres.cases.values()].count(True) == 1
    assert 'role="alert"' in atelier.message.value


def test_chaque_territoire_a_sa_phrase(atelier: Atelier) -> None:
    for nom, code in atelier.territoire.options[1:]:
        atelier.territoire.value = code
        assert re.search(rf"{re.escape(nom)} (est|n'est pas|reste hors)", texte(atelier.classement.value))


def test_un_reglage_se_garde_avec_son_auteur_sa_date_et_sa_raison(atelier: Atelier, espace: Espace) -> None:
    atelier.criteres.curseurs[MONO].value = 60
    dire(atelier)
    ecrite = lire_reglages(espace, "00").priorites[0]
    assert ecrite.changements is not None
    assert ecrite.changements.poids[MONO] == 60.0
    assert ecrite.retenu is not None
    assert (ecrite.retenu.auteur, ecrite.retenu.motif) == ("secrétariat, Caf", "Décision de la séance")
    dossier = ouvrir(espace)
    registre = Registre(dict(dossier.referentiel.unites))
    rapport = texte("".join(str(bloc.html(registre)) for bloc in priorites(dossier)))
    assert "par secrétariat, Caf. Raison : « Décision de la séance »" in rapport
    assert dossier.methodes[0].criteres[1].poids == 60.0


@pytest.mark.parametrize(("auteur", "raison"), [("", "r"), ("Jeanne Dupont", "r"), ("secrétariat, Caf", " ")])
def test_sans_auteur_ou_sans_raison_rien_ne_s_ecrit(
    atelier: Atelier, espace: Espace, auteur: str, raison: str
) -> None:
    chemin = espace.params / "departements/00/reglages.yml"
    avant = chemin.read_bytes()
    dire(atelier, auteur, raison)
    assert 'role="alert"' in atelier.message.value
    assert chemin.read_bytes() == avant


def test_annuler_rend_le_reglage_d_avant_et_revenir_au_texte_celui_du_texte(
    atelier: Atelier, espace: Espace
) -> None:
    atelier.criteres.curseurs[MONO].value = 60
    dire(atelier)
    premier = (espace.params / "departements/00/reglages.yml").read_bytes()
    atelier.au_texte.click()
    assert [c.value for c in atelier.criteres.curseurs.values()] == [34, 33, 33]
    dire(atelier)
    atelier.retenue.annuler.click()
    assert (espace.params / "departements/00/reglages.yml").read_bytes() == premier
    assert atelier.criteres.curseurs[MONO].value == 60
    atelier.retenue.annuler.click()
    assert lire_reglages(espace, "00").priorites[0].retenu is None
    assert atelier.retenue.annuler.disabled


def test_un_redemarrage_reprend_l_essai(atelier: Atelier, espace: Espace) -> None:
    atelier.criteres.curseurs[MONO].value = 72
    atelier.ouverts.normalisation.value = "z"
    neuf = Atelier(ouvrir(espace))
    assert (neuf.criteres.curseurs[MONO].value, neuf.ouverts.normalisation.value) == (72, "z")
    assert "pas enregistré" in texte(neuf.message.value)
    neuf.au_retenu.click()
    assert neuf.ouverts.normalisation.value == "rang"


def test_une_memoire_abimee_ne_compte_pas(espace: Espace) -> None:
    chemin = espace.reports / ".ateliers/priorites-00.json"
    chemin.parent.mkdir(parents=True)
    for contenu in (
        '{"parametres": "{}"}',
        '{"parametres": "[1]"}',
        "x",
        '{"parametres": "{\\"methode\\": 3}"}',
    ):
        chemin.write_text(contenu, encoding="utf-8")
        assert Atelier(ouvrir(espace)).essai.changements() is None


def test_des_bornes_illisibles_se_disent_et_n_affichent_pas_un_vieux_classement(atelier: Atelier) -> None:
    atelier.ouverts.decoupe.value = "bornes"
    assert "veulent 2 borne(s)" in texte(atelier.message.value)
    assert atelier.classement.value == ""
    atelier.ouverts.bornes.value = "dix"
    assert "points-virgules" in texte(atelier.message.value)
    atelier.ouverts.bornes.value = "150 ; 250"
    assert texte(atelier.message.value) == ""
    assert atelier.classement.value


def test_une_methode_ouverte_demande_ce_qui_rend_prioritaire(atelier: Atelier) -> None:
    atelier.methode.value = "six_facteurs_avs"
    assert "aucun territoire n'est classé" in texte(atelier.classement.value)
    atelier.criteres.sens["dynamisme_demographique"].value = "une valeur basse"
    assert atelier.essai.sens == {"dynamisme_demographique": "valeur_basse"}
    assert "reste à dire" not in texte(atelier.classement.value)


def test_sur_un_vrai_departement_l_absence_est_dite(espace: Espace) -> None:
    atelier = Atelier(ouvrir(espace, "63"))
    assert "Peut le renseigner" in texte(atelier.classement.value)
    assert "<svg" not in atelier.classement.value


def test_un_geste_qui_echoue_le_dit_en_francais(atelier: Atelier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atelier, "vue", lambda: 1 / 0)
    atelier.criteres.curseurs[MONO].value = 12
    assert "ZeroDivisionError" in atelier.message.value
    assert "n'a pas abouti" in texte(atelier.message.value)


# --- la séance ------------------------------------------------------------------------------------


def arreter(atelier: Atelier) -> str:
    seance = atelier.seance
    seance.instance.value, seance.signature.auteur.value = "Commission", "secrétariat, Caf"
    seance.signature.raison.value = "le débat"
    seance.bouton.click()
    return texte(seance.message.value)


def annexe(espace: Espace) -> str:
    dossier = ouvrir(espace)
    registre = Registre(dict(dossier.referentiel.unites))
    return "".join(str(bloc.html(registre)) for bloc in vues_arretees(dossier))


def test_une_vue_arretee_se_recompose_dans_l_annexe(atelier: Atelier, espace: Espace) -> None:
    assert annexe(espace) == ""
    atelier.criteres.curseurs[MONO].value = 90
    assert arreter(atelier).startswith("Vue 1 arrêtée")
    # La vue ne dépend ni de l'essai suivant, ni du réglage retenu.
    atelier.au_texte.click()
    dire(atelier)
    refaite = annexe(espace)
    assert "Les chiffres de cette vue sont ceux de la séance." in texte(refaite)
    assert "Vue 1, arrêtée le" in texte(refaite)
    ancres = re.findall(r' id="([^"]+)"', refaite)
    assert len(ancres) == len(set(ancres))
    assert 'id="vue-1-fig-carte-somme-des-rangs-1"' in refaite


def test_si_les_donnees_ont_bouge_l_annexe_le_dit(atelier: Atelier, espace: Espace) -> None:
    arreter(atelier)
    chemin = espace.data / "departements/00/releves.csv"
    texte_csv = chemin.read_text(encoding="utf-8")
    ligne = next(x for x in texte_csv.splitlines() if x.startswith(BAS) and ",2024,29.8," in x)
    chemin.write_text(texte_csv.replace(ligne, ligne.replace(",29.8,", ",12.1,")), encoding="utf-8")
    refaite = texte(annexe(espace))
    assert "ont changé depuis la séance" in refaite
    assert "En séance, la vue disait : « CA du Val d'exemple est prioritaire" in refaite


def test_une_vue_d_une_autre_annee_est_citee(atelier: Atelier, espace: Espace) -> None:
    arreter(atelier)
    dossier = charger(espace, controler_demande(espace, "00", 2025))
    registre = Registre(dict(dossier.referentiel.unites))
    cite = texte("".join(str(bloc.html(registre)) for bloc in vues_arretees(dossier)))
    assert "La vue regardait 2024 ; elle disait" in cite


def test_l_edition_interne_ne_compare_pas_ses_chiffres_a_ceux_de_l_edition_publique(
    atelier: Atelier, espace: Espace
) -> None:
    arreter(atelier)
    dossier = ouvrir(espace, "00", '{"edition": "interne"}')
    registre = Registre(dict(dossier.referentiel.unites))
    dite = texte("".join(str(bloc.html(registre)) for bloc in vues_arretees(dossier)))
    assert "arrêtée sur l'édition publique" in dite
    assert "ont changé depuis" not in dite


def test_une_vue_ne_s_arrete_pas_en_edition_interne(espace: Espace) -> None:
    atelier = Atelier(ouvrir(espace, "00", '{"edition": "interne"}'))
    assert "se publie" in arreter(atelier)
    assert not list((espace.data / "departements/00").glob("seances/*.yml"))


def test_une_vue_se_retire_avec_sa_raison_et_le_rapport_le_dit(atelier: Atelier, espace: Espace) -> None:
    retrait = atelier.seance.retrait
    assert retrait.formulaire.layout.display == "none"
    arreter(atelier)
    assert "Vue 1 (2024), arrêtée le" in texte(retrait.liste.value)
    retrait.bouton.click()
    assert "Il manque : qui (une fonction, une institution), la raison" in texte(retrait.message.value)
    retrait.signature.auteur.value, retrait.signature.raison.value = "secrétariat, Caf", "elle <trompait>"
    retrait.bouton.click()
    assert "Vue 1 retirée" in texte(retrait.message.value)
    assert "par secrétariat, Caf : « elle <trompait> »" in texte(retrait.liste.value)
    assert "<trompait>" not in retrait.liste.value
    assert retrait.formulaire.layout.display == "none"
    assert "Vue retirée le" in texte(annexe(espace))
    assert arreter(atelier).startswith("Vue 2 arrêtée"), "le numéro retiré ne resert pas"


# --- à deux ---------------------------------------------------------------------------------------


def test_le_reglage_change_sous_les_yeux_se_dit_et_rien_ne_se_perd(
    atelier: Atelier, espace: Espace, modele: tuple[Espace, Dossier]
) -> None:
    autre = Atelier(modele[1])
    atelier.criteres.curseurs[MONO].value = 60
    dire(atelier, raison="La première séance")
    autre.criteres.curseurs[BAS].value = 70
    dire(autre, raison="La seconde séance")
    assert "ce réglage a changé : secrétariat, Caf l'a retenu" in texte(autre.message.value)
    assert "« La première séance »" in texte(autre.retenue.etat.value)
    assert autre.criteres.curseurs[BAS].value == 70, "l'essai reste à l'écran"
    autre.retenue.annuler.click()  # l'état montré est le leur : l'annuler est alors un choix
    assert "annulé" in texte(autre.message.value)
    dire(atelier, raison="La première, encore")
    assert "a changé" in texte(atelier.message.value)
    dire(atelier, raison="La première, encore")
    dire(autre, raison="La seconde séance")
    dire(autre, raison="La seconde séance")
    ecrite = lire_reglages(espace, "00").priorites[0]
    assert ecrite.retenu is not None
    assert ecrite.retenu.motif == "La seconde séance"
    assert [p.retenu.motif for p in ecrite.precedents if p.retenu] == ["La première, encore"]
