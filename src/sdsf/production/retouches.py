"""Les formats déjà là : ce qu'on a retouché à la main se garde, ce qui est périmé se retire."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sdsf import erreurs as err
from sdsf.erreurs import Lieu
from sdsf.espace import Espace
from sdsf.production.catalogue import AUTRES_FORMATS
from sdsf.production.ecriture import ecrire_lot


def retouches(dossier: Path, code: str) -> set[Path]:
    """Les formats d'un rapport qui ne sont plus ceux que son manifeste décrit."""
    ecrits = _empreintes(dossier / f"{code}.manifeste.json")
    annonces = _empreintes(_depot(dossier, code))
    presents = [chemin for nom in AUTRES_FORMATS if (chemin := dossier / f"{code}.{nom}").is_file()]
    lus = {chemin: hashlib.sha256(chemin.read_bytes()).hexdigest() for chemin in presents}
    return {c for c, lu in lus.items() if lu not in (ecrits.get(c.name), annonces.get(c.name))}


def _depot(dossier: Path, code: str) -> Path:
    return dossier / f".{code}.depot.json"


@contextmanager
def depot_annonce(espace: Espace, dossier: Path, code: str, contenus: Mapping[str, bytes]) -> Iterator[None]:
    """Dit d'avance ce que l'on va écrire, le temps de l'écrire.

    Une coupure entre deux renommages laisse un fichier neuf sous un ancien manifeste : sans cette annonce,
    la reprise le prendrait pour une retouche à la main, et refuserait de l'écraser.
    """
    fiches = {nom: {"sha256": hashlib.sha256(contenu).hexdigest()} for nom, contenu in contenus.items()}
    ecrire_lot(espace, {_depot(dossier, code): json.dumps({"fichiers": fiches}).encode()})
    try:
        yield
    finally:
        _depot(dossier, code).unlink(missing_ok=True)


def _empreintes(manifeste: Path) -> dict[str, str]:
    """L'empreinte de chaque fichier d'un manifeste ; aucune s'il est absent ou illisible."""
    try:
        fichiers = json.loads(manifeste.read_text(encoding="utf-8"))["fichiers"]
        return {nom: str(fiche["sha256"]) for nom, fiche in fichiers.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # On ne sait plus ce qui a été produit : tout ce qui est là sera tenu pour retouché, donc gardé.
        return {}


def refuser_d_ecraser(espace: Espace, retouches: Iterable[Path], formats: Collection[str]) -> None:
    """Lève ``Erreurs`` pour chaque format demandé dont le fichier en place a été retouché."""
    menaces = sorted(chemin for chemin in retouches if chemin.suffix[1:] in formats)
    err.lever([err.RetoucheAGarder(Lieu(espace.relatif(chemin))) for chemin in menaces])


def retirer_les_perimes(
    espace: Espace, dossier: Path, code: str, ecrits: Collection[str], retouches: Collection[Path]
) -> list[str]:
    """Retire les formats d'une production précédente, qui contrediraient la page ; rend ce qu'on en dit."""
    avis = []
    for chemin in (dossier / f"{code}.{nom}" for nom in AUTRES_FORMATS):
        if chemin.name in ecrits or not chemin.is_file():
            continue
        if chemin in retouches:
            avis.append(
                f"{espace.relatif(chemin)}, modifié à la main, est gardé : il date d'avant ce rapport."
            )
        else:
            chemin.unlink()
            avis.append(f"{espace.relatif(chemin)} datait d'avant ce rapport : il est retiré.")
    return avis
