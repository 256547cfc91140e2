"""Ce que coûte chaque rapport, et chaque format en plus de sa page : temps et mémoire.

La page est composée dans tous les cas ; un format demandé seul la compose aussi. La colonne « en plus de la
page » est la différence de calcul avec la page seule, dans la même série.
"""

import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.mesures.alternance import Essai, Voie, alterner
from tests.mesures.rapport import copier_l_espace, par_sdsf

Cle = tuple[str, str]


def mesurer(
    dossier: Path, essais: int, departement: str, annee: int, rapports: Sequence[str] = ()
) -> list[str]:
    """Le tableau des mesures, en lignes de texte ; ``rapports`` : ceux qu'on choisit, ou tous."""
    espace = copier_l_espace(dossier / "espace")
    voies = {
        f"{rapport} {format_}": par_sdsf(espace, departement, annee, rapport, format_)
        for rapport, format_ in a_mesurer(rapports)
    }
    return [f"Département {departement}, {annee}.", "", *tableau(_series(voies, essais))]


def a_mesurer(rapports: Sequence[str]) -> list[Cle]:
    """Chaque rapport, d'abord sa page, puis chacun de ses autres formats."""
    from sdsf.production.catalogue import CATALOGUE, formats_de

    return [(rapport, format_) for rapport in rapports or CATALOGUE for format_ in formats_de(rapport)]


def _series(voies: Mapping[str, Voie], essais: int) -> dict[Cle, Sequence[Essai]]:
    return {tuple(nom.split(" ")): serie for nom, serie in alterner(voies, essais).items()}  # type: ignore[misc]


def tableau(series: Mapping[Cle, Sequence[Essai]]) -> list[str]:
    """Une ligne par rapport et par format : les médianes, et le coût au-delà de la page."""
    lignes = [
        "| rapport | format | durée médiane (s) | calcul médian (s) | en plus de la page (s) | "
        "plus gros processus (Mo) |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for (rapport, format_), essais in series.items():
        duree, calcul = (_mediane(essais, champ) for champ in ("duree_s", "calcul_s"))
        surcout = calcul - _mediane(series[rapport, "html"], "calcul_s")
        en_plus = "" if format_ == "html" else f"{surcout:.1f}"
        memoire = max(essai.memoire_mo for essai in essais)
        lignes.append(f"| {rapport} | {format_} | {duree:.1f} | {calcul:.1f} | {en_plus} | {memoire:.0f} |")
    return lignes


def _mediane(essais: Sequence[Essai], champ: str) -> float:
    return statistics.median(getattr(essai, champ) for essai in essais)
