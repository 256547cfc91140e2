"""Les figures d'un bilan : des évolutions côte à côte, un entonnoir, une dispersion, une trajectoire.

Elles ne calculent rien : chaque point vient d'un chiffre, que le tableau de la figure répète.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from sdsf.rendu.dessin import ACCENT, CLAIR, ENCRE, GRIS, LARGEUR, ecrire, habiller, outils, svg
from sdsf.rendu.figures import ecarter
from sdsf.rendu.nombres import nombre, signe


@dataclass(frozen=True)
class RangeeDEvolution:
    """Un mode : son évolution, la moitié centrale et la médiane des autres territoires, s'il y en a."""

    nom: str
    valeur: float
    quartiles: tuple[float, float] | None
    mediane: float | None


def tracer_evolutions(ancre: str, rangees: Sequence[RangeeDEvolution], autres: str) -> Markup:
    """Une ligne par mode : le département en point, les autres en bande (moitié centrale) et trait."""
    _, plt = outils()
    figure, axes = plt.subplots(figsize=(LARGEUR, 1.0 + 0.5 * len(rangees)))
    axes.axvline(0, color=ENCRE, linewidth=1)
    for rang, rangee in enumerate(rangees):
        _bande(axes, rang, rangee)
        axes.plot([rangee.valeur], [rang], "o", color=ACCENT, markersize=9, zorder=5)
        style = {"ha": "center", "va": "bottom", "color": ACCENT, "fontweight": "bold"}
        ecrire(axes, signe(rangee.valeur), (rangee.valeur, rang), (0, 7), **style)
    axes.set_yticks(range(len(rangees)), [rangee.nom for rangee in rangees])
    axes.set_ylim(len(rangees) - 0.4, -0.8)
    axes.margins(x=0.1)
    if any(rangee.quartiles for rangee in rangees):
        ecrire(axes, autres, (0.0, 1.0), (0, 6), reperes="axes fraction", va="bottom", color=GRIS)
    habiller(axes, horizontal=True)
    axes.xaxis.set_major_formatter(lambda v, _: signe(v, 0))
    axes.xaxis.get_major_locator().set_params(integer=True)
    return svg(figure, ancre)


def _bande(axes: Any, rang: int, rangee: RangeeDEvolution) -> None:
    if rangee.quartiles:
        axes.plot(rangee.quartiles, [rang, rang], color=CLAIR, linewidth=9, solid_capstyle="butt", zorder=2)
    if rangee.mediane is not None:
        axes.plot([rangee.mediane], [rang], "|", color=ENCRE, markersize=16, markeredgewidth=2, zorder=3)


@dataclass(frozen=True)
class PointDEntonnoir:
    """Un territoire : sa taille, sa valeur, et s'il sort de l'entonnoir."""

    nom: str
    taille: float
    valeur: float
    dehors: bool


@dataclass(frozen=True)
class Limite:
    """Les limites de contrôle à une taille : alarme, alerte, alerte, alarme."""

    taille: float
    bords: tuple[float, float, float, float]


def tracer_entonnoir(
    ancre: str,
    points: Sequence[PointDEntonnoir],
    limites: Sequence[Limite],
    reference: float,
    titres: tuple[str, str],
) -> Markup:
    """Les territoires par taille, entre les limites du hasard ; seuls ceux du dehors sont nommés."""
    _, plt = outils()
    figure, axes = plt.subplots(figsize=(LARGEUR, 4.8))
    tailles = [limite.taille for limite in limites]
    for rang, trait in enumerate(("--", "-", "-", "--")):
        bord = [limite.bords[rang] for limite in limites]
        axes.plot(tailles, bord, color=GRIS, linewidth=1.1, linestyle=trait, zorder=2)
    axes.axhline(reference, color=ENCRE, linewidth=1.2, zorder=2)
    for point in points:
        couleur, forme = (ACCENT, "D") if point.dehors else (CLAIR, "o")
        axes.plot([point.taille], [point.valeur], forme, color=couleur, markeredgecolor=ENCRE, markersize=7)
    axes.set_xscale("log")
    axes.set_xlim(tailles[0], tailles[-1])
    valeurs = [*(p.valeur for p in points), reference]
    marge = 0.18 * (max(valeurs) - min(valeurs) or 1)
    axes.set_ylim(min(valeurs) - 2 * marge, max(valeurs) + 2 * marge)
    _nommer(axes, [point for point in points if point.dehors])
    habiller(axes)
    _graduer(axes, titres)
    return svg(figure, ancre)


