"""Mesurer : ``sdsf produire`` contre la voie ordinaire, et le coût propre d'un rapport (``make mesure``).

La voie ordinaire est la commande ``papermill`` suivie de ``jupyter nbconvert``, avec le même carnet et le
même gabarit, en deux processus. Les deux voies alternent dans une même série, pour qu'un ralentissement de
la machine pèse sur les deux ; on imprime les médianes et le rapport, essai par essai.
"""

import argparse
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

RACINE = Path(__file__).resolve().parents[1]
CARNET = "10_point_annuel.ipynb"


@dataclass(frozen=True)
class Essai:
    """Un essai : durée écoulée, temps de calcul (processus fils compris), mémoire du plus gros processus."""

    duree_s: float
    calcul_s: float
    memoire_mo: float


def essayer(lancer: Callable[[], None]) -> Essai:
    """Mesure un appel qui lance des processus fils, et les attend."""
    avant, debut = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    lancer()
    duree, apres = time.perf_counter() - debut, resource.getrusage(resource.RUSAGE_CHILDREN)
    calcul = (apres.ru_utime - avant.ru_utime) + (apres.ru_stime - avant.ru_stime)
    return Essai(duree, calcul, apres.ru_maxrss / 1024)


def copier_l_espace(vers: Path) -> Path:
    """Une copie de l'espace de travail : mesurer n'écrit rien dans le dépôt."""
    for dossier in ("params", "data", "templates", "notebooks"):
        shutil.copytree(RACINE / dossier, vers / dossier)
    (vers / "reports").mkdir()
    return vers


def par_sdsf(espace: Path, departement: str, annee: int) -> Callable[[], None]:
    """La commande du projet."""
    commande = [sys.executable, "-c", "from sdsf.cli import principal; principal()", "produire"]
    return lambda: _lancer([*commande, departement, str(annee)], espace)


def par_la_voie_ordinaire(espace: Path, departement: str, annee: int) -> Callable[[], None]:
    """``papermill`` puis ``jupyter nbconvert``, avec le même carnet et le même gabarit."""
    outils = Path(sys.executable).parent
    papermill = [str(outils / "papermill"), "--no-progress-bar", f"notebooks/{CARNET}", "sortie.ipynb"]
    parametres = ["-r", "departement", departement, "-p", "annee", str(annee)]
    nbconvert = [str(outils / "jupyter"), "nbconvert", "--to", "html", "--template", "rapport", "--no-input"]
    gabarits = ["--TemplateExporter.extra_template_basedirs=templates", "sortie.ipynb"]

    def lancer() -> None:
        _lancer([*papermill, *parametres], espace)
        _lancer([*nbconvert, *gabarits], espace)

    return lancer


def _lancer(commande: list[str], espace: Path) -> None:
    milieu = {**os.environ, "SDSF_RACINE": str(espace), "JUPYTER_PREFER_ENV_PATH": "1"}
    subprocess.run(commande, cwd=espace, env=milieu, check=True, capture_output=True)


def cout_des_calculs(departement: str, annee: int, essais: int) -> float:
    """Le temps de calcul des figures, tableaux et phrases du rapport, dans un Python déjà chaud (s)."""
    from sdsf.demande import controler_demande
    from sdsf.dossier import charger
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


def mesurer(departement: str, annee: int, essais: int) -> list[str]:
    """Le tableau des mesures, en lignes de texte."""
    with tempfile.TemporaryDirectory() as dossier:
        espace = copier_l_espace(Path(dossier))
        voies = {
            "sdsf produire": par_sdsf(espace, departement, annee),
            "papermill + nbconvert": par_la_voie_ordinaire(espace, departement, annee),
        }
        for lancer in voies.values():
            lancer()
        series: dict[str, list[Essai]] = {nom: [] for nom in voies}
        for rang in range(essais):
            for nom, lancer in voies.items():
                print(f"essai {rang + 1}/{essais} : {nom}", file=sys.stderr)
                series[nom].append(essayer(lancer))
    return composer_le_tableau(series, cout_des_calculs(departement, annee, essais), departement, annee)


def composer_le_tableau(
    series: dict[str, list[Essai]], calculs_s: float, departement: str, annee: int
) -> list[str]:
    """Les médianes, le rapport des deux voies, le surcoût par rapport."""
    nombre = len(next(iter(series.values())))
    lignes = [
        f"Rapport {departement}/{annee} ; {nombre} essais de chaque voie, alternés.",
        f"Machine : {os.cpu_count()} cœurs, Python {platform.python_version()}.",
        "",
        "| voie | durée médiane (s) | calcul médian (s) | plus gros processus (Mo) |",
        "| --- | ---: | ---: | ---: |",
    ]
    for nom, essais in series.items():
        duree, calcul = (statistics.median(getattr(e, c) for e in essais) for c in ("duree_s", "calcul_s"))
        lignes.append(f"| {nom} | {duree:.2f} | {calcul:.2f} | {max(e.memoire_mo for e in essais):.0f} |")
    notre, autre = series.values()
    rapports = [a.duree_s / b.duree_s for a, b in zip(notre, autre, strict=True)]
    surcout = statistics.median(e.calcul_s for e in notre) - calculs_s
    lignes += [
        "",
        f"Durée de sdsf ÷ durée de la voie ordinaire : médiane {statistics.median(rapports):.2f} "
        f"(de {min(rapports):.2f} à {max(rapports):.2f}).",
        f"Calcul propre des figures, tableaux et phrases, dans un Python chaud : {calculs_s:.2f} s.",
        f"Surcoût par rapport (calcul de la production moins calcul propre) : {surcout:.2f} s.",
    ]
    return lignes


def principal() -> None:
    """Mesure, imprime, et remplace la page ``docs/mesures.md`` si on le demande."""
    options = argparse.ArgumentParser(description="Mesurer la production d'un rapport.")
    options.add_argument("--departement", default="13")
    options.add_argument("--annee", type=int, default=2024)
    options.add_argument("--essais", type=int, default=5)
    options.add_argument("--ecrire", action="store_true", help="met à jour docs/mesures.md")
    choix = options.parse_args()
    tableau = "\n".join(mesurer(choix.departement, choix.annee, choix.essais))
    print(tableau)
    if choix.ecrire:
        page = RACINE / "docs" / "mesures.md"
        debut, _, fin = page.read_text(encoding="utf-8").partition("<!-- mesures -->")
        _, _, fin = fin.partition("<!-- fin -->")
        page.write_text(f"{debut}<!-- mesures -->\n{tableau}\n<!-- fin -->{fin}", encoding="utf-8")


if __name__ == "__main__":
    principal()
