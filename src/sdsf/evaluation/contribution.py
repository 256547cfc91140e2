"""Dire ce que le schéma a changé, sans en dire plus que les preuves.

Une ``Phrase`` ne s'écrit pas : elle se construit d'un fondement, et le type du fondement donne le verbe.

- ``ProduitDirect`` (ce qu'une action a produit elle-même) ou ``PlanDeComparaison`` (un témoin nommé, un écart
  que le hasard n'explique pas) : « a permis » ; rien d'autre n'y donne droit, pas même la force A ;
- ``TableDeContribution`` (force A ou B, chaque explication rivale examinée) : « a contribué à » ;
- ``Accompagnement`` (force A, B ou C) : « s'accompagne de » ;
- ``Avis`` (force D) : aucun verbe qui dise une cause ; ``Silence`` : les données ne suffisent pas.

Aucun texte donné ne peut porter lui-même une cause : « grâce à », « a entraîné »… sont refusés (P250), et
une ``Phrase`` fabriquée à la main subit le même contrôle. Force de preuve : A, série mesurée avec état zéro,
plan de comparaison et deux sources ; B, série mesurée avec état zéro ; C, autre mesure ou déclaration ; D,
opinion ou fait isolé. Limite : la liste des mots est finie ; une relecture humaine reste nécessaire.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from sdsf import erreurs as err
from sdsf.causes import refuser_les_causes
from sdsf.erreurs import Erreurs
from sdsf.referentiel.contribution import Element, ExplicationRivale, Hypothese
from sdsf.vocabulaire import ForceDePreuve, Statut, TypeIndicateur

STATUTS_PRODUCTIFS = ("en_cours", "realisee")


@dataclass(frozen=True)
class ProduitDirect:
    """Ce qu'une action a produit elle-même : une place ouverte, une séance tenue. Jamais un effet."""

    action: str
    statut: Statut
    type_indicateur: TypeIndicateur
    produit: str
    """Le produit et son nombre. Exemple : « l'ouverture de 12 places »"""
    nombre: float
    source: str
    force: ClassVar[None] = None

    def __post_init__(self) -> None:
        refuser_les_causes(self.action, self.produit, self.source)
        _exiger(self.type_indicateur == "realisation", "un produit direct se compte par une réalisation")
        _exiger(self.statut in STATUTS_PRODUCTIFS, f"une action « {self.statut} » n'a rien produit")
        _exiger(self.nombre > 0, "le nombre produit n'est pas positif")
        _exiger(bool(self.source.strip()), "la source n'est pas dite")


@dataclass(frozen=True)
class PlanDeComparaison:
    """Une comparaison prévue : un témoin, choisi pour une raison, avant et après, un écart et son intervalle.

    ``ecart``, ``au_moins``, ``au_plus`` : la différence d'évolution avec le témoin et son intervalle, dans
    l'unité de l'indicateur.
    """

    sujet: str
    effet: str
    """Ce qui diffère du témoin. Exemple : « une hausse de 3 points du taux de couverture »"""
    temoin: str
    raison_du_temoin: str
    avant: int
    apres: int
    ecart: float
    au_moins: float
    au_plus: float
    hypotheses: tuple[str, ...]
    """Ce qu'il faut supposer pour y croire. Exemple : « sans l'action, les deux auraient évolué de même »"""
    force: ClassVar[None] = None

    def __post_init__(self) -> None:
        refuser_les_causes(self.sujet, self.effet, self.temoin)
        _exiger(bool(self.temoin.strip() and self.raison_du_temoin.strip()), "le témoin n'est pas motivé")
        _exiger(self.avant < self.apres, "il faut une mesure d'avant et une d'après")
        _exiger(self.au_moins <= self.ecart <= self.au_plus, "l'écart n'est pas dans son intervalle")
        _exiger(self.au_moins > 0 or self.au_plus < 0, "l'intervalle de l'écart contient zéro")
        _exiger(bool(self.hypotheses), "les hypothèses de la comparaison ne sont pas écrites")


