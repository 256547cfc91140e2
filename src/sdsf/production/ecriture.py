"""Écrire sans jamais laisser un fichier à moitié : à côté d'abord, puis un renommage.

Un lot s'écrit en entier ou pas du tout : si un fichier du lot échoue, aucun ancien n'est remplacé.
"""

import errno
import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.espace import Espace

CONSEIL_D_ECRITURE = "Vérifiez vos droits sur le dossier, ou fermez le fichier s'il est ouvert."


def ecrire_lot(espace: Espace, fichiers: Mapping[Path, bytes]) -> None:
    """Écrit tous les fichiers d'un lot. Lève ``Erreurs`` (disque plein, écriture refusée)."""
    prepares: dict[Path, Path] = {}
    neufs = {dossier for chemin in fichiers for dossier in chemin.parents if not dossier.exists()}
    en_cours = espace.reports
    try:
        for chemin, contenu in fichiers.items():
            en_cours = chemin
            espace.relatif(chemin)
            chemin.parent.mkdir(parents=True, exist_ok=True)
            prepares[chemin] = _preparer(chemin, contenu)
        _remplacer(prepares)
    except _RemplacementRefuse as echec:
        raise Erreurs([erreur_d_ecriture(espace, echec.chemin, echec.refus)]) from echec.refus
    except OSError as refus:
        raise Erreurs([erreur_d_ecriture(espace, en_cours, refus)]) from refus
    finally:
        for prepare in prepares.values():
            prepare.unlink(missing_ok=True)
        _retirer_les_vides(neufs)


def _retirer_les_vides(dossiers: Iterable[Path]) -> None:
    """Un dossier créé pour un lot qui échoue ne reste pas ; un dossier rempli reste."""
    for dossier in sorted(dossiers, reverse=True):
        with suppress(OSError):
            dossier.rmdir()


class _RemplacementRefuse(Exception):
    """Un renommage a été refusé ; les anciens fichiers ont été remis."""

    def __init__(self, chemin: Path, refus: OSError):
        self.chemin, self.refus = chemin, refus
        super().__init__(str(refus))


def _remplacer(prepares: Mapping[Path, Path]) -> None:
    """Renomme tout le lot ; si un renommage est refusé, remet les anciens fichiers et lève."""
    anciens = {chemin: _ancien(chemin) for chemin in prepares}
    faits: list[Path] = []
    for chemin, prepare in prepares.items():
        try:
            os.replace(prepare, chemin)
        except OSError as refus:
            for fait in faits:
                _remettre(fait, anciens[fait])
            raise _RemplacementRefuse(chemin, refus) from refus
        faits.append(chemin)


def _ancien(chemin: Path) -> bytes | None:
    """Le contenu à remettre en cas d'échec ; ``None`` si le fichier n'existait pas."""
    if chemin.is_dir():
        raise _RemplacementRefuse(chemin, IsADirectoryError(errno.EISDIR, "dossier"))
    return chemin.read_bytes() if chemin.exists() else None


def _remettre(chemin: Path, contenu: bytes | None) -> None:
    if contenu is None:
        chemin.unlink(missing_ok=True)
    else:
        chemin.write_bytes(contenu)


def _preparer(chemin: Path, contenu: bytes) -> Path:
    """Écrit le contenu à côté de sa place ; ne laisse rien derrière lui s'il échoue."""
    descripteur, nom = tempfile.mkstemp(prefix=f".{chemin.name}.", dir=chemin.parent)
    try:
        with os.fdopen(descripteur, "wb") as fichier:
            fichier.write(contenu)
        os.chmod(nom, 0o644)
    except OSError:
        Path(nom).unlink(missing_ok=True)
        raise
    return Path(nom)


def erreur_d_ecriture(espace: Espace, chemin: Path, refus: OSError) -> Erreur:
    """L'erreur du système, dite en français."""
    lieu = Lieu(espace.relatif(chemin))
    if refus.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):  # EDQUOT : pas sous Windows
        return err.DisquePlein(lieu)
    causes = {
        errno.EACCES: "droits insuffisants",
        errno.EPERM: "droits insuffisants",
        errno.EROFS: "le disque est en lecture seule",
        errno.EFBIG: "le fichier dépasse la taille permise",
        errno.EISDIR: "un dossier porte ce nom",
        errno.EEXIST: "un fichier porte le nom d'un dossier attendu",
        errno.ENOTDIR: "un fichier porte le nom d'un dossier attendu",
    }
    cause = causes.get(refus.errno or 0, "erreur du système")
    return err.EcritureRefusee(lieu, cause=cause, conseil=CONSEIL_D_ECRITURE)
