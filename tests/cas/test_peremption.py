"""Une valeur est périmée quand une plus récente aurait dû paraître."""

import pytest

from sdsf.evaluation.peremption import est_perimee


@pytest.mark.parametrize(
    ("valeur", "annee", "periodicite", "delai", "attendu"),
    [
        (2024, 2024, "annuelle", 1, False),
        (2022, 2024, "annuelle", 1, False),
        (2021, 2024, "annuelle", 1, True),
        (2021, 2024, "annuelle", 2, False),
        (2022, 2024, "annuelle", 0, True),
        (2021, 2024, "scolaire", 1, True),
        (2020, 2024, "triennale", 1, False),
        (2019, 2024, "triennale", 1, True),
        # Un rythme qu'on ne connaît pas est tenu pour annuel.
        (2021, 2024, "", 1, True),
        # Une valeur d'après l'année du rapport n'est pas ancienne.
        (2026, 2024, "annuelle", 1, False),
    ],
)
def test_une_valeur_est_perimee(valeur: int, annee: int, periodicite: str, delai: int, attendu: bool) -> None:
    assert est_perimee(valeur, annee, periodicite, delai) is attendu
