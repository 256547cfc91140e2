"""Garder ce qu'un atelier saisit : un verrou, une écriture entière, et rien d'à moitié.

Deux personnes qui enregistrent en même temps passent l'une après l'autre ; un fichier est d'abord écrit à
côté, puis renommé : une coupure laisse l'ancien intact.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu, cause_du_systeme
from sdsf.espace import Espace

ATTENTE_S = 20.0
CONSEIL = "Vérifiez vos droits sur le dossier, ou fermez le fichier s'il est ouvert."


@contextmanager
def sous_verrou(espace: Espace, chemin: Path, attente_s: float = ATTENTE_S) -> Iterator[None]:
    """Le seul à écrire ``chemin`` tant que le bloc dure. Lève ``Erreurs`` si un autre ne finit pas.

    Le fichier du verrou reste à côté, vide et caché : l'effacer laisserait deux personnes passer ensemble.
    """
    try:
        chemin.parent.mkdir(parents=True, exist_ok=True)
        verrou = FileLock(chemin.with_name(f".{chemin.name}.verrou"), timeout=attente_s)
        verrou.acquire()
    except Timeout as refus:
        raise Erreurs([err.FichierOccupe(Lieu(espace.relatif(chemin)), secondes=round(attente_s))]) from refus
    except OSError as refus:
        raise Erreurs([_refus(espace, chemin, refus)]) from refus
    try:
        yield
    finally:
        verrou.release()


def ecrire_en_entier(
    espace: Espace, chemin: Path, contenu: bytes, relire: Callable[[Path], object] | None = None
) -> None:
    """Remplace un fichier d'un seul coup. Lève ``Erreurs`` si le système refuse ; l'ancien reste alors.

    ``relire`` reçoit le nouveau fichier avant qu'il ne remplace l'ancien : s'il lève, rien ne change.
    """
    try:
        descripteur, nom = tempfile.mkstemp(prefix=f".{chemin.name}.", dir=chemin.parent)
        provisoire = Path(nom)
        try:
            with os.fdopen(descripteur, "wb") as fichier:
                fichier.write(contenu)
                fichier.flush()
                os.fsync(fichier.fileno())
            if relire is not None:
                relire(provisoire)
            provisoire.chmod(0o644)
            provisoire.replace(chemin)
        finally:
            provisoire.unlink(missing_ok=True)
    except OSError as refus:
        raise Erreurs([_refus(espace, chemin, refus)]) from refus


def _refus(espace: Espace, chemin: Path, refus: OSError) -> err.Erreur:
    return err.EcritureRefusee(Lieu(espace.relatif(chemin)), cause=cause_du_systeme(refus), conseil=CONSEIL)
