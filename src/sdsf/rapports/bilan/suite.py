"""Ce que le schéma suivant devra écrire pour qu'on puisse, un jour, dire ce qu'il a valu."""

from sdsf.dossier import Dossier
from sdsf.evaluation.evaluabilite import examiner_fiches
from sdsf.evaluation.evaluabilite import reparations as classer
from sdsf.rapports.evaluabilite.reparations import gestes
from sdsf.rendu.blocs import Bloc, Encadre, Liste, Paragraphe


def a_ecrire_ensuite(dossier: Dossier) -> list[Bloc]:
    """Les manques de ce texte, comptés, dans l'ordre où le suivant gagne à les combler."""
    liste = gestes(dossier, classer(examiner_fiches(dossier.plan)))
    if not liste:
        return [Paragraphe("Chaque fiche de ce schéma répond aux questions de l'audit d'évaluabilité.")]
    return [Encadre("Ce que le schéma suivant devra écrire", [Liste(liste, ordonnee=True)])]
