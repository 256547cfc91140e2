"""Les vues arrêtées en séance : l'annexe qui les recompose, et ce qu'un atelier doit offrir pour y être."""

from sdsf.rapports.seance.annexe import vues_arretees
from sdsf.rapports.seance.composer import COMPOSEURS, arrete_de, recomposer
from sdsf.rapports.seance.recomposee import VueRecomposee

__all__ = ["COMPOSEURS", "VueRecomposee", "arrete_de", "recomposer", "vues_arretees"]
