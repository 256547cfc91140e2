"""Les communes d'un fichier que nos tables ne connaissent pas : disparues depuis, ou jamais vues.

Leurs valeurs se gardent sous le code du fichier, celui de leur année : c'est dit, jamais déplacé en silence.
"""

import csv
from collections.abc import Collection, Iterator
from pathlib import Path

from sdsf.espace import Espace

CITEES = 5


def avis_des_communes(espace: Espace, codes: Collection[str]) -> list[str]:
    """Une phrase par commune inconnue, cinq au plus ; rien si l'espace n'a pas ses tables de territoires."""
    actuelles = {ligne["commune"] for ligne in _lignes(espace, "communes")}
    inconnues = sorted(set(codes) - actuelles) if actuelles else []
    if not inconnues:
        return []
    passages = {ligne["avant"]: ligne for ligne in _lignes(espace, "passages")}
    dites = [_dire(code, passages) for code in inconnues[:CITEES]]
    reste = len(inconnues) - CITEES
    return [*dites, f"… et {reste} autres communes inconnues de nos tables."] if reste > 0 else dites


def _dire(code: str, passages: dict[str, dict[str, str]]) -> str:
    if code not in passages:
        return f"{code} n'est le code d'aucune commune de nos tables ; ses valeurs gardent ce code."
    passage = passages[code]
    ancienne, suite = f"{passage['nom_avant']} ({code})", f"{passage['nom_apres']} ({passage['apres']})"
    return (
        f"{ancienne} n'existe plus depuis le {passage['date']}, voir {suite} ; ses valeurs gardent son code."
    )


def _lignes(espace: Espace, table: str) -> Iterator[dict[str, str]]:
    chemin: Path = espace.data / "national" / "territoires" / f"{table}.csv"
    if chemin.is_file():
        with chemin.open(encoding="utf-8", newline="") as flux:
            yield from csv.DictReader(flux)
