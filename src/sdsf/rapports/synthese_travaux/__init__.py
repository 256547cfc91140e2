"""La synthèse annuelle des travaux du comité (D. 214-2-1) : le point annuel en court, et ses deux annexes."""

from sdsf.rapports.accueil.offre import serie_longue
from sdsf.rapports.annexes import definitions, limites, provenance
from sdsf.rapports.changements import ce_qui_a_change
from sdsf.rapports.controles import controles, serie_des_controles
from sdsf.rapports.couverture import couverture
from sdsf.rapports.diagnostic.domaines import domaines
from sdsf.rapports.equite import equite
from sdsf.rapports.experimentations import experimentations
from sdsf.rapports.gouvernance import instances
from sdsf.rapports.manques import ce_qui_manque
from sdsf.rapports.moyens import moyens
from sdsf.rapports.panier import panier
from sdsf.rapports.places import places
from sdsf.rapports.point_annuel.plan import avancement
from sdsf.rapports.point_annuel.tableau_de_bord import tableau_de_bord
from sdsf.rapports.registres import decisions
from sdsf.rapports.remarques import contradictoire
from sdsf.rapports.schemas_communaux import articulation
from sdsf.rapports.synthese_travaux.essentiel import essentiel

__all__ = [
    "articulation",
    "avancement",
    "ce_qui_a_change",
    "ce_qui_manque",
    "contradictoire",
    "controles",
    "couverture",
    "decisions",
    "definitions",
    "domaines",
    "equite",
    "essentiel",
    "experimentations",
    "instances",
    "limites",
    "moyens",
    "panier",
    "places",
    "provenance",
    "serie_des_controles",
    "serie_longue",
    "tableau_de_bord",
]
