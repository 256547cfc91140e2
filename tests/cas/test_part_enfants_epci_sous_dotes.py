"""Les enfants des EPCI sous le seuil, pour 100 enfants du département : comptés, jamais moyennés."""

from typing import Any

import pandas as pd
import pytest
from tests.tableau import cas

from sdsf.indicateurs import part_enfants_epci_sous_dotes


def table(texte: str) -> pd.DataFrame:
    """« A 42, B ? » : une ligne par EPCI ; « ? » : valeur inconnue."""
    couples = [couple.split() for couple in texte.split(", ")]
    valeurs = [None if valeur == "?" else float(valeur) for _, valeur in couples]
    return pd.DataFrame(
        {
            "territoire": [nom for nom, _ in couples],
            "annee": 2023,
            "valeur": pd.Series(valeurs, dtype="float64"),
        }
    )


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                    | taux             | enfants        | seuil | part  |
    | un petit EPCI sous le seuil            | A 42, B 61       | A 100, B 300   | 51.8  | 25.0  |
    | deux EPCI sur trois, un enfant sur dix | A 42, B 40, C 61 | A 5, B 5, C 90 | 51.8  | 10.0  |
    | au seuil, on n'est pas dessous         | A 51.8, B 61     | A 100, B 300   | 51.8  | 0.0   |
    | tous dessous                           | A 42, B 43       | A 100, B 300   | 51.8  | 100.0 |
    | un taux inconnu : la part l'est aussi  | A 42, B ?        | A 100, B 300   | 51.8  |       |
    | un EPCI sans taux publié               | A 42             | A 100, B 300   | 51.8  |       |
    | des enfants inconnus                   | A 42, B 61       | A 100, B ?     | 51.8  |       |
    | un EPCI sans enfants publiés           | A 42, B 61       | A 100          | 51.8  |       |
    | aucun enfant                           | A 42, B 61       | A 0, B 0       | 51.8  |       |
    | le taux de la France n'est pas publié  | A 42, B 61       | A 100, B 300   |       |       |
"""),
)
def test_la_part_d_une_annee(c: dict[str, Any]) -> None:
    seuils = pd.DataFrame({"annee": [2023], "valeur": pd.Series([c["seuil"]], dtype="float64")})
    (trouvee,) = part_enfants_epci_sous_dotes(table(c["taux"]), table(c["enfants"]), seuils)["valeur"]
    assert (None if pd.isna(trouvee) else trouvee) == c["part"]


def test_une_annee_sans_seuil_n_emprunte_pas_celui_d_une_autre() -> None:
    seuils = pd.DataFrame({"annee": [2022], "valeur": [51.8]})
    (part,) = part_enfants_epci_sous_dotes(table("A 42"), table("A 100"), seuils)["valeur"]
    assert pd.isna(part)
