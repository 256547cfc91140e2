"""Ce qu'une enquête apprend : le rapport d'une enquête (à un public), et sa part dans un bilan."""

from sdsf.rapports.changements import ce_qui_a_change
from sdsf.rapports.couverture import couverture
from sdsf.rapports.enquetes.avant_apres import avant_apres
from sdsf.rapports.enquetes.essentiel import essentiel
from sdsf.rapports.enquetes.groupes import sous_groupes
from sdsf.rapports.enquetes.libres import reponses_libres
from sdsf.rapports.enquetes.methode import limites, methode, provenance, questionnaire
from sdsf.rapports.enquetes.repondants import repondants
from sdsf.rapports.enquetes.resultats import resultats
from sdsf.rapports.enquetes.textes import chiffres_du_schema
from sdsf.rapports.remarques import contradictoire

__all__ = [
    "avant_apres",
    "ce_qui_a_change",
    "chiffres_du_schema",
    "contradictoire",
    "couverture",
    "essentiel",
    "limites",
    "methode",
    "provenance",
    "questionnaire",
    "repondants",
    "reponses_libres",
    "resultats",
    "sous_groupes",
]
