"""Les recommandations et leurs suites, telles que la fin d'une année les connaît.

Une suite datée d'après cette fin n'est pas encore connue ; une échéance est dépassée le lendemain. Le
registre écrit la suite en toutes lettres : seuls quelques mots se reconnaissent, les autres se citent.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from sdsf.chiffres import Trace, trace_de

Situation = Literal["suivie", "en_partie", "en_cours", "non_suivie", "autre", "sans_suite", "depassee"]
# Le mot du registre, sans accent ni majuscule près, et ce qu'il veut dire.
MOTS: dict[str, Situation] = {
    "suivie": "suivie",
    "appliquée": "suivie",
    "suivie en partie": "en_partie",
    "appliquée en partie": "en_partie",
    "en cours": "en_cours",
    "non suivie": "non_suivie",
    "non appliquée": "non_suivie",
    "abandonnée": "non_suivie",
}
# Ce qu'une recommandation doit porter pour être suivie ; le moyen s'y ajoute.
ATTENDUS = {
    "responsable": "le responsable",
    "echeance": "l'échéance",
    "moyen": "le moyen",
    "indicateur": "l'indicateur",
}


@dataclass(frozen=True)
class Recommandation:
    """Une ligne du registre, sa situation à la fin de l'année, ce qui lui manque."""

    id: str
    rapport: str
    annee: int
    texte: str
    priorite: str
    responsable: str
    echeance: dt.date | None
    moyen: str
    indicateur: str
    suite: str
    suivie_le: dt.date | None
    situation: Situation
    manques: tuple[str, ...]
    trace: Trace


def recommandations_de(registre: pd.DataFrame, au: dt.date) -> list[Recommandation]:
    """Les recommandations faites jusqu'à l'année de ``au``, par année puis dans l'ordre du registre."""
    faites = registre[registre["annee"] <= au.year].sort_values("annee", kind="stable")
    return [_lire(faites.iloc[[rang]], au) for rang in range(len(faites))]


def _lire(ligne: pd.DataFrame, au: dt.date) -> Recommandation:
    valeurs = ligne.iloc[0]
    suivie_le, echeance = _jour(valeurs["suivie_le"]), _jour(valeurs["echeance"])
    connue = suivie_le is None or suivie_le <= au
    suite = str(valeurs["suite"]) if connue else ""
    manques = [nom for cle, nom in ATTENDUS.items() if pd.isna(valeurs[cle]) or valeurs[cle] == ""]
    return Recommandation(
        str(valeurs["id"]),
        str(valeurs["rapport"]),
        int(valeurs["annee"]),
        str(valeurs["texte"]),
        str(valeurs["priorite"]),
        str(valeurs["responsable"]),
        echeance,
        str(valeurs["moyen"]),
        str(valeurs["indicateur"]),
        suite,
        suivie_le if connue else None,
        _situer(suite, echeance, au),
        tuple(manques),
        trace_de(ligne),
    )


def _jour(valeur: object) -> dt.date | None:
    return None if pd.isna(valeur) else pd.Timestamp(valeur).date()  # type: ignore[call-overload,arg-type]


def _situer(suite: str, echeance: dt.date | None, au: dt.date) -> Situation:
    """La situation : la suite écrite d'abord ; une échéance passée quand rien n'est fini.

    >>> _situer("en cours", dt.date(2024, 6, 30), dt.date(2024, 12, 31))
    'depassee'
    """
    mot = " ".join(suite.casefold().split())
    situation: Situation = MOTS.get(mot, "autre") if mot else "sans_suite"
    ouverte = situation in ("sans_suite", "en_cours", "en_partie")
    return "depassee" if ouverte and echeance is not None and echeance < au else situation
