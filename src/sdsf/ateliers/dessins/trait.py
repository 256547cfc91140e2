"""Ce dont une figure est faite : un dessin autonome, un mot posé, un trait."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sdsf.rendu.dessin import ENCRE
from sdsf.rendu.nombres import typographier

# La largeur moyenne d'un caractère, à 13 px : de quoi couper un nom avant qu'il ne déborde.
CARACTERE, CARACTERE_GRAS = 7.0, 8.4
# Le corps des mots, et celui d'un nom qui prend deux lignes.
CORPS, PETIT = 13, 11


@dataclass(frozen=True)
class Dessin:
    """Un dessin autonome et sa taille ; ``corps`` est ce qu'il y a entre les balises ``svg``."""

    largeur: float
    hauteur: float
    corps: Markup

    def svg(self, alternative: str) -> Markup:
        """Le dessin pour une page : il s'étire, et un lecteur d'écran en lit l'alternative."""
        ouverture = Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="{}" '
            'font-family="system-ui, sans-serif" font-size="{}">'
        ).format(self.largeur, self.hauteur, typographier(alternative), CORPS)
        return ouverture + self.corps + Markup("</svg>")


def mot(
    x: float,
    y: float,
    texte: str,
    ancrage: str = "start",
    couleur: str = ENCRE,
    gras: bool = False,
    petit: bool = False,
) -> Markup:
    """Un mot posé : ``ancrage`` vaut start, middle ou end."""
    graisse = Markup(' font-weight="700"') if gras else ""
    corps = Markup(' font-size="{}"').format(PETIT) if petit else ""
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" fill="{}"{}{}>{}</text>').format(
        x, y, ancrage, couleur, graisse, corps, typographier(texte)
    )


def trait(
    x1: float, y1: float, x2: float, y2: float, couleur: str, epais: float = 1, tirets: str = ""
) -> Markup:
    """Un trait droit."""
    pointille = Markup(' stroke-dasharray="{}"').format(tirets) if tirets else ""
    return Markup(
        '<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}" stroke-width="{}"{}/>'
    ).format(x1, y1, x2, y2, couleur, epais, pointille)


def joindre(morceaux: Sequence[Markup]) -> Markup:
    return Markup("").join(morceaux)


def couper(texte: str, largeur: float) -> str:
    """Un nom qui tient dans une largeur ; le nom entier reste dans l'infobulle et le tableau.

    >>> couper("Communauté de communes", 70)
    'Communaut…'
    """
    maximum = int(largeur / CARACTERE)
    return texte if len(texte) <= maximum else texte[: maximum - 1].rstrip() + "…"


def en_lignes(texte: str, largeur: float, lignes: int = 2) -> list[str]:
    """Un nom dans une largeur, sur plusieurs lignes s'il le faut ; au-delà de la dernière, il est coupé.

    >>> en_lignes("Communauté de communes du Pays des Paillons", 160)
    ['Communauté de communes', 'du Pays des Paillons']
    """
    return textwrap.wrap(texte, int(largeur / CARACTERE), max_lines=lignes, placeholder="…") or [""]
