"""La carte choroplèthe d'un ensemble de territoires, en SVG autonome, avec sa légende écrite.

Comme les autres figures, elle ne calcule rien : elle teinte des valeurs que son tableau répète.
"""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from sdsf.lecture.geojson import Contour
from sdsf.rendu.classes import TEINTES, Classes, classes_rondes
from sdsf.rendu.dessin import GRIS_DU_MOTIF, TRAIT, compacter, ecrire, encre_sur, outils, svg
from sdsf.rendu.etiquettes import INTERLIGNE, Etiquette, Mesure, emprise, etiqueter, etiqueter_a_cote
from sdsf.rendu.figures import Repere
from sdsf.rendu.geometries import Cadre, Formes, autour, bord, interieures, mettre_en_forme, reunir, vastes
from sdsf.rendu.legendes import Rangee, hauteur_de_legende, tracer_legende
from sdsf.rendu.nombres import accorder, nombre
from sdsf.vocabulaire import INTITULES_ETAT

# En points : la place de la carte, sa marge (des noms s'y posent), et la légende.
POINTS = 72
LARGEUR_DE_CARTE, HAUTEUR_DE_CARTE, LARGEUR_DE_LEGENDE = 480.0, 470.0, 168.0
MARGE_DE_CARTE, ECART_AU_BORD = 11.0, 2.0
FOND, PAGE = "#f1f2f4", "#ffffff"
AMORCE = {"arrowstyle": "-", "color": TRAIT, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 0}
# Un trou a un motif, jamais une teinte : il ne se prend pas pour une valeur, même en gris.
MOTIFS = {"secret": "....", "non_disponible": "////"}
ETATS = {**INTITULES_ETAT, "non_disponible": "non disponible"}


@dataclass(frozen=True)
class Teinte:
    """Un territoire de la carte : sa valeur, ou l'état qui dit pourquoi elle manque."""

    code: str
    nom: str
    valeur: float | None
    etat: str = "valeur"


@dataclass(frozen=True)
class Carte:
    """Ce qu'une carte montre : des territoires, leurs contours, leurs classes, ce qui les situe."""

    ancre: str
    teintes: tuple[Teinte, ...]
    contours: tuple[Contour, ...]
    singulier: str
    pluriel: str
    unite: str
    """Le titre de la légende : « Places pour 100 enfants »."""
    reperes: tuple[Repere, ...] = ()
    fond: str = ""
    """Ce que sont les contours qui n'ont pas de teinte : « communes dont le taux n'est pas publié »."""

    @property
    def classes(self) -> Classes:
        return classes_rondes([t.valeur for t in self.teintes if t.valeur is not None])


def motif_de(etat: str) -> str:
    """Le motif d'un état sans valeur : des points pour le secret, des hachures pour tout le reste."""
    return MOTIFS.get(etat, MOTIFS["non_disponible"])


def tracer_carte(carte: Carte) -> Markup:
    """Le dessin : territoires teintés et étiquetés, bord du département, légende. Demande geopandas.

    La légende est un second dessin, que la page met à côté, ou dessous quand la place manque.
    """
    deux = (_carte_seule(carte), _legende_seule(carte))
    return Markup('<div class="choroplethe">{}{}</div>').format(*deux)


def _carte_seule(carte: Carte) -> Markup:
    marges = 2 * MARGE_DE_CARTE
    formes = mettre_en_forme(carte.contours, LARGEUR_DE_CARTE - marges, HAUTEUR_DE_CARTE - marges)
    cadre = _cadre(formes)
    axes = _feuille(*cadre)
    _teinter(axes, carte, formes)
    _etiqueter(axes, carte, formes, cadre)
    return compacter(svg(axes.figure, carte.ancre))


def _legende_seule(carte: Carte) -> Markup:
    """Muette pour un lecteur d'écran : l'alternative et le tableau disent déjà tout."""
    rangees = _rangees(carte)
    hauteur = hauteur_de_legende(rangees)
    axes = _feuille(0, 0, LARGEUR_DE_LEGENDE, hauteur)
    tracer_legende(axes, carte.unite, rangees, (0, hauteur))
    dessin = compacter(svg(axes.figure, f"{carte.ancre}-legende"))
    return dessin.replace("<svg ", Markup('<svg aria-hidden="true" '), 1)


def _cadre(formes: Formes) -> Cadre:
    """La place du dessin autour des formes : toute la largeur, et une marge en haut et en bas."""
    gauche = (LARGEUR_DE_CARTE - formes.largeur) / 2
    return (-gauche, -MARGE_DE_CARTE, formes.largeur + gauche, formes.hauteur + MARGE_DE_CARTE)


def _feuille(ouest: float, sud: float, est: float, nord: float) -> Any:
    """Des axes sans cadre, un point typographique par unité."""
    _, plt = outils()
    figure, axes = plt.subplots(figsize=((est - ouest) / POINTS, (nord - sud) / POINTS))
    figure.subplots_adjust(0, 0, 1, 1)
    axes.set_axis_off()
    axes.set_xlim(ouest, est)
    axes.set_ylim(sud, nord)
    return axes


