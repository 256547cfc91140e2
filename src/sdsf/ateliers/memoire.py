"""La mémoire d'un atelier : ce que l'on y avait choisi ou tapé, retrouvé après un redémarrage du noyau.

Un petit fichier par nom sous ``reports/.ateliers/``, hors du dépôt, que l'on peut effacer : le perdre ne perd
aucune donnée écrite.
"""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sdsf.espace import Espace

DOSSIER = ".ateliers"
Choix = dict[str, str]


def garder(espace: Espace, nom: str, contenu: Mapping[str, Any]) -> bool:
    """Garde un contenu, d'un seul coup ; faux si l'espace ne s'écrit pas (l'atelier marche quand même)."""
    chemin = chemin_de(espace, nom)
    try:
        chemin.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=chemin.parent, prefix=f".{nom}-", delete=False
        ) as sortie:
            json.dump(contenu, sortie, ensure_ascii=False)
        os.replace(sortie.name, chemin)
    except OSError:
        return False
    return True


def relire(espace: Espace, nom: str) -> dict[str, Any]:
    """Le contenu gardé ; vide s'il n'y en a pas, ou si le fichier ne se lit plus."""
    try:
        lu = json.loads(chemin_de(espace, nom).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return lu if isinstance(lu, dict) else {}


def retenir(espace: Espace, atelier: str, choix: Choix) -> bool:
    """Garde les choix d'un atelier ; faux si l'espace ne s'écrit pas."""
    return garder(espace, atelier, choix)


def se_souvenir(espace: Espace, atelier: str) -> Choix:
    """Les derniers choix gardés ; vide si l'un d'eux n'est pas un texte."""
    lus = relire(espace, atelier)
    return lus if all(isinstance(valeur, str) for valeur in lus.values()) else {}


def chemin_de(espace: Espace, nom: str) -> Path:
    """Le fichier d'un nom."""
    return espace.reports / DOSSIER / f"{nom}.json"
