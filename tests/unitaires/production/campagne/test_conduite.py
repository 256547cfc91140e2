"""Une campagne entière, sur un rapport factice : réemploi, échec, limite, mort d'un ouvrier ou du parent."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from tests.campagnes import FAIRE, NATIONALE, espace_factice
from tests.fabrique import RACINE
from tests.pannes import restes

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.production.campagne.conduite import Compte, Options, conduire, preparer

CODES = ["13", "34", "63"]


@pytest.fixture(autouse=True)
def _les_ouvriers_trouvent_les_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{RACINE / 'src'}{os.pathsep}{RACINE}")


def mener(espace: Espace, **options: Any) -> Compte:
    return conduire(preparer(espace, "essai", Options(faire=FAIRE, **options)))


def refaits(compte: Compte) -> list[str]:
    return [f"{f.tache.departement}/{f.tache.annee}" for f in compte.fiches if f.etat == "produit"]


def test_rien_n_a_change_rien_n_est_refait(tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, CODES, [2023, 2024])
    assert len(refaits(mener(espace))) == 6
    avant = (espace.reports / "13/2023/diagnostic.manifeste.json").stat().st_mtime_ns
    assert refaits(mener(espace)) == []
    assert (espace.reports / "13/2023/diagnostic.manifeste.json").stat().st_mtime_ns == avant


def test_une_valeur_d_un_departement_ne_refait_que_ses_rapports(tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, CODES, [2023, 2024])
    mener(espace)
    nationale = espace.racine / NATIONALE
    nationale.write_text(nationale.read_text().replace("63,1", "63,2"))
    prepare = preparer(espace, "essai", Options(faire=FAIRE))
    motifs = {d.tache.departement: d.motifs[0] for d in prepare.decisions if d.refaire}
    assert motifs == {"63": f"{NATIONALE} a changé dans les lignes lues"}
    assert refaits(conduire(prepare)) == ["63/2023", "63/2024"]


@pytest.mark.parametrize(
    ("geste", "motif"),
    [
        ("echo x >> data/departements/34/releves.csv", "data/departements/34/releves.csv a changé"),
        (
            "echo x > data/departements/34/moyens.csv",
            "la liste des fichiers de data/departements/34/ a changé",
        ),
        (
            "echo x >> reports/34/2023/diagnostic.html",
            "diagnostic.html n'est pas celui que décrit le manifeste",
        ),
        ("rm reports/34/2023/diagnostic.manifeste.json", "jamais produit"),
    ],
)
def test_ce_qui_fait_refaire_un_rapport_est_dit(tmp_path: Path, geste: str, motif: str) -> None:
    espace = espace_factice(tmp_path, CODES, [2023])
    mener(espace, processus=1)
    subprocess.run(["sh", "-c", geste], cwd=tmp_path, check=True)
    jugees = [d for d in preparer(espace, "essai", Options()).decisions if d.refaire]
    assert [(d.tache.departement, d.motifs) for d in jugees] == [("34", (motif,))]


def test_un_echec_arrete_sauf_a_continuer(tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, CODES, [2024])
    (espace.data / "echec").write_text("13")
    arretee = mener(espace, processus=1)
    assert [f.etat for f in arretee.fiches] == ["echec", "a_faire", "a_faire"]
    assert arretee.sortie == 11
    continuee = mener(espace, processus=1, continuer=True)
    assert [f.etat for f in continuee.fiches] == ["echec", "produit", "produit"]
    lu = json.loads((espace.reports / "campagnes/essai/resume.json").read_text())
    assert lu["comptes"] == {"produit": 2, "reemploye": 0, "echec": 1, "a_faire": 0, "ecarte": 0}
    assert "data/echec" in lu["rapports"][0]["erreur"]


def test_la_limite_laisse_le_reste_a_une_autre_fois(tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, CODES, [2024])
    assert refaits(mener(espace, limite=1)) == ["13/2024"]
    assert refaits(mener(espace, limite=5)) == ["34/2024", "63/2024"]


def test_forcer_refait_tout(tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, ["13"], [2023, 2024])
    mener(espace)
    assert refaits(mener(espace, forcer=True)) == ["13/2023", "13/2024"]


def test_deux_campagnes_sur_un_espace_ne_se_melent_pas(tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, ["13"], [2024])
    (espace.reports / "campagnes").mkdir(parents=True)
    with FileLock(espace.reports / "campagnes/.campagne.verrou"), pytest.raises(Erreurs) as refus:
        mener(espace)
    assert [e.code for e in refus.value.erreurs] == ["E620"]
    assert not (espace.reports / "13").exists()


@pytest.mark.parametrize("options", [{"processus": 0}, {"limite": 0}, {"processus": "deux"}])
def test_un_nombre_impossible_est_refuse(tmp_path: Path, options: dict[str, Any]) -> None:
    espace = espace_factice(tmp_path, ["13"], [2024])
    with pytest.raises(Erreurs) as refus:
        preparer(espace, "essai", Options(**options))
    assert [e.code for e in refus.value.erreurs] == ["P172"]


# --- la reprise -----------------------------------------------------------------------------------

LANCER = """
import sys
from pathlib import Path
from sdsf.espace import Espace
from sdsf.production.campagne.conduite import Options, conduire, preparer
conduire(preparer(Espace(Path(sys.argv[1])), "essai", Options(faire=sys.argv[2])))
"""


def contenus(espace: Espace) -> dict[str, bytes]:
    """Les rapports, sans les fichiers cachés ni ceux de la campagne."""
    tous = [c for c in espace.reports.glob("[0-9]*/*/*") if c.is_file() and not c.name.startswith(".")]
    return {espace.relatif(c): c.read_bytes() for c in tous}


def _attendre(espace: Espace, nombre: int) -> None:
    fin = time.monotonic() + 20
    while len(list(espace.reports.glob("*/*/*.manifeste.json"))) < nombre and time.monotonic() < fin:
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 est un geste d'Unix")
@pytest.mark.parametrize("faits", [0, 3])
def test_une_campagne_tuee_se_reprend_aux_memes_octets(tmp_path: Path, faits: int) -> None:
    temoin = espace_factice(tmp_path / "temoin", CODES, [2023, 2024])
    mener(temoin)
    espace = espace_factice(tmp_path / "tuee", CODES, [2023, 2024])
    (espace.data / "lenteur").write_text("0.1")
    (temoin.data / "lenteur").write_text("0.1")
    course = subprocess.Popen([sys.executable, "-c", LANCER, str(espace.racine), FAIRE])
    _attendre(espace, faits)
    course.send_signal(signal.SIGKILL)
    course.wait()
    deja = len(list(espace.reports.glob("*/*/*.manifeste.json")))
    repris = mener(espace)
    assert len(refaits(repris)) == 6 - deja <= 6 - faits
    assert set(contenus(espace)) == set(contenus(temoin))
    pages = {nom: page for nom, page in contenus(espace).items() if nom.endswith(".html")}
    assert pages == {nom: page for nom, page in contenus(temoin).items() if nom.endswith(".html")}
    assert restes(espace) == set()


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 est un geste d'Unix")
def test_un_ouvrier_tue_est_remplace(tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, ["13"], [2023, 2024])
    (espace.data / "lenteur").write_text("0.3")
    prepare = preparer(espace, "essai", Options(faire="tests.unitaires.production.campagne.tueur:une_fois"))
    assert refaits(conduire(prepare)) == ["13/2023", "13/2024"]
    assert (espace.reports / "mort").is_file()
