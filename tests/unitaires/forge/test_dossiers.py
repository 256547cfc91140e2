"""Un dossier de passage disparaît avec son bloc ; celui d'un processus tué, au suivant."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sdsf.forge import dossiers
from sdsf.forge.dossiers import GAGE, PREFIXE, dossier_de_passage

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows n'a pas ces gages")
TUE = (
    "import os\nfrom sdsf.forge.dossiers import dossier_de_passage\n"
    "with dossier_de_passage() as d:\n    (d / 'n-1').touch(); print(d, flush=True); os.kill(os.getpid(), 9)"
)


@pytest.fixture(autouse=True)
def _temporaire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dossiers._balayer.cache_clear()


def laisse_par_un_tue(tmp_path: Path) -> Path:
    """Le dossier qu'un processus tué net a laissé."""
    milieu = {**os.environ, "TMPDIR": str(tmp_path)}
    fini = subprocess.run([sys.executable, "-c", TUE], env=milieu, capture_output=True, text=True, timeout=60)
    assert fini.returncode == -signal.SIGKILL
    return Path(fini.stdout.strip())


def test_le_dossier_disparait_avec_son_bloc(tmp_path: Path) -> None:
    with dossier_de_passage() as dossier:
        assert dossier.parent == tmp_path
        assert (dossier / GAGE).is_file()
    assert not list(tmp_path.iterdir())


def test_le_dossier_d_un_processus_tue_est_balaye_par_le_suivant(tmp_path: Path) -> None:
    laisse = laisse_par_un_tue(tmp_path)
    assert (laisse / "n-1").is_file()
    with dossier_de_passage() as mien:
        assert list(tmp_path.iterdir()) == [mien]


def test_un_processus_vivant_ou_un_dossier_etranger_garde_le_sien(tmp_path: Path) -> None:
    (tmp_path / f"{PREFIXE}etranger").mkdir()
    with dossier_de_passage() as premier:
        dossiers._balayer.cache_clear()
        with dossier_de_passage() as second:
            assert set(tmp_path.iterdir()) == {premier, second, tmp_path / f"{PREFIXE}etranger"}


def test_un_gage_qui_est_un_lien_vers_ailleurs_n_efface_rien(tmp_path: Path) -> None:
    (tmp_path / "ailleurs").mkdir()
    (tmp_path / "ailleurs" / GAGE).touch()
    (tmp_path / f"{PREFIXE}lien").symlink_to(tmp_path / "ailleurs")
    with dossier_de_passage():
        assert (tmp_path / "ailleurs" / GAGE).is_file()
