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
# Où chaque rapport est demandé : là où il a un sens, sur de vraies données quand il y en a.
DEMANDES = {
    "bilan_intermediaire": ("63", 2024),
    "bilan_final": ("71", 2022),
    "comparaison": ("92", 2024),
    "comparaison_nationale": ("92", 2024),
    "synthese_travaux": ("71", 2021),
    "synthese_publique": ("63", 2023),
    "page_elu": ("34", 2023),
    "fiche_action": ("92", 2024),
    "lettre": ("92", 2024),
    "enquete_familles": ("00", 2024),
    "enquete_professionnels": ("00", 2024),
}
AILLEURS = ("13", 2024)


def mesurer(dossier: Path, essais: int, rapports: Sequence[str] = ()) -> list[str]:
    """Le tableau des mesures, en lignes de texte ; ``rapports`` : ceux qu'on choisit, ou tous."""
    espace = copier_l_espace(dossier / "espace")
    voies = {
        f"{rapport} {format_}": par_sdsf(espace, *DEMANDES.get(rapport, AILLEURS), rapport, format_)
        for rapport, format_ in a_mesurer(rapports)
    }
    return tableau(_series(voies, essais))


def a_mesurer(rapports: Sequence[str]) -> list[Cle]:
    """Chaque rapport, d'abord sa page, puis chacun de ses autres formats."""
    from sdsf.production.catalogue import CATALOGUE, formats_de

    return [(rapport, format_) for rapport in rapports or CATALOGUE for format_ in formats_de(rapport)]


def _series(voies: Mapping[str, Voie], essais: int) -> dict[Cle, Sequence[Essai]]:
    return {tuple(nom.split(" ")): serie for nom, serie in alterner(voies, essais).items()}  # type: ignore[misc]


def tableau(series: Mapping[Cle, Sequence[Essai]]) -> list[str]:
    """Une ligne par rapport et par format : les médianes, et le coût au-delà de la page."""
    lignes = [
        "| rapport | demande | format | durée médiane (s) | calcul médian (s) | en plus de la page (s) | "
        "plus gros processus (Mo) |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for (rapport, format_), essais in series.items():
        duree, calcul = (_mediane(essais, champ) for champ in ("duree_s", "calcul_s"))
        surcout = calcul - _mediane(series[rapport, "html"], "calcul_s")
        en_plus = "" if format_ == "html" else f"{surcout:.1f}"
        memoire = max(essai.memoire_mo for essai in essais)
        departement, annee = DEMANDES.get(rapport, AILLEURS)
        qui = f"{rapport} | {departement}/{annee} | {format_}"
        lignes.append(f"| {qui} | {duree:.1f} | {calcul:.1f} | {en_plus} | {memoire:.0f} |")
    return lignes


def _mediane(essais: Sequence[Essai], champ: str) -> float:
    return statistics.median(getattr(essai, champ) for essai in essais)
