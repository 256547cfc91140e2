"""Ce qu'un atelier rend d'une vue arrêtée."""

from collections.abc import Sequence
from dataclasses import dataclass

from sdsf.rendu.blocs import Bloc


@dataclass(frozen=True)
class VueRecomposee:
    """La phrase de la vue, puis ses blocs : figure, tableau."""

    phrase: object
    blocs: Sequence[Bloc]
