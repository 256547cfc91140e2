"""papermill ordinaire, dans un processus chaud : un noyau neuf par rapport, et la même page.

``rapports_papermill.py ESPACE CARNET ANNEE CODE…`` imprime le calcul de chacun, noyau compris ; le premier
chauffe, et ne compte pas.
"""

import json
import os
import resource
import sys
from pathlib import Path


def principal() -> None:
    racine, carnet, annee, *codes = sys.argv[1:]
    os.environ["SDSF_RACINE"] = racine
    os.chdir(racine)
    couts = []
    for code in codes:
        avant = _calcul()
        _produire(Path(racine), carnet, code, int(annee))
        couts.append(_calcul() - avant)
    print(json.dumps(couts[1:]))


def _calcul() -> float:
    """Le temps de calcul de ce processus et de ses noyaux finis."""
    usages = [resource.getrusage(qui) for qui in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _produire(racine: Path, carnet: str, code: str, annee: int) -> None:
    import papermill
    from nbconvert import HTMLExporter

    parametres = {"departement": code, "annee": annee, "reglages": ""}
    lu = papermill.execute_notebook(
        str(racine / "notebooks" / carnet), "sortie.ipynb", parameters=parametres, progress_bar=False
    )
    dossiers = [str(racine / "templates")]
    exporteur = HTMLExporter(template_name="rapport", extra_template_basedirs=dossiers, exclude_input=True)
    exporteur.from_notebook_node(lu)


if __name__ == "__main__":
    principal()
