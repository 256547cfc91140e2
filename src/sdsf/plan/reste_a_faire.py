"""Ce qui reste à écrire dans un plan, ligne par ligne et dans l'ordre du fichier.

Le squelette de ``sdsf nouveau`` laisse des marques dans ses textes : elles disent le geste à faire, et tant
qu'il en reste aucun rapport ne se produit. Sans marque, seul compte ce sans quoi rien ne se suit : un
niveau, une fiche, une action par fiche. Une partie que le texte n'a pas ([]) n'est jamais réclamée.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sdsf.erreurs import Lieu
from sdsf.lecture.document_yaml import textes
from sdsf.plan.lecture import PlanLu

A_COMPLETER = "À COMPLÉTER"
EXEMPLE = "(exemple fictif)"
REMPLACER = "remplacez cet exemple fictif par les mots du schéma"
ARBORESCENCE_VIDE = "écrivez le premier niveau (axe, volet…), d'après l'exemple en commentaire"
FICHES_VIDES = "écrivez la première fiche, d'après l'exemple en commentaire"
SANS_ACTION = (
    "aucune action, donc rien à suivre ; si le texte n'en donne pas, un point de vigilance qui cite la "
    "première ligne de la fiche le dira"
)


@dataclass(frozen=True)
class Reste:
    """Une chose à écrire : où, quoi, et si un rapport l'attend (``bloque``)."""

    lieu: Lieu
    geste: str
    bloque: bool = True

    def __str__(self) -> str:
        return f"{self.lieu} : {self.geste}"


def reste_a_faire(lu: PlanLu) -> list[Reste]:
    """Tout ce qui reste à écrire, dans l'ordre des lignes ; une liste vide pour un plan décrit."""
    restes = [*_marques(lu), *_parties_vides(lu), *_fiches_sans_action(lu)]
    return sorted(restes, key=lambda reste: reste.lieu.ligne or 0)


def est_acheve(lu: PlanLu) -> bool:
    """Vrai si un rapport peut se produire."""
    return not any(reste.bloque for reste in reste_a_faire(lu))


def geste_de(texte: str) -> str | None:
    """Le geste que demande une marque ; ``None`` pour un texte ordinaire.

    >>> geste_de("À COMPLÉTER : écrivez le titre"), geste_de("Un axe (exemple fictif)"), geste_de("Un axe")
    ('écrivez le titre', 'remplacez cet exemple fictif par les mots du schéma', None)
    """
    if texte.rstrip().endswith(EXEMPLE):
        return REMPLACER
    if not texte.lstrip().startswith(A_COMPLETER):
        return None
    return texte.partition(A_COMPLETER)[2].strip(" :.") or "complétez ce texte"


def _marques(lu: PlanLu) -> Iterator[Reste]:
    for chemin, texte in textes(lu.document.contenu):
        geste = geste_de(texte)
        if geste:
            yield Reste(lu.document.lieu(chemin), geste)


def _parties_vides(lu: PlanLu) -> Iterator[Reste]:
    if not lu.plan.arborescence:
        yield Reste(lu.document.lieu(("arborescence",)), ARBORESCENCE_VIDE)
    if not lu.plan.fiches:
        yield Reste(lu.document.lieu(("fiches",)), FICHES_VIDES)


def _fiches_sans_action(lu: PlanLu) -> Iterator[Reste]:
    """Un schéma peut avoir une fiche sans action : un point de vigilance qui la cite suffit à le dire."""
    dites = {extrait.ligne for point in lu.plan.points_de_vigilance for extrait in point.extraits}
    for rang, fiche in enumerate(lu.plan.fiches):
        if not fiche.actions and fiche.extrait.ligne not in dites:
            yield Reste(lu.document.lieu(("fiches", rang, "actions")), SANS_ACTION, bloque=False)
