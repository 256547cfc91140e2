"""Lancer et suivre : produire un rapport depuis un carnet, savoir ce que cela coûte, voir où l'on en est.

``bilan`` lit ce qui a déjà été produit, ``course`` lance et suit un processus, ``ecran`` montre.
"""
