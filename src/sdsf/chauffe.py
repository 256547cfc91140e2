"""Ce qu'un noyau copié n'a pas à refaire : une forge importe ce module avant de se copier.

Il dessine une figure, et lit le référentiel et les territoires de la France de l'espace où l'on est. Rien ne
s'en voit ensuite : ni réglage de dessin, ni contrat gardé en mémoire, et un fichier qui a changé est relu.
"""

import io
from contextlib import suppress

import sdsf.chargement  # noqa: F401 - il règle la façon dont une table garde ses textes
from sdsf.erreurs import Erreur, Erreurs
from sdsf.espace import trouver_espace
from sdsf.lecture.csv_strict import lire_contrats
from sdsf.referentiel.lecture import lire_referentiel
from sdsf.territoires.lecture import lire_territoires


def dessiner() -> None:
    """Une figure sans pyplot, qui garderait ses réglages : les polices et le SVG sont prêts."""
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.subplots()
    axes.plot([0, 1], marker="o")
    axes.annotate("Année", (0.5, 0.5), fontweight="bold")
    figure.savefig(io.StringIO(), format="svg", bbox_inches="tight")


def lire() -> None:
    """Le référentiel, les territoires ; s'ils manquent ou sont fautifs, le rapport le dira lui-même."""
    with suppress(Erreur, Erreurs, OSError):
        lire_referentiel(espace := trouver_espace())
        territoires = lire_territoires(espace)
        # Le découpage du jour se déplie à la première demande, puis se garde.
        territoires.decoupage(territoires.dernier)
    # Un contrat se garde sans qu'on regarde s'il a changé : chaque noyau relit les siens.
    lire_contrats.cache_clear()


dessiner()
lire()
