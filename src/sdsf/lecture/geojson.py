"""Lire des contours GeoJSON : un code, un nom, des polygones en longitude et latitude (WGS84).

Rien d'autre que la bibliothèque standard : un contour se contrôle sans geopandas.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu, enumerer

TAILLE_MAXIMALE = 30_000_000
WGS84 = ("4326", "CRS84")

Point = tuple[float, float]
Anneau = tuple[Point, ...]
Polygone = tuple[Anneau, ...]


@dataclass(frozen=True)
class Zone:
    """Un morceau de France : ses bornes (ouest, sud, est, nord, en degrés), et la projection qui lui va."""

    nom: str
    bornes: tuple[float, float, float, float]
    projection: str

    def contient(self, point: Point) -> bool:
        ouest, sud, est, nord = self.bornes
        return ouest <= point[0] <= est and sud <= point[1] <= nord


# Lambert-93 en métropole ; outre-mer, la projection légale (arrêté du 5 mars 2019, systèmes de référence).
ZONES = (
    Zone("métropole", (-5.7, 41.2, 10.0, 51.3), "EPSG:2154"),
    Zone("Antilles", (-63.3, 14.2, -60.7, 18.3), "EPSG:5490"),
    Zone("Guyane", (-54.8, 2.0, -51.4, 6.1), "EPSG:2972"),
    Zone("La Réunion", (55.1, -21.5, 55.9, -20.8), "EPSG:2975"),
    Zone("Mayotte", (44.9, -13.1, 45.4, -12.5), "EPSG:4471"),
    Zone("Saint-Pierre-et-Miquelon", (-56.6, 46.6, -56.0, 47.2), "EPSG:4467"),
)


@dataclass(frozen=True)
class Contour:
    """Un territoire : ses polygones, chacun son bord puis ses trous, en (longitude, latitude), degrés."""

    code: str
    nom: str
    polygones: tuple[Polygone, ...]

    @property
    def nombre_de_points(self) -> int:
        return sum(len(anneau) for polygone in self.polygones for anneau in polygone)

    @property
    def zone(self) -> Zone | None:
        """Le morceau de France du premier point ; ``None`` s'il est ailleurs."""
        premier = self.polygones[0][0][0]
        return next((zone for zone in ZONES if zone.contient(premier)), None)


def lire_geojson(octets: bytes, lieu: Lieu) -> tuple[Contour, ...]:
    """Les contours d'un fichier, dans l'ordre des codes.

    Lève ``Erreurs`` avec toutes les causes : fichier illisible ou trop gros, ``code`` ou ``nom`` absent,
    géométrie impossible, coordonnées hors de France ou projetées, code en double.
    """
    entites = _entites(octets, lieu)
    contours: list[Contour] = []
    fautes: list[Erreur] = []
    for rang, entite in enumerate(entites, start=1):
        try:
            contours.append(_contour(entite, Lieu(lieu.fichier, detail=f"entité {rang}")))
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
    err.lever([*_abreger(fautes), *_doubles(contours, lieu)])
    return tuple(sorted(contours, key=lambda contour: contour.code))


def _abreger(fautes: list[Erreur]) -> list[Erreur]:
    """Une même faute sur mille entités se dit une fois : la première de chaque sorte."""
    return list({type(faute): faute for faute in reversed(fautes)}.values())[::-1]


def _entites(octets: bytes, lieu: Lieu) -> list[Any]:
    """Les entités d'un fichier : celles d'une collection, ou la seule qu'il contient."""
    if len(octets) > TAILLE_MAXIMALE:
        raise Erreurs([err.ContoursTropGros(lieu, recu=_mo(len(octets)), limite=_mo(TAILLE_MAXIMALE))])
    contenu = _json(octets, lieu)
    _verifier_le_reperage(contenu, lieu)
    entites = contenu.get("features") if contenu.get("type") == "FeatureCollection" else [contenu]
    if not isinstance(entites, list) or not entites:
        raise Erreurs([err.ContoursIllisibles(lieu, cause="il ne contient aucune entité")])
    return entites


