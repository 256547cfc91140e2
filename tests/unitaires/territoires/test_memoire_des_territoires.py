"""Des territoires déjà en mémoire : le témoin les entend quand même, et une table changée est relue."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from sdsf.espace import Espace
from sdsf.temoin import VARIABLE, lire_le_registre
from sdsf.territoires.lecture import lire_territoires

RACINE = Path(__file__).resolve().parents[3]
TERRITOIRES = "data/national/territoires"
# Une forge a lu les tables ; la copie, elle, branche le témoin et les demande à son tour.
COPIE = """
import sys
from pathlib import Path
from sdsf.espace import Espace
from sdsf.temoin import brancher
from sdsf.territoires.lecture import _lire, lire_territoires
espace = Espace(Path(sys.argv[1]))
lire_territoires(espace)
brancher(espace.racine)
lire_territoires(espace)
assert _lire.cache_info().hits == 1
"""


def test_le_temoin_entend_ce_qui_etait_en_memoire(tmp_path: Path) -> None:
    shutil.copytree(RACINE / TERRITOIRES, tmp_path / TERRITOIRES)
    registre = tmp_path / "lectures.jsonl"
    milieu = {**os.environ, VARIABLE: str(registre)}
    subprocess.run([sys.executable, "-c", COPIE, str(tmp_path)], env=milieu, check=True)
    entendus = {ligne["chemin"] for ligne in lire_le_registre(registre)}
    assert {f"{TERRITOIRES}/communes.csv", f"{TERRITOIRES}/datapackage.json"} <= entendus


def test_une_table_changee_est_relue(tmp_path: Path) -> None:
    shutil.copytree(RACINE / TERRITOIRES, tmp_path / TERRITOIRES)
    communes, espace = tmp_path / TERRITOIRES / "communes.csv", Espace(tmp_path)
    avant, statut = len(lire_territoires(espace).communes), communes.stat()
    lignes = communes.read_text(encoding="utf-8").splitlines(keepends=True)
    communes.write_text("".join(lignes[:-1]), encoding="utf-8")
    # L'horloge recule : la date du fichier redevient celle d'avant.
    os.utime(communes, ns=(statut.st_atime_ns, statut.st_mtime_ns))
    assert len(lire_territoires(espace).communes) == avant - 1
