"""Les fenêtres d'une évolution : à l'intérieur de chaque édition, de l'état zéro à la dernière année connue.

Une édition publie ses propres années : le schéma se lit donc en autant de fenêtres qu'il a d'éditions, et
jamais de l'une à l'autre. Le départ est l'état zéro (la dernière année d'avant le schéma, à défaut sa
première) ; une édition née en cours de schéma part de sa première année, et le dit.
"""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from sdsf.evaluation.evolution import Variation, meme_variation

Depart = Literal["etat_zero", "debut", "premiere_annee"]


@dataclass(frozen=True)
class Fenetre:
    """Deux années d'une même édition ; ``depuis`` : ce que vaut la première pour le schéma."""

    source: str
    edition: str
    annees: tuple[int, int]
    depuis: Depart

    def lire(self, serie_: pd.DataFrame) -> Variation:
        """L'évolution d'une autre série entre les mêmes années, dans la même édition."""
        return meme_variation(Variation(annees=self.annees, edition=(self.source, self.edition)), serie_)


def fenetres(serie_: pd.DataFrame, debut: int, annee: int) -> list[Fenetre]:
    """Les fenêtres d'une série, de la plus ancienne à la plus récente.

    ``serie_`` : ce que rend ``series.serie`` ; ``debut`` : la première année du schéma. Une édition qui
    s'arrête avant le schéma, ou qui n'a qu'une année utile, n'en a pas.
    """
    connues = serie_[(serie_["annee"] <= annee) & serie_["valeur"].notna()]
    trouvees = [
        Fenetre(str(source), str(edition), (depart, arrivee), _depuis(depart, debut))
        for (source, edition), lignes in connues.groupby(["source", "edition"], sort=True)
        for depart, arrivee in [_bornes(sorted({int(a) for a in lignes["annee"]}), debut)]
        if depart < arrivee and arrivee >= debut
    ]
    return sorted(trouvees, key=lambda f: (f.annees[1], f.annees[0], f.edition))


def _bornes(annees: list[int], debut: int) -> tuple[int, int]:
    avant = [annee for annee in annees if annee < debut]
    return (avant[-1] if avant else annees[0]), annees[-1]


def _depuis(depart: int, debut: int) -> Depart:
    if depart < debut:
        return "etat_zero"
    return "debut" if depart == debut else "premiere_annee"
