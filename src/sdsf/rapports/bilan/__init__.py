"""Le bilan intermédiaire et le bilan final, chapitre par chapitre : ce qui a été fait, ce que cela vaut."""

from sdsf.rapports.bilan.chapitres import (
    annexe_des_fiches,
    annexe_des_sources,
    gouvernance,
    indicateurs,
    limites,
    moyens,
    objectifs,
    offre,
    qualite,
    realisations,
    suite,
    territoires,
)
from sdsf.rapports.bilan.essentiel import essentiel
from sdsf.rapports.bilan.portee import portee
from sdsf.rapports.couverture import couverture

__all__ = [
    "annexe_des_fiches",
    "annexe_des_sources",
    "couverture",
    "essentiel",
    "gouvernance",
    "indicateurs",
    "limites",
    "moyens",
    "objectifs",
    "offre",
    "portee",
    "qualite",
    "realisations",
    "suite",
    "territoires",
]
