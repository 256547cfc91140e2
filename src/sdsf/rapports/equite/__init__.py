"""L'équité entre les territoires d'un département : dispersion, sous-dotation, évolution."""

from sdsf.rapports.equite.mesures import QUESTIONS, mesure
from sdsf.rapports.equite.section import equite, phrase_des_sous_dotes
from sdsf.rapports.equite.terrain import Terrain, terrain

__all__ = ["QUESTIONS", "Terrain", "equite", "mesure", "phrase_des_sous_dotes", "terrain"]
