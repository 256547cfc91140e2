"""La fiche-action : une fiche du plan telle que son pilote la suit, ou toutes, l'une après l'autre."""

from sdsf.dossier import Dossier
from sdsf.rapports.changements import ce_qui_a_change
from sdsf.rapports.courts import origine
from sdsf.rapports.couverture import couverture
from sdsf.rapports.fiche_action.suivi import fiche_suivie
from sdsf.rapports.remarques import contradictoire
from sdsf.rendu.blocs import Bloc, Paragraphe


def fiches(dossier: Dossier) -> list[Bloc]:
    """La fiche demandée ; sans demande, toutes celles du plan en vigueur, dans l'ordre du texte."""
    voulue = dossier.demande.choix.fiche
    choisies = [fiche for fiche in dossier.plan.fiches if voulue in ("", fiche.id)]
    if not choisies:
        return [Paragraphe("Le plan en vigueur n'a aucune fiche.", "absence")]
    return [fiche_suivie(dossier, fiche) for fiche in choisies]


__all__ = ["ce_qui_a_change", "contradictoire", "couverture", "fiches", "origine"]
