"""Les figures : de tables vers un dessin SVG autonome, étiqueté sur les données, lisible en gris.

Les figures ne calculent rien : elles dessinent des valeurs déjà traçables, que leur tableau répète.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from sdsf.rendu.dessin import ACCENT, CLAIR, ENCRE, GRIS, LARGEUR, ecrire, encre_sur, habiller, outils, svg
from sdsf.rendu.nombres import nombre


@dataclass(frozen=True)
class Courbe:
    """Une série d'une même édition : ``points`` = (année, valeur). ``role`` : accent, repere ou fond."""

    nom: str
    points: tuple[tuple[int, float], ...]
    role: str


@dataclass(frozen=True)
class Repere:
    """Un trait nommé : la France, le département, une cible."""

    nom: str
    valeur: float


@dataclass(frozen=True)
class Barre:
    """Un territoire et sa valeur ; ``accent`` met celui qui lit en évidence."""

    nom: str
    valeur: float
    accent: bool = False


def tracer_serie(
    ancre: str,
    courbes: Sequence[Courbe],
    ruptures: Sequence[tuple[float, str]],
    cites: Sequence[tuple[str, int, float]],
) -> Markup:
    """Des séries annuelles, une ligne interrompue par édition ; ruptures et valeurs citées nommées."""
    seaborn, plt = outils()
    figure, axes = plt.subplots(figsize=(LARGEUR, 4.6))
    for courbe in courbes:
        annees, valeurs = zip(*courbe.points, strict=True)
        style = STYLES[courbe.role]
        seaborn.lineplot(x=annees, y=valeurs, ax=axes, marker="o", errorbar=None, legend=False, **style)
    for annee, nom in ruptures:
        axes.axvline(annee, color=ENCRE, linewidth=1, linestyle=(0, (4, 3)))
        ecrire(axes, nom, (annee, 1.0), (-6, 4), reperes=("data", "axes fraction"), ha="right", va="bottom")
    _citer(axes, cites)
    _cadrer(axes, courbes, {annee for _, annee, _ in cites})
    _ecrire_les_valeurs(axes, courbes)
    _nommer_les_courbes(axes, courbes)
    habiller(axes)
    return svg(figure, ancre)


STYLES = {
    "accent": {"color": ACCENT, "linewidth": 2.6, "markersize": 7, "zorder": 4},
    "repere": {"color": ENCRE, "linewidth": 1.6, "linestyle": "--", "markersize": 6, "zorder": 3},
    "fond": {"color": CLAIR, "linewidth": 1.2, "markersize": 3.5, "zorder": 2},
}


def _citer(axes: Any, cites: Sequence[tuple[str, int, float]]) -> None:
    """Les valeurs citées, un losange chacune ; celles d'une même année partagent leur étiquette."""
    for nom, annee in dict.fromkeys((nom, annee) for nom, annee, _ in cites):
        valeurs = sorted({v for autre, an, v in cites if (autre, an) == (nom, annee)}, reverse=True)
        for valeur in valeurs:
            axes.plot(
                [annee], [valeur], marker="D", markersize=7, color="white", markeredgecolor=ENCRE, zorder=5
            )
        texte = f"{nom} : {' et '.join(nombre(valeur, 1) for valeur in valeurs)}"
        ecrire(axes, texte, (annee, valeurs[0]), (0, 11 if len(valeurs) == 1 else 24), ha="center")


def _cadrer(axes: Any, courbes: Sequence[Courbe], citees: Collection[int]) -> None:
    """Une graduation par année, de la place à droite pour les noms, en bas pour les valeurs."""
    annees = sorted({annee for courbe in courbes for annee, _ in courbe.points})
    bas, haut = axes.get_ylim()
    axes.set_xticks(annees)
    # L'étiquette d'une valeur citée la première année ne doit pas couvrir les graduations.
    axes.set_xlim(annees[0] - (1.1 if annees[0] in citees else 0.4), annees[-1] + 0.27 * max(7, len(annees)))
    axes.set_ylim(bas - (haut - bas) * 0.08, haut)
    # Des graduations entières : arrondies au rendu, « 56,4 » et « 56,6 » se liraient « 56 » et « 57 ».
    axes.yaxis.get_major_locator().set_params(integer=True, nbins=8)


