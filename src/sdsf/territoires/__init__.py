"""Les territoires : codes, noms, appartenances par millésime, passage d'un millésime à l'autre, agrégation.

Les tables sont dans ``data/national/territoires/`` ; ``sdsf actualiser territoires`` les réécrit.
"""
