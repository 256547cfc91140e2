"""L'arborescence du schéma, dans ses propres mots : repliable à l'écran, entière sur le papier."""

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.plan.modeles import Fiche, Noeud
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.fiche import nom_de_fiche
from sdsf.rendu.blocs import Bloc, Groupe, Lien, Liste, Paragraphe, Phrase, Repliable, phrase
from sdsf.rendu.nombres import accorder


def arbre(dossier: Dossier) -> list[Bloc]:
    """Chaque niveau du schéma, ce que le texte en dit, et les fiches qu'il porte."""
    racines = [noeud for noeud in dossier.plan.arborescence if noeud.parent is None]
    mots = " › ".join(dossier.plan.niveaux)
    return [
        Paragraphe(f"Le schéma se lit ainsi : {mots}. Chaque niveau contient le suivant."),
        Groupe("arbre", [_branche(dossier, noeud) for noeud in racines]),
    ]


def _branche(dossier: Dossier, noeud: Noeud) -> Repliable:
    enfants = [autre for autre in dossier.plan.arborescence if autre.parent == noeud.id]
    fiches = [fiche for fiche in dossier.plan.fiches if fiche.parent == noeud.id]
    blocs: list[Bloc] = []
    if noeud.pilotes:
        blocs.append(Paragraphe("Pilotes du niveau : " + " ; ".join(noeud.pilotes) + "."))
    if noeud.variantes:
        ecritures = [f"« {v.texte} » ({v.lieu}, ligne {v.ligne})" for v in noeud.variantes]
        blocs.append(Paragraphe("Écrit aussi : " + " ; ".join(ecritures) + ".", "note"))
    if noeud.description:
        blocs.append(Repliable("Ce que le texte en dit", [Paragraphe(texte) for texte in noeud.description]))
    blocs += [_branche(dossier, enfant) for enfant in enfants]
    if fiches:
        blocs.append(Liste([_fiche(dossier, fiche) for fiche in fiches]))
    return Repliable(titre_du_noeud(noeud), blocs or [Paragraphe("Le texte n'en dit rien de plus.", "note")])


def titre_du_noeud(noeud: Noeud) -> str:
    """« Axe 1. Intitulé », dans le mot du schéma."""
    mot = noeud.niveau[0].upper() + noeud.niveau[1:]
    return f"{mot} {noeud.code}. {noeud.intitule}" if noeud.code else f"{mot} : {noeud.intitule}"


def _fiche(dossier: Dossier, fiche: Fiche) -> Phrase:
    lien = Lien(f"fiche-{fiche.id}", nom_de_fiche(fiche))
    if not fiche.actions:
        return phrase("{fiche}", fiche=lien)
    nombre, mot = compter_actions(dossier, fiche), dossier.plan.niveaux[-1]
    return phrase(
        "{fiche} ({n} {mot})", fiche=lien, n=nombre, mot=accorder(len(fiche.actions), mot, mot + "s")
    )


def compter_actions(dossier: Dossier, fiche: Fiche) -> Chiffre:
    """Le nombre d'actions d'une fiche."""
    libelle = f"{nom_de_fiche(fiche)} : actions"
    return compter_du_plan(dossier, libelle, [action.id for action in fiche.actions], "actions")
