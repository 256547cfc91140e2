"""La parole des familles dans un bilan : la méthode en deux phrases, ce qu'elles disent, ce qui a changé."""

from sdsf.dossier import Dossier
from sdsf.rapports.enquetes.avant_apres import changements, constat
from sdsf.rapports.enquetes.essentiel import (
    phrase_de_connaissance,
    phrases_de_raisons,
    phrases_de_satisfaction,
)
from sdsf.rapports.enquetes.libres import citations
from sdsf.rapports.enquetes.repondants import tous
from sdsf.rapports.enquetes.textes import chiffres_du_schema, faits_d_enquete
from sdsf.rapports.enquetes.vagues import derniere, precedente, sans_enquete
from sdsf.referentiel.questionnaires import QuestionTexte
from sdsf.rendu.blocs import Bloc, Liste, Paragraphe, Phrase, phrase

CITEES = 3


def parole_des_familles(dossier: Dossier) -> list[Bloc]:
    """Ce qu'une enquête apprend à un bilan ; sans enquête, ce qui manque et ce que le texte en cite."""
    vague = derniere(dossier)
    if vague is None:
        textes = [] if faits_d_enquete(dossier).empty else chiffres_du_schema(dossier)
        return [sans_enquete(dossier), *textes]
    ont = f"{{n}} {vague.questionnaire.repondants} ont répondu en {vague.fiche.annee} à « {{t}} »."
    cale = "Les réponses sont calées sur la population connue." if vague.echantillon.calees else ""
    avis = f"{cale} Aucune part n'est donnée sous {vague.minimum} réponses. Ce sont des déclarations."
    return [
        Paragraphe(phrase(ont, n=tous(dossier, vague), t=vague.fiche.intitule)),
        Liste(_enseignements(dossier)),
        *_voix(dossier),
        Paragraphe(avis.strip(), "note"),
    ]


def _enseignements(dossier: Dossier) -> list[Phrase]:
    """Satisfaction, connaissance, raisons, changements : chacun en une phrase."""
    apres, avant = derniere(dossier), precedente(dossier)
    assert apres is not None
    connaissance = phrase_de_connaissance(dossier, apres)
    trouves = changements(avant, apres) if avant else []
    return [
        *phrases_de_satisfaction(dossier, apres),
        *([connaissance] if connaissance else []),
        *phrases_de_raisons(dossier, apres),
        *([constat(dossier, avant, apres, trouves)] if avant and trouves else []),
    ]


def _voix(dossier: Dossier) -> list[Bloc]:
    """Quelques réponses libres, relues et publiables, les premières reçues."""
    vague = derniere(dossier)
    assert vague is not None
    textes = [
        citation.texte
        for question in vague.questionnaire.questions()
        if isinstance(question, QuestionTexte)
        for citation in citations(vague, question)
    ]
    if not textes:
        return []
    elements = [phrase("« {t} »", t=texte) for texte in textes[:CITEES]]
    return [Paragraphe("Des réponses libres, relues, parmi les premières reçues :"), Liste(elements)]
