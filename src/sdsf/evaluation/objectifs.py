"""Un objectif est-il tenu ? Une fiche, ses cibles, ce que l'on en mesure ; et à part, ses actions.

Règle : un objectif se juge à ses seules cibles. Toutes atteintes, il est « tenu » ; une partie, « tenu en
partie » ; aucune alors que chacune est échue, « non tenu ». Tant qu'une échéance n'est pas passée, il est
« en cours ». Sans cible mesurée, il est « non mesurable » : ce n'est ni un échec, ni une réussite. Que ses
actions soient faites n'y change rien : avoir agi n'est pas avoir obtenu.
"""

from collections.abc import Sequence
from typing import Literal

from sdsf.evaluation.progression import Verdict

Tenue = Literal["tenu", "tenu_en_partie", "en_cours", "non_tenu", "non_mesurable"]


def tenue(verdicts: Sequence[Verdict], echues: Sequence[bool]) -> Tenue:
    """Ce que les jugements des indicateurs d'une fiche permettent de dire de son objectif.

    ``echues`` : pour chaque indicateur, l'échéance de sa cible est-elle passée ?

    >>> tenue([Verdict("atteint", ""), Verdict("non_evaluable", "pas de cible")], [True, False])
    'tenu'
    >>> tenue([], [])
    'non_mesurable'
    """
    juges = [(v, e) for v, e in zip(verdicts, echues, strict=True) if v.jugement != "non_evaluable"]
    if not juges:
        return "non_mesurable"
    atteints = [verdict for verdict, _ in juges if verdict.jugement == "atteint"]
    if len(atteints) == len(juges):
        return "tenu"
    if not all(echue for verdict, echue in juges if verdict.jugement != "atteint"):
        return "en_cours"
    return "tenu_en_partie" if atteints else "non_tenu"