@dataclass(frozen=True)
class TableDeContribution:
    """Une évolution, les faits qui appuient l'hypothèse et la contredisent, les explications rivales."""

    sujet: str
    evolution: str
    """L'évolution constatée, avec son article. Exemple : « une hausse de 2,6 points du taux »"""
    elements: tuple[Element, ...]
    rivales: tuple[ExplicationRivale, ...]
    comparaison: PlanDeComparaison | None = None

    def __post_init__(self) -> None:
        refuser_les_causes(self.sujet, self.evolution, *(r.enonce for r in self.rivales))
        for manque in manques(self.elements, self.rivales, self.comparaison):
            _exiger(False, manque)

    @property
    def force(self) -> ForceDePreuve | None:
        return force_de_preuve(self.elements, self.comparaison)


@dataclass(frozen=True)
class Accompagnement:
    """Une évolution mesurée ou déclarée, qui a lieu pendant l'action : l'une accompagne l'autre."""

    sujet: str
    evolution: str
    elements: tuple[Element, ...]

    def __post_init__(self) -> None:
        refuser_les_causes(self.sujet, self.evolution)
        _exiger(self.force in ("A", "B", "C"), "une opinion ou un fait isolé ne mesure pas une évolution")

    @property
    def force(self) -> ForceDePreuve | None:
        return force_de_preuve(self.elements)


@dataclass(frozen=True)
class Avis:
    """Ce que quelqu'un dit, ou un fait isolé : rapporté, jamais relié à l'action."""

    element: Element
    force: ClassVar[ForceDePreuve] = "D"

    def __post_init__(self) -> None:
        refuser_les_causes(self.element.source, self.element.texte)


@dataclass(frozen=True)
class Silence:
    """Les données ne suffisent pas ; le motif le dit."""

    motif: str
    force: ClassVar[None] = None

    def __post_init__(self) -> None:
        refuser_les_causes(self.motif)


Fondement: TypeAlias = (
    ProduitDirect | PlanDeComparaison | TableDeContribution | Accompagnement | Avis | Silence
)
# La seule expression de cause que chaque fondement autorise ; un fondement absent n'en autorise aucune.
VERBES: dict[type[Fondement], str] = {
    ProduitDirect: "a permis",
    PlanDeComparaison: "a permis",
    TableDeContribution: "a contribué à",
    Accompagnement: "s'accompagne",
}


@dataclass(frozen=True)
class Phrase:
    """Une phrase de rapport et ce qui la fonde ; une cause que son fondement n'autorise pas est refusée."""

    texte: str
    fondement: Fondement

    def __post_init__(self) -> None:
        verbe = VERBES.get(type(self.fondement), "")
        reste = self.texte.replace(verbe, " ", 1) if verbe else self.texte
        refuser_les_causes(reste)

    @property
    def force(self) -> ForceDePreuve | None:
        """La force de preuve à imprimer à côté ; ``None`` pour un produit direct, un plan, un silence."""
        return self.fondement.force


# --- la force de preuve ---------------------------------------------------------------------------


def force_de_preuve(
    elements: Sequence[Element], comparaison: PlanDeComparaison | None = None
) -> ForceDePreuve | None:
    """La force des éléments qui vont dans le sens du constat ; ``None`` s'il n'y en a aucun."""
    pour = [element for element in elements if element.sens == "pour"]
    mesures = [element for element in pour if element.nature == "serie_mesuree"]
    if any(element.etat_zero for element in mesures):
        triangulee = len({element.source for element in pour}) > 1
        return "A" if comparaison and triangulee else "B"
    if mesures or any(element.nature == "declaration" for element in pour):
        return "C"
    return "D" if pour else None