def _ecrire_les_valeurs(axes: Any, courbes: Sequence[Courbe]) -> None:
    """Les valeurs du département : sous les points, au-dessus là où une édition s'arrête."""
    accents = [courbe for courbe in courbes if courbe.role == "accent"]
    for rang, courbe in enumerate(accents):
        finale = rang == len(accents) - 1
        # La dernière valeur est déjà écrite à côté du nom.
        for annee, valeur in courbe.points[:-1] if finale else courbe.points:
            dessus = not finale and annee == courbe.points[-1][0]
            style = {"ha": "center", "color": ACCENT, "fontweight": "bold"}
            ecrire(axes, nombre(valeur, 1), (annee, valeur), (0, 9 if dessus else -15), **style)


def _nommer_les_courbes(axes: Any, courbes: Sequence[Courbe]) -> None:
    """Le nom de chaque série à sa droite, écarté de ses voisins ; ses éditions de la même année ensemble."""
    derniere = max(annee for courbe in courbes for annee, _ in courbe.points)
    finales: dict[tuple[str, str], list[float]] = {}
    for courbe in courbes:
        if courbe.points[-1][0] == derniere:
            finales.setdefault((courbe.nom, courbe.role), []).append(courbe.points[-1][1])
    bas, haut = axes.get_ylim()
    places = ecarter([sum(fins) / len(fins) for fins in finales.values()], (haut - bas) * 0.055)
    for ((nom, role), fins), place in zip(finales.items(), places, strict=True):
        couleur = {"accent": ACCENT, "repere": ENCRE}.get(role, GRIS)
        graisse = "normal" if role == "fond" else "bold"
        texte = f"{nom} {' | '.join(nombre(fin, 1) for fin in fins)}"
        ecrire(axes, texte, (derniere, place), (14, 0), va="center", color=couleur, fontweight=graisse)


def ecarter(hauteurs: Sequence[float], ecart: float) -> list[float]:
    """Des étiquettes qui ne se recouvrent pas : chacune au plus près de sa hauteur, dans le même ordre.

    >>> ecarter([10.0, 10.0, 20.0], 2.0)
    [9.0, 11.0, 20.0]
    """
    ordre = sorted(range(len(hauteurs)), key=lambda i: hauteurs[i])
    groupes: list[list[int]] = []
    for rang in ordre:
        groupes.append([rang])
        while (
            len(groupes) > 1
            and _bas(groupes[-1], hauteurs, ecart) < _haut(groupes[-2], hauteurs, ecart) + ecart
        ):
            groupes[-2:] = [groupes[-2] + groupes[-1]]
    places = dict.fromkeys(range(len(hauteurs)), 0.0)
    for groupe in groupes:
        bas = _bas(groupe, hauteurs, ecart)
        places.update({membre: bas + rang * ecart for rang, membre in enumerate(groupe)})
    return [places[rang] for rang in range(len(hauteurs))]


def _centre(groupe: Sequence[int], hauteurs: Sequence[float]) -> float:
    return sum(hauteurs[membre] for membre in groupe) / len(groupe)


def _bas(groupe: Sequence[int], hauteurs: Sequence[float], ecart: float) -> float:
    return _centre(groupe, hauteurs) - ecart * (len(groupe) - 1) / 2


def _haut(groupe: Sequence[int], hauteurs: Sequence[float], ecart: float) -> float:
    return _centre(groupe, hauteurs) + ecart * (len(groupe) - 1) / 2


def tracer_territoires(ancre: str, barres: Sequence[Barre], reperes: Sequence[Repere]) -> Markup:
    """Des territoires ordonnés : des barres jusqu'à vingt, des points au-delà ; des repères nommés."""
    _, plt = outils()
    figure, axes = plt.subplots(figsize=(LARGEUR, 1.1 + 0.27 * len(barres)))
    _aligner(axes, [b.nom for b in barres], valeurs := [b.valeur for b in barres])
    for rang, barre in enumerate(barres):
        # Un fond blanc : un repère qui passe derrière le nombre ne le barre pas.
        fond = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
        style = {"color": ACCENT, "fontweight": "bold"} if barre.accent else {}
        point = (barre.valeur, rang)
        ecrire(axes, nombre(barre.valeur, 1), point, (6, 0), va="center", bbox=fond, zorder=6, **style)
    _accentuer(axes, barres)
    _poser_reperes(axes, reperes)
    axes.set_xlim(0, max([*valeurs, *(r.valeur for r in reperes)]) * 1.1)
    habiller(axes, horizontal=True)
    return svg(figure, ancre)


