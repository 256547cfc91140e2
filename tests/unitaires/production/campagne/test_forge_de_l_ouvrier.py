"""L'ouvrier d'une campagne tient une forge : elle et ses noyaux meurent avec lui, même tué net."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sdsf.production.campagne.ouvrier import _memoire
from sdsf.production.forges import forge_durable

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="la forge n'existe que sous Linux")
# Un ouvrier au travail : sa forge, un noyau né d'elle et occupé, puis l'attente d'une tâche.
OUVRIER = """
import os, sys
from sdsf.forge.forge import Forge
from sdsf.production import forges
from sdsf.production.campagne import ouvrier
forges.MODULES_DES_RAPPORTS = ()
forge = ouvrier._forge()
lu, ecrit = os.pipe()
noyau = forge.noyau(["ipykernel_launcher.py", "-f", sys.argv[2]], forge.milieu, "/", ecrit)
os.close(ecrit)
os.read(lu, 1)
print(os.getpid(), forge.pid, noyau.pid, flush=True)
ouvrier.principal(sys.argv[1], "tests.campagnes:faire")
"""


def vivant(pid: int) -> bool:
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("mort", ["tué", "entrée fermée"])
def test_la_forge_et_ses_noyaux_meurent_avec_l_ouvrier(tmp_path: Path, mort: str) -> None:
    commande = [sys.executable, "-c", OUVRIER, str(tmp_path), str(tmp_path / "n.json")]
    course = subprocess.Popen(commande, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert course.stdin is not None
    assert course.stdout is not None
    pids = [int(mot) for mot in course.stdout.readline().split()]
    assert len(pids) == 3
    assert all(vivant(pid) for pid in pids)
    course.stdin.close()
    if mort == "tué":
        course.kill()
    assert course.wait(30) == (-signal.SIGKILL if mort == "tué" else 0)
    course.stdout.close()
    fin = time.monotonic() + 10
    while any(vivant(pid) for pid in pids) and time.monotonic() < fin:
        time.sleep(0.05)
    assert not [pid for pid in pids if vivant(pid)]


def test_la_memoire_des_noyaux_est_comptee(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sdsf.production.forges.MODULES_DES_RAPPORTS", ())
    forge = forge_durable()
    lu, ecrit = os.pipe()
    noyau = forge.noyau(["ipykernel_launcher.py", "--bogue"], forge.milieu, "/", ecrit)
    os.close(ecrit)
    os.close(lu)
    noyau.kill()
    assert noyau.wait(10) == -signal.SIGKILL
    forge.eteindre()
    assert 10_000 < forge.memoire_kio < 1_000_000
    assert (_memoire() or 0) > 0