def _mo(octets: int) -> str:
    return f"{octets / 1_000_000:.0f} Mo"


def _json(octets: bytes, lieu: Lieu) -> dict[str, Any]:
    try:
        contenu = json.loads(octets.decode("utf-8-sig"), parse_constant=_refuser_une_constante)
    except (ValueError, RecursionError) as refus:
        raise Erreurs([err.ContoursIllisibles(lieu, cause=_cause(refus))]) from None
    if not isinstance(contenu, dict) or contenu.get("type") not in ("FeatureCollection", "Feature"):
        recu = contenu.get("type") if isinstance(contenu, dict) else None
        cause = f"son type est « {recu} », et non « FeatureCollection » ou « Feature »"
        raise Erreurs([err.ContoursIllisibles(lieu, cause=cause)])
    return contenu


def _refuser_une_constante(mot: str) -> NoReturn:
    raise ValueError(mot)


def _cause(refus: Exception) -> str:
    if isinstance(refus, json.JSONDecodeError):
        return f"la ligne {refus.lineno}, colonne {refus.colno}, n'est pas du JSON"
    if isinstance(refus, UnicodeDecodeError):
        return f"l'octet {refus.start} n'est pas en UTF-8"
    if isinstance(refus, RecursionError):
        return "ses crochets s'emboîtent sans fin"
    return f"il contient « {refus} », qui n'est pas un nombre"


def _verifier_le_reperage(contenu: dict[str, Any], lieu: Lieu) -> None:
    """Un ancien GeoJSON nomme son système de coordonnées : WGS84, ou rien."""
    if contenu.get("crs") and not any(nom in json.dumps(contenu["crs"]) for nom in WGS84):
        recu = _nom_du_systeme(contenu["crs"])
        raise Erreurs([err.ReperageDesContours(lieu, cause=f"le fichier annonce le système « {recu} »")])


def _nom_du_systeme(crs: Any) -> str:
    proprietes = crs.get("properties") if isinstance(crs, dict) else None
    return str(proprietes.get("name", crs) if isinstance(proprietes, dict) else crs)


def _contour(entite: Any, lieu: Lieu) -> Contour:
    code, nom = _code_et_nom(entite, lieu)
    nomme = Lieu(lieu.fichier, detail=f"{nom} ({code})")
    polygones = tuple(_polygones(entite.get("geometry"), nomme))
    _verifier_la_place(polygones, nomme)
    return Contour(code, nom, polygones)


def _code_et_nom(entite: Any, lieu: Lieu) -> tuple[str, str]:
    proprietes = entite.get("properties") if isinstance(entite, dict) else None
    proprietes = proprietes if isinstance(proprietes, dict) else {}
    manquantes = [nom for nom in ("code", "nom") if not _est_un_texte(proprietes.get(nom))]
    if manquantes:
        trouvees = ", ".join(proprietes) or "aucune"
        raise Erreurs([err.ProprietesDesContours(lieu, manquantes=enumerer(manquantes), trouvees=trouvees)])
    return proprietes["code"].strip(), " ".join(proprietes["nom"].split())


def _est_un_texte(valeur: Any) -> bool:
    return isinstance(valeur, str) and bool(valeur.strip())


# --- les géométries -------------------------------------------------------------------------------


def _polygones(geometrie: Any, lieu: Lieu) -> Iterator[Polygone]:
    sorte = geometrie.get("type") if isinstance(geometrie, dict) else None
    if sorte not in ("Polygon", "MultiPolygon"):
        cause = f"son type est « {sorte} », et non « Polygon » ou « MultiPolygon »"
        raise Erreurs([err.GeometrieDeContour(lieu, cause=cause)])
    coordonnees = geometrie.get("coordinates")
    parties = [coordonnees] if sorte == "Polygon" else coordonnees
    for partie in _liste(parties, lieu):
        yield tuple(_anneau(brut, lieu) for brut in _liste(partie, lieu))


