"""Un bilan demandé avant son heure : refusé, ou produit sur demande expresse, et la page de garde le dit."""

from sdsf import erreurs as err
from sdsf.demande import Demande
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreur
from sdsf.evaluation.moment import Moment, trop_tot
from sdsf.plan.modeles import Plan
from sdsf.vocabulaire import INTITULES_RAPPORT


def verifier_le_moment(dossier: Dossier) -> list[Erreur]:
    """L'erreur d'un bilan demandé trop tôt et sans « --forcer » ; une liste vide pour tout autre rapport."""
    moment = trop_tot(dossier.plan_signe, dossier.demande.rapport, dossier.annee)
    if moment is None or dossier.demande.choix.forcer:
        return []
    return [bilan_trop_tot(dossier.plan_signe, dossier.demande, moment)]


def bilan_trop_tot(plan: Plan, demande: Demande, moment: Moment) -> Erreur:
    """Le refus, qui dit à partir de quelle année ce bilan a un sens."""
    return err.BilanTropTot(
        proche=str(moment.des),
        annee=demande.annee,
        rapport=INTITULES_RAPPORT[demande.rapport].lower(),
        periode=f"{plan.periode.debut}-{plan.periode.fin}",
        des=moment.des,
    )
