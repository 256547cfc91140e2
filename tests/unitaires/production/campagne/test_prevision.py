"""Ce qu'une campagne annonce avant de partir : d'après ce qui a été fait ici, sinon d'après les repères."""

import json
from pathlib import Path

import pytest
from tests.campagnes import FAIRE, espace_factice
from tests.pannes import chemins_des_tests

from sdsf.espace import Espace
from sdsf.production.campagne.conduite import Options, conduire, preparer
from sdsf.production.campagne.prevision import Cout, Prevision, prevoir
from sdsf.production.catalogue import CATALOGUE, formats_de
from sdsf.production.reperes import demarrage_s, repere

CODES = ["13", "34", "63"]


@pytest.fixture(autouse=True)
def _les_ouvriers_trouvent_les_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", chemins_des_tests()["PYTHONPATH"])


def mener(espace: Espace) -> None:
    conduire(preparer(espace, "essai", Options(faire=FAIRE, processus=1)))


def prevision(espace: Espace, processus: int) -> Prevision:
    return prevoir(espace, preparer(espace, "essai", Options(forcer=True)).decisions, processus)


def test_chaque_rapport_a_son_repere_dans_chacun_de_ses_formats() -> None:
    for rapport in CATALOGUE:
        page = repere(rapport, ())
        assert 0 < page.duree_s < 60
        for format_ in formats_de(rapport):
            autre = repere(rapport, ("html", format_))
            assert autre.duree_s >= page.duree_s
            assert autre.memoire_mo >= page.memoire_mo > 100
    assert 0 < demarrage_s() < 60


@pytest.mark.parametrize(("processus", "a_la_suite", "ouvriers"), [(1, 3, 1), (2, 1.5, 2), (8, 1, 3)])
def test_une_premiere_campagne_s_annonce_d_apres_les_reperes(
    tmp_path: Path, processus: int, a_la_suite: float, ouvriers: int
) -> None:
    prevue = prevision(espace_factice(tmp_path, CODES, [2024]), processus)
    page = repere("diagnostic", ())
    assert prevue.duree_s == pytest.approx(demarrage_s() + a_la_suite * page.duree_s)
    assert prevue.memoire_mo == ouvriers * page.memoire_mo
    dite = prevue.phrases()[1]
    assert "de l'ordre de" in dite
    assert "d'après les mesures du projet" in dite


def test_ce_qui_a_ete_fait_ici_remplace_les_reperes(tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, CODES, [2024])
    mener(espace)
    for chemin in espace.reports.glob("*/2024/*.manifeste.json"):
        lu = json.loads(chemin.read_text(encoding="utf-8"))
        chemin.write_text(json.dumps(lu | {"duree_s": 40.0}), encoding="utf-8")
    resume = espace.reports / "campagnes/essai/resume.json"
    lu = json.loads(resume.read_text(encoding="utf-8"))
    for place, fiche in enumerate(lu["rapports"]):
        fiche["memoire_mo"] = 1234 - place
    resume.write_text(json.dumps(lu), encoding="utf-8")
    prevue = prevision(espace, 1)
    assert prevue.duree_s == pytest.approx(demarrage_s() + 120)
    assert prevue.memoire_mo == 1234
    assert prevue.phrases()[1] == f"Durée attendue : {prevue.duree} ; mémoire : environ 1234 Mio."
    assert prevue.duree.startswith("environ 2\u00a0min")


def test_rien_a_faire_ne_coute_rien(tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, CODES, [2024])
    mener(espace)
    prevue = prevoir(espace, preparer(espace, "essai", Options()).decisions, 2)
    assert (prevue.a_refaire, prevue.duree_s, prevue.memoire_mo, prevue.a_vue) == (0, 0, 0, False)
    assert prevue.phrases() == ["0 rapport à produire, 3 réemployés."]


def test_le_reel_se_dit_face_a_ce_qui_etait_annonce() -> None:
    dit = Cout(3, 61.0, None).phrase(Prevision(3, 0, 90.0, 300, a_vue=True))
    assert dit == (
        "Durée : 1\u00a0min\u00a01\u00a0s (attendue : de l'ordre de 1\u00a0min\u00a030\u00a0s) ; "
        "mémoire des ouvriers : inconnue (attendue : de l'ordre de 300 Mio)."
    )
