"""Mesurer une campagne sur une grappe de deux ouvriers, contre deux processus d'ici.

La grappe tourne déjà, comme elle tournerait ; la commande, elle, se compte en entier : joindre la grappe,
contrôler ses ouvriers, leur envoyer l'espace, recevoir et déposer les rapports.
"""

import json
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.fixtures.departements import espace_fictif
from tests.grappe import grappe
from tests.mesures.alternance import Essai, alterner, essayer, tableau

COMMANDE = [sys.executable, "-c", "from sdsf.cli import principal; principal()", "campagne", "mesure"]
# Une file chacun, et assez pour qu'aucun des deux ouvriers n'attende longtemps l'autre.
RAPPORTS, ANNEE = 40, 2024
CIBLE = 0.85


def mesurer(dossier: Path, essais: int, rapports: int = RAPPORTS) -> list[str]:
    """Le tableau des mesures, en lignes de texte."""
    fictif, codes = espace_fictif(dossier / "espace", rapports)
    espace = fictif.racine
    ecrire_la_campagne(espace, codes, [ANNEE], ["point_annuel"])
    with grappe(dossier / "grappe", 2) as essai:
        voies = {
            "grappe, 2 ouvriers": lambda: produire(espace, "--grappe", essai.adresse),
            "ici, 2 processus": lambda: produire(espace, "--processus", "2"),
        }
        series = alterner(voies, essais)
    sur_grappe, ici = series.values()
    return [
        f"{rapports} points annuels de départements fictifs.",
        "",
        *tableau(series),
        "",
        debit(sur_grappe, ici),
    ]


def debit(sur_grappe: Sequence[Essai], ici: Sequence[Essai]) -> str:
    """Le débit de la grappe rapporté à celui d'ici, essai par essai.

    >>> debit([Essai(20, 1, 1)], [Essai(18, 1, 1)])
    "Débit de la grappe ÷ débit d'ici : 0.90 (de 0.90 à 0.90) ; cible : au moins 0.85."
    """
    parts = [b.duree_s / a.duree_s for a, b in zip(sur_grappe, ici, strict=True)]
    bornes = f"(de {min(parts):.2f} à {max(parts):.2f})"
    mediane = statistics.median(parts)
    return f"Débit de la grappe ÷ débit d'ici : {mediane:.2f} {bornes} ; cible : au moins {CIBLE}."


def ecrire_la_campagne(
    espace: Path, departements: Sequence[str], annees: Sequence[int], rapports: Sequence[str]
) -> None:
    """La campagne « mesure » de cet espace."""
    croise = {"departements": [*departements], "annees": [*annees], "rapports": [*rapports]}
    ecrit = {"format": 1, "intitule": "Mesure", "formats": ["html"], "reglages": {}, **croise}
    (espace / "params/campagnes/mesure.yml").write_text(json.dumps(ecrit), encoding="utf-8")


def produire(espace: Path, *options: str) -> Essai:
    """Toute la campagne, refaite."""
    return essayer([*COMMANDE, "--forcer", *options], espace)
