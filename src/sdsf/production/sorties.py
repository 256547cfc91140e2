"""Ce qu'un carnet exécuté laisse pour la production, sous des types de sortie qui nous sont propres."""

from collections.abc import Iterable
from typing import Any

MIME_PAGE = "application/vnd.sdsf.page+json"
MIME_CHIFFRES = "application/vnd.sdsf.chiffres+json"
MIME_PUBLICATION = "application/vnd.sdsf.publication+json"
MIME_REMARQUES = "application/vnd.sdsf.remarques+json"
MIME_ERREURS = "application/vnd.sdsf.erreurs+json"


def sorties(cellules: Iterable[Any], mime: str) -> list[Any]:
    """Les données que les cellules de code ont affichées sous un type, dans l'ordre du carnet."""
    toutes = (s for c in cellules if c.cell_type == "code" for s in c.get("outputs", []))
    return [s["data"][mime] for s in toutes if mime in s.get("data", {})]
