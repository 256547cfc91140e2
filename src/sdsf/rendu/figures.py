"""Les figures : de tables vers un dessin SVG autonome, étiqueté sur les données, lisible en gris.

Les figures ne calculent rien : elles dessinent des valeurs déjà traçables, que leur tableau répète.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sdsf.rendu.nombres import nombre

ACCENT, ENCRE, GRIS, CLAIR = "#0b4f9e", "#1f2933", "#6b7280", "#b6bcc6"
LARGEUR = 9.2


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
    """Un territoire et sa valeur ; ``accent`` : celui que l'on regarde."""

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
    seaborn, plt = _outils()
    figure, axes = plt.subplots(figsize=(LARGEUR, 4.6))
    for courbe in courbes:
        annees, valeurs = zip(*courbe.points, strict=True)
        style = STYLES[courbe.role]
        seaborn.lineplot(
            x=list(annees), y=list(valeurs), ax=axes, marker="o", errorbar=None, legend=False, **style
        )
    for annee, nom in ruptures:
        axes.axvline(annee, color=ENCRE, linewidth=1, linestyle=(0, (4, 3)))
        axes.annotate(
            nom,
            (annee, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(-6, 4),
            textcoords="offset points",
            ha="right",
            va="bottom",
            fontsize=9,
            color=ENCRE,
        )
    for nom, annee, valeur in cites:
        axes.plot([annee], [valeur], marker="D", markersize=7, color="white", markeredgecolor=ENCRE, zorder=5)
        axes.annotate(
            nom,
            (annee, valeur),
            xytext=(0, 12),
            textcoords="offset points",
            ha="center",
            fontsize=9,
            color=ENCRE,
        )
    _etiqueter(axes, courbes)
    annees = sorted({annee for courbe in courbes for annee, _ in courbe.points})
    axes.set_xticks(annees)
    axes.set_xlim(annees[0] - 0.4, annees[-1] + 1.9)
    _habiller(axes)
    return _svg(figure, ancre)


STYLES = {
    "accent": {"color": ACCENT, "linewidth": 2.6, "markersize": 7, "zorder": 4},
    "repere": {"color": ENCRE, "linewidth": 1.6, "linestyle": "--", "markersize": 6, "zorder": 3},
    "fond": {"color": CLAIR, "linewidth": 1.2, "markersize": 3.5, "zorder": 2},
}


def _etiqueter(axes: object, courbes: Sequence[Courbe]) -> None:
    """Le nom de chaque série à sa droite (une fois), écarté des autres ; les valeurs de l'accent."""
    derniere = max(annee for courbe in courbes for annee, _ in courbe.points)
    noms: dict[str, tuple[float, str]] = {}
    for courbe in courbes:
        annee, valeur = courbe.points[-1]
        if annee == derniere:
            noms[courbe.nom] = (valeur, courbe.role)
        if courbe.role == "accent":
            for an, v in courbe.points:
                axes.annotate(
                    nombre(v, 1),
                    (an, v),
                    xytext=(0, -15),
                    textcoords="offset points",  # type: ignore[attr-defined]
                    ha="center",
                    fontsize=9,
                    color=ACCENT,
                    fontweight="bold",
                )
    bas, haut = axes.get_ylim()  # type: ignore[attr-defined]
    places = ecarter([valeur for valeur, _ in noms.values()], (haut - bas) * 0.055)
    for (nom, (valeur, role)), place in zip(noms.items(), places, strict=True):
        couleur = {"accent": ACCENT, "repere": ENCRE}.get(role, GRIS)
        graisse = "bold" if role != "fond" else "normal"
        axes.annotate(
            f"{nom} {nombre(valeur, 1)}",
            (derniere, valeur),
            xytext=(derniere + 0.18, place),  # type: ignore[attr-defined]
            textcoords="data",
            va="center",
            fontsize=9,
            color=couleur,
            fontweight=graisse,
        )


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
    seaborn, plt = _outils()
    figure, axes = plt.subplots(figsize=(LARGEUR, 1.1 + 0.27 * len(barres)))
    noms, valeurs = [b.nom for b in barres], [b.valeur for b in barres]
    couleurs = [ACCENT if b.accent else "#7f9cc0" for b in barres]
    if len(barres) <= 20:
        seaborn.barplot(
            x=valeurs, y=noms, hue=noms, palette=couleurs, legend=False, ax=axes, width=0.62, orient="h"
        )
    else:
        seaborn.stripplot(
            x=valeurs,
            y=noms,
            hue=noms,
            palette=couleurs,
            legend=False,
            ax=axes,
            size=7,
            jitter=False,
            orient="h",
        )
        axes.hlines(range(len(noms)), 0, valeurs, color="#dfe3e8", linewidth=1, zorder=0)
    for rang, barre in enumerate(barres):
        axes.annotate(
            nombre(barre.valeur, 1),
            (barre.valeur, rang),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
            color=ENCRE,
            fontweight="bold" if barre.accent else "normal",
        )
    _poser_reperes(axes, reperes)
    axes.set_xlim(0, max([*valeurs, *(r.valeur for r in reperes)]) * 1.1)
    _habiller(axes, horizontal=True)
    return _svg(figure, ancre)


def _poser_reperes(axes: object, reperes: Sequence[Repere]) -> None:
    """Les repères, le premier nommé à gauche de son trait, le suivant à droite : ils ne se mordent pas."""
    for rang, repere in enumerate(sorted(reperes, key=lambda r: r.valeur)):
        axes.axvline(
            repere.valeur, color=ENCRE, linewidth=1.1, linestyle=("-", "--", ":")[rang % 3], zorder=3
        )  # type: ignore[attr-defined]
        axes.annotate(
            f"{repere.nom} {nombre(repere.valeur, 1)}",
            (repere.valeur, 1),
            xycoords=("data", "axes fraction"),  # type: ignore[attr-defined]
            xytext=(-4 if rang == 0 else 4, 4),
            textcoords="offset points",
            ha="right" if rang == 0 else "left",
            va="bottom",
            fontsize=9,
            color=ENCRE,
        )


@dataclass(frozen=True)
class Part:
    """Une part d'une barre empilée : son nom, sa valeur, sa couleur, son motif (pour le gris)."""

    nom: str
    valeur: float
    couleur: str
    motif: str = ""


def tracer_empilees(ancre: str, lignes: Sequence[tuple[str, Sequence[Part]]], decimales: int = 0) -> Markup:
    """Des barres empilées étiquetées, une par ligne ; la légende est écrite au-dessus des parts."""
    _, plt = _outils()
    figure, axes = plt.subplots(figsize=(LARGEUR, 1.35 + 0.46 * len(lignes)))
    for rang, (_, parts) in enumerate(lignes):
        gauche = 0.0
        for part in parts:
            axes.barh(
                rang,
                part.valeur,
                left=gauche,
                height=0.6,
                color=part.couleur,
                hatch=part.motif,
                edgecolor="white",
                linewidth=0.8,
                label=part.nom if rang == 0 else None,
            )
            if part.valeur:
                axes.annotate(
                    nombre(part.valeur, decimales),
                    (gauche + part.valeur / 2, rang),
                    ha="center",
                    va="center",
                    fontsize=9,
                    color=_encre_sur(part.couleur),
                )
            gauche += part.valeur
    axes.set_yticks(range(len(lignes)), [nom for nom, _ in lignes])
    axes.invert_yaxis()
    axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1.0), ncols=4, frameon=False, fontsize=9, borderaxespad=0.2
    )
    _habiller(axes, horizontal=True)
    return _svg(figure, ancre)


