"""La comparaison de départements : taux, contexte, pairs, schémas ; jamais un classement."""

from sdsf.rapports.annexes import limites, provenance
from sdsf.rapports.changements import ce_qui_a_change
from sdsf.rapports.comparaison.contexte import contexte
from sdsf.rapports.comparaison.essentiel import essentiel
from sdsf.rapports.comparaison.pairs import pairs
from sdsf.rapports.comparaison.schemas import evaluabilite, prudence, schemas
from sdsf.rapports.comparaison.taux import evolution, modes, taux
from sdsf.rapports.couverture import couverture
from sdsf.rapports.remarques import contradictoire

__all__ = [
    "ce_qui_a_change",
    "contexte",
    "contradictoire",
    "couverture",
    "essentiel",
    "evaluabilite",
    "evolution",
    "limites",
    "modes",
    "pairs",
    "provenance",
    "prudence",
    "schemas",
    "taux",
]
