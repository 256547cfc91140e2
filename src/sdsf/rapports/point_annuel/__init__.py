"""Le point annuel d'avancement, section par section, dans l'ordre de lecture."""

from sdsf.rapports.accueil.epci import epci
from sdsf.rapports.accueil.modes import modes_d_accueil
from sdsf.rapports.accueil.offre import serie_longue
from sdsf.rapports.accueil.territoires import arrondissements, communes
from sdsf.rapports.annexe_des_sources import annexe_des_sources
from sdsf.rapports.annexes import limites
from sdsf.rapports.avenants import avenants
from sdsf.rapports.changements import ce_qui_a_change
from sdsf.rapports.controles import controles
from sdsf.rapports.couverture import couverture
from sdsf.rapports.diagnostic.domaines import domaines
from sdsf.rapports.equite import equite
from sdsf.rapports.gouvernance import agenda, instances
from sdsf.rapports.manques import ce_qui_manque
from sdsf.rapports.moyens import moyens_et_efficience
from sdsf.rapports.panier import panier
from sdsf.rapports.places import places
from sdsf.rapports.point_annuel.essentiel import essentiel
from sdsf.rapports.point_annuel.fiches import a_renseigner, fiche_par_fiche, fiches
from sdsf.rapports.point_annuel.jalons import feuille_de_route, jalons_du_plan
from sdsf.rapports.point_annuel.plan import avancement
from sdsf.rapports.point_annuel.tableau_de_bord import indicateurs
from sdsf.rapports.priorites import priorites
from sdsf.rapports.registres import decisions, recommandations
from sdsf.rapports.relais_et_projets import projets_educatifs, relais
from sdsf.rapports.remarques import contradictoire
from sdsf.rapports.schemas_communaux import articulation
from sdsf.rapports.seance import vues_arretees
from sdsf.rapports.vigilance import vigilance

__all__ = [
    "a_renseigner",
    "agenda",
    "annexe_des_sources",
    "arrondissements",
    "articulation",
    "avancement",
    "avenants",
    "ce_qui_a_change",
    "ce_qui_manque",
    "communes",
    "contradictoire",
    "controles",
    "couverture",
    "decisions",
    "domaines",
    "epci",
    "equite",
    "essentiel",
    "feuille_de_route",
    "fiche_par_fiche",
    "fiches",
    "indicateurs",
    "instances",
    "jalons_du_plan",
    "limites",
    "modes_d_accueil",
    "moyens_et_efficience",
    "panier",
    "places",
    "priorites",
    "projets_educatifs",
    "recommandations",
    "relais",
    "serie_longue",
    "vigilance",
    "vues_arretees",
]
