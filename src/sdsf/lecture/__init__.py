"""Lire un fichier sans rien laisser passer : YAML strict, CSV strict, toutes les erreurs d'un coup."""
