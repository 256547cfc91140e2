"""La revue des indicateurs d'un plan, par les règles qu'un contrôle parlementaire a écrites.

Les règles reprennent les reproches que la commission des finances du Sénat a faits aux indicateurs de
performance de l'État (rapport d'information n° 220, 2004-2005, et rapports budgétaires suivants).
Chaque constat cite sa règle et les mots du texte.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sdsf.plan.modeles import Fiche, Indicateur, Plan

REFERENCE = (
    "Sénat, commission des finances, rapport d'information n° 220 (2004-2005) sur les indicateurs de "
    "performance de l'État, et rapports budgétaires suivants"
)
# « Part des familles », mais pas « prendre part à » ni « d'autre part ».
PROPORTION = re.compile(
    r"\b(?:taux|parts? (?:de|du|des|d['’])|proportions?|pourcentages?|ratios?)\b|%", re.IGNORECASE
)
PROMET_UN_EFFET = re.compile(r"résultat|impact|effet", re.IGNORECASE)


@dataclass(frozen=True)
class Contexte:
    """Ce qu'une règle regarde autour d'un indicateur ; ``valeurs`` : la dernière connue, par ``id``."""

    plan: Plan
    fiche: Fiche
    valeurs: Mapping[str, float]
    ruptures: Mapping[str, str]


@dataclass(frozen=True)
class Constat:
    """Un reproche fait à un indicateur : la règle, la raison, les mots du texte."""

    regle: str
    fiche: Fiche
    indicateur: Indicateur
    raison: str
    extrait: str


def deja_atteinte(i: Indicateur, contexte: Contexte) -> str | None:
    """La valeur de départ, ou la dernière connue, est déjà au niveau de la cible."""
    if i.cible is None:
        return None
    depart = i.etat_zero.valeur if i.etat_zero else None
    if depart is not None and _atteint(i, depart):
        return "La valeur de départ est déjà au niveau de la cible."
    connue = contexte.valeurs.get(i.id)
    if connue is not None and _atteint(i, connue):
        return "La dernière valeur connue est déjà au niveau de la cible : elle n'entraîne plus rien."
    return None


def _atteint(i: Indicateur, valeur: float) -> bool:
    if i.cible is None or i.sens not in ("hausse", "baisse"):
        return False
    return valeur >= i.cible.valeur if i.sens == "hausse" else valeur <= i.cible.valeur


def activite_pour_resultat(i: Indicateur, contexte: Contexte) -> str | None:
    """Un moyen ou une activité, sous un titre qui annonce des résultats."""
    titre = contexte.plan.rubrique_indicateurs
    if i.type != "realisation" or not titre or not PROMET_UN_EFFET.search(titre):
        return None
    return f"Il compte une activité ou un moyen, sous la rubrique « {titre} »."


def rien_que_l_activite(i: Indicateur, contexte: Contexte) -> str | None:
    """La fiche ne mesure que ce que l'on fait, jamais ce que cela change."""
    autres = [autre.type for autre in contexte.fiche.indicateurs]
    if i is not contexte.fiche.indicateurs[0] or set(autres) != {"realisation"}:
        return None
    return "Tous les indicateurs de la fiche comptent une activité : aucun ne dit ce qu'elle change."


def sans_direction(i: Indicateur, contexte: Contexte) -> str | None:
    """Le texte ne dit pas si l'on veut voir la valeur monter ou descendre."""
    # Une cible dit vers où l'on va.
    if i.sens is not None or i.cible is not None:
        return None
    return "Le texte ne dit pas dans quel sens il doit évoluer."


def sans_depart(i: Indicateur, contexte: Contexte) -> str | None:
    """Aucune valeur de départ : une évolution ne pourra pas se mesurer."""
    return "Le texte ne donne pas de valeur de départ." if i.etat_zero is None else None


def sans_cible(i: Indicateur, contexte: Contexte) -> str | None:
    """Aucune cible : on ne pourra pas dire s'il est atteint."""
    return "Le texte ne fixe pas de cible." if i.cible is None else None


