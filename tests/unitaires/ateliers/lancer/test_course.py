"""Une course : lancée à part, suivie par ses fichiers, retrouvée, interrompue, jamais à moitié crue."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sdsf.ateliers.lancer.course import Course, Demande, derniere_course, lancer
from sdsf.ateliers.lancer.resultat import en_route, finie
from sdsf.espace import Espace

DEMANDE = Demande("00", 2024, "point_annuel", ("pdf",), "publique")
FAUSSE = """
import os, pathlib, sys, time
pathlib.Path(os.environ["SDSF_AVANCEMENT"]).write_text("3/10")
print(" ".join(sys.argv[1:]), flush=True)
"""
DELAI_S = 20


def courir(espace: Espace, suite: str) -> Course:
    """Une course dont la commande est un petit programme à nous."""
    return lancer(espace, DEMANDE, [sys.executable, "-c", FAUSSE + suite])


def attendre(condition: Callable[[], object]) -> None:
    limite = time.monotonic() + DELAI_S
    while not condition():
        assert time.monotonic() < limite, "rien n'est venu"
        time.sleep(0.02)


def test_une_course_passe_la_demande_et_rend_son_code(tmp_path: Path) -> None:
    course = courir(Espace(tmp_path), "sys.exit(0)")
    attendre(lambda: not course.vivante)
    assert course.code == 0
    attendue = "produire 00 2024 --rapport point_annuel --format html,pdf --edition publique --racine"
    assert course.sortie.startswith(attendue)
    assert course.avancement == (3, 10)
    assert not course.vivante
    assert "Produit." in finie(course)


def test_un_refus_se_lit_tel_que_la_commande_le_dit(tmp_path: Path) -> None:
    course = courir(Espace(tmp_path), "print('[P102] <Année sans schéma>'); sys.exit(10)")
    attendre(lambda: not course.vivante)
    assert course.code == 10
    assert "Rien n'a été produit." in finie(course)
    assert "&lt;Année sans schéma&gt;" in finie(course)


def test_la_page_montre_ou_en_est_la_course_et_la_retrouve(tmp_path: Path) -> None:
    espace = Espace(tmp_path)
    course = courir(espace, "time.sleep(60)")
    attendre(lambda: course.avancement)
    try:
        assert course.vivante
        retrouvee = derniere_course(espace)
        assert retrouvee == course
        assert retrouvee.demande == DEMANDE
        montre = en_route(course, 12)
        assert "3 étape(s) sur 10" in montre
        assert 'value="3" max="10"' in montre
    finally:
        course.arreter()
    attendre(lambda: not course.vivante)
    assert course.code != 0
    assert not course.vivante


def test_un_gardien_tue_ne_passe_pas_pour_une_course_en_route(tmp_path: Path) -> None:
    import os
    import signal

    if os.name == "nt":
        pytest.skip("les groupes de processus POSIX n'existent pas sous Windows")
    course = courir(Espace(tmp_path), "time.sleep(60)")
    attendre(lambda: course.avancement)
    os.killpg(int((course.dossier / "gardien").read_text()), signal.SIGKILL)
    attendre(lambda: not course.vivante)
    assert course.code is None
    assert "le processus a été tué" in finie(course)


def test_sans_course_il_n_y_en_a_pas(tmp_path: Path) -> None:
    assert derniere_course(Espace(tmp_path)) is None


def test_la_sortie_est_du_texte_meme_si_le_noyau_demande_des_couleurs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("CLICOLOR_FORCE", "1")
    barre = "from rich.progress import track\nfor _ in track(range(3)): pass\nprint('fini'); sys.exit(0)"
    course = courir(Espace(tmp_path), barre)
    attendre(lambda: not course.vivante)
    assert "fini" in course.sortie
    assert "\x1b" not in course.sortie
