"""Le cache : les fichiers reçus, ce qu'on sait de chacun, et ce qui est arrivé d'un transfert coupé.

Pour « a.csv » : ``a.csv`` est le fichier entier, ``a.csv.fiche.json`` dit d'où et de quand il vient,
``a.csv.partiel`` est un transfert à reprendre. Un fichier entier n'apparaît que complet et contrôlé.
"""

import datetime as dt
import hashlib
import os
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)


class Fiche(BaseModel):
    """Ce que l'on sait d'un fichier du cache."""

    adresse: str
    etag: str | None = None
    modifie: str | None = None
    """L'en-tête Last-Modified, tel quel."""
    telecharge_le: dt.datetime
    verifie_le: dt.datetime
    """La dernière fois que le serveur a dit que ce fichier est le bon."""
    taille: int
    empreinte: str
    """SHA-256 du fichier."""
    lu: str = ""
    """Ce que l'on avait lu, et pour qui, la dernière fois : rien n'est relu si rien n'a changé."""


class Reprise(BaseModel):
    """Ce qu'il faut pour reprendre un transfert coupé : l'adresse, et la marque de la version commencée."""

    adresse: str
    marque: str


class Place:
    """La place d'un fichier dans le cache."""

    def __init__(self, dossier: Path, nom: str):
        self.fichier = dossier / nom
        self.partiel = dossier / f"{nom}.partiel"
        self._fiche = dossier / f"{nom}.fiche.json"
        self._reprise = dossier / f"{nom}.partiel.json"

    def fiche(self, adresse: str) -> Fiche | None:
        """La fiche du fichier en place ; ``None`` s'il manque, s'il est abîmé, ou vient d'ailleurs."""
        fiche = _lire(self._fiche, Fiche)
        if fiche is None or fiche.adresse != adresse or not self.fichier.is_file():
            return None
        intact = self.fichier.stat().st_size == fiche.taille and empreinte(self.fichier) == fiche.empreinte
        return fiche if intact else None

    def noter(self, fiche: Fiche) -> None:
        """Garde la fiche, d'un seul geste."""
        _ecrire(self._fiche, fiche)

    def a_reprendre(self, adresse: str) -> tuple[int, str] | None:
        """Les octets déjà reçus et la marque de leur version ; ``None`` s'il n'y a rien à reprendre."""
        reprise = _lire(self._reprise, Reprise)
        if reprise is None or reprise.adresse != adresse or not self.partiel.is_file():
            return None
        recus = self.partiel.stat().st_size
        return (recus, reprise.marque) if recus else None

    def commencer(self, adresse: str, marque: str | None) -> None:
        """Vide le transfert en cours ; sans marque de version, une coupure le fera recommencer."""
        self.partiel.parent.mkdir(parents=True, exist_ok=True)
        self.oublier_le_partiel()
        self.partiel.touch()
        if marque:
            _ecrire(self._reprise, Reprise(adresse=adresse, marque=marque))

    def oublier_le_partiel(self) -> None:
        """Ce qui a été reçu ne vaut rien : on recommencera."""
        self.partiel.unlink(missing_ok=True)
        self._reprise.unlink(missing_ok=True)

    def adopter(self, fiche: Fiche) -> None:
        """Le transfert est complet et contrôlé : il prend la place du fichier, à la date du producteur."""
        date = date_de(fiche.modifie) or fiche.telecharge_le
        os.utime(self.partiel, (date.timestamp(), date.timestamp()))
        os.replace(self.partiel, self.fichier)
        self._reprise.unlink(missing_ok=True)
        self.noter(fiche)


def date_de(entete: str | None) -> dt.datetime | None:
    """La date d'un en-tête HTTP ; ``None`` s'il n'y en a pas, ou si elle ne se lit pas.

    >>> date_de("Wed, 21 Oct 2015 07:28:00 GMT").isoformat()
    '2015-10-21T07:28:00+00:00'
    """
    try:
        lue = parsedate_to_datetime(entete or "")
    except ValueError:
        return None
    return lue if lue.tzinfo else lue.replace(tzinfo=dt.UTC)


def empreinte(chemin: Path) -> str:
    """L'empreinte SHA-256 d'un fichier, lu par tronçons."""
    with chemin.open("rb") as flux:
        return hashlib.file_digest(flux, "sha256").hexdigest()


def _lire(chemin: Path, modele: type[M]) -> M | None:
    """Une fiche illisible est une fiche absente : le cache se refait."""
    try:
        return modele.model_validate_json(chemin.read_bytes())
    except (OSError, ValidationError):
        return None


def _ecrire(chemin: Path, fiche: BaseModel) -> None:
    provisoire = chemin.with_name(f".{chemin.name}.{os.getpid()}")
    provisoire.write_text(fiche.model_dump_json(indent=1), encoding="utf-8")
    os.replace(provisoire, chemin)
