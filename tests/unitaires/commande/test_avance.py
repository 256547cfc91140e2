"""Ce que l'on voit pendant un téléchargement."""

import io

import pytest
from rich.console import Console

from sdsf.commande.avance import barres


@pytest.mark.parametrize("terminal", [True, False])
def test_une_barre_par_fichier_dans_un_terminal_seulement(terminal: bool) -> None:
    ecran = io.StringIO()
    console = Console(file=ecran, force_terminal=terminal, width=100, highlight=False)
    with barres(console) as suivi:
        suivi.avancer("a.csv", 500_000, 1_000_000)
        suivi.avancer("a.csv", 1_000_000, 1_000_000)
        suivi.dire("data.caf.fr : nouvel essai dans 3 s.")
    assert ("a.csv" in ecran.getvalue()) == terminal
    assert ("1,0 / 1,0 Mo" in ecran.getvalue()) == terminal
    assert "nouvel essai dans 3 s" in ecran.getvalue()
