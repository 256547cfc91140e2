"""Refaire un rapport de son seul manifeste, dans une copie de l'espace de travail.

La copie a les mêmes params/, data/, notebooks/ et templates/, et, de reports/, ce que ce rapport avait relu :
un rapport produit depuis ne change pas ce qu'il disait. Rien ne s'écrit dans l'espace d'origine.
"""

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu, cause_du_systeme
from sdsf.espace import Espace
from sdsf.forge.dossiers import dossier_de_passage
from sdsf.production.catalogue import FORMATS
from sdsf.production.ecriture import CONSEIL_D_ECRITURE
from sdsf.production.preuve.manifestes import SUFFIXE, Manifeste, Scelle, lire_le_manifeste
from sdsf.production.rapport import produire

COPIES = ("params", "data", "notebooks", "templates")
Suivi = Callable[[int, int], None]


@contextmanager
def refait(
    espace: Espace, scelle: Scelle, suivre: Suivi = lambda faites, total: None
) -> Iterator[Scelle]:  # fmt: skip
    """Le même rapport, refait ; ses fichiers n'existent que dans ce bloc.

    Lève ``Erreurs`` ou ``RefusDuCarnet`` si l'espace d'aujourd'hui ne permet plus de le produire.
    """
    with _dossier() as dossier:
        copie = _copier(espace, dossier.resolve() / "espace", scelle.manifeste)
        demande = scelle.manifeste.parametres_relus
        produire(
            copie, demande.departement, demande.annee, scelle.manifeste.rapport,
            ",".join(formats_de(scelle)), demande.reglages, suivre=suivre, indexer=False,
        )  # fmt: skip
        yield lire_le_manifeste(copie, scelle.dossier_d_origine(copie) / f"{scelle.base}{SUFFIXE}")


@contextmanager
def _dossier() -> Iterator[Path]:
    with ExitStack() as pile:
        try:
            dossier = pile.enter_context(dossier_de_passage())
        except OSError as refus:
            raise Erreurs([_refus(refus)]) from refus
        yield dossier


def formats_de(scelle: Scelle) -> list[str]:
    """Les formats qu'un manifeste scelle."""
    return [nom for nom in FORMATS if f"{scelle.base}.{nom}" in scelle.manifeste.fichiers]


def _copier(espace: Espace, vers: Path, manifeste: Manifeste) -> Espace:
    try:
        for nom in COPIES:
            if (espace.racine / nom).is_dir():
                shutil.copytree(espace.racine / nom, vers / nom)
        for nom in _relus(manifeste):
            source = espace.racine / nom
            if source.is_file():
                (vers / nom).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, vers / nom)
    except OSError as refus:
        raise Erreurs([_refus(refus)]) from refus
    return Espace(vers)


def _relus(manifeste: Manifeste) -> list[str]:
    """Les rapports d'avant que celui-ci a lus."""
    return [nom for nom in manifeste.entrees if nom.startswith("reports/")]


def _refus(refus: OSError) -> err.Erreur:
    """Le dossier temporaire du système est plein, ou fermé."""
    lieu = Lieu(tempfile.gettempdir())
    if refus.errno == errno.ENOSPC or "No space left" in str(refus):
        return err.DisquePlein(lieu)
    return err.EcritureRefusee(lieu, cause=cause_du_systeme(refus), conseil=CONSEIL_D_ECRITURE)