# --- les territoires ------------------------------------------------------------------------------


def _teinter(axes: Any, carte: Carte, formes: Formes) -> None:
    """Le fond d'un seul tenant, les territoires, puis les limites, chacune tracée une seule fois."""
    muets = _muets(carte, formes)
    posees = {"fond": reunir(muets)} if muets else {}
    for nom, forme in posees.items():
        _poser(axes, forme, FOND, MOTIFS["non_disponible"], nom)
    for teinte in carte.teintes:
        posees[teinte.code] = formes.territoires[teinte.code]
        motif = motif_de(teinte.etat) if teinte.valeur is None else ""
        _poser(axes, posees[teinte.code], _couleur(carte, teinte), motif, teinte.code)
    # Un liseré blanc sous le trait sépare deux territoires aussi sombres l'un que l'autre.
    limites = interieures(list(posees.values()))
    _tracer(axes, limites, color="white", linewidth=1.6, zorder=2)
    _tracer(axes, limites, color=TRAIT, linewidth=0.5, zorder=3)
    _tracer(axes, bord(list(posees.values())), color=TRAIT, linewidth=1.1, zorder=4)


def _poser(axes: Any, forme: Any, couleur: str, motif: str, nom: str) -> None:
    style = {"edgecolor": GRIS_DU_MOTIF, "hatch": motif} if motif else {"edgecolor": "none"}
    axes.add_patch(_forme(forme, facecolor=couleur, linewidth=0, gid=nom, **style))


def _tracer(axes: Any, lignes: Any, **style: Any) -> None:
    """Des lignes d'un seul tracé."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path
    from shapely import get_parts

    traces = [Path(ligne.coords) for ligne in get_parts(lignes)]
    if traces:
        couleur = style.pop("color")
        trace = Path.make_compound_path(*traces)
        axes.add_patch(PathPatch(trace, facecolor="none", edgecolor=couleur, joinstyle="round", **style))


def _forme(forme: Any, **style: Any) -> Any:
    """Une forme, trous compris, en tracé matplotlib."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path
    from shapely import get_parts

    anneaux = [a for partie in get_parts(forme) for a in (partie.exterior, *partie.interiors)]
    return PathPatch(Path.make_compound_path(*(_ferme(Path(a.coords)) for a in anneaux)), **style)


def _ferme(trace: Any) -> Any:
    from matplotlib.path import Path

    codes = [Path.MOVETO, *[Path.LINETO] * (len(trace.vertices) - 2), Path.CLOSEPOLY]
    return Path(trace.vertices, codes)


# --- les étiquettes -------------------------------------------------------------------------------


def _etiqueter(axes: Any, carte: Carte, formes: Formes, cadre: Cadre) -> None:
    """Chaque territoire nommé dedans s'il y a la place, sinon à côté, sinon réduit à sa valeur."""
    mesure = _mesurer(axes)
    fond = vastes(reunir(_muets(carte, formes)))
    libre = autour(list(formes.territoires.values()), cadre, ECART_AU_BORD).union(fond)
    for teinte in carte.teintes:
        forme = formes.territoires[teinte.code]
        nom, valeur = nom_court(teinte.nom), _valeur(teinte)
        posee = etiqueter(forme, nom, valeur, mesure)
        if (posee is None or not posee.est_complete) and not libre.is_empty:
            posee = etiqueter_a_cote(forme, nom, valeur, libre, mesure) or posee
        if posee is not None:
            libre = libre.difference(emprise(posee, mesure)) if posee.vers else libre
            _ecrire_l_etiquette(axes, posee, _sous(posee, fond) or _couleur(carte, teinte))


def _sous(posee: Etiquette, fond: Any) -> str:
    """La couleur sous une étiquette posée à côté : celle du fond hachuré, ou le blanc de la page."""
    if not posee.vers:
        return ""
    from shapely import Point

    return FOND if fond.contains(Point(posee.centre)) else PAGE


def _muets(carte: Carte, formes: Formes) -> list[Any]:
    """Les formes qui n'ont pas de teinte."""
    codes = {teinte.code for teinte in carte.teintes}
    return [forme for code, forme in formes.territoires.items() if code not in codes]


def _valeur(teinte: Teinte) -> str:
    return ETATS[teinte.etat] if teinte.valeur is None else nombre(teinte.valeur, 1)


def _couleur(carte: Carte, teinte: Teinte) -> str:
    return FOND if teinte.valeur is None else carte.classes.teinte(teinte.valeur)


def nom_court(nom: str) -> str:
    """Un nom pour une carte : sans la catégorie qu'un tableau donne déjà.

    >>> nom_court("CC Vallée des Baux-Alpilles (CC VBA)"), nom_court("CA de Béziers"), nom_court("Sète")
    ('Vallée des Baux-Alpilles', 'Béziers', 'Sète')
    """
    sans = re.sub(r"^(?:CA|CC|CU)\s+(?:de\s+la\s+|du\s+|des\s+|de\s+|d['’])?", "", nom)
    court = re.sub(r"\s*\(.*\)$", "", sans).strip()
    return court[:1].upper() + court[1:] if court else nom


