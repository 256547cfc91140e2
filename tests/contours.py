"""Fabriquer de petits contours : des carrés côte à côte, quelque part en France."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sdsf.erreurs import Lieu
from sdsf.lecture.geojson import Contour, lire_geojson

METROPOLE = (3.0, 43.5)
COTE = 0.2


def carre(ouest: float, sud: float, cote: float = COTE) -> list[list[float]]:
    """Le bord d'un carré, refermé."""
    est, nord = round(ouest + cote, 5), round(sud + cote, 5)
    return [[ouest, sud], [est, sud], [est, nord], [ouest, nord], [ouest, sud]]


def entite(code: object, nom: object, bord: Any = None, **autres: object) -> dict[str, Any]:
    """Une entité GeoJSON d'un seul polygone."""
    coordonnees = [carre(*METROPOLE) if bord is None else bord]
    geometrie = {"type": "Polygon", "coordinates": coordonnees}
    return {"type": "Feature", "properties": {"code": code, "nom": nom, **autres}, "geometry": geometrie}


def collection(*entites: Any, **autres: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", **autres, "features": list(entites)}).encode()


def rangee(codes: Sequence[str], coin: tuple[float, float] = METROPOLE) -> bytes:
    """Des carrés voisins, d'ouest en est : un par code, nommé « Territoire <code> »."""
    ouest, sud = coin
    bords = [carre(round(ouest + rang * COTE, 5), sud) for rang in range(len(codes))]
    return collection(*(entite(c, f"Territoire {c}", b) for c, b in zip(codes, bords, strict=True)))


def contours(codes: Sequence[str], coin: tuple[float, float] = METROPOLE) -> tuple[Contour, ...]:
    return lire_geojson(rangee(codes, coin), Lieu("essai.geojson"))


def deposer(dossier: Path, nom: str, octets: bytes) -> Path:
    """Un fichier de contours, tel que quelqu'un l'a téléchargé."""
    dossier.mkdir(parents=True, exist_ok=True)
    chemin = dossier / nom
    chemin.write_bytes(octets)
    return chemin
