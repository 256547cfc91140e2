"""Qualité et contrôle : chaque indicateur du volet, calculé à la main."""

import pytest
from tests.cas_par_volet import attendue, calculer, cas_du_volet

CAS = {
    "part_eaje_controles": """
        | cas                 | controles | autorises | valeur |
        | un sur cinq         | 40        | 200       | 20     |
        | aucun contrôle      | 0         | 200       | 0      |
        | contrôles inconnus  | absent    | 200       |        |
        | aucun établissement | 0         | 0         |        |
    """,
    "part_assistants_maternels_controles": """
        | cas                | controles | agrees | valeur |
        | cinq pour cent     | 200       | 4000   | 5      |
        | contrôles inconnus |           | 4000   |        |
        | aucun agréé        | 0         | 0      |        |
    """,
    "taux_execution_plan_inspection": """
        | cas                          | realises | objectif | valeur |
        | plan tenu                    | 50       | 50       | 100    |
        | plus que prévu               | 60       | 50       | 120    |
        | rien de fait                 | 0        | 50       | 0      |
        | réalisation non dite         |          | 50       |        |
        | aucun objectif : pas de taux | 10       | 0        |        |
    """,
    "part_controles_non_conformes": """
        | cas                   | non_conformes | controles | valeur |
        | un sur quatre         | 10            | 40        | 25     |
        | aucune non-conformité | 0             | 40        | 0      |
        | résultat non dit      |               | 40        |        |
        | aucun contrôle        | 0             | 0         |        |
    """,
    "part_controles_suivis": """
        | cas              | suivis | controles | valeur |
        | un sur dix       | 4      | 40        | 10     |
        | aucune suite     | 0      | 40        | 0      |
        | suites non dites |        | 40        |        |
        | aucun contrôle   | 0      | 0         |        |
    """,
}


@pytest.mark.parametrize(("code", "ligne"), cas_du_volet(CAS))
def test_la_valeur(code: str, ligne: dict[str, str]) -> None:
    assert calculer(code, ligne) == attendue(ligne)
