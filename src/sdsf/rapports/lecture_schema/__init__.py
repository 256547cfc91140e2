"""La lecture du schéma, section par section : le texte rendu lisible, et rien d'autre."""

from sdsf.rapports.annexes import diagnostic_cite, limites, provenance
from sdsf.rapports.avenants import avenants
from sdsf.rapports.changements import ce_qui_a_change
from sdsf.rapports.couverture import couverture
from sdsf.rapports.gouvernance import agenda
from sdsf.rapports.lecture_schema.acteurs import pilotes, reseau
from sdsf.rapports.lecture_schema.annexe_du_texte import annexe_du_texte
from sdsf.rapports.lecture_schema.arbre import arbre
from sdsf.rapports.lecture_schema.calendrier import frise
from sdsf.rapports.lecture_schema.essentiel import essentiel
from sdsf.rapports.lecture_schema.fiches import fiche_par_fiche
from sdsf.rapports.lecture_schema.instances import gouvernance, regles
from sdsf.rapports.lecture_schema.vocabulaire import vocabulaire
from sdsf.rapports.remarques import contradictoire
from sdsf.rapports.vigilance import vigilance

__all__ = [
    "agenda",
    "annexe_du_texte",
    "arbre",
    "avenants",
    "ce_qui_a_change",
    "contradictoire",
    "couverture",
    "diagnostic_cite",
    "essentiel",
    "fiche_par_fiche",
    "frise",
    "gouvernance",
    "limites",
    "pilotes",
    "provenance",
    "regles",
    "reseau",
    "vigilance",
    "vocabulaire",
]
