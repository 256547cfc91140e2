"""La parole des familles, des professionnels et des élus dans un bilan : combien, comment, ce qu'ils disent.

Sous le nombre de réponses que les règles du secret demandent, l'effectif seul : ni part, ni propos cité.
"""

from functools import partial

from sdsf.dossier import Dossier
from sdsf.enquetes.protection import TOTAL
from sdsf.enquetes.vague import Vague
from sdsf.rapports.chapitre import Partie, composer
from sdsf.rapports.enquetes.avant_apres import changements, constat
from sdsf.rapports.enquetes.essentiel import (
    phrases_de_connaissance,
    phrases_de_raisons,
    phrases_de_satisfaction,
)
from sdsf.rapports.enquetes.libres import citations
from sdsf.rapports.enquetes.publics import PUBLICS, Public
from sdsf.rapports.enquetes.repondants import calage, collecte, taux_de_reponse
from sdsf.rapports.enquetes.textes import chiffres_du_schema, faits_d_enquete
from sdsf.rapports.enquetes.vagues import derniere, precedente, sans_enquete
from sdsf.referentiel.questionnaires import QuestionTexte
from sdsf.rendu.blocs import Bloc, Liste, Paragraphe, Phrase, phrase

CITEES = 3


def paroles(dossier: Dossier) -> list[Bloc]:
    """Ce que chaque public a dit ; à défaut, ce qui manque et ce que le texte du schéma cite."""
    parties = [
        Partie(f"parole-{public.code}", f"Les {public.nom}", partial(_parole, public=public))
        for public in PUBLICS.values()
    ]
    return composer(dossier, *parties)


def _parole(dossier: Dossier, public: Public) -> list[Bloc]:
    vague = derniere(dossier, public.code)
    if vague is None:
        muet = faits_d_enquete(dossier, public.code).empty
        textes = [] if muet else chiffres_du_schema(dossier, public.code)
        return [sans_enquete(dossier, public.code), *textes]
    effectif = Paragraphe(collecte(dossier, vague))
    if not vague.suffit(vague.n):
        return [effectif, _trop_peu(vague, public)]
    avis = f"Aucune part n'est donnée sous {vague.minimum} réponses. Ce sont des déclarations."
    return [
        effectif,
        *taux_de_reponse(dossier, vague),
        Paragraphe(calage(dossier, vague)),
        *_enseignements(dossier, vague),
        *_voix(vague),
        Paragraphe(avis, "note"),
    ]


def _trop_peu(vague: Vague, public: Public) -> Paragraphe:
    texte = (
        f"Moins de {vague.minimum} réponses : aucun pourcentage n'est calculé, aucun enseignement n'en est "
        f"tiré, aucun propos n'est cité. Peut en recueillir davantage : {public.peut_fournir}."
    )
    return Paragraphe(texte, "absence")


def _enseignements(dossier: Dossier, vague: Vague) -> list[Bloc]:
    """Satisfaction, connaissance, raisons, changements : chacun en une phrase."""
    lus = [
        *phrases_de_satisfaction(dossier, vague),
        *phrases_de_connaissance(dossier, vague),
        *phrases_de_raisons(dossier, vague),
        *_changements(dossier, vague),
    ]
    if not lus:
        manque = f"Aucune question n'a {vague.minimum} réponses que cette édition puisse montrer."
        return [Paragraphe(manque, "absence")]
    return [Paragraphe(f"Ce que les {vague.questionnaire.repondants} en disent :"), Liste(lus)]


def _changements(dossier: Dossier, vague: Vague) -> list[Phrase]:
    avant = precedente(dossier, vague.fiche.questionnaire)
    trouves = changements(avant, vague) if avant else []
    return [constat(dossier, avant, vague, trouves)] if avant and trouves else []


def _voix(vague: Vague) -> list[Bloc]:
    """Quelques réponses libres, relues et publiables, les premières reçues."""
    textes = [
        citation.texte
        for question in vague.questionnaire.questions()
        if isinstance(question, QuestionTexte) and not vague.caches_des_themes.cache(question.code, TOTAL)
        for citation in citations(vague, question)
        if citation.relue
    ]
    if not textes:
        return [Paragraphe("Aucune réponse libre n'est encore relue et dite publiable.", "absence")]
    elements = [phrase("« {t} »", t=texte) for texte in textes[:CITEES]]
    return [Paragraphe("Des réponses libres, relues, parmi les premières reçues :"), Liste(elements)]
