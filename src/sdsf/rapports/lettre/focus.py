"""Le focus : une fiche, choisie par une règle dite, dans les mots du schéma."""

from sdsf.dossier import Dossier
from sdsf.plan.modeles import Fiche
from sdsf.rapports.fiche import champs_de_fiche, nom_de_fiche
from sdsf.rapports.lettre.semestre import evenements
from sdsf.rapports.point_annuel.fiches import suivis_de
from sdsf.rapports.point_annuel.plan import suivis
from sdsf.rendu.blocs import Bloc, Definitions, Etiquette, Liste, Paragraphe, Titre, absence, phrase

CHAMPS = ("Objectifs", "Résultats attendus", "Publics", "Pilotes", "Illustrations")


def focus(dossier: Dossier) -> list[Bloc]:
    """La fiche du semestre : pourquoi elle, ce que le schéma en attend, où en sont ses actions."""
    if not dossier.plan.fiches:
        return [absence("Le plan en vigueur n'a aucune fiche.", "la commission d'évaluation")]
    fiche, raison = fiche_du_semestre(dossier)
    champs = champs_de_fiche(fiche)
    etats = [
        phrase("{e} {a}", e=Etiquette(suivi.statut), a=suivi.action.intitule)
        for suivi in suivis_de(fiche, suivis(dossier))
    ]
    dits = [(nom, champs[nom]) for nom in CHAMPS if champs[nom]]
    return [
        Titre(3, nom_de_fiche(fiche), f"focus-{fiche.id}"),
        Paragraphe(raison, "note"),
        *([Definitions(dits)] if dits else []),
        Paragraphe("Ses actions, et leur dernier état connu :"),
        Liste(etats),
    ]


def fiche_du_semestre(dossier: Dossier) -> tuple[Fiche, str]:
    """Celle où le plus de choses se sont terminées ; à défaut, chacune à son tour, dans l'ordre du texte."""
    fiches = dossier.plan.fiches
    finis = [e.fiche.id for e in evenements(dossier) if e.quoi == "terminé"]
    if finis:
        choisie = max(fiches, key=lambda fiche: finis.count(fiche.id))
        return choisie, "Choisie parce que c'est là que le plus d'actions ou d'étapes se sont terminées."
    rang = 2 * (dossier.annee - dossier.plan.periode.debut) + dossier.demande.choix.semestre - 1
    return fiches[rang % len(fiches)], "Choisie à son tour, dans l'ordre du texte."
