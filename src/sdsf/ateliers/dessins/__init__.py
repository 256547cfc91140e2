"""Des figures écrites directement en SVG : une série, des barres, une carte, en quelques millisecondes.

Les figures d'un rapport passent par matplotlib, qui met un quart de seconde à chacune : trop pour suivre un
geste. Celles-ci montrent la même chose, avec les mêmes couleurs et les mêmes règles : rien n'est calculé ici,
chaque valeur est écrite, un trou a un motif et un mot.
"""
