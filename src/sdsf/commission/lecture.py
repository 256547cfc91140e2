"""Lire ce que la commission a écrit d'un schéma, et vérifier ce qu'elle cite.

Deux fichiers, tous deux facultatifs, à côté du plan : ``evaluation.yml`` (constats et réponses) et
``contribution.yml`` (les hypothèses du département, qui complètent ou remplacent les nationales).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sdsf import erreurs as err
from sdsf.causes import expressions_de_cause
from sdsf.chiffres import Trace, empreinte_de
from sdsf.commission.modeles import AvisSurUneAction, Constat, EffetInattendu, Evaluation, Reponse
from sdsf.erreurs import Erreur, Lieu
from sdsf.espace import Espace
from sdsf.lecture.document_yaml import DocumentLu
from sdsf.lecture.yaml_strict import dans_l_ordre, lire_modele
from sdsf.plan.modeles import Plan
from sdsf.referentiel.contribution import Hypothese, lire_hypotheses
from sdsf.referentiel.lecture import Referentiel
from sdsf.referentiel.listes import en_double, renvoi_inconnu
from sdsf.referentiel.questions import Question, lire_questions

Chemin = tuple[int | str, ...]
# Les textes que la commission rédige : ceux du schéma se citent, ceux-ci s'impriment comme siens.
REDIGES = ("texte", "nuance", "motif", "enonce", "raison", "source", "temoin", "suppositions")


@dataclass(frozen=True)
class Travaux:
    """Les questions posées, et ce que la commission y a répondu ; rien tant qu'elle n'a rien écrit."""

    questions: Sequence[Question] = ()
    hypotheses: Sequence[Hypothese] = ()
    constats: Sequence[Constat] = ()
    reponses: Sequence[Reponse] = ()
    effets_inattendus: Sequence[EffetInattendu] = ()
    avis_sur_les_actions: Sequence[AvisSurUneAction] = ()
    traces: Mapping[str, Trace] = field(default_factory=dict)
    """Où chaque élément est écrit : son id, son code, ou « liste/rang » pour ce qui n'en a pas."""


@dataclass(frozen=True)
class Citables:
    """Ce que la commission a le droit de citer : tout existe ailleurs."""

    questions: Collection[str]
    indicateurs: Collection[str]
    axes: Collection[str]
    objets: Collection[str]
    recommandations: Collection[str]


def lire_travaux(
    espace: Espace,
    dossier: tuple[str, str],
    plan: Plan,
    referentiel: Referentiel,
    recommandations: Collection[str],
) -> Travaux:
    """Les travaux de la commission sur le schéma d'un département. Lève ``Erreurs`` avec toutes les causes.

    ``dossier`` : le code du département et la période. ``recommandations`` : les id du registre.
    """
    questions, posees = lire_questions(espace, referentiel.indicateurs)
    citables = _citables(questions, plan, referentiel, recommandations)
    place = espace.params / "departements" / Path(*dossier)
    nationales = lire_hypotheses(espace, espace.params / "referentiel" / "contribution.yml")
    propres = _si_present(place / "contribution.yml", lambda chemin: lire_hypotheses(espace, chemin))
    ecrite = _si_present(
        place / "evaluation.yml", lambda chemin: lire_modele(chemin, espace.relatif(chemin), Evaluation)
    )
    lus = [lu for lu in (nationales, propres, ecrite) if lu is not None]
    fautes = [faute for _, document in lus for faute in _fautes(document, citables)]
    if ecrite is not None:
        evaluation, document = ecrite
        fautes += _fautes_de_l_evaluation(evaluation, document, dossier)
    err.lever(dans_l_ordre(fautes))
    travaux = _reunir(questions, [lu for lu in (nationales, propres) if lu], ecrite)
    return replace(travaux, traces={**dict(_traces(posees)), **travaux.traces})


def _si_present(chemin: Path, lire: Any) -> Any:
    return lire(chemin) if chemin.is_file() else None


def _citables(
    questions: Sequence[Question], plan: Plan, referentiel: Referentiel, recommandations: Collection[str]
) -> Citables:
    actions = [action.id for fiche in plan.fiches for action in fiche.actions]
    return Citables(
        questions=[question.code for question in questions],
        indicateurs=[*(i.id for f in plan.fiches for i in f.indicateurs), *referentiel.indicateurs],
        axes=[noeud.id for noeud in plan.arborescence if noeud.parent is None],
        objets=[*actions, *(fiche.id for fiche in plan.fiches)],
        recommandations=recommandations,
    )


