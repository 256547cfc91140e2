"""La qualité des données, section par section : d'où elles viennent, ce qui manque, ce qui se contredit."""

from sdsf.rapports.annexes import limites
from sdsf.rapports.changements import ce_qui_a_change
from sdsf.rapports.couverture import couverture
from sdsf.rapports.qualite_donnees.anomalies import valeurs_a_verifier
from sdsf.rapports.qualite_donnees.completude import completude_par_indicateur, completude_par_territoire
from sdsf.rapports.qualite_donnees.demandes import tableau_des_demandes
from sdsf.rapports.qualite_donnees.ecarts import contradictions_entre_sources, ruptures_de_serie
from sdsf.rapports.qualite_donnees.essentiel import essentiel
from sdsf.rapports.qualite_donnees.provenance import provenance
from sdsf.rapports.remarques import contradictoire

__all__ = [
    "ce_qui_a_change",
    "completude_par_indicateur",
    "completude_par_territoire",
    "contradictions_entre_sources",
    "contradictoire",
    "couverture",
    "essentiel",
    "limites",
    "provenance",
    "ruptures_de_serie",
    "tableau_des_demandes",
    "valeurs_a_verifier",
]