def _nommer(axes: Any, points: Sequence[PointDEntonnoir]) -> None:
    bas, haut = axes.get_ylim()
    milieu = (axes.get_xlim()[0] * axes.get_xlim()[1]) ** 0.5
    for cote in (True, False):
        nommes = [p for p in points if (p.taille > milieu) == cote]
        places = ecarter([p.valeur for p in nommes], (haut - bas) * 0.05)
        for point, place in zip(nommes, places, strict=True):
            fond = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
            style = {"ha": "right" if cote else "left", "va": "center", "bbox": fond}
            ecrire(axes, point.nom, (point.taille, place), (-9 if cote else 9, 0), **style)


def _graduer(axes: Any, titres: tuple[str, str]) -> None:
    """Des graduations rondes, 1-2-5, sur l'axe des tailles ; les deux axes nommés."""
    gauche, droite = axes.get_xlim()
    graduations = [m * 10**k for k in range(1, 7) for m in (1, 2, 5) if gauche <= m * 10**k <= droite]
    axes.set_xticks(graduations, [nombre(g) for g in graduations])
    axes.set_xticks([], minor=True)
    axes.yaxis.set_major_formatter(lambda v, _: signe(v, 0))
    axes.set_xlabel(titres[0], fontsize=9.5, color=ENCRE)
    axes.set_ylabel(titres[1], fontsize=9.5, color=ENCRE)


@dataclass(frozen=True)
class Rangee:
    """Une date, ou une maille : les valeurs de ses territoires ; ``reperes`` : noms et valeurs."""

    nom: str
    points: Sequence[tuple[str, float]]
    reperes: Sequence[tuple[str, float]] = ()


def tracer_dispersion(ancre: str, rangees: Sequence[Rangee]) -> Markup:
    """Un point par territoire sur une ligne par date ; les deux extrêmes nommés, les repères en traits."""
    _, plt = outils()
    figure, axes = plt.subplots(figsize=(LARGEUR, 0.8 + 1.15 * len(rangees)))
    for rang, rangee in enumerate(rangees):
        valeurs = [v for _, v in rangee.points]
        axes.plot([min(valeurs), max(valeurs)], [rang, rang], color=CLAIR, linewidth=2, zorder=1)
        axes.plot(valeurs, [rang] * len(valeurs), "o", color=ACCENT, alpha=0.65, markersize=8, zorder=3)
        for (nom, v), cote in zip(_extremes(rangee.points), ("right", "left"), strict=True):
            decalage = (5 if cote == "right" else -5, 9)
            ecrire(axes, f"{nom} {nombre(v, 1)}", (v, rang), decalage, ha=cote, va="bottom")
        _reperer(axes, rang, rangee.reperes)
    axes.set_yticks(range(len(rangees)), [rangee.nom for rangee in rangees])
    axes.set_ylim(len(rangees) - 0.35, -0.65)
    axes.margins(x=0.12)
    habiller(axes, horizontal=True)
    return svg(figure, ancre)


