"""Des figures écrites directement en SVG : une série, des barres, une carte, en quelques millisecondes.

Les figures d'un rapport passent par matplotlib, qui met un quart de seconde à chacune : trop pour suivre un
geste. Celles-ci montrent la même chose, avec les mêmes couleurs et les mêmes règles : rien n'est calculé ici,
chaque valeur est écrite, un trou a un motif et un mot.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sdsf.rendu.classes import TEINTES, Classes
from sdsf.rendu.dessin import ACCENT, CLAIR, ENCRE, GRIS, GRIS_DU_MOTIF, TRAIT, encre_sur
from sdsf.rendu.figures import Barre, Courbe, Repere, ecarter
from sdsf.rendu.nombres import nombre, typographier

BARRE, GRILLE, FOND = "#7f9cc0", "#e5e7eb", "#f1f2f4"
# En pixels de dessin : la marge des graduations, la place des noms à droite d'une série, une ligne de barre.
GAUCHE, DROITE, HAUT, BAS = 46, 196, 18, 30
# La première valeur s'écrit à côté des graduations, et non dessus.
RETRAIT = 22
LIGNE, NOMS = 24, 230
# La largeur moyenne d'un caractère, à 13 px : de quoi couper un nom avant qu'il ne déborde.
CARACTERE, CARACTERE_GRAS = 7.0, 8.4


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
            'font-family="system-ui, sans-serif" font-size="13">'
        ).format(self.largeur, self.hauteur, typographier(alternative))
        return ouverture + self.corps + Markup("</svg>")


def mot(
    x: float, y: float, texte: str, ancrage: str = "start", couleur: str = ENCRE, gras: bool = False
) -> Markup:
    """Un mot posé : ``ancrage`` vaut start, middle ou end."""
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" fill="{}"{}>{}</text>').format(
        x, y, ancrage, couleur, Markup(' font-weight="700"') if gras else "", typographier(texte)
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


# --- la série -------------------------------------------------------------------------------------

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
            y = e.y(valeur) + (18 if finale else -9)
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


# --- les barres -----------------------------------------------------------------------------------


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
    nom = mot(NOMS - 8, y + 16, couper(barre.nom, NOMS - 10), "end", gras=barre.accent)
    ecrite = nombre(barre.valeur, decimales)
    # Un fond blanc : un repère qui passe derrière le nombre ne le barre pas.
    fond = Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="15" fill="#fff"/>').format(
        max(zero, fin) + 3, y + 4, CARACTERE * len(ecrite) + 4
    )
    valeur = mot(
        max(zero, fin) + 5, y + 16, ecrite, couleur=ACCENT if barre.accent else ENCRE, gras=barre.accent
    )
    return rectangle + nom + fond + valeur


# --- la carte -------------------------------------------------------------------------------------

MOTIFS = Markup(
    '<defs><pattern id="hachures" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="6" height="6" fill="{0}"/>'
    '<line x1="0" y1="0" x2="0" y2="6" stroke="{1}"/></pattern>'
    '<pattern id="points" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect width="6" height="6" fill="{0}"/><circle cx="3" cy="3" r="1.1" fill="{1}"/></pattern></defs>'
).format(FOND, GRIS_DU_MOTIF)


@dataclass(frozen=True)
class Forme:
    """Un territoire, en tracé SVG ; où écrire dessus, et la largeur qu'il y offre."""

    trace: str
    x: float
    y: float
    largeur: float


@dataclass(frozen=True)
class FondDeCarte:
    """Les formes d'un département, calculées une fois."""

    formes: Mapping[str, Forme]
    largeur: float
    hauteur: float
    origine: str


@dataclass(frozen=True)
class Couleur:
    """Ce qu'une carte dit d'un territoire : sa valeur, ou le mot qui dit pourquoi elle manque."""

    nom: str
    valeur: float | None
    mot: str
    secret: bool
    choisi: bool


def dessiner_carte(
    fond: FondDeCarte, couleurs: Mapping[str, Couleur], classes: Classes, legende: str, decimales: int
) -> Dessin:
    """Les territoires teintés et chiffrés, puis la légende dessous ; sans valeur : un motif."""
    formes = [_forme(forme, couleurs.get(code), classes) for code, forme in fond.formes.items()]
    choisie = [_contour(fond.formes[c]) for c, x in couleurs.items() if x.choisi and c in fond.formes]
    mots = [
        _ecrire_dessus(fond.formes[c], x, classes, decimales) for c, x in couleurs.items() if c in fond.formes
    ]
    cles, hauteur = _legende(fond, classes, legende, set(fond.formes) - set(couleurs), couleurs)
    return Dessin(fond.largeur, fond.hauteur + hauteur, joindre([MOTIFS, *formes, *choisie, *mots, *cles]))


def _forme(forme: Forme, couleur: Couleur | None, classes: Classes) -> Markup:
    titre = f"{couleur.nom} : {couleur.mot}" if couleur else "aucune valeur publiée"
    return Markup('<path d="{}" fill="{}" stroke="{}" stroke-width="0.6"><title>{}</title></path>').format(
        forme.trace, _teinte(couleur, classes), TRAIT, typographier(titre)
    )


def _teinte(couleur: Couleur | None, classes: Classes) -> str:
    if couleur is None or couleur.valeur is None:
        return "url(#points)" if couleur and couleur.secret else "url(#hachures)"
    return classes.teinte(couleur.valeur)


def _contour(forme: Forme) -> Markup:
    """Le territoire choisi, cerné : la couleur seule ne le dirait pas."""
    return Markup('<path d="{}" fill="none" stroke="#b45309" stroke-width="3"/>').format(forme.trace)


def _ecrire_dessus(forme: Forme, couleur: Couleur, classes: Classes, decimales: int) -> Markup:
    """La valeur, là où elle tient ; ailleurs, l'infobulle et le tableau la disent."""
    if couleur.valeur is None:
        return Markup("")
    ecrite = nombre(couleur.valeur, decimales)
    if forme.largeur < CARACTERE * len(ecrite) + 4:
        return Markup("")
    encre = encre_sur(classes.teinte(couleur.valeur))
    return mot(forme.x, forme.y + 4, ecrite, "middle", encre, couleur.choisi)


def _legende(
    fond: FondDeCarte, classes: Classes, titre: str, muets: set[str], couleurs: Mapping[str, Couleur]
) -> tuple[list[Markup], float]:
    teintes = [(TEINTES[classes.nombre][r], classes.intitule(r)) for r in range(classes.nombre)]
    sans = [x for x in couleurs.values() if x.valeur is None]
    if any(x.secret for x in sans):
        teintes.append(("url(#points)", "secret statistique"))
    if muets or any(not x.secret for x in sans):
        teintes.append(("url(#hachures)", "valeur non publiée"))
    y = fond.hauteur + 26
    cles = [mot(4, y - 6, titre, gras=True)]
    for rang, (couleur, texte) in enumerate(teintes):
        colonne, ligne = rang % 2, rang // 2
        place = (4 + colonne * fond.largeur / 2, y + 4 + ligne * 20)
        cles.append(
            Markup('<rect x="{:.1f}" y="{:.1f}" width="18" height="13" fill="{}" stroke="{}"/>').format(
                *place, couleur, TRAIT
            )
        )
        cles.append(mot(place[0] + 24, place[1] + 11, texte))
    return cles, 40 + 20 * math.ceil(len(teintes) / 2)