def _encre_sur(couleur: str) -> str:
    """Noir ou blanc, selon la clarté du fond."""
    rouge, vert, bleu = (int(couleur[i : i + 2], 16) for i in (1, 3, 5))
    return "#ffffff" if 0.299 * rouge + 0.587 * vert + 0.114 * bleu < 140 else ENCRE


def _outils() -> tuple:
    """seaborn et matplotlib, chargés à la première figure : les importer coûte une seconde."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt
    import seaborn

    seaborn.set_theme(
        style="white", palette="colorblind", rc={"svg.fonttype": "none", "hatch.linewidth": 0.6}
    )
    return seaborn, plt


def _habiller(axes: object, horizontal: bool = False) -> None:
    """Le moins d'encre possible : pas de cadre, une grille discrète, des axes sans titre."""
    axes.set_xlabel("")  # type: ignore[attr-defined]
    axes.set_ylabel("")  # type: ignore[attr-defined]
    axes.grid(axis="x" if horizontal else "y", color="#e5e7eb", linewidth=0.8)  # type: ignore[attr-defined]
    axes.set_axisbelow(True)  # type: ignore[attr-defined]
    for cote in ("top", "right", "left", "bottom"):
        axes.spines[cote].set_visible(False)  # type: ignore[attr-defined]
    axes.tick_params(length=0, labelsize=9.5, colors=ENCRE)  # type: ignore[attr-defined]
    axes.xaxis.set_major_formatter(lambda v, _: nombre(v))  # type: ignore[attr-defined]
    if not horizontal:
        axes.xaxis.set_major_formatter(lambda v, _: f"{v:.0f}")  # type: ignore[attr-defined]
        axes.yaxis.set_major_formatter(lambda v, _: nombre(v))  # type: ignore[attr-defined]


def _svg(figure: object, ancre: str) -> Markup:
    """Le dessin en SVG : sans date, identifiants propres à la figure, largeur fluide."""
    import matplotlib.pyplot as plt

    tampon = io.StringIO()
    vide = dict.fromkeys(["Date", "Creator", "Format", "Type"])
    with plt.rc_context({"svg.hashsalt": ancre}):
        figure.savefig(tampon, format="svg", bbox_inches="tight", metadata=vide)  # type: ignore[attr-defined]
    plt.close(figure)  # type: ignore[arg-type]
    texte = tampon.getvalue()
    texte = texte[texte.index("<svg") :]
    return Markup(_alleger(texte, ancre))  # noqa: S704 - notre propre dessin ; matplotlib échappe les textes


def _alleger(texte: str, ancre: str) -> str:
    texte = re.sub(r"<metadata>.*?</metadata>", "", texte, flags=re.DOTALL)
    texte = re.sub(r"<!--.*?-->\s*", "", texte, flags=re.DOTALL)
    texte = re.sub(r'\bid="([^"]+)"', rf'id="{ancre}-\1"', texte)
    texte = re.sub(r'href="#([^"]+)"', rf'href="#{ancre}-\1"', texte)
    texte = re.sub(r"url\(#([^)]+)\)", rf"url(#{ancre}-\1)", texte)
    texte = re.sub(r'(<svg [^>]*?)width="[^"]+" height="[^"]+"', r"\1", texte, count=1)
    return re.sub(r"(\d+\.\d{2})\d+", r"\1", texte)
