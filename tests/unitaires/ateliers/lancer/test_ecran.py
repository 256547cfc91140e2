"""L'écran « Lancer et suivre », sans navigateur : les réglages, le coût, la production, le résultat."""

import sys
import time
from collections.abc import Callable

import pytest
from tests.fabrique import copier_espace
from tests.unitaires.ateliers.lancer.test_bilan import deposer

from sdsf.ateliers.lancer import ecran as module
from sdsf.ateliers.lancer.course import Course, Demande, lancer
from sdsf.ateliers.lancer.ecran import NOM, Ecran
from sdsf.ateliers.memoire import se_souvenir
from sdsf.espace import Espace

DELAI_S = 20


@pytest.fixture(scope="module")
def copie(tmp_path_factory: pytest.TempPathFactory) -> Espace:
    return copier_espace(tmp_path_factory.mktemp("lancer") / "espace")


@pytest.fixture
def ecran(copie: Espace) -> Ecran:
    return Ecran(copie, "00", 2024)


def attendre(condition: Callable[[], object]) -> None:
    limite = time.monotonic() + DELAI_S
    while not condition():
        assert time.monotonic() < limite, "rien n'est venu"
        time.sleep(0.02)


def test_chaque_reglage_a_son_libelle_et_le_cout_d_un_premier_rapport_s_annonce(ecran: Ecran) -> None:
    assert [liste.description for liste in ecran.listes.values()] == [
        "Département", "Année", "Rapport", "Édition",
    ]  # fmt: skip
    assert "d'après les mesures du projet" in ecran.cout.value.replace("&#39;", "'")
    assert "aucun" in ecran.etat.value


def test_un_format_que_le_rapport_ne_sait_pas_prendre_ne_se_choisit_pas(ecran: Ecran) -> None:
    ecran.formats["pptx"].value = True
    ecran.listes["rapport"].value = "diagnostic"
    assert ecran.formats["pptx"].disabled
    assert "pptx" not in ecran.demande().formats
    ecran.listes["rapport"].value = "point_annuel"
    assert not ecran.formats["pptx"].disabled


def test_les_choix_se_retrouvent(ecran: Ecran, copie: Espace) -> None:
    ecran.listes["rapport"].value = "lettre"
    ecran.formats["pdf"].value = True
    assert se_souvenir(copie, NOM)["rapport"] == "lettre"
    autre = Ecran(copie, "00", 2024)
    assert autre.demande() == ecran.demande()


def test_la_production_se_lance_se_suit_et_son_refus_se_lit(
    ecran: Ecran, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = (
        "import os, pathlib, sys, time; pathlib.Path(os.environ['SDSF_AVANCEMENT']).write_text('4/9'); "
        "time.sleep(1.2); print('[P102] Refus <net>'); sys.exit(10)"
    )

    def fausse(espace: Espace, demande: Demande) -> Course:
        return lancer(espace, demande, [sys.executable, "-c", programme])

    monkeypatch.setattr(module, "lancer", fausse)
    ecran.boutons["lancer"].click()
    assert ecran.boutons["lancer"].disabled
    attendre(lambda: "4 étape(s) sur 9" in ecran.suivi.value)
    attendre(lambda: not ecran.boutons["lancer"].disabled)
    assert "[P102] Refus &lt;net&gt;" in ecran.suivi.value
    assert ecran.boutons["arreter"].disabled


def test_le_resultat_s_ouvre_isole_et_se_telecharge(ecran: Ecran, copie: Espace) -> None:
    ecran.listes["rapport"].value = "evaluabilite"
    ecran.listes["annee"].value = 2024
    ecran.boutons["ouvrir"].click()
    assert "pas encore produit" in ecran.resultat.value
    chemin = deposer(copie, "evaluabilite")
    chemin.with_name("evaluabilite.html").write_text('<h1>"Page"</h1><script>x</script>', encoding="utf-8")
    ecran.boutons["ouvrir"].click()
    assert 'sandbox="allow-scripts" srcdoc="&lt;h1&gt;&#34;Page&#34;' in ecran.resultat.value
    assert "<script>" not in ecran.resultat.value
    assert 'download="evaluabilite.html"' in ecran.resultat.value


def test_un_echec_garde_se_voit_dans_la_liste(ecran: Ecran, copie: Espace) -> None:
    dossier = copie.reports / "00" / "2024"
    dossier.mkdir(parents=True, exist_ok=True)
    (dossier / "lettre.echec.ipynb").write_text("{}", encoding="utf-8")
    ecran.listes["annee"].value = 2023
    ecran.listes["annee"].value = 2024
    assert "Échec" in ecran.etat.value


def test_un_geste_qui_echoue_se_dit_en_francais(ecran: Ecran, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "lancer", lambda *_: 1 / 0)
    ecran.boutons["lancer"].click()
    assert "défaut du logiciel" in ecran.resultat.value
    assert "ZeroDivisionError" not in ecran.resultat.value
