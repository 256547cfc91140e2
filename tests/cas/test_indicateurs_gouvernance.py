"""Gouvernance : chaque indicateur du volet, calculé à la main."""

import pytest
from tests.cas_par_volet import attendue, calculer, cas_du_volet

CAS = {
    "part_population_couverte_ctg": """
        | cas                          | habitants_couverts | habitants | valeur |
        | quatre-vingt-cinq pour cent  | 561000             | 660000    | 85     |
        | population sous CTG inconnue | absent             | 660000    |        |
        | aucun habitant               | 0                  | 0         |        |
    """,
    "part_schemas_communaux_transmis": """
        | cas                            | transmis | communes | valeur |
        | deux communes sur cinq         | 2        | 5        | 40     |
        | aucun schéma reçu              | 0        | 5        | 0      |
        | registre muet                  | absent   | 5        |        |
        | aucune commune de cette taille | 0        | 0        |        |
    """,
    "taux_engagement_depenses": """
        | cas                                    | engagees | prevues | valeur |
        | trois quarts                           | 750000   | 1000000 | 75     |
        | plus que prévu                         | 1100000  | 1000000 | 110    |
        | rien engagé                            | 0        | 1000000 | 0      |
        | engagements non déclarés : pas un zéro |          | 1000000 |        |
        | rien de prévu                          | 500      | 0       |        |
    """,
    "montant_depenses_engagees": """
        | cas                                | engagees                  | valeur   |
        | trois financeurs                   | 500000 + 200000 + 50000.5 | 750000.5 |
        | un financeur muet : le total aussi | 500000 +                  |          |
        | rien engagé                        | 0                         | 0        |
    """,
}


@pytest.mark.parametrize(("code", "ligne"), cas_du_volet(CAS))
def test_la_valeur(code: str, ligne: dict[str, str]) -> None:
    assert calculer(code, ligne) == attendue(ligne)
