"""Le tableau de bord : un département, une année, un indicateur, un territoire, une comparaison.

``etat`` et ``choix`` disent ce que l'on peut choisir, ``regard`` ce que l'on regarde, ``vue`` ce que l'on
montre : rien de cela ne connaît les réglages de l'écran, qui sont dans ``ecran``.
"""