def manques(
    elements: Sequence[Element],
    rivales: Sequence[ExplicationRivale],
    comparaison: PlanDeComparaison | None = None,
) -> list[str]:
    """Ce qui manque pour parler de contribution ; vide si rien ne manque."""
    a_examiner = [rivale.enonce for rivale in rivales if rivale.examen == "non_examinee"]
    contraires = [e for e in elements if e.sens == "contre" and e.nature == "serie_mesuree"]
    conditions = {
        "il faut une série mesurée avec un état zéro": force_de_preuve(elements, comparaison) in ("A", "B"),
        "aucune explication rivale n'est écrite": bool(rivales),
        f"à examiner encore : {', '.join(a_examiner)}": not a_examiner,
        "une série mesurée contredit l'hypothèse": not contraires,
    }
    return [manque for manque, tenue in conditions.items() if not tenue]


# --- les phrases ----------------------------------------------------------------------------------


def dire_produit(produit: ProduitDirect) -> Phrase:
    """« L'action « … » a permis l'ouverture de 12 places (source : Caf). »"""
    texte = f"L'action « {produit.action} » a permis {produit.produit} (source : {produit.source})."
    return Phrase(texte, produit)


def dire_effet_compare(plan: PlanDeComparaison) -> Phrase:
    """L'effet, toujours suivi de son témoin, de ses années et de ce qu'il faut supposer."""
    supposes = " ; ".join(plan.hypotheses)
    texte = (
        f"{plan.sujet} a permis {plan.effet}, par comparaison avec {plan.temoin} de {plan.avant} à "
        f"{plan.apres}, si l'on suppose ceci : {supposes}."
    )
    return Phrase(texte, plan)


def dire_contribution(table: TableDeContribution) -> Phrase:
    """La contribution, avec les explications qui restent plausibles et le compte des éléments contraires."""
    texte = f"{table.sujet} a contribué à {table.evolution} (force de preuve : {table.force})"
    plausibles = [rivale.enonce for rivale in table.rivales if rivale.examen == "plausible"]
    if plausibles:
        texte += f" ; restent plausibles aussi : {', '.join(plausibles)}"
    if contre := sum(element.sens == "contre" for element in table.elements):
        texte += f" ; éléments contraires : {contre}"
    return Phrase(texte + ".", table)


def dire_accompagnement(constat: Accompagnement) -> Phrase:
    """Deux faits ensemble, sans dire que l'un vient de l'autre."""
    texte = f"{constat.sujet} s'accompagne {_de(constat.evolution)} (force de preuve : {constat.force})."
    return Phrase(texte, constat)


def dire_avis(avis: Avis) -> Phrase:
    """Ce que dit une source, entre guillemets."""
    texte = f"Selon {avis.element.source} : « {avis.element.texte} » (force de preuve : D)."
    return Phrase(texte, avis)


def dire_silence(silence: Silence) -> Phrase:
    """Pourquoi l'on ne peut pas conclure."""
    return Phrase(f"Données insuffisantes pour conclure : {silence.motif}.", silence)


def dire(
    sujet: str, evolution: str, hypothese: Hypothese, comparaison: PlanDeComparaison | None = None
) -> Phrase:
    """La phrase la plus forte que les éléments d'une hypothèse autorisent ; jamais « a permis »."""
    elements, rivales = tuple(hypothese.elements), tuple(hypothese.rivales)
    force = force_de_preuve(elements, comparaison)
    if force is None:
        return dire_silence(Silence("aucun élément ne va dans le sens de l'hypothèse"))
    if force == "D":
        return dire_avis(Avis(next(e for e in elements if e.sens == "pour")))
    if not manques(elements, rivales, comparaison):
        return dire_contribution(TableDeContribution(sujet, evolution, elements, rivales, comparaison))
    return dire_accompagnement(Accompagnement(sujet, evolution, elements))


def _exiger(condition: bool, cause: str) -> None:
    if not condition:
        raise Erreurs([err.FondementInsuffisant(cause=cause)])


def _de(groupe: str) -> str:
    """« de » devant un groupe : « d'une hausse », « de 12 places »."""
    return f"d'{groupe}" if groupe[:1].casefold() in "aeiouyéèêh" else f"de {groupe}"
