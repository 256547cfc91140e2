"""La carte de chaleur : des lignes et des années ; chaque case a une teinte, un mot, et au besoin un motif.

Une case pleine dit « tout est connu », une case claire « une partie », une case hachurée « rien », des
points « un trou déclaré » (secret, non disponible…). Une case absente du dessin n'est pas attendue.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from sdsf.rendu.dessin import ACCENT, ENCRE, GRIS, LARGEUR, ecrire, outils, svg

LONGUEUR_DE_NOM = 60


@dataclass(frozen=True)
class Aspect:
    """L'aspect d'une sorte de case : son nom dans la légende, son fond, son motif, l'encre de son mot."""

    nom: str
    fond: str
    motif: str
    encre: str


ASPECTS = {
    "complete": Aspect("tout est connu", ACCENT, "", "#ffffff"),
    "partielle": Aspect("une partie est connue", "#a9c3e2", "", ENCRE),
    "trou": Aspect("un trou déclaré (secret, non disponible…)", "#ffffff", "..", ENCRE),
    "absente": Aspect("rien", "#f3f4f6", "///", ENCRE),
}


@dataclass(frozen=True)
class Case:
    """Une case : sa colonne, sa sorte (une clé d'``ASPECTS``) et le mot court qu'elle porte."""

    colonne: int
    sorte: str
    mot: str = ""


def tracer_chaleur(
    ancre: str, colonnes: Sequence[str], lignes: Sequence[tuple[str, Sequence[Case]]]
) -> Markup:
    """Une ligne par nom, une case par colonne attendue ; la légende dit chaque aspect employé."""
    _, plt = outils()
    figure, axes = plt.subplots(figsize=(LARGEUR, 0.9 + 0.25 * len(lignes)))
    for rang, (_, cases) in enumerate(lignes):
        for case in cases:
            _poser(plt, axes, rang, case)
    axes.set_xlim(-0.5, len(colonnes) - 0.5)
    axes.set_ylim(len(lignes) - 0.5, -0.5)
    axes.set_xticks(range(len(colonnes)), colonnes)
    axes.set_yticks(range(len(lignes)), [couper(nom) for nom, _ in lignes])
    axes.xaxis.tick_top()
    axes.tick_params(length=0, labelsize=8.5, colors=ENCRE)
    for cote in axes.spines.values():
        cote.set_visible(False)
    _legende(plt, axes, {case.sorte for _, cases in lignes for case in cases})
    return svg(figure, ancre)


def couper(nom: str, longueur: int = LONGUEUR_DE_NOM) -> str:
    """Un nom trop long pour une figure, coupé en son milieu ; le tableau le donne en entier.

    La fin est gardée : c'est elle qui distingue deux noms d'une même famille.

    >>> couper("Taux de couverture par les crèches", 20), couper("court")
    ('Taux de…les crèches', 'court')
    """
    if len(nom) <= longueur:
        return nom
    fin = (longueur - 1) * 3 // 5
    return nom[: longueur - 1 - fin].rstrip() + "…" + nom[-fin:]


def _rectangle(plt: Any, aspect: Aspect, **place: Any) -> Any:
    return plt.Rectangle(facecolor=aspect.fond, edgecolor=GRIS, linewidth=0.4, hatch=aspect.motif, **place)


def _poser(plt: Any, axes: Any, rang: int, case: Case) -> None:
    aspect = ASPECTS[case.sorte]
    axes.add_patch(_rectangle(plt, aspect, xy=(case.colonne - 0.46, rang - 0.44), width=0.92, height=0.88))
    if case.mot:
        fond = {"facecolor": aspect.fond, "edgecolor": "none", "pad": 0.5} if aspect.motif else None
        style = {"ha": "center", "va": "center", "color": aspect.encre, "fontsize": 7.5, "bbox": fond}
        ecrire(axes, case.mot, (case.colonne, rang), (0, 0), **style)


def _legende(plt: Any, axes: Any, sortes: set[str]) -> None:
    presentes = [aspect for sorte, aspect in ASPECTS.items() if sorte in sortes]
    cles = [_rectangle(plt, aspect, xy=(0, 0), width=1, height=1) for aspect in presentes]
    noms = [aspect.nom for aspect in presentes]
    place = {"loc": "upper left", "bbox_to_anchor": (0, -0.01), "borderaxespad": 0.4}
    axes.legend(cles, noms, ncols=4, frameon=False, fontsize=8.5, **place)
