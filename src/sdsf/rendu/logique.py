"""Le diagramme d'une logique d'intervention : des maillons de haut en bas, les hypothèses entre eux.

Le dessin est en pouces : chaque ligne de texte a sa hauteur, et la figure grandit avec son contenu.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from sdsf.rendu.dessin import ACCENT, ENCRE, GRIS, LARGEUR, outils, svg

LIGNE, MARGE, ETIQUETTE = 0.19, 0.12, 1.45
# Le navigateur n'a pas la police de matplotlib : on coupe avant le bord.
SIGNES_PAR_LIGNE, SIGNES_D_HYPOTHESE = 104, 108


@dataclass(frozen=True)
class Maillon:
    """Un maillon : son nom, ses éléments dessinés (aucun : non renseigné), le nombre des autres."""

    nom: str
    elements: tuple[str, ...]
    autres: int = 0


def tracer_logique(
    ancre: str, maillons: Sequence[Maillon], hypotheses: Sequence[Sequence[str]], vide: str
) -> Markup:
    """Les maillons dans l'ordre ; ``hypotheses[i]`` se lit entre le maillon i et le suivant.

    ``vide`` : ce que dit un maillon sans élément, dans un cadre en tirets.
    """
    _, plt = outils()
    lignes = [_lignes(maillon) or [vide] for maillon in maillons]
    entre = [[ligne for h in groupe for ligne in _couper_hypothese(h)] for groupe in hypotheses]
    hauteurs = [MARGE * 2 + LIGNE * len(textes) for textes in lignes]
    intervalles = [0.24 + LIGNE * max(1, len(textes)) for textes in entre]
    total = sum(hauteurs) + sum(intervalles)
    figure, axes = plt.subplots(figsize=(LARGEUR, total))
    figure.subplots_adjust(left=0, right=1, top=1, bottom=0)
    haut = 0.0
    for rang, maillon in enumerate(maillons):
        _poser_maillon(axes, maillon, lignes[rang], haut, hauteurs[rang])
        haut += hauteurs[rang]
        if rang < len(entre):
            _poser_hypotheses(axes, entre[rang], haut, intervalles[rang])
            haut += intervalles[rang]
    axes.set_xlim(-0.02, LARGEUR + 0.02)
    axes.set_ylim(total + 0.02, -0.02)
    axes.axis("off")
    return svg(figure, ancre)


def _lignes(maillon: Maillon) -> list[str]:
    """Les éléments en lignes : une puce ouvre chacun, la suite est en retrait."""
    lignes = [ligne for element in maillon.elements for ligne in _couper(element)]
    if maillon.autres:
        mot = "autre élément" if maillon.autres == 1 else "autres éléments"
        lignes.append(f"… et {maillon.autres} {mot} dans le tableau")
    return lignes


def _couper(element: str) -> list[str]:
    return textwrap.wrap(
        element, SIGNES_PAR_LIGNE, initial_indent="• ", subsequent_indent="   ", max_lines=2, placeholder=" …"
    )


def _couper_hypothese(hypothese: str) -> list[str]:
    return textwrap.wrap(hypothese, SIGNES_D_HYPOTHESE, max_lines=2, placeholder=" …")


def _poser_maillon(axes: Any, maillon: Maillon, lignes: Sequence[str], haut: float, hauteur: float) -> None:
    """Le nom à gauche sur fond d'accent, le contenu à droite ; un cadre en tirets pour un maillon vide."""
    from matplotlib.patches import Rectangle

    vide = not maillon.elements
    style: dict[str, Any] = {"edgecolor": ACCENT, "linewidth": 1.2}
    fond_du_nom = "white" if vide else ACCENT
    trait = (0, (4, 3)) if vide else "-"
    axes.add_patch(Rectangle((0, haut), ETIQUETTE, hauteur, facecolor=fond_du_nom, linestyle=trait, **style))
    axes.add_patch(
        Rectangle(
            (ETIQUETTE, haut), LARGEUR - ETIQUETTE, hauteur, facecolor="white", linestyle=trait, **style
        )
    )
    encre = ACCENT if vide else "white"
    nom = {"ha": "center", "va": "center", "fontsize": 10.5, "fontweight": "bold", "color": encre}
    axes.text(ETIQUETTE / 2, haut + hauteur / 2, maillon.nom, **nom)
    _ecrire_lignes(axes, lignes, ETIQUETTE + 0.12, haut + MARGE, GRIS if vide else ENCRE, vide)


def _ecrire_lignes(
    axes: Any, lignes: Sequence[str], gauche: float, haut: float, couleur: str, penche: bool
) -> None:
    style = {"fontsize": 9, "color": couleur, "fontstyle": "italic" if penche else "normal"}
    for rang, ligne in enumerate(lignes):
        axes.text(gauche, haut + LIGNE * (rang + 0.5), ligne, va="center", **style)


def _poser_hypotheses(axes: Any, lignes: Sequence[str], haut: float, hauteur: float) -> None:
    """Une flèche vers le maillon suivant ; à sa droite, ce que l'on suppose."""
    fleche = {"arrowstyle": "-|>", "color": ENCRE, "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0}
    x = ETIQUETTE / 2
    axes.annotate("", xy=(x, haut + hauteur - 0.02), xytext=(x, haut + 0.03), arrowprops=fleche)
    textes = lignes or ["aucune hypothèse écrite"]
    _ecrire_lignes(axes, textes, ETIQUETTE + 0.12, haut + 0.12, GRIS, True)
