"""Évaluer : des fonctions pures, d'un dossier vers des constats chiffrés."""
