"""Ce qu'un rapport coûte sur la machine du projet : de quoi annoncer un ordre de grandeur avant le premier.

``reperes.json``, à côté, est écrit par ``python -m tests.mesures.reperes --ecrire`` : chaque rapport y est
produit sur un vrai département, dans chacun de ses formats. Qui a déjà produit un rapport ici s'en passe.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

PAGE = "html"


@dataclass(frozen=True)
class Repere:
    """La durée d'un rapport, noyau chaud, en secondes ; le plus de mémoire que prend son ouvrier, en Mio."""

    duree_s: float
    memoire_mo: int


def repere(rapport: str, formats: Sequence[str]) -> Repere:
    """Le repère d'un rapport dans ces formats : la durée de sa page, et ce que chacun des autres y ajoute."""
    mesures = _reperes()["rapports"][rapport]
    lus = [mesures[format_] for format_ in dict.fromkeys((PAGE, *formats))]
    return Repere(sum(lu["duree_s"] for lu in lus), max(lu["memoire_mo"] for lu in lus))


def demarrage_s() -> float:
    """Ce que prend la forge pour chauffer, une fois, avant le premier rapport."""
    return float(_reperes()["demarrage_s"])


@cache
def _reperes() -> dict[str, Any]:
    lu: dict[str, Any] = json.loads((files("sdsf.production") / "reperes.json").read_text(encoding="utf-8"))
    return lu
