"""Le fond de carte d'un département : projeté et mis en tracés une fois, teinté à chaque vue."""

from typing import Any

from sdsf.ateliers.dessins.carte import FondDeCarte, Forme
from sdsf.contours.lecture import SansContours
from sdsf.dossier import Dossier
from sdsf.rapports.accueil.cartes import DESSINEES, contours_de_maille

LARGEUR, HAUTEUR = 480.0, 400.0
SANS_OBJET = SansContours("cette maille ne se dessine pas", "")


def fond_de_carte(dossier: Dossier, maille: str) -> FondDeCarte | SansContours:
    """Les tracés des territoires d'une maille ; sans contours ou sans geopandas, pourquoi et quoi faire."""
    if maille not in DESSINEES:
        return SANS_OBJET
    trouves = contours_de_maille(dossier, maille)
    if isinstance(trouves, SansContours):
        return trouves
    from sdsf.rendu.geometries import mettre_en_forme

    formes = mettre_en_forme(trouves.contours, LARGEUR, HAUTEUR)
    traces = {code: _forme(forme, formes.hauteur) for code, forme in formes.territoires.items()}
    return FondDeCarte(traces, max(formes.largeur, LARGEUR), formes.hauteur, trouves.origine)


def _forme(forme: Any, hauteur: float) -> Forme:
    """Un territoire en tracé, le haut vers le haut ; où écrire, et la place qu'il y a."""
    import shapely

    anneaux = [a for partie in shapely.get_parts(forme) for a in (partie.exterior, *partie.interiors)]
    trace = "".join(
        "M" + "L".join(f"{x:.1f} {hauteur - y:.1f}" for x, y in anneau.coords[:-1]) + "z"
        for anneau in anneaux
    )
    grand = max(shapely.get_parts(forme), key=lambda partie: float(partie.area))
    point = shapely.maximum_inscribed_circle(grand, tolerance=1.0)
    (x, y), rayon = point.coords[0], float(point.length)
    return Forme(trace, x, hauteur - y, 2 * rayon)
