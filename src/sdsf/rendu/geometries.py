"""Des contours aux formes à dessiner : projetées, à l'échelle du papier, allégées, sans fente entre elles.

geopandas n'est chargé qu'ici, et seulement pour une carte : l'outil marche sans lui.
"""

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sdsf.lecture.geojson import ZONES, Contour

# En points typographiques : ce que l'œil ne distingue pas, l'îlot et le trou qu'il ne voit plus.
TOLERANCE = 0.9
SURFACE_VISIBLE, TROU_VISIBLE = 2.0, 15.0
# L'écart entre deux voisins qui n'est qu'un défaut du fichier, et ce qui réunit deux sommets.
FENTE, ACCROCHE = 3.0, 0.2
SURFACE_D_ACCUEIL = 8000.0


@dataclass(frozen=True)
class Formes:
    """Les formes à l'échelle du dessin (points typographiques, ordonnées vers le haut), et leur étendue."""

    territoires: Mapping[str, Any]
    largeur: float
    hauteur: float


Cadre = tuple[float, float, float, float]
"""Ouest, sud, est, nord, en points."""


def geopandas_est_la() -> bool:
    """Vrai si l'extra « cartes » est installé."""
    return importlib.util.find_spec("geopandas") is not None


def mettre_en_forme(contours: Sequence[Contour], largeur: float, hauteur: float) -> Formes:
    """Les formes qui tiennent dans ``largeur`` × ``hauteur`` points, dans la projection de leur zone."""
    import geopandas
    import shapely

    reperees = geopandas.GeoSeries([_unir(contour) for contour in contours], crs="EPSG:4326")
    projetees = reperees.to_crs((contours[0].zone or ZONES[0]).projection)
    ouest, sud, est, nord = projetees.total_bounds
    echelle = min(largeur / (est - ouest), hauteur / (nord - sud))
    posees = projetees.affine_transform([echelle, 0, 0, echelle, -ouest * echelle, -sud * echelle])
    # Deux voisins dont les limites diffèrent d'un cheveu les partagent d'abord, pour s'alléger ensemble.
    nettes = shapely.coverage_clean(posees.values, gap_width=FENTE, snapping_distance=ACCROCHE)
    legeres = shapely.coverage_simplify(nettes, TOLERANCE)
    formes = {contour.code: _visible(forme) for contour, forme in zip(contours, legeres, strict=True)}
    return Formes(formes, (est - ouest) * echelle, (nord - sud) * echelle)


def _unir(contour: Contour) -> Any:
    """Les polygones d'un territoire en une forme valable, sans limite intérieure."""
    import shapely

    polygones = [shapely.Polygon(bord, trous) for bord, *trous in contour.polygones]
    return shapely.union_all([shapely.make_valid(polygone) for polygone in polygones])


def _visible(forme: Any) -> Any:
    """La forme sans ses îlots invisibles ; son plus grand morceau reste toujours."""
    import shapely

    morceaux = [m for m in shapely.get_parts(shapely.make_valid(forme)) if m.geom_type == "Polygon"]
    grands = [m for m in morceaux if m.area >= SURFACE_VISIBLE] or sorted(morceaux, key=lambda m: m.area)[-1:]
    return shapely.MultiPolygon(grands)


def reunir(formes: Sequence[Any]) -> Any:
    """Une seule forme, sans limite intérieure ni trou trop petit pour se voir."""
    import shapely

    morceaux = shapely.get_parts(shapely.union_all(list(formes), grid_size=0.01))
    return shapely.MultiPolygon([_sans_petit_trou(morceau) for morceau in morceaux])


def vastes(forme: Any) -> Any:
    """Les morceaux assez grands pour porter l'étiquette d'un voisin sans sembler la leur."""
    import shapely

    return shapely.MultiPolygon([m for m in shapely.get_parts(forme) if m.area >= SURFACE_D_ACCUEIL])


def autour(formes: Sequence[Any], cadre: Cadre, ecart: float) -> Any:
    """La page dans ``cadre``, hors des formes et à ``ecart`` de leur bord."""
    import shapely

    return shapely.box(*cadre).difference(reunir(formes).buffer(ecart))


def _sans_petit_trou(polygone: Any) -> Any:
    import shapely

    trous = [trou for trou in polygone.interiors if shapely.Polygon(trou).area > TROU_VISIBLE]
    return shapely.Polygon(polygone.exterior, trous)


def bord(formes: Sequence[Any]) -> Any:
    """La ligne qui entoure l'ensemble."""
    return _lignes(reunir(formes).boundary)


def interieures(formes: Sequence[Any]) -> Any:
    """Les lignes entre les formes : chacune une seule fois, sans celles du bord."""
    import shapely

    toutes = shapely.union_all([forme.boundary for forme in formes], grid_size=0.01)
    return _lignes(shapely.difference(toutes, reunir(formes).boundary, grid_size=0.01))


def _lignes(lignes: Any) -> Any:
    """Des lignes aussi longues que possible."""
    import shapely

    return shapely.line_merge(shapely.MultiLineString([p for p in shapely.get_parts(lignes) if p.length > 0]))
