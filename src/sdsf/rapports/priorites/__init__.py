"""Les territoires prioritaires : critères, poids, réglages imprimés, classement, et ce qu'il vaut."""

from sdsf.rapports.priorites.section import priorites

__all__ = ["priorites"]