def _aligner(axes: Any, noms: Sequence[str], valeurs: Sequence[float]) -> None:
    """Une barre ou un point par nom, de haut en bas : il n'y a rien à agréger, donc rien pour seaborn."""
    rangs, couleur = range(len(noms)), "#7f9cc0"
    if len(noms) <= 20:
        axes.barh(rangs, valeurs, height=0.62, color=couleur)
    else:
        axes.hlines(rangs, 0, valeurs, color="#dfe3e8", linewidth=1, zorder=0)
        axes.plot(valeurs, rangs, "o", markersize=7, color=couleur, zorder=4)
    axes.set_yticks(rangs, noms)
    axes.set_ylim(len(noms) - 0.5, -0.5)


def _accentuer(axes: Any, barres: Sequence[Barre]) -> None:
    """La barre, ou le point, de celui qui lit : foncé, et son nom en gras."""
    for rang, barre in enumerate(barres):
        if not barre.accent:
            continue
        if axes.patches:
            axes.patches[rang].set_facecolor(ACCENT)
        else:
            axes.plot([barre.valeur], [rang], marker="o", markersize=8, color=ACCENT, zorder=5)
        axes.get_yticklabels()[rang].set_fontweight("bold")


def _poser_reperes(axes: Any, reperes: Sequence[Repere]) -> None:
    """Les repères, le premier nommé à gauche de son trait, le suivant à droite : ils ne se mordent pas."""
    for rang, repere in enumerate(sorted(reperes, key=lambda r: r.valeur)):
        axes.axvline(
            repere.valeur, color=ENCRE, linewidth=1.1, linestyle=("-", "--", ":")[rang % 3], zorder=3
        )
        texte = f"{repere.nom} {nombre(repere.valeur, 1)}"
        cote, decalage = ("right", (-4, 4)) if rang == 0 else ("left", (4, 4))
        point = (repere.valeur, 1.0)
        ecrire(axes, texte, point, decalage, reperes=("data", "axes fraction"), ha=cote, va="bottom")


@dataclass(frozen=True)
class Part:
    """Une part d'une barre empilée : son nom, sa valeur, sa couleur, son motif (pour le gris)."""

    nom: str
    valeur: float
    couleur: str
    motif: str = ""


def tracer_empilees(
    ancre: str, lignes: Sequence[tuple[str, Sequence[Part]]], decimales: int = 0, legendes: int = 4
) -> Markup:
    """Des barres empilées étiquetées, une par ligne ; la légende est au-dessus, ``legendes`` par rang."""
    _, plt = outils()
    figure, axes = plt.subplots(figsize=(LARGEUR, 1.35 + 0.46 * len(lignes)))
    for rang, (_, parts) in enumerate(lignes):
        _empiler(axes, rang, parts, decimales)
    axes.set_yticks(range(len(lignes)), [nom for nom, _ in lignes])
    axes.invert_yaxis()
    place = {"loc": "lower left", "bbox_to_anchor": (0, 1.0), "borderaxespad": 0.2}
    axes.legend(ncols=legendes, frameon=False, fontsize=9, **place)
    habiller(axes, horizontal=True)
    # Des graduations entières : « 2,5 » s'écrirait « 2 ».
    axes.xaxis.get_major_locator().set_params(integer=True)
    return svg(figure, ancre)


def _empiler(axes: Any, rang: int, parts: Sequence[Part], decimales: int) -> None:
    gauche = 0.0
    total = sum(part.valeur for part in parts)
    for part in parts:
        nom = part.nom if rang == 0 else None
        trait = {"height": 0.6, "hatch": part.motif, "edgecolor": "#7b8794", "linewidth": 0.6}
        axes.barh(rang, part.valeur, left=gauche, color=part.couleur, label=nom, **trait)
        # Sous 3 % de la barre, le nombre ne tiendrait pas : le tableau le donne.
        if part.valeur > 0.03 * total:
            milieu = (gauche + part.valeur / 2, rang)
            fond = {"facecolor": part.couleur, "edgecolor": "none", "pad": 0.6} if part.motif else None
            style = {"ha": "center", "va": "center", "color": encre_sur(part.couleur), "bbox": fond}
            ecrire(axes, nombre(part.valeur, decimales), milieu, (0, 0), **style)
        gauche += part.valeur
