"""Le bilan intermédiaire et le bilan final, chapitre par chapitre : ce qui a été fait, ce que cela vaut."""

from sdsf.rapports.annexe_des_sources import annexe_des_sources
from sdsf.rapports.bilan.chapitres import (
    annexe_des_fiches,
    contribution,
    gouvernance,
    indicateurs,
    limites,
    objectifs,
    offre,
    portee,
    realisations,
    reponses,
    suite,
    territoires,
    voulu,
)
from sdsf.rapports.bilan.essentiel import essentiel
from sdsf.rapports.changements import ce_qui_a_change
from sdsf.rapports.controles import serie_des_controles
from sdsf.rapports.couverture import couverture
from sdsf.rapports.enquetes.parole import paroles
from sdsf.rapports.jugements import mandat
from sdsf.rapports.moyens import moyens_et_efficience
from sdsf.rapports.remarques import contradictoire
from sdsf.rapports.seance import vues_arretees

__all__ = [
    "annexe_des_fiches",
    "annexe_des_sources",
    "ce_qui_a_change",
    "contradictoire",
    "contribution",
    "couverture",
    "essentiel",
    "gouvernance",
    "indicateurs",
    "limites",
    "mandat",
    "moyens_et_efficience",
    "objectifs",
    "offre",
    "paroles",
    "portee",
    "realisations",
    "reponses",
    "serie_des_controles",
    "suite",
    "territoires",
    "voulu",
    "vues_arretees",
]
