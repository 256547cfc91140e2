"""La légende écrite d'une carte : une rangée par teinte ou par motif, du haut vers le bas."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sdsf.rendu.dessin import GRIS, GRIS_DU_MOTIF, TRAIT, ecrire

# En points : le carré de teinte, le texte à sa droite, la place du titre, le pas des sous-textes.
CARRE, RETRAIT, TETE, LIGNE = 14.0, 21.0, 24.0, 10.0


@dataclass(frozen=True)
class Rangee:
    """Une teinte ou un motif, son intitulé, et dessous combien de territoires et quels repères."""

    couleur: str
    motif: str
    texte: str
    sous_textes: tuple[str, ...]

    @property
    def hauteur(self) -> float:
        return 18 + LIGNE * len(self.sous_textes)


def hauteur_de_legende(rangees: Sequence[Rangee]) -> float:
    """La hauteur de la légende, titre compris, en points."""
    return TETE + sum(rangee.hauteur for rangee in rangees)


def tracer_legende(axes: Any, titre: str, rangees: Sequence[Rangee], coin: tuple[float, float]) -> None:
    """La légende, à partir de son coin en haut à gauche, dans un repère en points."""
    gauche, haut = coin
    ecrire(axes, titre, (gauche, haut - 8), (0, 0), va="center", fontweight="bold")
    y = haut - TETE
    for rangee in rangees:
        _tracer_une_rangee(axes, rangee, gauche, y)
        y -= rangee.hauteur


def _tracer_une_rangee(axes: Any, rangee: Rangee, gauche: float, haut: float) -> None:
    from matplotlib.patches import Rectangle

    trait = GRIS_DU_MOTIF if rangee.motif else TRAIT
    style: dict[str, Any] = {
        "facecolor": rangee.couleur,
        "edgecolor": trait,
        "hatch": rangee.motif or None,
        "linewidth": 0.6,
    }
    axes.add_patch(Rectangle((gauche, haut - CARRE), CARRE, CARRE, **style))
    x, milieu = gauche + RETRAIT, haut - CARRE / 2
    ecrire(axes, rangee.texte, (x, milieu), (0, 0), va="center", fontsize=8.5)
    for rang, texte in enumerate(rangee.sous_textes):
        y = milieu - 11 - rang * LIGNE
        ecrire(axes, texte, (x, y), (0, 0), va="center", fontsize=7.4, color=GRIS)
