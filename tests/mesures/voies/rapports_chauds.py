"""Les figures et tables de chaque rapport dans un Python chaud, rendues une fois : le calcul de chacun.

``rapports_chauds.py ESPACE CARNET ANNEE CODE…`` : le premier code chauffe, et ne compte pas.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any


def principal() -> None:
    racine, carnet, annee, *codes = sys.argv[1:]
    os.environ["SDSF_RACINE"] = racine
    couts = []
    for code in codes:
        debut = time.process_time()
        _composer(Path(racine), carnet, code, int(annee))
        couts.append(time.process_time() - debut)
    print(json.dumps(couts[1:]))


def _composer(racine: Path, carnet: str, code: str, annee: int) -> None:
    """Les cellules du carnet dans ce processus, puis la page."""
    import nbformat

    from sdsf import carnet as offert
    from sdsf.espace import Espace
    from sdsf.production.rendu_html import rendre_et_marquer

    lu = nbformat.read(racine / "notebooks" / carnet, as_version=4)
    sorties: list[Any] = []
    vars(offert)["display"] = lambda donnees, raw=False: sorties.append(donnees)
    noms: dict[str, Any] = {}
    for cellule in lu.cells:
        if cellule.cell_type != "code":
            continue
        sorties.clear()
        exec(cellule.source, noms)  # noqa: S102 - le carnet du dépôt, comme un noyau le ferait
        if "parameters" in cellule.metadata.get("tags", []):
            noms |= {"departement": code, "annee": annee, "reglages": ""}
        cellule.outputs = [nbformat.v4.new_output("display_data", data) for data in sorties]
    rendre_et_marquer(Espace(racine), lu)


if __name__ == "__main__":
    principal()
