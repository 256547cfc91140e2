"""Le brouillon d'une saisie : ce qui est tapé et pas encore enregistré, repris après un redémarrage du noyau.

Un contenu de la mémoire des ateliers par sujet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sdsf.ateliers import memoire
from sdsf.espace import Espace


@dataclass(frozen=True)
class Brouillon:
    """Ce qui est tapé, champ par champ, et la dernière ligne enregistrée ici, que l'on peut annuler."""

    champs: Mapping[str, str] = field(default_factory=dict)
    derniere: Mapping[str, str] = field(default_factory=dict)


def lire(espace: Espace, departement: str, nom: str) -> Brouillon:
    """Le brouillon gardé ; vide s'il n'y en a pas, ou s'il ne se lit plus."""
    lu = memoire.relire(espace, _nom(departement, nom))
    return Brouillon(_textes(lu, "champs"), _textes(lu, "derniere"))


def _textes(lu: dict[str, Any], cle: str) -> dict[str, str]:
    contenu = lu.get(cle)
    return {str(n): str(v) for n, v in contenu.items()} if isinstance(contenu, dict) else {}


def garder(espace: Espace, departement: str, nom: str, brouillon: Brouillon) -> None:
    """Garde le brouillon, d'un seul coup. Un espace qui ne s'écrit pas n'empêche pas de taper."""
    contenu = {"champs": dict(brouillon.champs), "derniere": dict(brouillon.derniere)}
    memoire.garder(espace, _nom(departement, nom), contenu)


def _nom(departement: str, nom: str) -> str:
    return f"saisie-{departement}-{nom}"
