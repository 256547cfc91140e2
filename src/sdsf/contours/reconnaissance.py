"""Reconnaître des contours : leur maille par la forme des codes, leur département par les codes ou le nom."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu, enumerer
from sdsf.lecture.geojson import Contour

# Le dossier d'une maille sous data/contours/.
DOSSIERS = {"epci": "epci", "commune": "communes", "departement": "departements"}
EXEMPLES = enumerer(["epci-38.geojson", "communes-38-isere.geojson", "departement-38.geojson"])
COMMUNE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")
EPCI = re.compile(r"[0-9]{9}")


@dataclass(frozen=True)
class Lot:
    """Les contours d'une maille dans un département, tels qu'un fichier les donne."""

    maille: str
    departement: str
    contours: tuple[Contour, ...]
    fichier: str

    @property
    def nombre_de_points(self) -> int:
        return sum(contour.nombre_de_points for contour in self.contours)

    @property
    def codes(self) -> set[str]:
        return {contour.code for contour in self.contours}


def maille_des_contours(contours: Sequence[Contour], departements: Collection[str], lieu: Lieu) -> str:
    """``epci``, ``commune`` ou ``departement`` : la même pour tous. Lève ``Erreurs`` s'ils se mêlent."""
    par_maille: dict[str, list[str]] = {}
    for contour in contours:
        par_maille.setdefault(_maille(contour.code, departements), []).append(contour.code)
    inconnus = par_maille.pop("", [])
    if inconnus:
        cause = f"{enumerer(inconnus, 3)} n'est le code d'aucun territoire dont on dessine la carte"
        raise Erreurs([err.ContoursNonReconnus(lieu, cause=cause, exemples=EXEMPLES)])
    if len(par_maille) > 1:
        cause = f"le fichier mêle {enumerer(codes[0] for codes in par_maille.values())}"
        raise Erreurs([err.ContoursNonReconnus(lieu, cause=cause, exemples=EXEMPLES)])
    return next(iter(par_maille))


def _maille(code: str, departements: Collection[str]) -> str:
    if code in departements:
        return "departement"
    if COMMUNE.fullmatch(code) and departement_d_une_commune(code, departements):
        return "commune"
    return "epci" if EPCI.fullmatch(code) else ""


def departement_d_une_commune(code: str, departements: Collection[str]) -> str:
    """Le département d'une commune, trois signes outre-mer et deux ailleurs ; vide s'il n'existe pas.

    >>> departement_d_une_commune("2A004", ["2A", "974"]), departement_d_une_commune("97411", ["974"])
    ('2A', '974')
    """
    return next((debut for debut in (code[:3], code[:2]) if debut in departements), "")


def par_departement(
    contours: Sequence[Contour],
    maille: str,
    departements_des_epci: Mapping[str, Collection[str]],
    departements: Collection[str],
    lieu: Lieu,
) -> dict[str, tuple[Contour, ...]]:
    """Les contours de chaque département. Lève ``Erreurs`` si rien ne dit celui des EPCI.

    Le nom du fichier (``epci-13.geojson``) l'emporte : un EPCI à cheval y a la seule partie dessinée.
    """
    groupes: dict[str, list[Contour]] = {}
    nomme = departement_nomme(lieu.fichier, departements) if maille == "epci" else None
    for contour in contours:
        if maille == "epci":
            codes = [nomme] if nomme else departements_des_epci.get(contour.code, [])
        elif maille == "commune":
            codes = [departement_d_une_commune(contour.code, departements)]
        else:
            codes = [contour.code]
        for code in codes:
            groupes.setdefault(code, []).append(contour)
    if not groupes:
        raise Erreurs([err.DepartementDesContours(lieu, exemple=enumerer(["epci-38.geojson"]))])
    return {code: tuple(groupe) for code, groupe in sorted(groupes.items())}


def departement_nomme(nom_de_fichier: str, departements: Collection[str]) -> str | None:
    """Le département que nomme un fichier, seul entre des tirets ou des points.

    >>> departement_nomme("contours/epci-2a.geojson", ["13", "2A"])
    '2A'
    """
    mots = re.split(r"[^0-9A-Za-z]+", nom_de_fichier.replace("\\", "/").split("/")[-1].upper())
    trouves = [mot for mot in mots if mot in departements]
    return trouves[0] if len(trouves) == 1 else None
