"""Enfance et jeunesse : chaque indicateur du volet, calculé à la main."""

import pytest
from tests.cas_par_volet import attendue, calculer, cas_du_volet

CAS = {
    "heures_accueil_loisirs_par_enfant": """
        | cas                | heures_enfants | enfants | valeur |
        | trente-deux heures | 3200000        | 100000  | 32     |
        | heures non dites   |                | 100000  |        |
        | aucun enfant       | 0              | 0       |        |
    """,
    "part_communes_avec_ecole_couvertes_pedt": """
        | cas                        | communes_couvertes | communes_avec_ecole | valeur |
        | quatre-vingt-six pour cent | 258                | 300                 | 86     |
        | aucune                     | 0                  | 300                 | 0      |
        | couverture inconnue        | absent             | 300                 |        |
        | aucune école               | 0                  | 0                   |        |
    """,
    "part_communes_avec_ecole_couvertes_plan_mercredi": """
        | cas                           | communes_couvertes | communes_avec_ecole | valeur |
        | quatre-vingt-quatre pour cent | 252                | 300                 | 84     |
        | couverture inconnue           |                    | 300                 |        |
        | aucune école                  | 0                  | 0                   |        |
    """,
    "part_heures_alsh_enfants_aeeh": """
        | cas            | heures_aeeh | heures  | valeur |
        | deux pour cent | 64000       | 3200000 | 2      |
        | aucune heure   | 0           | 3200000 | 0      |
        | bonus inconnu  |             | 3200000 |        |
        | aucun ALSH     | 0           | 0       |        |
    """,
    "nombre_structures_jeunesse": """
        | cas                | structures | valeur |
        | deux dispositifs   | 12 + 9     | 21     |
        | un dispositif muet | 12 +       |        |
        | aucune             | 0          | 0      |
    """,
    "nombre_jeunes_accompagnes": """
        | cas                | jeunes    | valeur |
        | deux dispositifs   | 800 + 450 | 1250   |
        | un dispositif muet | 800 +     |        |
        | aucun              | 0         | 0      |
    """,
}


@pytest.mark.parametrize(("code", "ligne"), cas_du_volet(CAS))
def test_la_valeur(code: str, ligne: dict[str, str]) -> None:
    assert calculer(code, ligne) == attendue(ligne)
