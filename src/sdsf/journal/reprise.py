"""Écrire pour de bon : un seul écrivain à la fois, tout ou rien, et la suite d'une écriture coupée au milieu.

Chaque fichier neuf est préparé à côté (``.journal/``), poussé sur le disque, puis renommé : un renommage se
fait ou ne se fait pas. Quand il y en a plusieurs, leur liste est d'abord écrite de la même façon
(``intention.json``) : coupée avant, l'écriture n'a pas eu lieu ; coupée après, la
prochaine ouverture la finit.
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu, cause_du_systeme
from sdsf.espace import Espace

DELAI = 20.0
ATELIER, VERROU, INTENTION, PREPARE = ".journal", "verrou", "intention.json", ".prepare"


def dossier_de(espace: Espace, departement: str) -> Path:
    return espace.data / "departements" / departement


@contextmanager
def seul_a_ecrire(espace: Espace, departement: str, delai: float = DELAI) -> Iterator[None]:
    """Tient le verrou du département, et finit d'abord une écriture coupée. Lève ``Erreurs``.

    Le système rend le verrou d'un processus tué : il ne reste jamais pris par un mort.
    """
    dossier = dossier_de(espace, departement)
    with _traduire(espace, dossier):
        (dossier / ATELIER).mkdir(parents=True, exist_ok=True)
    verrou, depart = FileLock(dossier / ATELIER / VERROU, timeout=delai), time.monotonic()
    try:
        with _traduire(espace, dossier):
            verrou.acquire()
    except Timeout:
        attente = f"{time.monotonic() - depart:.0f}"
        lieu = Lieu(espace.relatif(dossier))
        raise Erreurs([err.JournalOccupe(lieu, departement=departement, attente=attente)]) from None
    try:
        with _traduire(espace, dossier):
            _finir(espace, dossier)
        yield
    finally:
        verrou.release()


def reprendre(espace: Espace, departement: str, delai: float = DELAI) -> None:
    """Finit une écriture coupée au milieu, s'il y en a une : à appeler avant de lire. Lève ``Erreurs``."""
    if (dossier_de(espace, departement) / ATELIER / INTENTION).exists():
        with seul_a_ecrire(espace, departement, delai):
            pass


def ecrire(espace: Espace, departement: str, contenus: Mapping[str, bytes]) -> None:
    """Remplace ces fichiers du département, tous ou aucun ; le verrou est tenu. Lève ``Erreurs``."""
    dossier = dossier_de(espace, departement)
    with _traduire(espace, dossier):
        try:
            for nom, contenu in contenus.items():
                _preparer(dossier, nom, contenu)
            if len(contenus) > 1:
                empreintes = {nom: _empreinte(contenu) for nom, contenu in contenus.items()}
                _preparer(dossier, INTENTION, json.dumps(empreintes).encode())
                os.replace(_prepare(dossier, INTENTION), dossier / ATELIER / INTENTION)
                _pousser_le_dossier(dossier / ATELIER)
            _poser(dossier, list(contenus))
        except OSError:
            _nettoyer(dossier)
            raise


def _poser(dossier: Path, noms: list[str]) -> None:
    """Renomme tout ce qui est préparé ; si un renommage est refusé, remet les anciens fichiers."""
    anciens = {n: (dossier / n).read_bytes() if (dossier / n).exists() else None for n in noms}
    faits: list[str] = []
    try:
        for nom in noms:
            os.replace(_prepare(dossier, nom), dossier / nom)
            faits.append(nom)
        _pousser_le_dossier(dossier)
    except OSError:
        for nom in faits:
            _remettre(dossier / nom, anciens[nom])
        raise
    (dossier / ATELIER / INTENTION).unlink(missing_ok=True)


def _remettre(chemin: Path, contenu: bytes | None) -> None:
    if contenu is None:
        chemin.unlink(missing_ok=True)
    else:
        chemin.write_bytes(contenu)


def _preparer(dossier: Path, nom: str, contenu: bytes) -> None:
    """Écrit un fichier à côté, avec les droits de celui qu'il remplacera, et le pousse sur le disque."""
    prepare = _prepare(dossier, nom)
    with prepare.open("wb") as flux:
        flux.write(contenu)
        flux.flush()
        os.fsync(flux.fileno())
    if (dossier / nom).exists():
        shutil.copymode(dossier / nom, prepare)


def _finir(espace: Espace, dossier: Path) -> None:
    """Pose ce qu'une intention annonçait ; sans intention, ce qui était préparé n'a pas eu lieu."""
    intention = dossier / ATELIER / INTENTION
    if intention.exists():
        try:
            annonces: dict[str, str] = json.loads(intention.read_bytes())
        except ValueError:
            raise Erreurs([_interrompue(espace, dossier, "son intention ne se lit plus")]) from None
        for nom, attendue in annonces.items():
            _poser_une(espace, dossier, nom, attendue)
        _pousser_le_dossier(dossier)
        intention.unlink()
    _nettoyer(dossier)


def _poser_une(espace: Espace, dossier: Path, nom: str, attendue: str) -> None:
    prepare, place = _prepare(dossier, nom), dossier / nom
    if Path(nom).name != nom:
        raise Erreurs([_interrompue(espace, dossier, f"« {nom} » n'est pas un fichier de ce dossier")])
    if prepare.exists() and _empreinte(prepare.read_bytes()) == attendue:
        os.replace(prepare, place)
    elif not place.exists() or _empreinte(place.read_bytes()) != attendue:
        raise Erreurs([_interrompue(espace, dossier, f"ce qu'elle écrivait dans {nom} n'est plus là")])


def _interrompue(espace: Espace, dossier: Path, cause: str) -> err.Erreur:
    marque = espace.relatif(dossier / ATELIER / INTENTION)
    return err.SaisieInterrompue(Lieu(espace.relatif(dossier)), cause=cause, marque=marque)


def _nettoyer(dossier: Path) -> None:
    for reste in [*(dossier / ATELIER).glob(f"*{PREPARE}"), dossier / ATELIER / INTENTION]:
        with suppress(OSError):
            reste.unlink(missing_ok=True)


def _prepare(dossier: Path, nom: str) -> Path:
    return dossier / ATELIER / f"{nom}{PREPARE}"


def _empreinte(contenu: bytes) -> str:
    return hashlib.sha256(contenu).hexdigest()


def _pousser_le_dossier(dossier: Path) -> None:
    """Un renommage n'est durable qu'avec son dossier ; Windows ne sait pas le demander."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descripteur = os.open(dossier, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)


@contextmanager
def _traduire(espace: Espace, dossier: Path) -> Iterator[None]:
    """Le refus du système, dit en français ; une attente trop longue se dit autrement."""
    try:
        yield
    except Timeout:
        raise
    except OSError as refus:
        faute = err.SaisieNonEcrite(Lieu(espace.relatif(dossier)), cause=cause_du_systeme(refus))
        raise Erreurs([faute]) from refus
