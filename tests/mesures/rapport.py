"""Mesurer ``sdsf produire`` contre la voie ordinaire, et le coût propre d'un rapport.

La voie ordinaire est la commande ``papermill`` suivie de ``jupyter nbconvert``, avec le même carnet et le
même gabarit, en deux processus.
"""

import shutil
import statistics
import sys
import time
from pathlib import Path

from tests.mesures.alternance import RACINE, Essai, Voie, alterner, essayer, tableau

CARNET = "10_point_annuel.ipynb"


def mesurer(dossier: Path, essais: int, departement: str, annee: int) -> list[str]:
    """Le tableau des mesures, en lignes de texte."""
    espace = copier_l_espace(dossier / "espace")
    voies = {
        "sdsf produire": par_sdsf(espace, departement, annee),
        "papermill + nbconvert": par_la_voie_ordinaire(espace, departement, annee),
    }
    series = alterner(voies, essais)
    calculs_s = cout_des_calculs(departement, annee, essais)
    surcout = statistics.median(e.calcul_s for e in series["sdsf produire"]) - calculs_s
    return [
        f"Rapport {departement}/{annee}.",
        "",
        *tableau(series),
        "",
        f"Calcul propre des figures, tableaux et phrases, dans un Python chaud : {calculs_s:.2f} s.",
        f"Surcoût par rapport (calcul de la production moins calcul propre) : {surcout:.2f} s.",
    ]


def copier_l_espace(vers: Path) -> Path:
    """Une copie de l'espace de travail : mesurer n'écrit rien dans le dépôt."""
    for dossier in ("params", "data", "templates", "notebooks"):
        shutil.copytree(RACINE / dossier, vers / dossier)
    (vers / "reports").mkdir()
    return vers


def par_sdsf(
    espace: Path, departement: str, annee: int, rapport: str = "point_annuel", format_: str = "html"
) -> Voie:
    """La commande du projet."""
    commande = [sys.executable, "-c", "from sdsf.cli import principal; principal()", "produire"]
    options = ["--rapport", rapport, "--format", format_]
    return lambda: _essayer([*commande, departement, str(annee), *options], espace)


def par_la_voie_ordinaire(espace: Path, departement: str, annee: int) -> Voie:
    """``papermill`` puis ``jupyter nbconvert``, avec le même carnet et le même gabarit."""
    outils = Path(sys.executable).parent
    papermill = [str(outils / "papermill"), "--no-progress-bar", f"notebooks/{CARNET}", "sortie.ipynb"]
    parametres = ["-r", "departement", departement, "-p", "annee", str(annee)]
    nbconvert = [str(outils / "jupyter"), "nbconvert", "--to", "html", "--template", "rapport", "--no-input"]
    gabarits = ["--TemplateExporter.extra_template_basedirs=templates", "sortie.ipynb"]
    return lambda: _essayer([*papermill, *parametres], espace) + _essayer([*nbconvert, *gabarits], espace)


def _essayer(commande: list[str], espace: Path) -> Essai:
    return essayer(commande, espace, SDSF_RACINE=str(espace), JUPYTER_PREFER_ENV_PATH="1")


def cout_des_calculs(departement: str, annee: int, essais: int) -> float:
    """Le temps de calcul des figures, tableaux et phrases du rapport, dans un Python déjà chaud (s)."""
    from sdsf.chargement import charger
    from sdsf.demande import controler_demande
    from sdsf.espace import trouver_espace
    from sdsf.rapports import point_annuel
    from sdsf.rapports.origine import annexe_des_chiffres
    from sdsf.rendu.registre import Registre

    espace = trouver_espace(RACINE)

    def composer() -> None:
        dossier = charger(espace, controler_demande(espace, departement, annee))
        registre = Registre(dict(dossier.referentiel.unites))
        for nom in point_annuel.__all__:
            for bloc in getattr(point_annuel, nom)(dossier):
                bloc.html(registre)
        annexe_des_chiffres(registre)

    composer()
    durees = []
    for _ in range(essais):
        debut = time.process_time()
        composer()
        durees.append(time.process_time() - debut)
    return statistics.median(durees)
