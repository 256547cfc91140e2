"""Les dessins d'un plan : une frise du calendrier, une matrice des rôles, un réseau d'institutions."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from sdsf.rendu.dessin import ACCENT, CLAIR, ENCRE, GRIS, LARGEUR, ecrire, habiller, outils, svg

BARRE = "#7f9cc0"
# Un rôle n'est pas une couleur seule : un disque plein, un anneau, un petit point.
MARQUES = {
    "pilote": {"marker": "o", "s": 90, "facecolor": ACCENT, "edgecolor": ACCENT},
    "copilote": {"marker": "o", "s": 80, "facecolor": "white", "edgecolor": ACCENT, "linewidth": 2},
    "partenaire": {"marker": "o", "s": 16, "facecolor": GRIS, "edgecolor": GRIS},
}


@dataclass(frozen=True)
class Segment:
    """Un élément daté : son nom, sa première et sa dernière année comprises ; ``None`` : borne non dite."""

    nom: str
    debut: dt.date | None
    fin: dt.date | None


def tracer_frise(ancre: str, segments: Sequence[Segment], debut: int, fin: int) -> Markup:
    """Une ligne par élément daté ; une flèche là où le texte ne dit pas le début ou la fin."""
    _, plt = outils()
    figure, axes = plt.subplots(figsize=(LARGEUR, 1.0 + 0.38 * len(segments)))
    bornes = [s.debut or s.fin for s in segments] + [s.fin or s.debut for s in segments]
    gauche = min([debut, *(borne.year for borne in bornes if borne)])
    droite = max([fin + 1, *(borne.year + 1 for borne in bornes if borne)])
    for rang, segment in enumerate(segments):
        _poser_segment(axes, rang, segment, gauche, droite)
    for limite, nom in ((debut, f"début {debut}"), (fin + 1, f"fin {fin}")):
        axes.axvline(limite, color=ENCRE, linewidth=1, linestyle=(0, (4, 3)))
        repere = {"reperes": ("data", "axes fraction"), "ha": "center", "va": "bottom"}
        ecrire(axes, nom, (limite, 1.0), (0, 4), **repere)
    axes.set_yticks(range(len(segments)), [segment.nom for segment in segments])
    axes.set_ylim(len(segments) - 0.4, -0.6)
    axes.set_xlim(gauche - 0.15, droite + 0.15)
    habiller(axes, horizontal=True)
    # Les traits sont aux premiers de l'an, le nom de l'année entre deux traits.
    axes.set_xticks([an + 0.5 for an in range(gauche, droite)], [str(an) for an in range(gauche, droite)])
    axes.set_xticks(range(gauche, droite + 1), minor=True)
    axes.grid(visible=False, axis="x", which="major")
    axes.grid(axis="x", which="minor", color="#e5e7eb", linewidth=0.8)
    return svg(figure, ancre)


def _poser_segment(axes: Any, rang: int, segment: Segment, gauche: int, droite: int) -> None:
    de = _place(segment.debut) if segment.debut else gauche
    a = _place(segment.fin) + 1 / 365 if segment.fin else droite
    style = {"height": 0.56, "color": BARRE, "edgecolor": "#5b7aa3", "linewidth": 0.6}
    # Une borne que le texte ne donne pas se voit : la barre est hachurée, et finit par une flèche.
    ouverte = segment.debut is None or segment.fin is None
    axes.barh(rang, a - de, left=de, hatch="//" if ouverte else "", alpha=0.45 if ouverte else 1.0, **style)
    if segment.fin is None:
        ecrire(axes, "▶", (a, rang), (-1, 0), va="center", ha="right", color="#3c5a85")
    if segment.debut is None:
        ecrire(axes, "◀", (de, rang), (1, 0), va="center", ha="left", color="#3c5a85")


def _place(jour: dt.date) -> float:
    """L'année et sa fraction : le 1er juillet 2024 est à 2024,5."""
    return jour.year + (jour.timetuple().tm_yday - 1) / 365


