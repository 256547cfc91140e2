"""Un bilan demandé avant son heure : refusé, ou produit sur demande expresse, et la page de garde le dit."""

from sdsf import erreurs as err
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreur
from sdsf.evaluation.moment import trop_tot
from sdsf.vocabulaire import INTITULES_RAPPORT


def verifier_le_moment(dossier: Dossier) -> list[Erreur]:
    """L'erreur d'un bilan demandé trop tôt et sans « --forcer » ; une liste vide pour tout autre rapport."""
    rapport, periode = dossier.demande.rapport, dossier.plan_signe.periode
    moment = trop_tot(dossier.plan_signe, rapport, dossier.annee)
    if moment is None or dossier.demande.choix.forcer:
        return []
    return [
        err.BilanTropTot(
            proche=str(moment.des),
            annee=dossier.annee,
            rapport=INTITULES_RAPPORT[rapport].lower(),
            periode=f"{periode.debut}-{periode.fin}",
            des=moment.des,
        )
    ]
