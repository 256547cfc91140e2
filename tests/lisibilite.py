"""Mesurer la lisibilité d'un texte engendré : des phrases courtes, et aucun sigle inexpliqué."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# Un sigle : au moins deux capitales de suite, qui ne sont pas un mot d'un titre en capitales.
SIGLE = re.compile(r"\b[A-ZÀ-Ý]{2,}\w*\b")


@dataclass(frozen=True)
class Lisibilite:
    """Le nombre de phrases, leur longueur moyenne et la plus longue, en mots."""

    phrases: int
    mots_par_phrase: float
    plus_longue: int


def phrases(textes: Iterable[str]) -> list[str]:
    """Les phrases d'un texte ; un point dans un nombre n'en finit pas une.

    >>> phrases(["Il y a 50,6 places. Et vous ? Rien"])
    ['Il y a 50,6 places.', 'Et vous ?', 'Rien']
    """
    coupees = (re.split(r"(?<=[.?!:])\s+(?=[A-ZÀ-Ý«])", texte.strip()) for texte in textes)
    return [phrase for morceaux in coupees for phrase in morceaux if phrase]


def mesurer(textes: Iterable[str]) -> Lisibilite:
    """La lisibilité d'un texte : un mot est ce que des espaces séparent, et qui a une lettre ou un chiffre.

    >>> mesurer(["Un plan. Il dure quatre ans."])
    Lisibilite(phrases=2, mots_par_phrase=3.0, plus_longue=4)
    """
    longueurs = [sum(bool(re.search(r"\w", mot)) for mot in phrase.split()) for phrase in phrases(textes)]
    return Lisibilite(len(longueurs), sum(longueurs) / len(longueurs), max(longueurs))


def sigles(texte: str) -> set[str]:
    """Les sigles d'un texte."""
    return set(SIGLE.findall(texte))
