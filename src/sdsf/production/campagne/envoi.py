"""Ce qui voyage entre une campagne et un ouvrier lointain : l'espace, les rapports d'avant, ce qui est écrit.

L'ouvrier travaille dans une copie, sur son propre disque : aucun disque n'est partagé. Il rend ce qu'il a
écrit ; la campagne seule le dépose, comme une production d'ici l'aurait fait. Un système de fichiers partagé
montre parfois un dossier tel qu'il était une minute plus tôt : un rapport y manquerait ce que le précédent
vient de publier, que le secret statistique doit connaître.
"""

import gzip
import hashlib
import io
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu, enumerer
from sdsf.espace import VERSIONS, Espace
from sdsf.production.campagne.ouvrier import Resultat, rapport_reserve
from sdsf.production.campagne.taches import Tache
from sdsf.production.ecriture import ecrire_lot, erreur_d_ecriture
from sdsf.production.retouches import depot_annonce
from sdsf.vocabulaire import SUFFIXE_PUBLIE

DOSSIERS = ("params", "data", "templates", "notebooks")
# Ce qu'un rapport lit de ceux des autres années : leurs chiffres, leurs cases publiées, leurs manifestes.
RELUS = (".manifeste.json", ".chiffres.csv", SUFFIXE_PUBLIE)
# Des octets par chemin sous l'espace.
Fichiers = dict[str, bytes]


@dataclass(frozen=True)
class Colis:
    """L'espace, sans ses rapports, en une archive ; deux espaces identiques font la même empreinte."""

    empreinte: str
    octets: bytes


def emballer(espace: Espace) -> Colis:
    """L'archive de tout ce qu'un rapport peut lire ; un fichier caché n'en est pas."""
    tampon = io.BytesIO()
    with tarfile.open(fileobj=tampon, mode="w") as archive:
        for nom, chemin in _arbre(espace):
            _ajouter(archive, nom, chemin)
    octets = tampon.getvalue()
    return Colis(hashlib.sha256(octets).hexdigest(), gzip.compress(octets, 1, mtime=0))


def _arbre(espace: Espace) -> Iterator[tuple[str, Path]]:
    racines = [espace.racine / nom for nom in DOSSIERS]
    tous = (c for racine in racines if racine.is_dir() for c in [racine, *sorted(racine.rglob("*"))])
    for chemin in tous:
        relatif = chemin.relative_to(espace.racine)
        if not any(morceau.startswith(".") or morceau == "__pycache__" for morceau in relatif.parts):
            yield relatif.as_posix(), chemin


def _ajouter(archive: tarfile.TarFile, nom: str, chemin: Path) -> None:
    """Ni date, ni droits, ni propriétaire : seuls les noms et les contenus font l'empreinte."""
    fiche = tarfile.TarInfo(nom)
    if chemin.is_dir():
        fiche.type, fiche.mode = tarfile.DIRTYPE, 0o755
        archive.addfile(fiche)
    elif chemin.is_file():
        octets = chemin.read_bytes()
        fiche.size = len(octets)
        archive.addfile(fiche, io.BytesIO(octets))


def deballer(octets: bytes, vers: Path) -> Espace:
    """L'espace d'une archive, dans un dossier neuf."""
    with tarfile.open(fileobj=io.BytesIO(octets), mode="r:gz") as archive:
        archive.extractall(vers, filter="data")
    espace = Espace(vers)
    espace.reports.mkdir()
    return espace


# --- les rapports du département ------------------------------------------------------------------


def rapports_a_envoyer(espace: Espace, tache: Tache) -> Fichiers:
    """Le rapport en place, avec ses versions, et ce que les autres du département laissent à relire."""
    tous = _fichiers(espace, tache.departement)
    return {nom: c.read_bytes() for nom, c in tous if nom.endswith(RELUS) or est_de(tache, nom)}


def est_de(tache: Tache, nom: str) -> bool:
    """Vrai pour un fichier du rapport d'une tâche, rangé ou non ; son annonce de dépôt en est un."""
    chemin = PurePosixPath(nom)
    if chemin.parent == PurePosixPath(tache.dossier):
        return chemin.name.removeprefix(".").startswith(f"{tache.base}.")
    rangee = chemin.parent == PurePosixPath(tache.dossier, VERSIONS)
    return rangee and chemin.name.removeprefix(".").startswith(f"{tache.base}.v")


