"""L'atelier des priorités : bouger un poids, couper un critère, et voir qui passe d'abord."""
