"""Des séries annuelles : une ligne par édition, le nom et la dernière valeur à sa droite."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sdsf.ateliers.dessins.trait import CARACTERE, CARACTERE_GRAS, Dessin, couper, joindre, mot, trait
from sdsf.rendu.dessin import ACCENT, CLAIR, ENCRE, GRIS
from sdsf.rendu.figures import Courbe, ecarter
from sdsf.rendu.nombres import nombre

GRILLE = "#e5e7eb"
# En pixels de dessin : la marge des graduations, la place des noms à droite de la série.
GAUCHE, DROITE, HAUT, BAS = 46, 196, 18, 30
# La première valeur s'écrit à côté des graduations, et non dessus.
RETRAIT = 22
# Une valeur s'écrit à cette distance sous son point.
SOUS = 18
STYLES = {"accent": (ACCENT, 2.6, ""), "repere": (ENCRE, 1.6, "6 4"), "fond": (CLAIR, 1.3, "")}


@dataclass(frozen=True)
class Echelle:
    """Des années et des valeurs vers des pixels."""

    annees: tuple[int, int]
    valeurs: tuple[float, float]
    largeur: float
    hauteur: float

    def x(self, annee: int) -> float:
        debut, fin = self.annees
        place = self.largeur - GAUCHE - DROITE - 2 * RETRAIT
        return GAUCHE + RETRAIT + place * ((annee - debut) / (fin - debut) if fin > debut else 0.5)

    def y(self, valeur: float) -> float:
        bas, haut = self.valeurs
        return self.hauteur - BAS - (self.hauteur - HAUT - BAS) * (valeur - bas) / ((haut - bas) or 1)


def dessiner_serie(
    courbes: Sequence[Courbe], decimales: int, largeur: float = 620, hauteur: float = 300
) -> Dessin:
    """Des séries annuelles, une ligne interrompue par édition ; le nom de chacune à sa droite."""
    annees = sorted({annee for courbe in courbes for annee, _ in courbe.points})
    valeurs = [valeur for courbe in courbes for _, valeur in courbe.points]
    graduees = graduations(min(valeurs), max(valeurs))
    echelle = Echelle((annees[0], annees[-1]), (graduees[0], graduees[-1]), largeur, hauteur)
    corps = [*_grille(echelle, annees, graduees), *(_ligne(echelle, courbe) for courbe in courbes)]
    corps += _valeurs(echelle, courbes, decimales)
    return Dessin(largeur, hauteur, joindre([*corps, *_noms(echelle, courbes, decimales)]))


def _grille(e: Echelle, annees: Sequence[int], graduees: Sequence[float]) -> list[Markup]:
    decimales = decimales_de(graduees)
    lignes = []
    for valeur in graduees:
        lignes.append(trait(GAUCHE, e.y(valeur), e.largeur - DROITE, e.y(valeur), GRILLE))
        lignes.append(mot(GAUCHE - 6, e.y(valeur) + 4, nombre(valeur, decimales), "end", GRIS))
    # Une année tous les « pas » : les étiquettes ne se mordent pas, et la dernière est toujours écrite.
    pas = max(1, math.ceil(len(annees) * 40 / (e.largeur - GAUCHE - DROITE)))
    ecrites = [a for a in annees if (annees[-1] - a) % pas == 0]
    return lignes + [mot(e.x(a), e.hauteur - 8, str(a), "middle", GRIS) for a in ecrites]


def _ligne(e: Echelle, courbe: Courbe) -> Markup:
    couleur, epais, tirets = STYLES[courbe.role]
    points = " ".join(f"{e.x(a):.1f},{e.y(v):.1f}" for a, v in courbe.points)
    ronds = joindre(
        [
            Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{}" fill="{}"/>').format(
                e.x(a), e.y(v), 3.6 if courbe.role == "accent" else 2, couleur
            )
            for a, v in courbe.points
        ]
    )
    return Markup(
        '<g><polyline points="{}" fill="none" stroke="{}" stroke-width="{}" stroke-dasharray="{}"/>{}</g>'
    ).format(points, couleur, epais, tirets or "none", ronds)


def _valeurs(e: Echelle, courbes: Sequence[Courbe], decimales: int) -> list[Markup]:
    """Les valeurs du territoire choisi : sous ses points ; au-dessus pour une édition qui s'est arrêtée.

    La dernière de toutes est déjà écrite à côté du nom.
    """
    ecrites = []
    for courbe in (c for c in courbes if c.role == "accent"):
        finale = courbe.points[-1][0] == e.annees[1]
        pas = max(1, math.ceil(len(courbe.points) * 44 / (e.largeur - GAUCHE - DROITE)))
        for annee, valeur in courbe.points[-1 - pas if finale else -1 :: -pas]:
            # Tout en bas, la valeur écrite sous son point couvrirait son année.
            dessous = finale and e.y(valeur) + SOUS < e.hauteur - BAS
            y = e.y(valeur) + (SOUS if dessous else -9)
            ecrites.append(mot(e.x(annee), y, nombre(valeur, decimales), "middle", ACCENT, True))
    return ecrites


def _noms(e: Echelle, courbes: Sequence[Courbe], decimales: int) -> list[Markup]:
    """Le nom et la dernière valeur de chaque série qui va jusqu'au bout, écartés de leurs voisins."""
    finales = [courbe for courbe in courbes if courbe.points[-1][0] == e.annees[1]]
    places = ecarter([-e.y(courbe.points[-1][1]) for courbe in finales], 15)
    bord = e.largeur - DROITE + 10
    noms = []
    for courbe, place in zip(finales, places, strict=True):
        couleur = {"accent": ACCENT, "repere": ENCRE}.get(courbe.role, GRIS)
        valeur = nombre(courbe.points[-1][1], decimales)
        nom = couper(
            courbe.nom, (DROITE - 14 - CARACTERE_GRAS * (len(valeur) + 1)) * CARACTERE / CARACTERE_GRAS
        )
        noms.append(mot(bord, -place + 4, f"{nom} {valeur}", couleur=couleur, gras=courbe.role != "fond"))
    return noms


def graduations(bas: float, haut: float, nombre_maximal: int = 6) -> list[float]:
    """Des graduations rondes qui couvrent un intervalle.

    >>> graduations(52.3, 58.9)
    [52, 54, 56, 58, 60]
    """
    etendue = (haut - bas) or abs(haut) or 1.0
    brut = etendue / nombre_maximal
    puissance = 10 ** math.floor(math.log10(brut))
    pas = next(p * puissance for p in (1, 2, 5, 10) if p * puissance >= brut - 1e-12)
    premiere, derniere = math.floor(bas / pas + 1e-9), math.ceil(haut / pas - 1e-9)
    return [round(rang * pas, 10) for rang in range(premiere, max(derniere, premiere + 1) + 1)]


def decimales_de(graduees: Sequence[float]) -> int:
    """Ce qu'il faut de décimales pour que deux graduations ne se lisent pas pareil."""
    return next((n for n in range(4) if all(round(g, n) == round(g, 9) for g in graduees)), 4)
