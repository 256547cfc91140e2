"""Le bilan intermédiaire et le bilan final, chapitre par chapitre : ce qui a été fait, ce que cela vaut."""

from sdsf.rapports.annexe_des_sources import annexe_des_sources
from sdsf.rapports.bilan.chapitres import (
    annexe_des_fiches,
    contribution,
    familles,
    gouvernance,
    indicateurs,
    limites,
    moyens,
    objectifs,
    offre,
    portee,
    qualite,
    realisations,
    reponses,
    suite,
    territoires,
    voulu,
)
from sdsf.rapports.bilan.essentiel import essentiel
from sdsf.rapports.changements import ce_qui_a_change
from sdsf.rapports.couverture import couverture
from sdsf.rapports.jugements import mandat
from sdsf.rapports.remarques import contradictoire

__all__ = [
    "annexe_des_fiches",
    "annexe_des_sources",
    "ce_qui_a_change",
    "contradictoire",
    "contribution",
    "couverture",
    "essentiel",
    "familles",
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
