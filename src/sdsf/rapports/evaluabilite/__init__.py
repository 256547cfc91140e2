"""L'évaluabilité du plan, section par section : pourra-t-on dire un jour ce que ce schéma a valu ?"""

from sdsf.dossier import Dossier
from sdsf.rapports.annexes import limites
from sdsf.rapports.changements import ce_qui_a_change
from sdsf.rapports.couverture import couverture
from sdsf.rapports.evaluabilite.comparaison import comparaison
from sdsf.rapports.evaluabilite.essentiel import essentiel
from sdsf.rapports.evaluabilite.examens import actions, criteres, fiches, motifs, questions
from sdsf.rapports.evaluabilite.indicateurs import revue
from sdsf.rapports.evaluabilite.regle import regle
from sdsf.rapports.evaluabilite.reparations import reparations
from sdsf.rapports.remarques import contradictoire
from sdsf.rendu.blocs import Bloc, Liste

METHODE = (
    "L'audit lit le texte, et lui seul : un indicateur suivi en pratique mais que le schéma n'écrit pas "
    "n'est pas compté.",
    "La nature d'un indicateur (mise en œuvre, résultat, impact) vient du texte quand il la dit, sinon "
    "de notre lecture ; quand elle peut se discuter, la réponse le dit, et ne compte pas.",
    "Une action hérite du pilote et du calendrier de sa fiche ; elle n'hérite pas de ses indicateurs.",
    "Le score compte des réponses, il ne dit rien de la valeur de l'action.",
)


def methode(dossier: Dossier) -> list[Bloc]:
    """Comment les réponses sont données."""
    return [Liste(METHODE)]


__all__ = [
    "actions",
    "ce_qui_a_change",
    "comparaison",
    "contradictoire",
    "couverture",
    "criteres",
    "essentiel",
    "fiches",
    "limites",
    "methode",
    "motifs",
    "questions",
    "regle",
    "reparations",
    "revue",
]