def _liste(brut: Any, lieu: Lieu) -> list[Any]:
    if not isinstance(brut, list) or not brut:
        raise Erreurs([err.GeometrieDeContour(lieu, cause="une de ses parties est vide")])
    return brut


def _anneau(brut: Any, lieu: Lieu) -> Anneau:
    points = tuple(_point(point, lieu) for point in _liste(brut, lieu))
    if len(points) < 4 or points[0] != points[-1]:
        raise Erreurs([err.GeometrieDeContour(lieu, cause="un de ses bords n'est pas refermé")])
    return points


def _point(brut: Any, lieu: Lieu) -> Point:
    if not isinstance(brut, list) or len(brut) < 2 or not all(_est_un_nombre(v) for v in brut[:2]):
        raise Erreurs([err.GeometrieDeContour(lieu, cause=f"« {brut} » n'est pas un point")])
    return float(brut[0]), float(brut[1])


def _est_un_nombre(valeur: Any) -> bool:
    return isinstance(valeur, int | float) and not isinstance(valeur, bool) and math.isfinite(valeur)


def _verifier_la_place(polygones: tuple[Polygone, ...], lieu: Lieu) -> None:
    """Chaque point du bord est en France ; sinon, ce qui explique qu'il n'y soit pas."""
    for point in (point for polygone in polygones for point in polygone[0]):
        if not any(zone.contient(point) for zone in ZONES):
            raise Erreurs([err.ReperageDesContours(lieu, cause=_pourquoi_ailleurs(point))])


def _pourquoi_ailleurs(point: Point) -> str:
    ecrit = f"le point {point[0]:g}, {point[1]:g}"
    if any(zone.contient((point[1], point[0])) for zone in ZONES):
        return f"{ecrit} a sa latitude avant sa longitude"
    if abs(point[0]) > 180 or abs(point[1]) > 90:
        return f"{ecrit} est en mètres, pas en degrés"
    return f"{ecrit} n'est pas en France"


def _doubles(contours: list[Contour], lieu: Lieu) -> list[Erreur]:
    vus: set[str] = set()
    doubles = [c for c in contours if c.code in vus or vus.add(c.code)]  # type: ignore[func-returns-value]
    return [err.ContourEnDouble(lieu, recu=contour.code, nom=contour.nom) for contour in doubles]


def ecrire_geojson(contours: tuple[Contour, ...], origine: str) -> bytes:
    """Les mêmes contours en GeoJSON : une entité par ligne, cinq décimales (un mètre), triés par code.

    ``origine`` : le nom du fichier d'où ils viennent, gardé pour que la carte puisse le citer.
    """
    lignes = ",\n".join(_ligne(contour) for contour in sorted(contours, key=lambda contour: contour.code))
    tete = json.dumps({"type": "FeatureCollection", "origine": origine}, ensure_ascii=False)[:-1]
    return f'{tete}, "features": [\n{lignes}\n]}}\n'.encode()


def _ligne(contour: Contour) -> str:
    arrondis = [[[[round(x, 5), round(y, 5)] for x, y in a] for a in p] for p in contour.polygones]
    entite = {
        "type": "Feature",
        "properties": {"code": contour.code, "nom": contour.nom},
        "geometry": {"type": "MultiPolygon", "coordinates": arrondis},
    }
    return json.dumps(entite, ensure_ascii=False, separators=(",", ":"))


def origine_de(octets: bytes) -> str:
    """Le fichier d'où viennent des contours écrits par ``ecrire_geojson`` ; vide s'il n'est pas dit."""
    contenu = json.loads(octets.decode("utf-8-sig"))
    origine = contenu.get("origine", "") if isinstance(contenu, dict) else ""
    return origine if isinstance(origine, str) else ""
