"""Le brouillon d'une saisie : ce qui est tapé et pas encore enregistré, repris après un redémarrage du noyau.

Un petit fichier par sujet sous ``reports/.ateliers/``, hors du dépôt. Le perdre ne perd aucune donnée écrite.
"""

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sdsf.espace import Espace

DOSSIER = ".ateliers"


@dataclass(frozen=True)
class Brouillon:
    """Ce qui est tapé, champ par champ, et la dernière ligne enregistrée ici, que l'on peut annuler."""

    champs: Mapping[str, str] = field(default_factory=dict)
    derniere: Mapping[str, str] = field(default_factory=dict)


def lire(espace: Espace, departement: str, nom: str) -> Brouillon:
    """Le brouillon gardé ; vide s'il n'y en a pas, ou s'il ne se lit plus."""
    try:
        lu = json.loads(_chemin(espace, departement, nom).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Brouillon()
    return Brouillon(_textes(lu, "champs"), _textes(lu, "derniere")) if isinstance(lu, dict) else Brouillon()


def _textes(lu: dict[str, Any], cle: str) -> dict[str, str]:
    contenu = lu.get(cle)
    return {str(n): str(v) for n, v in contenu.items()} if isinstance(contenu, dict) else {}


def garder(espace: Espace, departement: str, nom: str, brouillon: Brouillon) -> None:
    """Garde le brouillon, d'un seul coup. Un espace qui ne s'écrit pas n'empêche pas de taper."""
    chemin = _chemin(espace, departement, nom)
    contenu = {"champs": dict(brouillon.champs), "derniere": dict(brouillon.derniere)}
    with suppress(OSError):
        chemin.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=chemin.parent, delete=False) as flux:
            json.dump(contenu, flux, ensure_ascii=False)
        os.replace(flux.name, chemin)


def _chemin(espace: Espace, departement: str, nom: str) -> Path:
    return espace.reports / DOSSIER / f"saisie-{departement}-{nom}.json"
