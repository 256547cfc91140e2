"""L'évaluabilité d'un plan : ce qu'il faut pour pouvoir l'évaluer, et ce qui manque, fiche par fiche."""

from collections.abc import Sequence
from dataclasses import dataclass

from sdsf.evaluation.criteres import CRITERES, Sujet, Verdict, indicateur_de, mise_en_oeuvre, mots
from sdsf.plan.modeles import Action, Fiche, Noeud, Plan
from sdsf.vocabulaire import Reponse


@dataclass(frozen=True)
class Examen:
    """Une fiche ou une action (``action`` vaut ``None`` pour la fiche), et sa réponse à chaque question."""

    fiche: Fiche
    action: Action | None
    verdicts: dict[str, Verdict]

    @property
    def id(self) -> str:
        return self.action.id if self.action else self.fiche.id

    def questions(self, *reponses: Reponse) -> list[str]:
        """Les questions qui ont l'une de ces réponses, dans l'ordre."""
        return [critere for critere, verdict in self.verdicts.items() if verdict.reponse in reponses]


def examiner_fiches(plan: Plan) -> list[Examen]:
    """Les réponses de chaque fiche du plan, dans l'ordre du texte."""
    return [_examiner(Sujet(fiche, None, ancetres(plan, fiche))) for fiche in plan.fiches]


def examiner_actions(plan: Plan) -> list[Examen]:
    """Les réponses de chaque action du plan, dans l'ordre du texte."""
    return [
        _examiner(Sujet(fiche, action, ancetres(plan, fiche)))
        for fiche in plan.fiches
        for action in fiche.actions
    ]


def _examiner(sujet: Sujet) -> Examen:
    verdicts = {code: critere.repondre(sujet) for code, critere in CRITERES.items()}
    return Examen(sujet.fiche, sujet.action, verdicts)


def ancetres(plan: Plan, fiche: Fiche) -> tuple[Noeud, ...]:
    """Les niveaux au-dessus d'une fiche, du plus proche au plus haut."""
    noeuds = {noeud.id: noeud for noeud in plan.arborescence}
    trouves: list[Noeud] = []
    courant: str | None = fiche.parent
    while courant is not None:
        trouves.append(noeuds[courant])
        courant = noeuds[courant].parent
    return tuple(trouves)


# --- la règle des deux indicateurs --------------------------------------------------------------


def regle_des_deux_indicateurs(sujet: Sujet) -> Verdict:
    """La règle qu'un des schémas s'impose : un indicateur chiffré de mise en œuvre et un d'impact.

    Prise au mot : un indicateur de résultat n'est pas un indicateur d'impact ; on peut en discuter.
    """
    faire, changer = mise_en_oeuvre(sujet), _impact(sujet)
    # Un indicateur dont la nature n'est pas dite peut mesurer l'un et l'autre : il est cité une fois.
    extraits = tuple(dict.fromkeys((*faire.extraits, *changer.extraits)))
    if "non" in (faire.reponse, changer.reponse):
        raisons = [v.raison for v in (faire, changer) if v.reponse == "non"]
        return Verdict("non", " ".join(raisons), extraits)
    if len(sujet.indicateurs) == 1:
        return Verdict("non", "Un seul indicateur : la règle en demande deux.", extraits)
    doutes = [v.raison for v in (faire, changer) if v.reponse != "oui"]
    if doutes:
        return Verdict("a_discuter", " ".join(doutes), extraits)
    return Verdict("oui", "Un indicateur chiffré de mise en œuvre et un indicateur d'impact.", extraits)


def _impact(sujet: Sujet) -> Verdict:
    """Un indicateur d'impact ; à défaut, un indicateur de résultat en tient peut-être lieu."""
    strict = indicateur_de(sujet, ("impact",), "d'impact", chiffre=False)
    resultats = [i for i in sujet.indicateurs if i.type == "resultat"]
    if strict.reponse == "non" and resultats:
        raison = "Pas d'indicateur d'impact ; un indicateur de résultat peut en tenir lieu."
        return Verdict("a_discuter", raison, mots(resultats))
    return strict


def appliquer_la_regle(plan: Plan) -> list[tuple[Fiche, Verdict]]:
    """La règle des deux indicateurs, fiche par fiche : c'est la fiche qui porte les indicateurs."""
    return [
        (fiche, regle_des_deux_indicateurs(Sujet(fiche, None, ancetres(plan, fiche))))
        for fiche in plan.fiches
    ]


# --- ce qu'il faut réparer d'abord --------------------------------------------------------------


@dataclass(frozen=True)
class Reparation:
    """Une fiche, ce qui lui manque dans l'ordre où on le répare, et le nombre d'actions que cela touche."""

    examen: Examen
    manques: tuple[str, ...]
    a_preciser: tuple[str, ...]


def reparations(examens: Sequence[Examen]) -> list[Reparation]:
    """Les fiches à réparer, la plus démunie d'abord ; à égalité, celle qui porte le plus d'actions."""
    liste = [
        Reparation(e, tuple(e.questions("non")), tuple(e.questions("en_partie", "a_discuter")))
        for e in examens
    ]
    a_faire = [r for r in liste if r.manques or r.a_preciser]
    return sorted(a_faire, key=_rang_de_reparation)


def _rang_de_reparation(reparation: Reparation) -> tuple[int, int, int]:
    actions = len(reparation.examen.fiche.actions)
    return -len(reparation.manques), -len(reparation.a_preciser), -actions
