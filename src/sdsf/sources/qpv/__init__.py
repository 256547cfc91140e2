"""Les quartiers prioritaires de la politique de la ville : leur liste, et combien chaque territoire en a."""

from sdsf.sources.qpv.adaptateur import Quartier, actualiser_qpv, lire_quartiers

__all__ = ["Quartier", "actualiser_qpv", "lire_quartiers"]
