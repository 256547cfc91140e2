"""Les taux que les diagnostics des cinq départements impriment sont ceux de la Cnaf, pour les 56 EPCI.

On relit le rapport produit (la page et ses chiffres), jamais la donnée d'entrée.
"""

import csv
import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.fabrique import copier_espace
from tests.production import produire

pytestmark = [pytest.mark.production, pytest.mark.shared, pytest.mark.xdist_group("production")]

DEPARTEMENTS = ("13", "34", "63", "71", "92")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Le diagnostic de chaque département, tel qu'il s'affiche."""
    espace = copier_espace(tmp_path_factory.mktemp("epci") / "espace", DEPARTEMENTS)
    for code in DEPARTEMENTS:
        produire(espace, code, 2024, "diagnostic")
    return {
        code: (espace.reports / code / "2024/diagnostic.html").read_text("utf-8") for code in DEPARTEMENTS
    }


def publies(shared: Path) -> Iterator[tuple[str, str, str, str]]:
    """Le département, le SIREN, le nom et le taux de chaque EPCI, sans la ligne technique."""
    with (shared / "donnees/cnaf_txcouv/txcouv_pe_epci_2023_extrait.csv").open(encoding="utf-8-sig") as flux:
        for ligne in csv.DictReader(flux, delimiter=";"):
            if ligne["numepci"].isdigit():
                yield ligne["numdep"], ligne["numepci"], ligne["nomepci"], ligne["txcouv_epci"]


def taux_imprimes(page: str) -> dict[str, str]:
    """Le taux de chaque EPCI dans le tableau de la figure des EPCI, par nom."""
    bloc = page[page.index('<figure id="fig-epci"') :].partition("</figure>")[0]
    lignes = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', bloc, re.S)
    chiffre = r"<button[^>]*popovertarget=[^>]*>([^<]*)<"
    return {
        html.unescape(nom).replace("\u2019", "'"): trouve.group(1)
        for nom, suite in lignes
        if (trouve := re.search(chiffre, suite))
    }


def test_les_taux_imprimes_sont_ceux_de_la_cnaf_pour_les_56_epci(shared: Path, pages: dict[str, str]) -> None:
    attendus = list(publies(shared))
    assert len(attendus) == 56
    imprimes = {code: taux_imprimes(page) for code, page in pages.items()}
    faux = [
        (departement, nom, taux, imprimes[departement].get(nom))
        for departement, _, nom, taux in attendus
        if imprimes[departement].get(nom) != f"{float(taux):.1f}".replace(".", ",")
    ]
    assert faux == []
