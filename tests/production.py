"""Produire dans un essai : le vrai ``produire``, dont les noyaux sont copiés d'une forge.

La forge s'allume une fois par processus d'essai ; qu'elle rende les mêmes octets qu'un noyau ordinaire a son
propre essai (``test_production.py``). Elle meurt avec le processus.
"""

from functools import cache
from pathlib import Path
from typing import Any

from sdsf.espace import Espace
from sdsf.forge.forge import Forge
from sdsf.production import moteur, rapport
from sdsf.production.forges import forge_durable
from sdsf.production.moteur import Execution
from sdsf.production.rapport import Produit


def executer(espace: Espace, carnet: Path, parametres: dict[str, object], sortie: Path) -> Execution:
    """``sdsf.production.moteur.executer``, de même."""
    return moteur.executer(espace, carnet, parametres, sortie, lambda faites, total: None, _forge())


def produire(espace: Espace, departement: str, annee: int, *demande: str, **choix: Any) -> Produit:
    """``sdsf.production.rapport.produire``, sans rallumer Python pour chaque rapport."""
    return rapport.produire(espace, departement, annee, *demande, forge=_forge(), **choix)


@cache
def _forge() -> Forge:
    return forge_durable()
