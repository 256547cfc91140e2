"""Le bilan intermédiaire et le bilan final, chapitre par chapitre : ce qui a été fait, ce que cela vaut."""

from sdsf.rapports.bilan.chapitres import (
    annexe_des_fiches,
    annexe_des_sources,
    contribution,
    gouvernance,
    indicateurs,
    limites,
    moyens,
    objectifs,
    offre,
    qualite,
    realisations,
    reponses,
    suite,
    territoires,
    voulu,
)
from sdsf.rapports.bilan.essentiel import essentiel
from sdsf.rapports.bilan.portee import portee
from sdsf.rapports.couverture import couverture
from sdsf.rapports.jugements import mandat

__all__ = [
    "annexe_des_fiches",
    "annexe_des_sources",
    "contribution",
    "couverture",
    "essentiel",
    "gouvernance",
    "indicateurs",
    "limites",
    "mandat",
    "moyens",
    "objectifs",
    "offre",
    "portee",
    "qualite",
    "realisations",
    "reponses",
    "suite",
    "territoires",
    "voulu",
]
