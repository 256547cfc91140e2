"""Un poste s'éteint pendant qu'un atelier enregistre : le fichier est l'ancien ou le nouveau, rien d'autre.

Des processus réels, tués pour de bon : à chaque étape de l'écriture, puis au hasard.
"""

import datetime as dt
import multiprocessing
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.fabrique import RACINE
from tests.unitaires.plan.test_priorites_retenues import reglee

from sdsf.espace import Espace
from sdsf.plan.communs import Retenu
from sdsf.plan.lecture import lire_reglages
from sdsf.plan.priorites_retenues import chemin_des_reglages, retenir
from sdsf.plan.scenarios import (
    Scenario,
    ajouter_un_scenario,
    chemin_des_scenarios,
    lire_les_scenarios,
)

FORK = multiprocessing.get_context("fork")
PERIODE = "2021-2026"


@dataclass(frozen=True)
class Ecriture:
    """Un fichier qu'un atelier récrit : où il est, le énième enregistrement, ce que l'on en relit."""

    chemin: Callable[[Espace], Path]
    enregistrer: Callable[[Espace, int], object]
    relire: Callable[[Espace], Hashable]


def scenario(rang: int) -> Scenario:
    retenu = Retenu(auteur="secrétariat, Caf", date=dt.date(2025, 3, 14), motif="essai")
    return Scenario(
        id=f"essai-{rang}", intitule="Essai", cible=60.0, echeance=2030, enfants="publies",
        evolution="constante", variation_pct=None, territoires=[], retenu=retenu,
    )  # fmt: skip


ECRITURES = {
    "reglages.yml": Ecriture(
        lambda espace: chemin_des_reglages(espace, "00"),
        lambda espace, rang: retenir(espace, "00", reglee("somme_des_rangs", float(rang))),
        lambda espace: lire_reglages(espace, "00").model_dump_json(),
    ),
    "scenarios.yml": Ecriture(
        lambda espace: chemin_des_scenarios(espace, "00", PERIODE),
        lambda espace, rang: ajouter_un_scenario(espace, "00", PERIODE, scenario(rang)),
        lambda espace: tuple(s.model_dump_json() for s in lire_les_scenarios(espace, "00", PERIODE)),
    ),
}


@pytest.fixture(params=ECRITURES)
def ecriture(request: pytest.FixtureRequest) -> Ecriture:
    return ECRITURES[request.param]


@pytest.fixture
def espace(tmp_path: Path, ecriture: Ecriture) -> Espace:
    chemin = ecriture.chemin(Espace(tmp_path))
    chemin.parent.mkdir(parents=True)
    shutil.copyfile(ecriture.chemin(Espace(RACINE)), chemin)
    return Espace(tmp_path)


def mourir(a: str, avant: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Le processus se tue juste avant, ou juste après, un appel du système."""
    vrai = getattr(os, a)

    def appel(*arguments: object, **nommes: object) -> None:
        if avant:
            os.kill(os.getpid(), signal.SIGKILL)
        vrai(*arguments, **nommes)
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(os, a, appel)


def dans_un_autre(faire: Callable[[], object]) -> int | None:
    processus = FORK.Process(target=faire)
    processus.start()
    processus.join(60)
    return processus.exitcode


@pytest.mark.parametrize(
    ("appel", "avant", "a_eu_lieu"),
    [("fsync", True, False), ("fsync", False, False), ("replace", True, False), ("replace", False, True)],
)
def test_tue_a_chaque_etape_le_fichier_est_l_ancien_ou_le_nouveau(
    espace: Espace,
    ecriture: Ecriture,
    monkeypatch: pytest.MonkeyPatch,
    appel: str,
    avant: bool,
    a_eu_lieu: bool,
) -> None:
    ancien = ecriture.chemin(espace).read_bytes()
    with monkeypatch.context() as patch:
        mourir(appel, avant, patch)
        assert dans_un_autre(lambda: ecriture.enregistrer(espace, 41)) == -signal.SIGKILL
    coupe = ecriture.chemin(espace).read_bytes()
    assert (coupe != ancien) == a_eu_lieu
    lu = ecriture.relire(espace)
    if not a_eu_lieu:
        ecriture.enregistrer(espace, 41)  # le verrou du mort est libre : la suite est la même
        assert ecriture.relire(espace) != lu
    ecriture.chemin(espace).write_bytes(ancien)
    ecriture.enregistrer(espace, 41)
    assert ecriture.chemin(espace).read_bytes() == coupe or not a_eu_lieu


def test_tue_au_hasard_chaque_etat_est_celui_d_un_enregistrement_entier(
    tmp_path_factory: pytest.TempPathFactory, espace: Espace, ecriture: Ecriture
) -> None:
    temoin = Espace(tmp_path_factory.mktemp("temoin"))
    ecriture.chemin(temoin).parent.mkdir(parents=True)
    shutil.copyfile(ecriture.chemin(espace), ecriture.chemin(temoin))
    tirage, rang, entiers = random.Random(7), 0, {ecriture.chemin(espace).read_bytes(): 0}

    def sans_fin(depart: int) -> None:
        for suivant in range(depart + 1, 10_000):
            ecriture.enregistrer(espace, suivant)

    for _ in range(5):
        processus = FORK.Process(target=sans_fin, args=(rang,))
        processus.start()
        time.sleep(tirage.uniform(0.05, 0.4))
        processus.kill()
        processus.join(30)
        while ecriture.chemin(espace).read_bytes() not in entiers:
            dernier = len(entiers)
            assert dernier < 2_000, "cet état n'est celui d'aucun enregistrement entier"
            ecriture.enregistrer(temoin, dernier)
            entiers[ecriture.chemin(temoin).read_bytes()] = dernier
        rang = entiers[ecriture.chemin(espace).read_bytes()]
        assert ecriture.relire(espace)
    assert rang > 0
