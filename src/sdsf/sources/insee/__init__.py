"""L'Insee : naissances, population, chômage, pauvreté, familles, équipements ; Melodi et anciens fichiers."""

from sdsf.sources.insee.adaptateur import actualiser_insee, lire_insee

__all__ = ["actualiser_insee", "lire_insee"]