def horizon(i: Indicateur, contexte: Contexte) -> str | None:
    """Une cible sans année, ou après la fin du schéma."""
    if i.cible is None:
        return None
    if i.cible.echeance is None:
        return "La cible n'a pas d'année : on ne saura pas quand la juger."
    if i.cible.echeance > contexte.plan.periode.fin:
        return f"La cible est pour {i.cible.echeance}, après la fin du schéma ({contexte.plan.periode.fin})."
    return None


def compose(i: Indicateur, contexte: Contexte) -> str | None:
    """Une ligne du texte qui dit plusieurs indicateurs à la fois."""
    if i.ligne_composee is None:
        return None
    freres = [autre for autre in contexte.fiche.indicateurs if autre.ligne_composee == i.ligne_composee]
    return "La ligne du texte dit plusieurs indicateurs à la fois." if i is freres[0] else None


def non_chiffre(i: Indicateur, contexte: Contexte) -> str | None:
    """Ni unité ni quantité : deux lecteurs ne relèveront pas la même chose."""
    return "Ce n'est pas une quantité : le texte ne dit pas quoi compter." if i.unite is None else None


def non_renseigne(i: Indicateur, contexte: Contexte) -> str | None:
    """Personne n'en a relevé la valeur."""
    return "Aucune valeur n'en a été relevée." if i.id not in contexte.valeurs else None


def denominateur_instable(i: Indicateur, contexte: Contexte) -> str | None:
    """Une proportion dont le texte ne définit pas la base, ou dont la série est rompue."""
    if i.indicateur in contexte.ruptures:
        return f"La série publiée est rompue : {contexte.ruptures[i.indicateur or '']}"
    if i.indicateur is None and (i.unite == "pourcent" or PROPORTION.search(i.libelle)):
        return "C'est une proportion, et le texte ne dit pas de quel ensemble."
    return None


@dataclass(frozen=True)
class Regle:
    """Une règle de la revue : son nom, ce qu'elle reproche, ce qu'il faudrait écrire."""

    code: str
    intitule: str
    remede: str
    appliquer: Callable[[Indicateur, Contexte], str | None]


REGLES = {
    r.code: r
    for r in [
        Regle("deja_atteinte", "Cible déjà atteinte",
              "Relever la cible, ou changer d'indicateur.", deja_atteinte),
        Regle("activite_pour_resultat", "Activité ou moyen présenté comme un résultat",
              "Le garder comme indicateur de mise en œuvre, et en écrire un de résultat.",
              activite_pour_resultat),
        Regle("rien_que_l_activite", "Fiche qui ne mesure que son activité",
              "Ajouter un indicateur de ce que les familles y gagnent.", rien_que_l_activite),
        Regle("sans_direction", "Indicateur sans direction",
              "Écrire si l'on attend une hausse ou une baisse.", sans_direction),
        Regle("sans_depart", "Indicateur sans valeur de départ",
              "Relever la valeur à la signature du schéma.", sans_depart),
        Regle("sans_cible", "Indicateur sans cible",
              "Fixer une cible et son année.", sans_cible),
        Regle("horizon", "Cible sans horizon, ou trop lointaine",
              "Donner une année dans la période du schéma.", horizon),
        Regle("compose", "Indicateur composite",
              "Écrire un indicateur par ligne.", compose),
        Regle("non_chiffre", "Indicateur sans quantité",
              "Dire ce que l'on compte, et dans quelle unité.", non_chiffre),
        Regle("non_renseigne", "Indicateur non renseigné",
              "Saisir un relevé par an, avec sa source.", non_renseigne),
        Regle("denominateur_instable", "Dénominateur non défini ou instable",
              "Définir la base, et ne comparer qu'à l'intérieur d'une édition.", denominateur_instable),
    ]
}  # fmt: skip


def passer_en_revue(plan: Plan, valeurs: Mapping[str, float], ruptures: Mapping[str, str]) -> list[Constat]:
    """Tous les constats, indicateur par indicateur, dans l'ordre du plan puis des règles."""
    return [
        Constat(regle.code, fiche, indicateur, raison, indicateur.ligne_composee or indicateur.libelle)
        for fiche in plan.fiches
        for indicateur in fiche.indicateurs
        for regle in REGLES.values()
        if (raison := regle.appliquer(indicateur, Contexte(plan, fiche, valeurs, ruptures)))
    ]
