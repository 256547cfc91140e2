"""Le plan des rapports qui n'en emploient aucun : rien à lire, rien à suivre, rien à citer.

Une section qui parcourt le plan n'y trouve rien, et le dit comme elle le dirait d'un plan sans fiche : aucun
rapport n'a donc à se demander s'il y en a un.
"""

from typing import Any, get_origin

from sdsf.lecture.document_yaml import DocumentLu
from sdsf.plan.communs import Extrait
from sdsf.plan.lecture import PlanLu
from sdsf.plan.modeles import Periode, Plan, SourceDuPlan

SANS_PLAN = "aucun plan d'action"


def plan_absent(departement: str, annee: int) -> PlanLu:
    """Un plan sans aucune partie, dont la période est la seule année demandée.

    Il ne passe par aucun contrôle : ces valeurs ne viennent d'aucun fichier, et aucune ne s'imprime.
    """
    vides: dict[str, Any] = {
        nom: [] if get_origin(champ.annotation) is list else None for nom, champ in Plan.model_fields.items()
    }
    extrait = Extrait.model_construct(ligne=1, texte=SANS_PLAN)
    periode = Periode.model_construct(debut=annee, fin=annee, signature=None, extrait=extrait)
    source = SourceDuPlan.model_construct(titre=SANS_PLAN, producteur=SANS_PLAN, fichier="")
    connus = {"format": 1, "departement": departement, "intitule": SANS_PLAN, "niveaux": []}
    plan = Plan.model_construct(**{**vides, **connus, "periode": periode, "source": source})
    return PlanLu(plan, DocumentLu("", {}, {}))
