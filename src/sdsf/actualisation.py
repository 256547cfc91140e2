"""Ce qu'un adaptateur rend à ``sdsf actualiser`` : des fichiers à écrire, et ce qu'il faut en dire."""

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu


@dataclass(frozen=True)
class Actualisation:
    """Le bilan d'une lecture. L'adaptateur n'écrit rien lui-même : la commande écrit tout le lot, ou rien."""

    fichiers: Mapping[Path, bytes]
    """Le contenu de chaque fichier à écrire, par chemin sous l'espace de travail."""
    phrases: tuple[str, ...] = ()
    """Ce qui a été lu et retenu, une phrase par ligne."""
    avertissements: tuple[str, ...] = ()
    """Ce que le lecteur doit savoir : un code réparé, une ligne écartée, un trou."""


def exiger_fichier(source: str, depuis: Path | None) -> Path:
    """Le fichier ou le dossier donné par ``--depuis``. Lève ``Erreurs`` : pas donné, absent, ou spécial."""
    if depuis is None:
        raise Erreurs([err.FichierADonner(recu=source)])
    lieu = Lieu(str(depuis))
    try:
        mode = depuis.stat().st_mode
    except PermissionError as refus:
        raise Erreurs([err.LectureDesDonnees(lieu, cause=err.cause_du_systeme(refus))]) from None
    except (OSError, ValueError):  # absent, lien sans fin, nom trop long, caractère impossible
        raise Erreurs([err.FichierIntrouvable(lieu)]) from None
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise Erreurs([err.FichierSpecial(lieu, trouve="un tube, une prise ou un périphérique")])
    return depuis
