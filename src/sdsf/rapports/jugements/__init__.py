"""Ce que l'évaluation dit du schéma, avec la force de ses preuves : les sections des bilans.

Aucune de ces sections n'écrit elle-même une cause : seule une ``Fondee`` dit un lien, et son fondement le
permet (``evaluation/contribution.py``).
"""

from sdsf.rapports.jugements.contribution import contribution
from sdsf.rapports.jugements.effets import effets_inattendus
from sdsf.rapports.jugements.gouvernance import durabilite, plus_value_du_comite
from sdsf.rapports.jugements.logique import logique_d_intervention
from sdsf.rapports.jugements.mandat import mandat
from sdsf.rapports.jugements.matrice import matrice
from sdsf.rapports.jugements.produits import produits_directs
from sdsf.rapports.jugements.recommandations import recommandations, suites_des_recommandations
from sdsf.rapports.jugements.reponses import reponses, reponses_courtes
from sdsf.rapports.jugements.suites import actions_a_reprendre, indicateurs_a_conserver

__all__ = [
    "actions_a_reprendre",
    "contribution",
    "durabilite",
    "effets_inattendus",
    "indicateurs_a_conserver",
    "logique_d_intervention",
    "mandat",
    "matrice",
    "plus_value_du_comite",
    "produits_directs",
    "recommandations",
    "reponses",
    "reponses_courtes",
    "suites_des_recommandations",
]
