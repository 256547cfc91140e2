"""Mesurer le projet (``make mesure``) : deux gros fichiers, les ateliers, chaque rapport, chaque format.

Les voies d'une même mesure alternent, chacune dans son propre processus ; on imprime les médianes et les
rapports, essai par essai. Rien n'est écrit dans le dépôt, sauf ``docs/mesures.md`` avec ``--ecrire``.
"""

import argparse
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.mesures import ateliers, formats, grappe, lectures, pannes, rapport, reemploi
from tests.mesures.alternance import RACINE, la_machine

PAGE = RACINE / "docs" / "mesures.md"
Mesure = Callable[[Path], list[str]]
NOMS = ("cnaf", "melodi", "ateliers", "reemploi", "pannes", "grappe", "formats", "rapport")


def mesures(choix: argparse.Namespace) -> Mapping[str, Mesure]:
    """Les mesures, dans l'ordre : le rapport, qui charge pandas ici même, vient le dernier."""
    return {
        "cnaf": lambda dossier: lectures.mesurer(lectures.CNAF, dossier, choix.essais),
        "melodi": lambda dossier: lectures.mesurer(lectures.MELODI, dossier, choix.essais),
        "ateliers": lambda dossier: ateliers.mesurer(dossier, choix.essais),
        "reemploi": lambda dossier: reemploi.mesurer(dossier, choix.essais),
        "pannes": lambda dossier: pannes.mesurer(dossier, 4 * choix.essais),
        "grappe": lambda dossier: grappe.mesurer(dossier, choix.essais),
        "formats": lambda dossier: formats.mesurer(dossier, choix.essais, choix.rapports),
        "rapport": lambda dossier: rapport.mesurer(dossier, choix.essais, choix.departement, choix.annee),
    }


def mesurer(mesure: Mesure, essais: int) -> str:
    """Une mesure dans un dossier qui disparaît après elle, et la machine qui l'a faite."""
    with tempfile.TemporaryDirectory(prefix="sdsf-mesure-") as dossier:
        avant, lignes = la_machine(), mesure(Path(dossier))
    return "\n".join([f"{avant} {essais} essais de chaque voie, alternés.", "", *lignes])


def ecrire(page: str, nom: str, texte: str) -> str:
    """La page, avec une mesure remplacée entre ses deux repères.

    >>> ecrire("a\\n<!-- rapport -->\\nvieux\\n<!-- fin rapport -->\\nb", "rapport", "neuf")
    'a\\n<!-- rapport -->\\nneuf\\n<!-- fin rapport -->\\nb'
    """
    debut, fin = f"<!-- {nom} -->", f"<!-- fin {nom} -->"
    neuve, faits = re.subn(f"{debut}.*?{fin}", lambda _: f"{debut}\n{texte}\n{fin}", page, flags=re.DOTALL)
    if faits != 1:
        raise ValueError(f"la page n'a pas, une fois, les repères {debut} et {fin}")
    return neuve


def principal() -> None:
    """Mesure, imprime au fur et à mesure, et met la page à jour si on le demande."""
    options = argparse.ArgumentParser(
        description="Mesurer les lectures de gros fichiers, les rapports et leurs formats."
    )
    options.add_argument("--departement", default="13", help="celui du rapport")
    options.add_argument("--annee", type=int, default=2024, help="celle du rapport")
    options.add_argument("--essais", type=int, default=5)
    options.add_argument("--seul", choices=NOMS, help="une seule mesure")
    options.add_argument(
        "--rapports", nargs="*", default=[], help="pour les formats : ces rapports seulement"
    )
    options.add_argument("--ecrire", action="store_true", help="met à jour docs/mesures.md")
    choix = options.parse_args()
    for nom, mesure in mesures(choix).items():
        if choix.seul in (None, nom):
            texte = mesurer(mesure, choix.essais)
            print(f"\n== {nom}\n{texte}")
            if choix.ecrire:
                PAGE.write_text(ecrire(PAGE.read_text(encoding="utf-8"), nom, texte), encoding="utf-8")


if __name__ == "__main__":
    principal()
