"""Les contours des territoires, dans ``data/contours/<maille>/<département>.geojson`` (hors du dépôt).

``sdsf actualiser contours`` les y range ; une carte les lit. Leur absence n'arrête jamais un rapport.
"""
