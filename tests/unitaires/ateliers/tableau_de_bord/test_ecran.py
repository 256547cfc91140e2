"""L'écran du tableau de bord, sans navigateur : un réglage change, la vue suit, l'état se retrouve."""

import re

import pytest
from tests.fabrique import copier_espace

from sdsf.ateliers.memoire import chemin_de, retenir, se_souvenir
from sdsf.ateliers.tableau_de_bord import ecran as module
from sdsf.ateliers.tableau_de_bord.ecran import NOM, Ecran
from sdsf.ateliers.tableau_de_bord.etat import Etat
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace

DEPART = Etat("00", 2024)


@pytest.fixture(scope="module")
def espace(tmp_path_factory: pytest.TempPathFactory) -> Espace:
    return copier_espace(tmp_path_factory.mktemp("ecran") / "espace")


@pytest.fixture(scope="module")
def deja_ouvert(espace: Espace) -> Ecran:
    ouvert = Ecran(espace, DEPART, "")
    ouvert.ouvrir()
    return ouvert


@pytest.fixture
def ecran(deja_ouvert: Ecran, espace: Espace) -> Ecran:
    """Un écran neuf, dont les données sont déjà lues."""
    chemin_de(espace, NOM).unlink(missing_ok=True)
    neuf = Ecran(espace, DEPART, "")
    neuf.memoires.fonds.update(deja_ouvert.memoires.fonds)
    neuf.ouvrir()
    return neuf


def etat_montre(ecran: Ecran) -> str:
    trouve = re.search(r'data-etat="([^"]+)"', ecran.vue.value)
    return trouve.group(1) if trouve else ""


def test_l_ecran_s_ouvre_sur_ce_que_le_carnet_demande(ecran: Ecran) -> None:
    assert etat_montre(ecran) == "00/2024/taux_couverture_accueil/departement:00/epci"
    for nom, liste in ecran.listes.items():
        assert liste.value == getattr(ecran.etat, nom)
        assert liste.description, "chaque réglage a son libellé"


@pytest.mark.parametrize(
    ("nom", "valeur"),
    [
        ("comparaison", "commune"),
        ("territoire", "epci:999900006"),
        ("indicateur", "nombre_laep"),
    ],
)
def test_un_reglage_change_la_vue_et_lui_seul(ecran: Ecran, nom: str, valeur: str) -> None:
    avant = ecran.vue.value
    ecran.listes[nom].value = valeur
    assert getattr(ecran.etat, nom) == valeur
    assert valeur in etat_montre(ecran)
    assert ecran.vue.value != avant


def test_un_indicateur_sans_le_territoire_choisi_revient_au_premier(ecran: Ecran) -> None:
    ecran.listes["territoire"].value = "epci:999900006"
    ecran.listes["indicateur"].value = "delai_attente_espaces_rencontre"  # du département seulement
    assert ecran.etat.territoire == "departement:00"
    assert ecran.listes["territoire"].value == "departement:00"


def test_l_etat_se_retrouve_apres_un_redemarrage(ecran: Ecran, espace: Espace) -> None:
    ecran.listes["indicateur"].value = "nombre_laep"
    autre = Ecran(espace, DEPART, "")
    autre.memoires.fonds.update(ecran.memoires.fonds)
    autre.ouvrir()
    assert autre.etat == ecran.etat


def test_un_carnet_qui_demande_autre_chose_n_est_pas_contredit(ecran: Ecran, espace: Espace) -> None:
    ecran.listes["indicateur"].value = "nombre_laep"
    autre = Ecran(espace, Etat("00", 2024), '{"edition": "interne"}')
    autre.ouvrir()
    assert autre.etat.indicateur == "taux_couverture_accueil"
    assert "édition interne, à ne pas diffuser" in autre.vue.value


def test_un_etat_garde_illisible_ne_bloque_pas(ecran: Ecran, espace: Espace) -> None:
    garde = {**se_souvenir(espace, NOM), "departement": "99"}
    retenir(espace, NOM, garde)
    autre = Ecran(espace, DEPART, "")
    autre.memoires.fonds.update(ecran.memoires.fonds)
    autre.ouvrir()
    assert autre.etat.departement == "00"


def test_un_departement_impossible_est_refuse_a_l_ouverture(espace: Espace) -> None:
    with pytest.raises(Erreurs):
        Ecran(espace, Etat("99", 2024), "").ouvrir()


def test_un_defaut_se_dit_a_la_place_de_la_vue(ecran: Ecran, monkeypatch: pytest.MonkeyPatch) -> None:
    def echouer(*_: object) -> None:
        raise ZeroDivisionError("secret de fabrique")

    monkeypatch.setattr(module, "regarder", echouer)
    ecran.listes["comparaison"].value = "aucune"
    assert "c'est un défaut du logiciel" in ecran.vue.value.replace("&#39;", "'")
    assert "secret de fabrique" not in ecran.vue.value
    monkeypatch.undo()
    ecran.listes["comparaison"].value = "commune"
    assert etat_montre(ecran).endswith("/commune")


def test_l_export_se_prepare_et_s_efface_au_geste_suivant(ecran: Ecran) -> None:
    ecran.exporter.click()
    assert 'download="00-2024-taux_couverture_accueil.png"' in ecran.liens.value
    assert 'download="00-2024-taux_couverture_accueil.csv"' in ecran.liens.value
    assert "textarea readonly" in ecran.liens.value
    ecran.listes["comparaison"].value = "aucune"
    assert ecran.liens.value == ""
