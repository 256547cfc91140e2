"""Télécharger chez les producteurs : poliment, en reprenant ce qui est coupé, en gardant ce qui est reçu.

``Telechargeur.obtenir`` rend le chemin d'un fichier du cache ; un adaptateur le lit comme s'il avait été
donné par ``--depuis``. Rien ici ne connaît le contenu d'un jeu.
"""