def _reunir(
    questions: Sequence[Question], fichiers: Sequence[Any], ecrite: tuple[Evaluation, DocumentLu] | None
) -> Travaux:
    """Tout ce qui a été lu ; l'hypothèse d'un département prend la place de la nationale de même id."""
    hypotheses = {h.id: h for lue, _ in fichiers for h in lue.hypotheses}
    traces = {nom: trace for _, document in fichiers for nom, trace in _traces(document)}
    if ecrite is None:
        return Travaux(questions, tuple(hypotheses.values()), traces=traces)
    evaluation, document = ecrite
    return Travaux(
        questions,
        tuple(hypotheses.values()),
        evaluation.constats,
        evaluation.reponses,
        evaluation.effets_inattendus,
        evaluation.avis_sur_les_actions,
        {**traces, **dict(_traces(document))},
    )


def _traces(document: DocumentLu) -> Iterator[tuple[str, Trace]]:
    """Où chaque élément d'une liste est écrit."""
    for liste, elements in document.contenu.items():
        for rang, element in enumerate(elements if isinstance(elements, list) else []):
            ligne = document.ligne((liste, rang)) or 1
            trace = Trace(((document.fichier, ligne),), (empreinte_de(element),))
            yield element.get("id") or element.get("code") or f"{liste}/{rang}", trace


# --- les fautes -----------------------------------------------------------------------------------


def _fautes(document: DocumentLu, citables: Citables) -> Iterator[Erreur]:
    """Ce qu'un fichier cite et que personne ne connaît, et les textes qui disent une cause."""
    for chemin, cle, valeur in _feuilles(document.contenu, ()):
        lieu = document.lieu(chemin)
        if cle in REDIGES:
            yield from (err.CauseNonFondee(lieu, recu=valeur, mot=m) for m in expressions_de_cause(valeur))
        elif cle in RENVOIS:
            champ, attendu = RENVOIS[cle]
            yield from _renvoi(lieu, valeur, getattr(citables, champ), attendu)


RENVOIS = {
    "question": ("questions", "une question de questions.yml"),
    "indicateur": ("indicateurs", "un indicateur du plan, ou un indicateur commun"),
    "indicateurs": ("indicateurs", "un indicateur du plan, ou un indicateur commun"),
    "axe": ("axes", "un axe du plan"),
    "objet": ("objets", "une action ou une fiche du plan"),
    "recommandations": ("recommandations", "une recommandation de recommandations.csv"),
}


def _feuilles(contenu: object, chemin: Chemin, cle: str = "") -> Iterator[tuple[Chemin, str, str]]:
    """Chaque texte d'un document, son chemin, et la dernière clé nommée qui y mène."""
    if isinstance(contenu, dict):
        for nom, valeur in contenu.items():
            yield from _feuilles(valeur, (*chemin, nom), nom)
    elif isinstance(contenu, list):
        for rang, valeur in enumerate(contenu):
            yield from _feuilles(valeur, (*chemin, rang), cle)
    elif isinstance(contenu, str):
        yield chemin, cle, contenu


def _renvoi(lieu: Lieu, recu: str, admis: Collection[str], attendu: str) -> list[Erreur]:
    if recu in admis:
        return []
    return [renvoi_inconnu(lieu, recu, admis, attendu)]


def _fautes_de_l_evaluation(
    evaluation: Evaluation, document: DocumentLu, dossier: tuple[str, str]
) -> Iterator[Erreur]:
    """Le dossier annoncé, les id en double, les constats qu'une réponse cite."""
    for cle, attendu in zip(("departement", "periode"), dossier, strict=True):
        if getattr(evaluation, cle) != attendu:
            lieu = document.lieu((cle,))
            yield err.DossierIncoherent(lieu, recu=getattr(evaluation, cle), attendu=attendu)
    constats = [constat.id for constat in evaluation.constats]
    yield from en_double(document, "constats", "id", constats)
    yield from en_double(document, "effets_inattendus", "id", [e.id for e in evaluation.effets_inattendus])
    for rang, reponse in enumerate(evaluation.reponses):
        for place, constat in enumerate(reponse.constats):
            lieu = document.lieu(("reponses", rang, "constats", place))
            yield from _renvoi(lieu, constat, constats, "un constat de ce fichier")
