"""L'essentiel de l'audit : le score, la règle, la revue, et les premiers gestes."""

from sdsf.chiffres import rapport
from sdsf.dossier import Dossier
from sdsf.evaluation.criteres import CRITERES
from sdsf.evaluation.evaluabilite import appliquer_la_regle, examiner_fiches
from sdsf.evaluation.evaluabilite import reparations as classer
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.evaluabilite.indicateurs import constats, synthese
from sdsf.rapports.evaluabilite.regle import decompte
from sdsf.rapports.evaluabilite.reparations import gestes
from sdsf.rendu.blocs import Bloc, Encadre, Lien, Liste, Paragraphe, Phrase, phrase
from sdsf.rendu.nombres import accorder

PREMIERS = 4


def essentiel(dossier: Dossier) -> list[Bloc]:
    """Ce que le texte permet d'évaluer, et par quoi commencer pour le rendre évaluable."""
    if not dossier.plan.fiches:
        return [Paragraphe("Le plan en vigueur n'a aucune fiche : il n'y a rien à évaluer.", "absence")]
    faits = [_score(dossier), _regle(dossier), _revue(dossier)]
    a_faire = gestes(dossier, classer(examiner_fiches(dossier.plan)))[:PREMIERS]
    suite = Paragraphe(phrase("La suite : {lien}.", lien=Lien("reparations", "que réparer d'abord ?")))
    premiers: Bloc = (
        Liste(a_faire, ordonnee=True) if a_faire else Paragraphe("Aucune question n'est sans réponse.")
    )
    return [
        Encadre("Ce que le texte permet d'évaluer", [Liste(faits)], "constats"),
        Encadre("Par quoi commencer", [premiers, suite], "alertes"),
    ]


def _score(dossier: Dossier) -> Phrase:
    """Les questions répondues, et celles qui pourraient l'être, parmi toutes celles posées aux fiches."""
    examens = examiner_fiches(dossier.plan)
    posees = [e.id for e in examens for _ in CRITERES]
    oui = [e.id for e in examens for _ in e.questions("oui")]
    peut_etre = [e.id for e in examens for _ in e.questions("en_partie", "a_discuter")]
    toutes = compter_du_plan(dossier, "Questions posées aux fiches", posees, "nombre")
    repondues = compter_du_plan(dossier, "Questions auxquelles le texte répond", oui, "nombre")
    floues = " ; à {peut} {autre}, il répond en partie ou d'une façon qui se discute"
    suite = floues if peut_etre else ""
    return phrase(
        "Le texte répond à {oui} {mot} sur {toutes} ({part} %)" + suite + " : {lien}.",
        oui=repondues,
        mot=accorder(len(oui), "question", "questions"),
        autre=accorder(len(peut_etre), "autre", "autres"),
        toutes=toutes,
        part=rapport("Part des questions auxquelles le texte répond", repondues, toutes),
        peut=compter_du_plan(dossier, "Questions à préciser", peut_etre, "nombre"),
        lien=Lien("fiches", "fiche par fiche"),
    )


def _regle(dossier: Dossier) -> Phrase:
    return phrase(
        "Deux indicateurs par action ? {decompte} {lien}.",
        decompte=decompte(dossier, appliquer_la_regle(dossier.plan)),
        lien=Lien("regle", "La règle et ses verdicts"),
    )


def _revue(dossier: Dossier) -> Phrase:
    if not any(fiche.indicateurs for fiche in dossier.plan.fiches):
        return phrase("Le plan n'écrit aucun indicateur.")
    return phrase(
        "{synthese} {lien}.",
        synthese=synthese(dossier, constats(dossier)),
        lien=Lien("revue", "La revue des indicateurs"),
    )
