"""L'atelier des trajectoires, sans navigateur : l'hypothèse change, les places suivent."""

import re
import shutil
from collections.abc import Iterator
from html import unescape

import pytest
from tests.fabrique import copier_espace

from sdsf.ateliers.trajectoires import AtelierDesTrajectoires
from sdsf.chargement import charger
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.espace import Espace
from sdsf.plan.scenarios import chemin_des_scenarios, lire_les_scenarios
from sdsf.rapports.bilan import suite, vues_arretees
from sdsf.rapports.scenarios import ce_que_demanderait_la_cible
from sdsf.rendu.registre import Registre


def ouvrir(espace: Espace, code: str = "00", rapport: str = "bilan_intermediaire") -> Dossier:
    return charger(espace, controler_demande(espace, code, 2024, "", rapport))


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> tuple[Espace, Dossier, Dossier]:
    espace = copier_espace(tmp_path_factory.mktemp("trajectoires") / "espace")
    return espace, ouvrir(espace), ouvrir(espace, "13", "point_annuel")


@pytest.fixture
def espace(modele: tuple[Espace, Dossier, Dossier]) -> Iterator[Espace]:
    espace = modele[0]
    chemin = chemin_des_scenarios(espace, "00", "2021-2026")
    avant = chemin.read_bytes()
    yield espace
    chemin.write_bytes(avant)
    for dossier in (espace.reports, espace.data / "departements/00/seances"):
        shutil.rmtree(dossier, ignore_errors=True)


@pytest.fixture
def atelier(espace: Espace, modele: tuple[Espace, Dossier, Dossier]) -> AtelierDesTrajectoires:
    return AtelierDesTrajectoires(modele[1])


def texte(html: str) -> str:
    nets = re.sub(r"<sup.*?</sup>|<svg.*?</svg>|<div popover.*?</dl>.*?</div>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", nets)).split())


def dans(dossier: Dossier, blocs: object) -> str:
    registre = Registre(dict(dossier.referentiel.unites))
    return "".join(str(bloc.html(registre)) for bloc in blocs)


def test_une_cible_plus_haute_demande_plus_de_places(atelier: AtelierDesTrajectoires) -> None:
    atelier.echeance.value = 2027
    assert "il faudrait ouvrir 179 places nettes depuis 2024, dans 5 EPCI sur 6" in texte(
        atelier.reponse.value
    )
    assert "<svg" in atelier.reponse.value
    atelier.cible.value = 40
    assert "aucune place nette" in texte(atelier.reponse.value)
    assert "<svg" not in atelier.reponse.value


def test_l_hypothese_demographique_change_le_besoin(atelier: AtelierDesTrajectoires) -> None:
    atelier.echeance.value = 2027
    assert atelier.variation.disabled
    atelier.evolution.value = "variation"
    assert not atelier.variation.disabled
    atelier.variation.value = -1.0
    assert "baissait de 1,0 % par an, il faudrait ouvrir 102 places" in texte(atelier.reponse.value)
    atelier.evolution.value = "tendance"
    assert "suivait la tendance" in texte(atelier.reponse.value)


def test_un_effectif_non_publie_n_est_pas_invente(
    espace: Espace, modele: tuple[Espace, Dossier, Dossier]
) -> None:
    """La Cnaf ne publie que le taux des EPCI du 13 : l'atelier le dit, et propose les naissances."""
    atelier = AtelierDesTrajectoires(modele[2])
    assert "n'est pas publié pour 2023" in texte(atelier.reponse.value)
    assert "il faudrait ouvrir" not in texte(atelier.reponse.value)
    atelier.enfants.value = "naissances"
    assert "approché par les naissances de trois ans, il faudrait ouvrir" in texte(atelier.reponse.value)
    assert "estimée" in atelier.reponse.value


def test_un_scenario_se_garde_et_les_bilans_le_citent(
    atelier: AtelierDesTrajectoires, espace: Espace
) -> None:
    atelier.sauver.click()
    assert "Il manque : le nom du scénario" in texte(atelier.message.value)
    atelier.cible.value = 65
    atelier.territoires.value = (atelier.territoires.options[0][1],)
    atelier.intitule.value, atelier.signature.raison.value = "65 % au Val", "La demande de la séance."
    atelier.signature.auteur.value = "secrétariat, Caf d'exemple"
    atelier.sauver.click()
    assert "les prochains bilans le citeront (65-au-val)" in texte(atelier.message.value)
    assert [s.id for s in lire_les_scenarios(espace, "00", "2021-2026")][-1] == "65-au-val"
    brut = chemin_des_scenarios(espace, "00", "2021-2026").read_text(encoding="utf-8")
    assert "# Données fictives" in brut
    dossier = ouvrir(espace)
    cite = texte(dans(dossier, suite(dossier)))
    assert "Scénario « 65 % au Val »" in cite
    assert "Scénario « Soixante places pour cent enfants partout en 2027 »" in cite
    assert "par secrétariat, Caf d'exemple. Raison : « La demande de la séance »." in cite
    atelier.sauver.click()
    assert "déjà le nom d'un scénario" in texte(atelier.message.value)


def test_sans_scenario_la_section_n_est_pas_la(modele: tuple[Espace, Dossier, Dossier]) -> None:
    assert ce_que_demanderait_la_cible(modele[2]) == []


def test_un_redemarrage_reprend_l_hypothese(atelier: AtelierDesTrajectoires, espace: Espace) -> None:
    atelier.evolution.value = "variation"
    atelier.variation.value = -2.5
    atelier.cible.value = 72
    neuf = AtelierDesTrajectoires(atelier.dossier)
    assert (neuf.cible.value, neuf.evolution.value, neuf.variation.value) == (72, "variation", -2.5)
    assert texte(neuf.reponse.value) == texte(atelier.reponse.value)


def test_une_vue_arretee_se_recompose(atelier: AtelierDesTrajectoires, espace: Espace) -> None:
    atelier.echeance.value = 2027
    seance = atelier.seance
    seance.instance.value, seance.signature.auteur.value, seance.signature.raison.value = (
        "Commission",
        "secrétariat, Caf",
        "débat",
    )
    seance.bouton.click()
    assert "Vue 1 arrêtée" in texte(seance.message.value)
    dossier = ouvrir(espace)
    annexe = dans(dossier, vues_arretees(dossier))
    assert "il faudrait ouvrir 179 places nettes" in texte(annexe)
    assert "Les chiffres de cette vue sont ceux de la séance." in texte(annexe)
    assert 'id="vue-1-fig-scenario-essai"' in annexe
