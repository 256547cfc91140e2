"""Le rapport interdécile : neuvième sur premier décile du taux des EPCI, chacun pesant ses naissances."""

from typing import Any

import pandas as pd
import pytest
from tests.tableau import cas

from sdsf.indicateurs import rapport_interdecile_taux_couverture


def table(valeurs: list[Any]) -> pd.DataFrame:
    noms = [f"EPCI {rang}" for rang in range(len(valeurs))]
    return pd.DataFrame({"territoire": noms, "annee": 2023, "valeur": pd.Series(valeurs, dtype="float64")})


def nombres(texte: str) -> list[float | None]:
    return [None if mot == "?" else float(mot) for mot in str(texte).split()]


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                        | taux              | naissances        | minimum | rapport |
    | même poids : du premier au dernier         | 20 30 40 50 60    | 9 9 9 9 9         | 5       | 3.0     |
    | l'ordre des lignes ne change rien          | 60 20 50 30 40    | 9 9 9 9 9         | 5       | 3.0     |
    | un tout petit extrême ne pèse presque rien | 1 30 40 50 60 300 | 1 30 30 30 30 1   | 5       | 2.0     |
    | le même, plus grand, fait le décile        | 1 30 40 50 60 300 | 30 30 30 30 30 30 | 5       | 300.0   |
    | tous pareils                               | 40 40 40 40 40    | 1 2 3 4 5         | 5       | 1.0     |
    | trop peu d'EPCI : pas de décile            | 20 30 40 50       | 9 9 9 9           | 5       |         |
    | un taux inconnu ne fait pas le minimum     | 20 30 40 50 ?     | 9 9 9 9 9         | 5       |         |
    | un inconnu de plus est laissé de côté      | 20 30 40 50 60 ?  | 9 9 9 9 9 9       | 5       | 3.0     |
    | des naissances inconnues                   | 20 30 40 50 60    | 9 9 9 9 ?         | 5       |         |
    | aucun poids                                | 20 30 40 50 60    | 0 0 0 0 0         | 5       |         |
    | un premier décile nul                      | 0 30 40 50 60     | 9 9 9 9 9         | 5       |         |
"""),
)
def test_le_rapport_d_une_annee(c: dict[str, Any]) -> None:
    taux, poids = table(nombres(c["taux"])), table(nombres(c["naissances"]))
    (trouve,) = rapport_interdecile_taux_couverture(taux, poids, c["minimum"])["valeur"]
    assert (None if pd.isna(trouve) else trouve) == c["rapport"]


def test_chaque_annee_a_son_rapport() -> None:
    taux = table([20, 30, 40, 50, 60])
    deux = pd.concat([taux, taux.assign(annee=2024, valeur=40)])
    rapports = rapport_interdecile_taux_couverture(deux, deux.assign(valeur=1), minimum=5)
    assert rapports.to_dict("list") == {"annee": [2023, 2024], "valeur": [3.0, 1.0]}


def test_un_epci_en_double_est_refuse() -> None:
    taux = table([20, 30, 40, 50, 60])
    with pytest.raises(pd.errors.MergeError):
        rapport_interdecile_taux_couverture(pd.concat([taux, taux.head(1)]), taux, minimum=5)
