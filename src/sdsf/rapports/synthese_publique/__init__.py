"""La synthèse publique : quatre pages au plus, pour les familles, en phrases courtes et sans jargon."""

from sdsf.rapports.changements import ce_qui_a_change
from sdsf.rapports.courts import origine
from sdsf.rapports.couverture import couverture
from sdsf.rapports.remarques import contradictoire
from sdsf.rapports.synthese_publique.accueil import accueil
from sdsf.rapports.synthese_publique.mots import mots
from sdsf.rapports.synthese_publique.plan import inconnu, intention, realisations, suite

__all__ = [
    "accueil",
    "ce_qui_a_change",
    "contradictoire",
    "couverture",
    "inconnu",
    "intention",
    "mots",
    "origine",
    "realisations",
    "suite",
]
