"""Accès et inclusion : chaque indicateur du volet, calculé à la main."""

import pytest
from tests.cas_par_volet import attendue, calculer, cas_du_volet

CAS = {
    "part_enfants_aides_vacances": """
        | cas                    | beneficiaires | eligibles | valeur |
        | un sur cinq            | 2000          | 10000     | 20     |
        | aucun                  | 0             | 10000     | 0      |
        | bénéficiaires inconnus |               | 10000     |        |
        | aucun éligible         | 0             | 0         |        |
    """,
    "part_projets_retenus_milieu_rural": """
        | cas                                         | retenus | deposes | valeur    |
        | soixante-dix-neuf sur quatre-vingt-dix-sept | 79      | 97      | 81.443299 |
        | aucun retenu                                | 0       | 97      | 0         |
        | décisions inconnues                         |         | 97      |           |
        | aucun projet déposé                         | 0       | 0       |           |
    """,
    "montant_projets_milieu_rural": """
        | cas                             | montants       | valeur  |
        | deux axes                       | 46000.5 + 8000 | 54000.5 |
        | un axe non dit : le total aussi | 46000 +        |         |
        | rien                            | 0              | 0       |
    """,
}


@pytest.mark.parametrize(("code", "ligne"), cas_du_volet(CAS))
def test_la_valeur(code: str, ligne: dict[str, str]) -> None:
    assert calculer(code, ligne) == attendue(ligne)
