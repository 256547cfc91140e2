"""Le délai d'un mois : à temps, en retard, attendu ; les fins de mois ; ce que l'on ne sait pas encore."""

import datetime as dt
from typing import Any

import pytest
from tests.tableau import cas

from sdsf.evaluation.delais import transmission
from sdsf.evaluation.efficience import cout_unitaire


@pytest.mark.parametrize(
    "un",
    cas("""
| cas                           | adopte     | transmis   | au         | respect      | limite     | jours |
| dans le mois                  | 2025-06-19 | 2025-07-10 | 2025-12-31 | a_temps      | 2025-07-19 |       |
| le dernier jour               | 2025-06-19 | 2025-07-19 | 2025-12-31 | a_temps      | 2025-07-19 |       |
| un jour trop tard             | 2025-06-19 | 2025-07-20 | 2025-12-31 | en_retard    | 2025-07-19 | 1     |
| fin de mois courte            | 2025-01-31 | 2025-02-28 | 2025-12-31 | a_temps      | 2025-02-28 |       |
| année bissextile              | 2024-01-31 | 2024-03-01 | 2025-12-31 | en_retard    | 2024-02-29 | 1     |
| non transmis, délai échu      | 2025-11-20 |            | 2025-12-31 | non_transmis | 2025-12-20 | 11    |
| non transmis, encore le temps | 2025-12-15 |            | 2025-12-31 | attendu      | 2026-01-15 |       |
| transmis l'année suivante     | 2025-11-20 | 2026-01-05 | 2025-12-31 | non_transmis | 2025-12-20 | 11    |
| adoption inconnue             |            | 2025-12-11 | 2025-12-31 | inconnu      |            |       |
"""),
)
def test_le_delai_d_un_mois(un: dict[str, Any]) -> None:
    rendu = transmission(un["adopte"], un["transmis"], un["au"])
    assert (rendu.respect, rendu.limite, rendu.jours) == (un["respect"], un["limite"], un["jours"])


def test_une_transmission_avant_l_adoption_est_a_temps() -> None:
    jour = dt.date(2025, 5, 1)
    assert transmission(jour, dt.date(2025, 4, 1), dt.date(2025, 12, 31)).respect == "a_temps"


# --- le coût unitaire -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "un",
    cas("""
| cas                   | montant | effectif | etat           | valeur | motif  |
| se calcule            | 90000.0 | 30       | valeur         | 3000.0 |        |
| effectif nul          | 90000.0 | 0        | valeur         |        | nul    |
| effectif négatif      | 90000.0 | -4       | valeur         |        | nul    |
| effectif secret       | 90000.0 |          | secret         |        | secret |
| effectif inconnu      | 90000.0 |          | non_renseignee |        | effectif |
| montant inconnu       |         | 30       | valeur         |        | montant |
| montant nul, effectif | 0.0     | 30       | valeur         | 0.0    |        |
"""),
)
def test_un_cout_ou_son_motif(un: dict[str, Any]) -> None:
    rendu = cout_unitaire(un["montant"], un["effectif"], un["etat"])
    assert rendu.valeur == un["valeur"]
    assert (un["motif"] or "") in rendu.motif
    assert (rendu.motif == "") == (rendu.valeur is not None)
