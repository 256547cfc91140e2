"""La mémoire d'un atelier : ce que l'on y avait choisi, retrouvé après un redémarrage du noyau.

Un petit fichier par atelier sous ``reports/.ateliers/``, hors du dépôt, que l'on peut effacer. Il ne
garde que des choix, jamais un chiffre.
"""

import json
import os
import tempfile
from pathlib import Path

from sdsf.espace import Espace

DOSSIER = ".ateliers"
Choix = dict[str, str]


def retenir(espace: Espace, atelier: str, choix: Choix) -> bool:
    """Garde les choix, d'un seul coup ; faux si l'espace ne s'écrit pas (l'atelier marche quand même)."""
    chemin = chemin_de(espace, atelier)
    try:
        chemin.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=chemin.parent, prefix=f".{atelier}-", delete=False
        ) as sortie:
            json.dump(choix, sortie, ensure_ascii=False)
        os.replace(sortie.name, chemin)
    except OSError:
        return False
    return True


def se_souvenir(espace: Espace, atelier: str) -> Choix:
    """Les derniers choix gardés ; vide s'il n'y en a pas, ou si le fichier ne se lit plus."""
    try:
        lus = json.loads(chemin_de(espace, atelier).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    juste = isinstance(lus, dict) and all(isinstance(valeur, str) for valeur in lus.values())
    return lus if juste else {}


def chemin_de(espace: Espace, atelier: str) -> Path:
    """Le fichier d'un atelier."""
    return espace.reports / DOSSIER / f"{atelier}.json"
