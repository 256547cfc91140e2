"""Ce que toutes les figures ont en commun : les outils, l'encre, l'habillage, le SVG autonome."""

import io
import re
import warnings
from typing import Any

from markupsafe import Markup

from sdsf.rendu.nombres import nombre

ACCENT, ENCRE, GRIS, CLAIR = "#0b4f9e", "#1f2933", "#6b7280", "#b6bcc6"
# Le trait d'une carte, et son motif là où une valeur manque.
TRAIT, GRIS_DU_MOTIF = "#33404f", "#9aa3af"
LARGEUR = 9.2


def ecrire(
    axes: Any, texte: str, point: tuple[float, float], decalage: tuple[float, float], **style: Any
) -> None:
    """Un mot posé près d'un point, décalé de quelques points typographiques."""
    reperes = style.pop("reperes", "data")
    defaut = {"fontsize": 9, "color": ENCRE}
    axes.annotate(
        texte, point, xycoords=reperes, xytext=decalage, textcoords="offset points", **defaut | style
    )


def encre_sur(couleur: str) -> str:
    """Noir ou blanc, selon la clarté du fond."""
    rouge, vert, bleu = (int(couleur[i : i + 2], 16) for i in (1, 3, 5))
    return "#ffffff" if 0.299 * rouge + 0.587 * vert + 0.114 * bleu < 140 else ENCRE


def outils() -> tuple[Any, Any]:
    """seaborn et matplotlib, chargés à la première figure : les importer coûte une seconde."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt
    import seaborn

    seaborn.set_theme(
        style="white",
        palette="colorblind",
        rc={"svg.fonttype": "none", "hatch.linewidth": 0.6, "text.parse_math": False},
    )
    return seaborn, plt


def habiller(axes: Any, horizontal: bool = False) -> None:
    """Le moins d'encre possible : pas de cadre, une grille discrète, des axes sans titre."""
    axes.set_xlabel("")
    axes.set_ylabel("")
    axes.grid(axis="x" if horizontal else "y", color="#e5e7eb", linewidth=0.8)
    axes.set_axisbelow(True)
    for cote in ("top", "right", "left", "bottom"):
        axes.spines[cote].set_visible(False)
    axes.tick_params(length=0, labelsize=9.5, colors=ENCRE)
    axes.xaxis.set_major_formatter(lambda v, _: nombre(v))
    if not horizontal:
        axes.xaxis.set_major_formatter(lambda v, _: f"{v:.0f}")
        axes.yaxis.set_major_formatter(lambda v, _: nombre(v))


def svg(figure: Any, ancre: str) -> Markup:
    """Le dessin en SVG : sans date, identifiants propres à la figure, largeur fluide."""
    import matplotlib.pyplot as plt

    tampon = io.StringIO()
    vide = dict.fromkeys(["Date", "Creator", "Format", "Type"])
    with plt.rc_context({"svg.hashsalt": ancre}), warnings.catch_warnings():
        # Le texte du dessin reste du texte : une lettre que matplotlib n'a pas, le navigateur l'écrit.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        figure.savefig(tampon, format="svg", bbox_inches=_cadre(figure), metadata=vide)
    plt.close(figure)
    texte = tampon.getvalue()
    texte = texte[texte.index("<svg") :]
    return Markup(_alleger(texte, ancre))  # noqa: S704 - notre propre dessin ; matplotlib échappe les textes


def _cadre(figure: Any) -> Any:
    """Ce que le dessin occupe, en pouces : « tight » dessinerait deux fois pour le savoir."""
    import matplotlib
    from matplotlib.backends.backend_svg import RendererSVG

    figure.dpi = 72
    mesureur = RendererSVG(*figure.bbox.size, io.StringIO())
    return figure.get_tightbbox(mesureur).padded(matplotlib.rcParams["savefig.pad_inches"])


def _alleger(texte: str, ancre: str) -> str:
    texte = re.sub(r"<metadata>.*?</metadata>", "", texte, flags=re.DOTALL)
    texte = re.sub(r"<!--.*?-->\s*", "", texte, flags=re.DOTALL)
    texte = re.sub(r'\bid="([^"]+)"', rf'id="{ancre}-\1"', texte)
    texte = re.sub(r'href="#([^"]+)"', rf'href="#{ancre}-\1"', texte)
    texte = re.sub(r"url\(#([^)]+)\)", rf"url(#{ancre}-\1)", texte)
    texte = re.sub(r'(<svg [^>]*?)width="[^"]+" height="[^"]+"', r"\1", texte, count=1)
    texte = re.sub(
        r"<pattern .*?</pattern>", lambda motif: _pointiller(motif.group()), texte, flags=re.DOTALL
    )
    return re.sub(r"(\d+\.\d{2})\d+", r"\1", texte)


def _pointiller(motif: str) -> str:
    """Un motif de points, réduit à ceux qui se répètent : matplotlib en écrit des centaines (50 ko)."""
    points = [float(x) for x in re.findall(r"M (-?[\d.]+) ", motif)]
    encre = re.search(r"fill: (#\w+)", motif)
    if " C " not in motif.replace("\nC", " C") or len(points) < 2 or encre is None:
        return motif
    pas = points[1] - points[0]
    coins = [(0.0, 0.0), (pas, 0.0), (0.0, pas), (pas, pas), (pas / 2, pas / 2)]
    ronds = "".join(f'<circle cx="{x:g}" cy="{y:g}" r="{pas / 9:.2f}"/>' for x, y in coins)
    tete = re.sub(r'(width|height)="72"', rf'\1="{pas:g}"', motif[: motif.index("<path")])
    return f'{tete}<g fill="{encre.group(1)}">{ronds}</g></pattern>'


def compacter(dessin: Markup) -> Markup:
    """Les tracés au dixième de point, sans lettre ni saut de ligne superflus : deux fois moins d'octets."""
    return Markup(re.sub(r'(?<= d=")[^"]+', lambda trouve: _abreger(trouve.group()), dessin))  # noqa: S704


def _abreger(texte: str) -> str:
    """Un tracé abrégé : un « L » vaut pour tous les points qui le suivent.

    >>> _abreger("M 10.04 20.00 \\nL 30.56 40.00 \\nL 31.00 41.00 \\nz")
    'M10 20L30.6 40 31 41z'
    """
    arrondi = re.sub(r"-?\d+\.\d+", lambda n: f"{float(n.group()):.1f}".removesuffix(".0"), texte)
    serre = re.sub(r"\s*([MLQCz])\s*", r"\1", arrondi.strip())
    return re.sub(r"(?<=L)[^MQCz]+", lambda suite: suite.group().replace("L", " "), serre)
