"""Les fiches du schéma : toutes, mot à mot ; ou celles à qui il manque quelque chose."""

from collections.abc import Sequence

from sdsf.dossier import Dossier
from sdsf.plan.modeles import Fiche
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.fiche import detail_de_fiche, nom_de_fiche
from sdsf.rendu.blocs import Bloc, Lien, Liste, Paragraphe, Titre, phrase
from sdsf.rendu.nombres import accorder


def fiche_par_fiche(dossier: Dossier) -> list[Bloc]:
    """Chaque fiche du plan en vigueur, dans l'ordre du texte."""
    if not dossier.plan.fiches:
        return [Paragraphe("Le plan en vigueur n'a aucune fiche.", "absence")]
    blocs: list[Bloc] = []
    for fiche in dossier.plan.fiches:
        blocs.append(Titre(3, nom_de_fiche(fiche), f"fiche-{fiche.id}"))
        blocs += detail_de_fiche(fiche)
    return blocs


def fiches_sans(dossier: Dossier, quoi: str, manque: str, fiches: Sequence[Fiche]) -> list[Bloc]:
    """« 3 fiches n'ont aucun calendrier : », puis lesquelles ; rien s'il n'y en a pas."""
    if not fiches:
        return []
    nombre = compter_du_plan(dossier, f"Fiches sans {quoi}", [f.id for f in fiches], "fiches")
    mot = accorder(len(fiches), "fiche n'a", "fiches n'ont")
    return [
        Paragraphe(phrase("{n} {mot} {manque} :", n=nombre, mot=mot, manque=manque)),
        Liste([Lien(f"fiche-{f.id}", nom_de_fiche(f)) for f in fiches]),
    ]
