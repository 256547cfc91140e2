"""Ce qu'il faut réparer d'abord, et qui peut l'écrire."""

from collections.abc import Sequence

from sdsf.dossier import Dossier
from sdsf.evaluation.criteres import CRITERES, Critere
from sdsf.evaluation.evaluabilite import Reparation, ancetres, examiner_fiches
from sdsf.evaluation.evaluabilite import reparations as classer
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.evaluabilite.examens import AUCUNE_FICHE, compter, compter_les_reponses, noms_de_questions
from sdsf.rapports.fiche import facettes_de_fiche, nom_court, nom_de_fiche
from sdsf.rendu.blocs import Bloc, Colonne, Lien, Ligne, Liste, Paragraphe, Phrase, Tableau, numerique, phrase
from sdsf.rendu.nombres import accorder


def reparations(dossier: Dossier) -> list[Bloc]:
    """D'abord les gestes, du plus utile au moins urgent ; puis les fiches, la plus démunie d'abord."""
    if not dossier.plan.fiches:
        return [AUCUNE_FICHE]
    liste = classer(examiner_fiches(dossier.plan))
    if not liste:
        return [Paragraphe("Chaque fiche répond à chaque question : rien n'est à réparer.")]
    return [Liste(gestes(dossier, liste), ordonnee=True), _tableau(dossier, liste)]


def gestes(dossier: Dossier, liste: Sequence[Reparation]) -> list[Phrase]:
    """« Nommer un pilote : 3 fiches sans réponse, 2 à préciser », dans l'ordre où l'on répare."""
    gestes_ = (_geste(dossier, critere, liste) for critere in CRITERES.values())
    return [geste for geste in gestes_ if geste]


def _geste(dossier: Dossier, critere: Critere, liste: Sequence[Reparation]) -> Phrase | None:
    muettes = [r.examen for r in liste if critere.code in r.manques]
    floues = [r.examen for r in liste if critere.code in r.a_preciser]
    parties = ["{n} {mot} sans réponse"] * bool(muettes) + ["{k} {mot_k} à préciser"] * bool(floues)
    if not parties:
        return None
    return phrase(
        "{geste} : " + ", ".join(parties) + ".",
        geste=critere.reparation,
        n=compter(dossier, f"À réparer : {critere.intitule}", muettes),
        mot=accorder(len(muettes), "fiche", "fiches"),
        k=compter(dossier, f"À préciser : {critere.intitule}", floues),
        mot_k=accorder(len(floues), "fiche", "fiches"),
    )


def _tableau(dossier: Dossier, liste: Sequence[Reparation]) -> Tableau:
    colonnes = [
        Colonne("Fiche"),
        numerique("Sans réponse"),
        Colonne("À écrire"),
        Colonne("À préciser ensuite"),
        numerique("Actions concernées"),
        Colonne("Peut l'écrire (pilotes du texte)"),
    ]
    lignes = [_ligne(dossier, r) for r in liste]
    return Tableau("Les fiches à réparer, la plus démunie d'abord", colonnes, lignes)


def _ligne(dossier: Dossier, r: Reparation) -> Ligne:
    fiche = r.examen.fiche
    nom = nom_court(fiche)
    return Ligne(
        [
            Lien(f"examen-{fiche.id}", nom_de_fiche(fiche)),
            compter_les_reponses(dossier, f"{nom} : questions sans réponse", r.examen, r.manques),
            noms_de_questions(r.manques),
            noms_de_questions(r.a_preciser),
            compter_du_plan(dossier, f"{nom} : actions", [a.id for a in fiche.actions], "actions"),
            _qui(dossier, r),
        ],
        facettes=facettes_de_fiche(dossier, fiche),
    )


def _qui(dossier: Dossier, r: Reparation) -> object:
    """Les pilotes de la fiche, sinon ceux d'un niveau au-dessus, sinon le comité."""
    if r.examen.fiche.pilotes:
        return r.examen.fiche.pilotes
    for noeud in ancetres(dossier.plan, r.examen.fiche):
        if noeud.pilotes:
            return noeud.pilotes
    return "le comité départemental, par avenant"
