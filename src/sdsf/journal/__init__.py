"""Ajouter des lignes aux tables d'un département, à plusieurs, sans rien perdre et sans rien effacer.

``ajout.ajouter`` contrôle, compare à ce que l'on sait déjà, et écrit tout ou rien ; ``annulation.annuler``
rétablit l'état d'avant par une ligne de plus. Le pourquoi est dans ``docs/adr/0050``.
"""

from sdsf.journal.ajout import ajouter, examiner
from sdsf.journal.annulation import annuler
from sdsf.journal.fichier import lire_lignes
from sdsf.journal.modeles import Ajout, Contradiction, Correction, Ecriture
from sdsf.journal.reprise import reprendre

__all__ = [
    "Ajout",
    "Contradiction",
    "Correction",
    "Ecriture",
    "ajouter",
    "annuler",
    "examiner",
    "lire_lignes",
    "reprendre",
]
