"""Le parent d'une campagne de rapports factices : imprime sa mémoire la plus haute, en Mo.

``campagne_factice.py ESPACE`` ; l'espace est celui de ``tests.campagnes.espace_factice``.
"""

import json
import sys
from pathlib import Path

from sdsf.espace import Espace
from sdsf.production.campagne.conduite import Options, conduire, preparer


def principal() -> None:
    options = Options(processus=2, faire="tests.campagnes:faire", continuer=True)
    compte = conduire(preparer(Espace(Path(sys.argv[1])), "essai", options))
    if compte.sortie:
        raise SystemExit(compte.sortie)
    print(json.dumps([_la_plus_haute()]))


def _la_plus_haute() -> float:
    """Celle de ce programme seul : ``ru_maxrss`` retient celle du processus qui l'a lancé."""
    lignes = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(ligne.split()[1]) for ligne in lignes if ligne.startswith("VmHWM:")) / 1024


if __name__ == "__main__":
    principal()
