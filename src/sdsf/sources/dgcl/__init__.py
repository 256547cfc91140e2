"""La composition des EPCI (DGCL, ``epcicom``) et des établissements publics territoriaux (Insee, ``ept``)."""

from sdsf.sources.dgcl.adaptateur import actualiser_dgcl
from sdsf.sources.dgcl.composition import Composition, Groupement, lire_composition

__all__ = ["Composition", "Groupement", "actualiser_dgcl", "lire_composition"]
