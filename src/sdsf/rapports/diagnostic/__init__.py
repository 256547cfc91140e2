"""Le diagnostic d'un département, avec ou sans schéma : offre, territoires, contexte, manques."""

from sdsf.rapports.accueil.epci import epci
from sdsf.rapports.accueil.modes import modes_d_accueil
from sdsf.rapports.accueil.offre import serie_longue
from sdsf.rapports.accueil.territoires import arrondissements, communes
from sdsf.rapports.annexes import diagnostic_cite, limites, provenance
from sdsf.rapports.changements import ce_qui_a_change
from sdsf.rapports.couverture import couverture
from sdsf.rapports.diagnostic.comparaison import face_aux_comparables
from sdsf.rapports.diagnostic.contexte import contexte
from sdsf.rapports.diagnostic.domaines import domaines
from sdsf.rapports.diagnostic.ecarts_sociaux import ecarts_sociaux
from sdsf.rapports.diagnostic.essentiel import essentiel
from sdsf.rapports.diagnostic.offre import evolution_par_mode
from sdsf.rapports.diagnostic.periode import contexte_de_la_periode
from sdsf.rapports.diagnostic.reperes import definitions
from sdsf.rapports.equite import equite
from sdsf.rapports.manques import ce_qui_manque
from sdsf.rapports.panier import panier
from sdsf.rapports.places import places
from sdsf.rapports.priorites import priorites
from sdsf.rapports.qualite_donnees.demandes import tableau_des_demandes
from sdsf.rapports.relais_et_projets import projets_educatifs, relais
from sdsf.rapports.remarques import contradictoire

__all__ = [
    "arrondissements",
    "ce_qui_a_change",
    "ce_qui_manque",
    "communes",
    "contexte",
    "contexte_de_la_periode",
    "contradictoire",
    "couverture",
    "definitions",
    "diagnostic_cite",
    "domaines",
    "ecarts_sociaux",
    "epci",
    "equite",
    "essentiel",
    "evolution_par_mode",
    "face_aux_comparables",
    "limites",
    "modes_d_accueil",
    "panier",
    "places",
    "priorites",
    "projets_educatifs",
    "provenance",
    "relais",
    "serie_longue",
    "tableau_des_demandes",
]
