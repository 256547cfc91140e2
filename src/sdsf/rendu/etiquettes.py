"""Poser le nom et la valeur d'un territoire : dedans s'ils y tiennent, à côté s'il y a de la place."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

TAILLES = (8.5, 7.6, 6.8)
INTERLIGNE = 1.18
# Autour d'un texte, en points ; et ce qu'une étiquette posée à côté peut s'éloigner de son territoire.
MARGE, PORTEE = 1.0, 60.0
# Un trait passe du territoire à l'espace libre, qui s'arrête à deux points de son bord.
JEU = 1.3
GRILLE, PAS_DEHORS = 17, 6.0

Point = tuple[float, float]
Mesure = Callable[[str, float], float]
"""La largeur d'un texte dans un corps donné, en points."""


@dataclass(frozen=True)
class Etiquette:
    """Des lignes centrées sur un point ; la dernière est la valeur, en gras."""

    lignes: tuple[str, ...]
    corps: float
    centre: Point
    vers: Point | None = None
    """Le point du territoire que désigne une étiquette posée à côté ; ``None`` si elle est dedans."""

    @property
    def est_complete(self) -> bool:
        return len(self.lignes) > 1


def etiqueter(forme: Any, nom: str, valeur: str, mesure: Mesure) -> Etiquette | None:
    """La plus complète des étiquettes qui tiennent dans la forme : nom et valeur, ou valeur seule."""
    place = _Place(forme)
    for lignes in _variantes(nom, valeur):
        for corps in TAILLES:
            centre = place.centre_de(lignes, corps, mesure)
            if centre:
                return Etiquette(lignes, corps, centre)
    return None


def etiqueter_a_cote(forme: Any, nom: str, valeur: str, libre: Any, mesure: Mesure) -> Etiquette | None:
    """Le nom et la valeur au plus près de la forme, dans l'espace libre ; ``None`` s'il n'y en a pas.

    Le trait qui mène au territoire ne traverse ni un autre territoire, ni une autre étiquette.
    """
    import shapely

    vers = _centre(_plus_grand(forme))
    corps, lignes = TAILLES[-1], (nom, valeur)
    shapely.prepare(libre)
    points = sorted(_alentours(forme), key=lambda p: (shapely.distance(forme, shapely.Point(p)), p))
    tiennent = _tiennent(libre, points, lignes, corps, mesure)
    chemin = shapely.union_all([libre, forme]).buffer(JEU)
    shapely.prepare(chemin)
    for point, tient in zip(points, tiennent, strict=True):
        if tient and shapely.contains(chemin, shapely.LineString([point, vers])):
            return Etiquette(lignes, corps, point, vers)
    return None


def emprise(etiquette: Etiquette, mesure: Mesure) -> Any:
    """Ce qu'occupe une étiquette : son rectangle, et le trait qui mène à son territoire."""
    import shapely

    boites = _boites([etiquette.centre], etiquette.lignes, etiquette.corps, mesure)[0]
    trait = shapely.LineString([etiquette.centre, etiquette.vers or etiquette.centre])
    return shapely.box(*shapely.total_bounds(boites)).union(trait).buffer(2 * MARGE)


def _variantes(nom: str, valeur: str) -> Iterator[tuple[str, ...]]:
    """Le nom sur une à quatre lignes puis la valeur ; enfin la valeur seule."""
    for combien in range(1, 5):
        lignes = couper(nom, combien)
        if len(lignes) == combien:
            yield (*lignes, valeur)
    yield (valeur,)


def couper(nom: str, combien: int) -> list[str]:
    """Un nom en ``combien`` lignes au plus, aussi égales que ses mots le permettent.

    >>> couper("Les Avant-Monts du Centre Hérault", 2)
    ['Les Avant-Monts', 'du Centre Hérault']
    """
    for largeur in range(1, len(nom) + 1):
        lignes = textwrap.wrap(nom, largeur, break_long_words=False)
        if len(lignes) <= combien:
            return lignes
    return [nom]


# --- la place -------------------------------------------------------------------------------------


class _Place:
    """Où un texte tient dans une forme : au plus près du centre de son plus grand disque."""

    def __init__(self, forme: Any):
        import shapely

        self.morceau = _plus_grand(forme)
        shapely.prepare(self.morceau)
        self.points = self._points()

    def centre_de(self, lignes: Sequence[str], corps: float, mesure: Mesure) -> Point | None:
        tiennent = _tiennent(self.morceau, self.points, lignes, corps, mesure)
        return next((p for p, tient in zip(self.points, tiennent, strict=True) if tient), None)

    def _points(self) -> list[Point]:
        ouest, sud, est, nord = self.morceau.bounds
        pas = [rang / (GRILLE - 1) for rang in range(GRILLE)]
        grille = [(ouest + (est - ouest) * i, sud + (nord - sud) * j) for i in pas for j in pas]
        cx, cy = _centre(self.morceau)
        return [(cx, cy), *sorted(grille, key=lambda p: ((p[0] - cx) ** 2 + (p[1] - cy) ** 2, p))]


def _plus_grand(forme: Any) -> Any:
    import shapely

    return max(shapely.get_parts(forme), key=lambda morceau: morceau.area)


def _centre(morceau: Any) -> Point:
    """Le centre du plus grand disque d'un morceau."""
    import shapely

    x, y = shapely.maximum_inscribed_circle(morceau, 0.5).coords[0]
    return x, y


def _alentours(forme: Any) -> list[Point]:
    """Une grille de points autour d'une forme, jusqu'à la portée d'une étiquette."""
    ouest, sud, est, nord = forme.bounds
    colonnes = int((est - ouest + 2 * PORTEE) / PAS_DEHORS)
    rangees = int((nord - sud + 2 * PORTEE) / PAS_DEHORS)
    x0, y0 = ouest - PORTEE, sud - PORTEE
    return [
        (x0 + i * PAS_DEHORS, y0 + j * PAS_DEHORS) for i in range(colonnes + 1) for j in range(rangees + 1)
    ]


def _tiennent(
    espace: Any, points: Sequence[Point], lignes: Sequence[str], corps: float, mesure: Mesure
) -> list[bool]:
    """Pour chaque point, vrai si toutes les lignes centrées là tiennent dans l'espace."""
    import shapely

    return [
        bool(tout) for tout in shapely.contains(espace, _boites(points, lignes, corps, mesure)).all(axis=1)
    ]


def _boites(points: Sequence[Point], lignes: Sequence[str], corps: float, mesure: Mesure) -> Any:
    """Le rectangle de chaque ligne, pour chaque centre : un tableau de points × lignes."""
    import numpy
    import shapely

    demi = numpy.array([mesure(ligne, corps) / 2 + MARGE for ligne in lignes])
    haut = corps * INTERLIGNE
    milieux = ((len(lignes) - 1) / 2 - numpy.arange(len(lignes))) * haut
    x, y = (numpy.array([p[axe] for p in points])[:, None] for axe in (0, 1))
    return shapely.box(x - demi, y + milieux - haut / 2, x + demi, y + milieux + haut / 2)
