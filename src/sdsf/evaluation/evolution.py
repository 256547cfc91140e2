"""L'évolution d'une série et sa comparaison : rythme annuel, différence contre un repère.

Deux unités : un taux évolue en points, un effectif en %. La croissance annuelle moyenne est
100 × ((arrivée ÷ départ)^(1 ÷ années) − 1), en % par an ; le rythme annuel, (arrivée − départ) ÷ années, dans
l'unité de la série, par an. La différence d'évolution est l'évolution propre moins celle du repère, entre les
mêmes années de la même édition ; de plusieurs comparables, on prend la médiane.

C'est une comparaison, pas un effet : rien ne dit qu'un territoire aurait suivi le repère sans le schéma.
Une évolution ne passe jamais une rupture. Ce qui ne se calcule pas n'a pas de valeur ;
``motif`` dit pourquoi.
"""

import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from sdsf.evaluation.equite import Mesure
from sdsf.evaluation.series import lire

Unite = Literal["points", "pourcent"]
UNE_COMPARAISON = "Une comparaison, pas un effet : elle ne dit pas ce qui serait arrivé sans le schéma."


@dataclass(frozen=True)
class Variation:
    """Deux valeurs d'une même édition ; un motif quand elles ne se comparent pas."""

    depart: float = float("nan")
    arrivee: float = float("nan")
    annees: tuple[int, int] = (0, 0)
    edition: tuple[str, str] = ("", "")
    motif: str = ""


@dataclass(frozen=True)
class Difference:
    """L'évolution propre, celle du repère, leur différence.

    ``absents`` : les repères sans valeur, et pourquoi. ``au_moins`` et ``au_plus`` : l'étendue des
    évolutions des repères retenus.
    """

    propre: float | None = None
    repere: float | None = None
    difference: float | None = None
    au_moins: float | None = None
    au_plus: float | None = None
    retenus: tuple[str, ...] = ()
    absents: Mapping[str, str] = field(default_factory=dict)
    motif: str = ""


def variation(serie_: pd.DataFrame, annee: int, debut: int) -> Variation:
    """De l'état zéro à la dernière valeur connue jusqu'à ``annee``, dans la même édition.

    ``serie_`` : ce que rend ``series.serie`` ; ``debut`` : la première année du schéma. Pour une édition plus
    ancienne que la courante, ne donner que ses lignes.
    """
    lecture = lire(serie_, annee, debut)
    if lecture.valeur is None:
        return Variation(motif="aucune valeur connue")
    if lecture.rupture:
        return Variation(motif="rupture de série depuis l'état zéro")
    if lecture.etat_zero is None:
        return Variation(motif="pas d'état zéro")
    annees = (int(lecture.etat_zero["annee"]), int(lecture.valeur["annee"]))
    if annees[0] == annees[1]:
        return Variation(motif="aucune valeur depuis l'état zéro")
    return Variation(
        float(lecture.etat_zero["valeur"]),
        float(lecture.valeur["valeur"]),
        annees,
        (str(lecture.valeur["source"]), str(lecture.valeur["edition"])),
    )


def meme_variation(modele: Variation, serie_: pd.DataFrame) -> Variation:
    """L'évolution d'un autre territoire entre les mêmes années, dans la même édition."""
    if modele.motif:
        return modele
    source, edition = modele.edition
    meme = serie_[(serie_["source"] == source) & (serie_["edition"] == edition) & serie_["valeur"].notna()]
    connues = dict(zip(meme["annee"], meme["valeur"], strict=True))
    absentes = [str(annee) for annee in modele.annees if annee not in connues]
    if absentes:
        return Variation(motif=f"pas de valeur en {' ni en '.join(absentes)} dans la même édition")
    depart, arrivee = (float(connues[annee]) for annee in modele.annees)
    return Variation(depart, arrivee, modele.annees, modele.edition)


def evolution(v: Variation, unite: Unite) -> Mesure:
    """L'évolution sur toute la durée : en points (un taux), ou en % du départ (un effectif).

    >>> v = Variation(50.0, 55.0, (2020, 2022))
    >>> evolution(v, "points").valeur, evolution(v, "pourcent").valeur
    (5.0, 10.0)
    """
    if v.motif:
        return Mesure(None, v.motif)
    if unite == "points":
        return Mesure(round(v.arrivee - v.depart, 9), numerateur=v.arrivee, denominateur=v.depart)
    if v.depart <= 0:
        return Mesure(None, "le départ est nul : une évolution en % n'a pas de sens")
    valeur = round(100 * (v.arrivee - v.depart) / v.depart, 9)
    return Mesure(valeur, numerateur=v.arrivee, denominateur=v.depart)


def rythme_annuel(v: Variation) -> Mesure:
    """L'évolution moyenne par an, dans l'unité de la série (des points par an, pour un taux).

    >>> rythme_annuel(Variation(50.0, 55.0, (2020, 2022))).valeur
    2.5
    """
    if v.motif:
        return Mesure(None, v.motif)
    return Mesure(round((v.arrivee - v.depart) / (v.annees[1] - v.annees[0]), 9))


def croissance_annuelle_moyenne(v: Variation) -> Mesure:
    """Le taux de croissance constant qui mène du départ à l'arrivée, en % par an.

    >>> croissance_annuelle_moyenne(Variation(100.0, 121.0, (2020, 2022))).valeur
    10.0
    """
    if v.motif:
        return Mesure(None, v.motif)
    if v.depart <= 0 or v.arrivee < 0:
        return Mesure(None, "le départ est nul ou négatif : une croissance n'a pas de sens")
    annees = v.annees[1] - v.annees[0]
    return Mesure(round(100 * ((v.arrivee / v.depart) ** (1 / annees) - 1), 9))


def difference_d_evolution(
    propre: Variation, reperes: Mapping[str, pd.DataFrame], unite: Unite
) -> Difference:
    """L'évolution propre moins celle du repère : la France, la région, ou la médiane des comparables.

    ``reperes`` : la série de chacun, par son nom. Un repère sans valeur aux deux années, dans la même
    édition, est écarté et nommé ; on ne le remplace pas par une année voisine.
    """
    sienne = evolution(propre, unite)
    if sienne.valeur is None:
        return Difference(motif=sienne.motif)
    mesures = {nom: evolution(meme_variation(propre, s), unite) for nom, s in reperes.items()}
    connues = {nom: m.valeur for nom, m in mesures.items() if m.valeur is not None}
    absents = {nom: m.motif for nom, m in mesures.items() if m.valeur is None}
    if not connues:
        return Difference(sienne.valeur, absents=absents, motif="aucun repère aux mêmes années")
    repere = statistics.median(connues.values())
    return Difference(
        sienne.valeur,
        repere,
        round(sienne.valeur - repere, 9),
        min(connues.values()),
        max(connues.values()),
        tuple(connues),
        absents,
    )
