"""Les territoires : même année pour tous, du mieux au moins bien couvert, l'écart entre les extrêmes."""

import pytest
from tests.fabrique import releves
from tests.tableau import cas

from sdsf.evaluation.territoires import situer, valeurs_recentes

RELEVES = releves(
    """
    | territoire | maille  | periode | edition | origine    | valeur |
    | E1         | epci    | 2022    | a       | producteur | 40     |
    | E2         | epci    | 2022    | a       | producteur | 60     |
    | E3         | epci    | 2022    | a       | producteur | 50     |
    | E1         | epci    | 2023    | a       | producteur | 41     |
    | E2         | epci    | 2023    | a       | producteur | 61     |
    | E1         | epci    | 2023    | b       | producteur | 42     |
    | E4         | epci    | 2023    | a       | producteur | 61     |
    | E5         | epci    | 2023    | a       | texte      | 99     |
    | E6         | epci    | 2024    | a       | producteur |        |
    | C1         | commune | 2023    | a       | producteur | 70     |
    """
)


def rangees(annee: int) -> list[tuple[str, float]]:
    table = valeurs_recentes(RELEVES, "taux", "epci", annee)
    return list(zip(table["territoire"], table["valeur"], strict=True))


@pytest.mark.parametrize(
    ("annee", "attendu"),
    [
        pytest.param(2021, [], id="aucune valeur encore"),
        pytest.param(2022, [("E2", 60), ("E3", 50), ("E1", 40)], id="du plus au moins couvert"),
        pytest.param(2023, [("E2", 61), ("E4", 61), ("E1", 42)], id="même année pour tous, dernière édition"),
        pytest.param(2024, [("E2", 61), ("E4", 61), ("E1", 42)], id="un trou ne fait pas une année"),
    ],
)
def test_la_valeur_la_plus_recente_de_chaque_territoire(annee: int, attendu: list[tuple[str, float]]) -> None:
    """E3, muet en 2023, n'est pas classé avec une valeur de 2022 ; E5 n'est qu'une citation du texte."""
    assert rangees(annee) == attendu


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                       | repere | sous |
    | un territoire au repère n'est pas dessous | 42     | 0    |
    | un seul dessous                           | 42.1   | 1    |
    | tous dessous                              | 62     | 3    |
"""),
)
def test_combien_de_territoires_sont_sous_un_repere(c: dict) -> None:
    position = situer(valeurs_recentes(RELEVES, "taux", "epci", 2023), c["repere"])
    assert position is not None
    assert (position.nombre, position.sous) == (3, c["sous"])
    assert (position.premier["territoire"], position.dernier["territoire"]) == ("E2", "E1")


def test_sans_territoire_il_n_y_a_rien_a_situer() -> None:
    assert situer(valeurs_recentes(RELEVES, "taux", "qpv", 2023), 50) is None
