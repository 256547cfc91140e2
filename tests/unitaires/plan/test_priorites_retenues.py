"""Récrire « priorites » dans reglages.yml : rien d'autre ne bouge, et l'on peut revenir en arrière."""

import datetime as dt
import multiprocessing
import shutil
from pathlib import Path

import pytest
from tests.fabrique import RACINE

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.plan.communs import Retenu
from sdsf.plan.lecture import lire_reglages
from sdsf.plan.priorites_retenues import annuler, chemin_des_reglages, retenir
from sdsf.plan.reglages import Changements, PrioriteReglee

RETENU = Retenu(auteur="secrétariat, Caf", date=dt.date(2025, 3, 14), motif="no")
VIDE = dict.fromkeys(("denominateur", "normalisation", "ex_aequo", "decoupe", "nombre", "tirages", "graine"))


def reglee(methode: str, poids: float = 40.0) -> PrioriteReglee:
    change = Changements(poids={"taux_familles_monoparentales": poids}, prioritaire={}, bornes=[], **VIDE)
    return PrioriteReglee(methode=methode, changements=change, retenu=RETENU)


@pytest.fixture
def espace(tmp_path: Path) -> Espace:
    """Les réglages de quatre départements, et rien d'autre."""
    for code in ("00", "13", "34", "63"):
        chemin = chemin_des_reglages(Espace(tmp_path), code)
        chemin.parent.mkdir(parents=True)
        shutil.copyfile(chemin_des_reglages(Espace(RACINE), code), chemin)
    return Espace(tmp_path)


def hors_de_la_partie(texte: str) -> str:
    """Le fichier sans les lignes de « priorites »."""
    lignes = texte.splitlines(keepends=True)
    debut = next(rang for rang, ligne in enumerate(lignes) if ligne.startswith("priorites:"))
    fin = next(r for r, x in enumerate(lignes) if r > debut and not x.startswith((" ", "-")))
    return "".join([*lignes[:debut], *lignes[fin:]])


@pytest.mark.parametrize(
    ("code", "methode"),
    [
        ("00", "somme_des_rangs"),
        ("13", "somme_des_rangs"),
        ("34", "criteres_ponderes"),
        ("63", "six_facteurs_avs"),
    ],
)
def test_retenir_puis_annuler_ne_touche_que_les_priorites(espace: Espace, code: str, methode: str) -> None:
    chemin = chemin_des_reglages(espace, code)
    avant, reglages = chemin.read_text(encoding="utf-8"), lire_reglages(espace, code)
    retenir(espace, code, reglee(methode))
    premier = chemin.read_text(encoding="utf-8")
    assert hors_de_la_partie(premier) == hors_de_la_partie(avant)
    assert [c for c in avant.splitlines() if c.lstrip().startswith("#") and c not in premier] == []
    retenir(espace, code, reglee(methode, 70.0))
    relue = next(une for une in lire_reglages(espace, code).priorites if une.methode == methode)
    assert relue.precedents[-1].changements == reglee(methode).changements
    annuler(espace, code, methode)
    assert chemin.read_text(encoding="utf-8") == premier
    annuler(espace, code, methode)
    assert lire_reglages(espace, code) == reglages


def test_les_fins_de_ligne_et_les_commentaires_de_la_partie_restent(espace: Espace) -> None:
    chemin = chemin_des_reglages(espace, "63")
    texte = chemin.read_text(encoding="utf-8").replace(
        "  - {methode: six", "  # vue en séance\n  - {methode: six"
    )
    chemin.write_bytes(texte.replace("\n", "\r\n").encode())
    retenir(espace, "63", reglee("somme_des_rangs"))
    octets = chemin.read_bytes()
    assert octets.count(b"\n") == octets.count(b"\r\n")
    assert "# vue en séance\r\n  - {methode: six_facteurs_avs, changements: null}\r\n" in octets.decode()


def enregistrer(racine: str, methode: str, combien: int) -> None:
    for rang in range(combien):
        retenir(Espace(Path(racine)), "00", reglee(methode, float(rang)))


def test_deux_postes_qui_enregistrent_ensemble_ne_perdent_rien(espace: Espace) -> None:
    contexte = multiprocessing.get_context("fork")
    methodes = ("somme_des_rangs", "criteres_ponderes")
    postes = [contexte.Process(target=enregistrer, args=(str(espace.racine), m, 6)) for m in methodes]
    for poste in postes:
        poste.start()
    for poste in postes:
        poste.join(60)
    assert [len(une.precedents) for une in lire_reglages(espace, "00").priorites] == [6, 6]


def test_ce_que_le_controle_refuse_n_est_pas_ecrit(espace: Espace) -> None:
    chemin = chemin_des_reglages(espace, "00")
    avant = chemin.read_bytes()

    def refuser(_: object) -> None:
        raise Erreurs([])

    with pytest.raises(Erreurs):
        retenir(espace, "00", reglee("somme_des_rangs"), refuser)
    assert chemin.read_bytes() == avant
    assert [p.name for p in chemin.parent.glob(".reglages*")] == [".reglages.yml.verrou"]