def _mesurer(axes: Any) -> Mesure:
    """La largeur d'un texte, en points, dans la plus large des polices où un navigateur l'écrit."""
    from matplotlib.font_manager import FontProperties

    rendu = axes.figure.canvas.get_renderer()
    echelle = POINTS / axes.figure.dpi

    def mesure(texte: str, corps: float) -> float:
        largeur, _, _ = rendu.get_text_width_height_descent(texte, FontProperties(size=corps), False)
        return float(largeur * echelle)

    return mesure


def _ecrire_l_etiquette(axes: Any, posee: Etiquette, couleur: str) -> None:
    """Les lignes d'une étiquette ; à côté, un fond les détache du trait qui mène au territoire."""
    if posee.vers:
        axes.annotate("", posee.vers, posee.centre, arrowprops=AMORCE, zorder=5)
    pas = posee.corps * INTERLIGNE
    haut = (len(posee.lignes) - 1) / 2 * pas
    style = {"fontsize": posee.corps, "color": encre_sur(couleur), "ha": "center", "va": "center"}
    if couleur in (FOND, PAGE):
        style["bbox"] = {"facecolor": couleur, "edgecolor": "none", "pad": 0.4}
    for rang, ligne in enumerate(posee.lignes):
        graisse = "bold" if rang == len(posee.lignes) - 1 else "normal"
        ecrire(axes, ligne, posee.centre, (0, haut - rang * pas), fontweight=graisse, zorder=6, **style)


# --- la légende -----------------------------------------------------------------------------------


def _rangees(carte: Carte) -> list[Rangee]:
    """De la classe la plus haute à la plus basse, puis ce qui manque."""
    classes = carte.classes
    rangees = [
        Rangee(TEINTES[classes.nombre][rang], "", classes.intitule(rang), _sous_textes(carte, rang))
        for rang in reversed(range(classes.nombre))
    ]
    return rangees + _rangees_des_trous(carte)


def _sous_textes(carte: Carte, rang: int) -> tuple[str, ...]:
    """Combien de territoires dans la classe, et les repères qui y tombent."""
    valeurs = [t.valeur for t in carte.teintes if t.valeur is not None]
    combien = sum(carte.classes.rang(valeur) == rang for valeur in valeurs)
    compte = _compter(carte, combien) if combien else "aucun territoire"
    bas, haut = carte.classes.bornes[rang : rang + 2]
    dedans = [r for r in carte.reperes if bas <= round(r.valeur, 1) < haut]
    return (compte, *(f"{r.nom} {nombre(r.valeur, 1)}" for r in dedans))


def _rangees_des_trous(carte: Carte) -> list[Rangee]:
    etats = [t.etat for t in carte.teintes if t.valeur is None]
    rangees = [
        Rangee(FOND, motif_de(etat), ETATS[etat], (_compter(carte, etats.count(etat)),))
        for etat in sorted(set(etats))
    ]
    if _sans_teinte(carte):
        sous = tuple(textwrap.wrap(carte.fond, 32))
        rangees.append(Rangee(FOND, MOTIFS["non_disponible"], ETATS["non_disponible"], sous))
    return rangees


def _compter(carte: Carte, combien: int) -> str:
    return f"{combien} {accorder(combien, carte.singulier, carte.pluriel)}"


def _sans_teinte(carte: Carte) -> set[str]:
    """Les codes des contours dont on ne sait rien."""
    return {contour.code for contour in carte.contours} - {teinte.code for teinte in carte.teintes}


# --- ce qu'elle dit à qui ne la voit pas ----------------------------------------------------------


def alternative(carte: Carte) -> str:
    """Toutes les valeurs de la carte, de la plus haute à la plus basse, et ce qui manque."""
    connues = sorted((-t.valeur, t.nom) for t in carte.teintes if t.valeur is not None)
    valeurs = " ; ".join(f"{nom} {nombre(-oppose, 1)}" for oppose, nom in connues)
    classes = accorder(carte.classes.nombre, "classe", "classes")
    combien = _compter(carte, len(carte.teintes))
    debut = f"Carte de {combien}, en {carte.classes.nombre} {classes}. {carte.unite} : {valeurs}."
    return " ".join([debut, *_trous_nommes(carte)])


def _trous_nommes(carte: Carte) -> list[str]:
    """Une phrase par sorte de trou, avec les noms ; le fond est compté."""
    etats = sorted({t.etat for t in carte.teintes if t.valeur is None})
    phrases = [
        f"{ETATS[etat].capitalize()} : {', '.join(t.nom for t in carte.teintes if t.etat == etat)}."
        for etat in etats
    ]
    combien = len(_sans_teinte(carte))
    return (
        [*phrases, f"{ETATS['non_disponible'].capitalize()} : {combien} {carte.fond}."]
        if combien
        else phrases
    )


def noms_sans_contour(teintes: Sequence[Teinte], contours: Sequence[Contour]) -> list[str]:
    """Les territoires qu'aucun contour ne permet de dessiner, dans l'ordre donné."""
    dessines = {contour.code for contour in contours}
    return [teinte.nom for teinte in teintes if teinte.code not in dessines]
