"""Ce que valent les preuves d'un constat et d'une réponse : relues dans les relevés, jamais crues sur parole.

- Un élément qui se dit « série mesurée » ne l'est que si les relevés ont cet indicateur deux années au moins,
  dans la même édition ; sinon, il se lit comme une déclaration. Son état zéro aussi se vérifie.
- Un fait postérieur à l'année du rapport n'est pas encore connu de lui.
- La force d'un constat est celle de ses éléments favorables ; sans aucun, c'est un constat sans preuve.
- Une réponse vaut son constat le plus fragile ; un constat sans preuve, ou de force D, empêche de conclure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sdsf.commission.modeles import Constat, Reponse
from sdsf.evaluation.contribution import force_de_preuve
from sdsf.referentiel.contribution import Element
from sdsf.vocabulaire import ForceDePreuve

CONCLUANTES = ("A", "B", "C")


@dataclass(frozen=True)
class Mesure:
    """Ce que les relevés savent d'un indicateur, dans une seule édition."""

    annees: int
    etat_zero: bool


@dataclass(frozen=True)
class ElementRelu:
    """Un élément tel qu'il compte, et ce que la relecture y a changé (vide si rien)."""

    element: Element
    remarque: str = ""


@dataclass(frozen=True)
class ConstatEtabli:
    """Un constat, ses éléments relus, la force qu'ils lui donnent ; ``None`` : il est sans preuve."""

    constat: Constat
    elements: tuple[ElementRelu, ...]
    force: ForceDePreuve | None


@dataclass(frozen=True)
class ReponseEtablie:
    """La réponse à une question, et sa force ; elle conclut si ``motif`` est vide."""

    reponse: Reponse | None
    force: ForceDePreuve | None
    motif: str

    @property
    def conclut(self) -> bool:
        return not self.motif


def relire(elements: Sequence[Element], mesures: Mapping[str, Mesure], annee: int) -> tuple[ElementRelu, ...]:
    """Les éléments connus l'année du rapport, chacun ramené à ce que les relevés confirment."""
    connus = [element for element in elements if element.annee is None or element.annee <= annee]
    return tuple(_relire(element, mesures) for element in connus)


def _relire(element: Element, mesures: Mapping[str, Mesure]) -> ElementRelu:
    if element.nature != "serie_mesuree":
        return ElementRelu(element)
    mesure = mesures.get(element.indicateur or "", Mesure(0, False))
    if mesure.annees < 2:
        declaree = element.model_copy(update={"nature": "declaration", "etat_zero": False})
        return ElementRelu(declaree, "série non retrouvée dans les relevés : comptée comme une déclaration")
    if element.etat_zero and not mesure.etat_zero:
        sans_zero = element.model_copy(update={"etat_zero": False})
        return ElementRelu(sans_zero, "pas d'état zéro dans la même édition")
    return ElementRelu(element)


def etablir(constat: Constat, mesures: Mapping[str, Mesure], annee: int) -> ConstatEtabli:
    """Un constat et la force de ses preuves, l'année du rapport."""
    relus = relire(constat.elements, mesures, annee)
    return ConstatEtabli(constat, relus, force_de_preuve([relu.element for relu in relus]))


def repondre(
    reponses: Sequence[Reponse], constats: Mapping[str, ConstatEtabli], annee: int
) -> ReponseEtablie:
    """La dernière réponse connue l'année du rapport ; ``constats`` : ceux que cette année connaît, par id."""
    connues = sorted((r for r in reponses if r.annee <= annee), key=lambda reponse: reponse.annee)
    if not connues:
        return ReponseEtablie(None, None, "la commission n'a pas encore répondu")
    reponse = connues[-1]
    cites = [constats.get(nom) for nom in reponse.constats]
    forces = [constat.force for constat in cites if constat is not None and constat.force is not None]
    if len(forces) < len(cites):
        return ReponseEtablie(reponse, None, "un constat qui la fonde est sans preuve")
    force = max(forces)
    if force not in CONCLUANTES:
        return ReponseEtablie(reponse, force, "un constat qui la fonde n'est qu'une opinion ou un fait isolé")
    return ReponseEtablie(reponse, force, "")
