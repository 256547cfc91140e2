"""Produire un rapport : exécuter le carnet, rendre la page, vérifier, écrire, tenir l'index."""
