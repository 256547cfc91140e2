"""Des territoires l'un sous l'autre, en barres, et des repères nommés."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sdsf.ateliers.dessins.trait import (
    CARACTERE,
    CORPS,
    PETIT,
    Dessin,
    couper,
    en_lignes,
    joindre,
    mot,
    trait,
)
from sdsf.rendu.dessin import ACCENT, ENCRE
from sdsf.rendu.figures import Barre, Repere
from sdsf.rendu.nombres import nombre

BARRE = "#7f9cc0"
# En pixels de dessin : une ligne de barre, la place des noms à gauche.
LIGNE, NOMS = 24, 230


@dataclass(frozen=True)
class Axe:
    """Des valeurs vers des pixels, de gauche à droite ; zéro y est toujours."""

    bas: float
    haut: float
    largeur: float

    def x(self, valeur: float) -> float:
        return NOMS + (self.largeur - NOMS - 64) * (valeur - self.bas) / (self.haut - self.bas)


def dessiner_barres(
    barres: Sequence[Barre], reperes: Sequence[Repere], decimales: int, largeur: float = 620
) -> Dessin:
    """Des territoires l'un sous l'autre, dans l'ordre reçu ; des repères nommés au-dessus."""
    valeurs = [barre.valeur for barre in barres] + [repere.valeur for repere in reperes]
    axe = Axe(min(0.0, *valeurs), max(0.0, *valeurs) or 1.0, largeur)
    tete = 8.0 + 17 * len(reperes)
    hauteur = tete + LIGNE * len(barres) + 6
    traits = [_repere(axe, repere, rang, hauteur, decimales) for rang, repere in enumerate(reperes)]
    lignes = [_barre(axe, barre, tete + LIGNE * rang, decimales) for rang, barre in enumerate(barres)]
    return Dessin(largeur, hauteur, joindre([*traits, *lignes]))


def _repere(axe: Axe, repere: Repere, rang: int, hauteur: float, decimales: int) -> Markup:
    """Un trait nommé, du côté où son nom a la place."""
    x, y = axe.x(repere.valeur), 14.0 + 17 * rang
    a_gauche = x > axe.largeur * 0.6
    texte = f"{couper(repere.nom, 200)} {nombre(repere.valeur, decimales)}"
    ecrit = mot(x + (-5 if a_gauche else 5), y, texte, "end" if a_gauche else "start")
    return trait(x, y - 10, x, hauteur - 4, ENCRE, 1.2, ("", "5 3", "2 2")[rang % 3]) + ecrit


def _barre(axe: Axe, barre: Barre, y: float, decimales: int) -> Markup:
    zero, fin = axe.x(0), axe.x(barre.valeur)
    couleur = ACCENT if barre.accent else BARRE
    rectangle = Markup(
        '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}" fill="{}"><title>{}</title></rect>'
    ).format(min(zero, fin), y + 3, abs(fin - zero), LIGNE - 7, couleur, barre.nom)
    ecrite = nombre(barre.valeur, decimales)
    # Un fond blanc : un repère qui passe derrière le nombre ne le barre pas.
    fond = Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="15" fill="#fff"/>').format(
        max(zero, fin) + 3, y + 4, CARACTERE * len(ecrite) + 4
    )
    valeur = mot(
        max(zero, fin) + 5, y + 16, ecrite, couleur=ACCENT if barre.accent else ENCRE, gras=barre.accent
    )
    return rectangle + _nom(barre, y) + fond + valeur


def _nom(barre: Barre, y: float) -> Markup:
    """Le nom à gauche de sa barre ; sur deux petites lignes s'il est long : l'image le dit entier."""
    lignes = lignes_du_nom(barre.nom)
    if len(lignes) == 1:
        return mot(NOMS - 8, y + 16, barre.nom, "end", gras=barre.accent)
    couleur = ACCENT if barre.accent else ENCRE
    mots = zip((10, 21), lignes, strict=True)
    return joindre([mot(NOMS - 8, y + haut, ligne, "end", couleur, petit=True) for haut, ligne in mots])


def lignes_du_nom(nom: str) -> list[str]:
    """Le nom, sur une ligne s'il y tient, sinon sur deux, en plus petit, aussi égales que possible.

    >>> lignes_du_nom("CC du Clermontais"), lignes_du_nom("CA Hérault-Méditerranée et ses communes")
    (['CC du Clermontais'], ['CA Hérault-Méditerranée', 'et ses communes'])
    """
    une = en_lignes(nom, NOMS - 10, 1)
    if une == [nom]:
        return une
    large = (NOMS - 10) * CORPS / PETIT
    essais = (en_lignes(nom, CARACTERE * n) for n in range(len(nom) // 2, int(large / CARACTERE)))
    return next((essai for essai in essais if "…" not in essai[-1]), en_lignes(nom, large))