def _fichiers(espace: Espace, departement: str) -> Iterator[tuple[str, Path]]:
    for chemin in sorted((espace.reports / departement).rglob("*")):
        if chemin.is_file() and not chemin.name.endswith(".verrou"):
            yield chemin.relative_to(espace.racine).as_posix(), chemin


@dataclass(frozen=True)
class Retour:
    """Ce qu'un ouvrier rend d'une tâche : son résultat, les fichiers écrits, ceux qu'il a retirés."""

    resultat: Resultat
    ecrits: Fichiers
    retires: tuple[str, ...]
    trace: str = ""

    def plat(self) -> dict[str, Any]:
        """En données simples : ce qui voyage ne dépend pas de nos classes."""
        return {**vars(self), "resultat": asdict(self.resultat)}

    @classmethod
    def lu(cls, plat: Mapping[str, Any]) -> "Retour":
        return cls(**{**plat, "resultat": Resultat.lu(plat["resultat"])})


def ecarts(espace: Espace, tache: Tache, envoyes: Fichiers) -> tuple[Fichiers, tuple[str, ...]]:
    """Les fichiers du département écrits depuis l'envoi, et ceux qui n'y sont plus."""
    presents = {nom: chemin.read_bytes() for nom, chemin in _fichiers(espace, tache.departement)}
    ecrits = {nom: octets for nom, octets in presents.items() if envoyes.get(nom) != octets}
    return ecrits, tuple(sorted(set(envoyes) - set(presents)))


def deposer(espace: Espace, tache: Tache, envoyes: Fichiers, retour: Retour) -> Resultat:
    """Écrit ici ce qu'un ouvrier a rendu ; un refus d'écrire devient le résultat de la tâche."""
    try:
        with rapport_reserve(espace, tache):
            verifier_le_retour(espace, tache, envoyes, retour)
            _deposer(espace, tache, retour)
    except (Erreur, Erreurs) as refus:
        return Resultat(refus.sortie, retour.resultat.duree_s, erreur=str(refus))
    except OSError as refus:
        faute = erreur_d_ecriture(espace, espace.racine / tache.dossier, refus)
        return Resultat(faute.sortie, retour.resultat.duree_s, erreur=str(faute))
    return retour.resultat


def verifier_le_retour(espace: Espace, tache: Tache, envoyes: Fichiers, retour: Retour) -> None:
    """Lève ``Erreurs`` si déposer ce retour écrirait un autre rapport, ou perdrait une retouche."""
    err.lever([*_etrangers(tache, retour), *_touches(espace, tache, envoyes)])


def _etrangers(tache: Tache, retour: Retour) -> Iterator[Erreur]:
    """Un ouvrier n'écrit, et ne retire, que le rapport qu'on lui a demandé."""
    for nom in (*retour.ecrits, *retour.retires):
        if not est_de(tache, nom) or ".." in PurePosixPath(nom).parts:
            yield err.RetourEtranger(Lieu(tache.dossier), recu=nom, rapport=tache.nom)


def _touches(espace: Espace, tache: Tache, envoyes: Fichiers) -> list[Erreur]:
    """Ce qu'une main a changé ici pendant que l'ouvrier travaillait : le dépôt l'écraserait."""
    siens = [nom for nom in envoyes if est_de(tache, nom)]
    changes = [nom for nom in siens if _octets(espace.racine / nom) != envoyes[nom]]
    return [err.RapportToucheEnRoute(Lieu(tache.dossier), fichiers=enumerer(changes))] if changes else []


def _octets(chemin: Path) -> bytes | None:
    return chemin.read_bytes() if chemin.is_file() else None


def _deposer(espace: Espace, tache: Tache, retour: Retour) -> None:
    """Les versions rangées d'abord ; puis le rapport, annoncé ; puis ce qu'il périme."""
    dossier = espace.racine / tache.dossier
    lot = {espace.racine / nom: octets for nom, octets in retour.ecrits.items()}
    ecrire_lot(espace, {chemin: octets for chemin, octets in lot.items() if chemin.parent != dossier})
    neufs = {chemin: octets for chemin, octets in lot.items() if chemin.parent == dossier}
    with depot_annonce(espace, dossier, tache.base, {c.name: octets for c, octets in neufs.items()}):
        ecrire_lot(espace, neufs)
        for nom in retour.retires:
            (espace.racine / nom).unlink(missing_ok=True)
