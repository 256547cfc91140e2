"""Le point annuel d'avancement, section par section, dans l'ordre de lecture."""

from sdsf.rapports.accueil.epci import epci
from sdsf.rapports.accueil.modes import modes_d_accueil
from sdsf.rapports.accueil.offre import serie_longue
from sdsf.rapports.accueil.territoires import arrondissements, communes
from sdsf.rapports.annexes import definitions, diagnostic_cite, limites, provenance
from sdsf.rapports.avenants import avenants
from sdsf.rapports.changements import ce_qui_a_change
from sdsf.rapports.couverture import couverture
from sdsf.rapports.equite import equite
from sdsf.rapports.gouvernance import agenda, instances
from sdsf.rapports.point_annuel.essentiel import essentiel
from sdsf.rapports.point_annuel.fiches import a_renseigner, fiche_par_fiche, fiches
from sdsf.rapports.point_annuel.jalons import feuille_de_route, jalons_du_plan
from sdsf.rapports.point_annuel.plan import avancement
from sdsf.rapports.point_annuel.tableau_de_bord import indicateurs_a_renseigner, tableau_de_bord
from sdsf.rapports.registres import (
    articulation,
    controles,
    decisions,
    diagnostic,
    moyens,
    recommandations,
)
from sdsf.rapports.remarques import contradictoire
from sdsf.rapports.vigilance import vigilance

__all__ = [
    "a_renseigner",
    "agenda",
    "arrondissements",
    "articulation",
    "avancement",
    "avenants",
    "ce_qui_a_change",
    "communes",
    "contradictoire",
    "controles",
    "couverture",
    "decisions",
    "definitions",
    "diagnostic",
    "diagnostic_cite",
    "epci",
    "equite",
    "essentiel",
    "feuille_de_route",
    "fiche_par_fiche",
    "fiches",
    "indicateurs_a_renseigner",
    "instances",
    "jalons_du_plan",
    "limites",
    "modes_d_accueil",
    "moyens",
    "provenance",
    "recommandations",
    "serie_longue",
    "tableau_de_bord",
    "vigilance",
]
