"""Les fiches du schéma, mot à mot, avec tous leurs champs."""

from sdsf.dossier import Dossier
from sdsf.rapports.fiche import detail_de_fiche, nom_de_fiche
from sdsf.rendu.blocs import Bloc, Paragraphe, Titre


def fiche_par_fiche(dossier: Dossier) -> list[Bloc]:
    """Chaque fiche du plan en vigueur, dans l'ordre du texte."""
    if not dossier.plan.fiches:
        return [Paragraphe("Le plan en vigueur n'a aucune fiche.", "absence")]
    blocs: list[Bloc] = []
    for fiche in dossier.plan.fiches:
        blocs.append(Titre(3, nom_de_fiche(fiche), f"fiche-{fiche.id}"))
        blocs += detail_de_fiche(fiche)
    return blocs
