"""Le moment d'un bilan : l'année où le texte le doit, et celle à partir de laquelle il a un sens.

Un bilan intermédiaire a un sens dès que la moitié de la période est écoulée (la troisième année d'un schéma
de six ans) ; un bilan final, au terme. Si le texte le doit plus tôt, c'est l'année du texte qui compte.
"""

from dataclasses import dataclass

from sdsf.evaluation.echeancier import echeances
from sdsf.plan.modeles import Plan
from sdsf.vocabulaire import BILANS


@dataclass(frozen=True)
class Moment:
    """Quand un bilan se fait : ``des`` l'année où il a un sens, ``due`` celle du texte s'il en donne une."""

    des: int
    due: int | None
    regle: str
    """D'où vient l'année due, dans les mots de l'échéancier ; vide si le texte ne la donne pas."""


def moment_du_bilan(plan: Plan, rapport: str) -> Moment | None:
    """Le moment d'un bilan ; ``None`` pour un rapport qui n'en est pas un."""
    if rapport not in BILANS:
        return None
    dues = [e for e in echeances(plan) if e.rapport == rapport]
    due, regle = (dues[0].annee, dues[0].regle) if dues else (None, "")
    usuel = plan.periode.fin if rapport == "bilan_final" else mi_parcours(plan)
    return Moment(min(usuel, due or usuel), due, regle)


def mi_parcours(plan: Plan) -> int:
    """L'année à la fin de laquelle la moitié de la période est écoulée : 2023 pour 2021-2026."""
    debut, fin = plan.periode.debut, plan.periode.fin
    return debut + (fin - debut + 2) // 2 - 1


def trop_tot(plan: Plan, rapport: str, annee: int) -> Moment | None:
    """Le moment du bilan demandé, s'il vient avant celui où il a un sens ; sinon ``None``."""
    moment = moment_du_bilan(plan, rapport)
    return moment if moment and annee < moment.des else None