def tracer_matrice(
    ancre: str, lignes: Sequence[str], colonnes: Sequence[str], roles: Mapping[tuple[int, int], str]
) -> Markup:
    """Des institutions en lignes, des fiches en colonnes ; la marque dit le rôle."""
    _, plt = outils()
    figure, axes = plt.subplots(figsize=(LARGEUR, 1.2 + 0.32 * len(lignes)))
    for role, marque in MARQUES.items():
        places = [place for place, tenu in roles.items() if tenu == role]
        if places:
            axes.scatter([c for _, c in places], [r for r, _ in places], label=role, zorder=3, **marque)
    axes.set_xticks(range(len(colonnes)), colonnes, rotation=0 if _courts(colonnes) else 90)
    axes.set_yticks(range(len(lignes)), lignes)
    axes.set_xlim(-0.6, len(colonnes) - 0.4)
    axes.set_ylim(len(lignes) - 0.4, -0.6)
    habiller(axes, horizontal=True)
    axes.grid(axis="both", color="#e5e7eb", linewidth=0.8)
    axes.xaxis.set_major_formatter(lambda v, _: colonnes[round(v)] if 0 <= round(v) < len(colonnes) else "")
    axes.xaxis.tick_top()
    place = {"loc": "upper left", "bbox_to_anchor": (0, 0), "borderaxespad": 0.6}
    axes.legend(ncols=3, frameon=False, fontsize=9, **place)
    return svg(figure, ancre)


def _courts(noms: Sequence[str]) -> bool:
    """Vrai si les noms tiennent côte à côte sous les colonnes."""
    return sum(len(nom) + 1 for nom in noms) <= 100


@dataclass(frozen=True)
class Noeud:
    """Une institution du réseau : son nom, le nombre de fiches où elle est, si elle en pilote."""

    nom: str
    fiches: int
    pilote: bool


def tracer_reseau(ancre: str, noeuds: Sequence[Noeud], liens: Mapping[tuple[str, str], int]) -> Markup:
    """Les institutions en cercle ; un trait d'autant plus épais qu'elles ont de fiches en commun."""
    _, plt = outils()
    figure, axes = plt.subplots(figsize=(LARGEUR, 6.6))
    places = {n.nom: _sur_le_cercle(rang, len(noeuds)) for rang, n in enumerate(noeuds)}
    plus_fort = max(liens.values(), default=1)
    for (un, autre), force in sorted(liens.items(), key=lambda lien: lien[1]):
        (x1, y1), (x2, y2) = places[un], places[autre]
        part = force / plus_fort
        couleur = ACCENT if part > 0.6 else CLAIR
        axes.plot([x1, x2], [y1, y2], color=couleur, linewidth=0.4 + 5 * part, alpha=0.25 + 0.5 * part)
    plus_grand = max((n.fiches for n in noeuds), default=1)
    for noeud in noeuds:
        _poser_noeud(axes, noeud, places[noeud.nom], plus_grand)
    axes.set_xlim(-2.3, 2.3)
    axes.set_ylim(-1.3, 1.3)
    axes.axis("off")
    return svg(figure, ancre)


def _sur_le_cercle(rang: int, total: int) -> tuple[float, float]:
    angle = math.pi / 2 - 2 * math.pi * rang / max(total, 1)
    return math.cos(angle), math.sin(angle)


def _poser_noeud(axes: Any, noeud: Noeud, place: tuple[float, float], plus_grand: int) -> None:
    x, y = place
    taille = 60 + 420 * noeud.fiches / plus_grand
    fond = ACCENT if noeud.pilote else "white"
    axes.scatter([x], [y], s=taille, facecolor=fond, edgecolor=ACCENT, linewidth=1.6, zorder=3)
    cote = {"ha": "left" if x > 0.1 else "right" if x < -0.1 else "center"}
    rayon = math.sqrt(taille) / 2 + 4
    vertical = {"va": "center"} if abs(x) > 0.1 else {"va": "bottom" if y > 0 else "top"}
    decalage = (
        rayon if x > 0.1 else -rayon if x < -0.1 else 0,
        0 if abs(x) > 0.1 else math.copysign(rayon, y),
    )
    ecrire(axes, f"{noeud.nom} ({noeud.fiches})", place, decalage, zorder=4, **cote, **vertical)