def _extremes(points: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    return [min(points, key=lambda p: p[1]), max(points, key=lambda p: p[1])]


def _reperer(axes: Any, rang: int, reperes: Sequence[tuple[str, float]]) -> None:
    """Les repères sous la ligne, écartés l'un de l'autre : celui de gauche s'écrit vers la gauche."""
    for place, (nom, v) in enumerate(sorted(reperes, key=lambda r: r[1])):
        axes.plot([v, v], [rang - 0.16, rang + 0.16], color=ENCRE, linewidth=1.8, zorder=4)
        cote = "right" if place == 0 and len(reperes) > 1 else "left"
        decalage = (-3 if cote == "right" else 3, -9)
        ecrire(axes, f"{nom} {nombre(v, 1)}", (v, rang + 0.16), decalage, ha=cote, va="top", color=GRIS)


@dataclass(frozen=True)
class Chemin:
    """Une trajectoire : les valeurs connues par édition, l'état zéro, la cible, la projection."""

    editions: Sequence[Sequence[tuple[int, float]]]
    etat_zero: tuple[int, float] | None
    cible: tuple[int, float]
    projection: tuple[float, float, float] | None
    """La valeur projetée à l'échéance, le bas et le haut de son intervalle."""
    rupture: tuple[float, str] | None = None


def tracer_trajectoire(ancre: str, chemin: Chemin) -> Markup:
    """La série, une ligne par édition ; le chemin vers la cible en tirets ; la projection en barre."""
    _, plt = outils()
    figure, axes = plt.subplots(figsize=(LARGEUR, 4.4))
    for points in chemin.editions:
        annees, valeurs = zip(*points, strict=True)
        axes.plot(annees, valeurs, "-o", color=ACCENT, linewidth=2.4, markersize=7, zorder=4)
        for annee, v in points:
            style = {"ha": "center", "color": ACCENT, "fontweight": "bold"}
            ecrire(axes, nombre(v, 1), (annee, v), (0, -15), **style)
    echeance, cible = chemin.cible
    if chemin.etat_zero:
        depart = chemin.etat_zero
        axes.plot([depart[0], echeance], [depart[1], cible], "--", color=GRIS, linewidth=1.3, zorder=2)
        axes.plot([depart[0]], [depart[1]], "s", color="white", markeredgecolor=ENCRE, markersize=7, zorder=3)
        ecrire(axes, f"état zéro {nombre(depart[1], 1)}", depart, (0, 9), ha="center")
    axes.plot([echeance], [cible], "D", color=ENCRE, markersize=8, zorder=5)
    ecrire(axes, f"cible {nombre(cible, 1)}", (echeance, cible), (-9, 5), ha="right", va="bottom")
    _projeter(axes, echeance, chemin.projection)
    if chemin.rupture:
        saut, nom = chemin.rupture
        axes.axvline(saut, color=ENCRE, linewidth=1, linestyle=(0, (4, 3)))
        ecrire(axes, nom, (saut, 1.0), (-6, 4), reperes=("data", "axes fraction"), ha="right", va="bottom")
    _cadrer(axes, chemin)
    habiller(axes)
    return svg(figure, ancre)


def _projeter(axes: Any, echeance: int, projection: tuple[float, float, float] | None) -> None:
    if projection is None:
        return
    centre, bas, haut = projection
    place = float(echeance) + 0.18
    axes.plot([place, place], [bas, haut], color=CLAIR, linewidth=7, solid_capstyle="butt", zorder=2)
    axes.plot([place], [centre], "_", color=ENCRE, markersize=13, markeredgewidth=2, zorder=4)
    texte = f"tendance {nombre(centre, 1)}\n({nombre(bas, 1)} à {nombre(haut, 1)})"
    ecrire(axes, texte, (place, centre), (10, 0), va="center")


def _cadrer(axes: Any, chemin: Chemin) -> None:
    annees = {annee for points in chemin.editions for annee, _ in points} | {chemin.cible[0]}
    annees |= {chemin.etat_zero[0]} if chemin.etat_zero else set()
    axes.set_xticks(range(min(annees), max(annees) + 1))
    axes.set_xlim(min(annees) - 0.5, max(annees) + 1.7)
    axes.margins(y=0.16)
    axes.yaxis.get_major_locator().set_params(integer=True, nbins=8)
