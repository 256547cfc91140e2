"""Le bilan des résultats : trajectoires, évolutions, dispersion, pairs, ce que rien ne mesure."""

from sdsf.rapports.resultats.constats import constats_de_resultats
from sdsf.rapports.resultats.creches import places_de_creches
from sdsf.rapports.resultats.dispersion import inegalites
from sdsf.rapports.resultats.entonnoir import entonnoir
from sdsf.rapports.resultats.evolution import evolution
from sdsf.rapports.resultats.maternels import assistants_maternels
from sdsf.rapports.resultats.pairs import groupe_de_pairs
from sdsf.rapports.resultats.sans_mesure import objectifs_sans_mesure
from sdsf.rapports.resultats.trajectoires import trajectoires

__all__ = [
    "assistants_maternels",
    "constats_de_resultats",
    "entonnoir",
    "evolution",
    "groupe_de_pairs",
    "inegalites",
    "objectifs_sans_mesure",
    "places_de_creches",
    "trajectoires",
]
