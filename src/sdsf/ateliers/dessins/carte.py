"""Une carte : des territoires teintés et chiffrés, leur légende ; sans valeur, un motif."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from sdsf.ateliers.dessins.trait import CARACTERE, Dessin, joindre, mot
from sdsf.rendu.classes import TEINTES, Classes
from sdsf.rendu.dessin import GRIS_DU_MOTIF, TRAIT, encre_sur
from sdsf.rendu.nombres import nombre, typographier

FOND = "#f1f2f4"
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
