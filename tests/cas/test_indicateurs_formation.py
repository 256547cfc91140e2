"""Formation et métiers : chaque indicateur du volet, calculé à la main."""

import pytest
from tests.cas_par_volet import attendue, calculer, cas_du_volet

CAS = {
    "part_professionnels_categorie_1": """
        | cas               | etp_categorie_1 | etp  | valeur |
        | deux sur cinq     | 400             | 1000 | 40     |
        | diplômes inconnus |                 | 1000 |        |
        | aucun ETP         | 0               | 0    |        |
    """,
    "part_postes_vacants_eaje": """
        | cas                  | etp_vacants | etp_autorises | valeur |
        | six pour cent        | 18          | 300           | 6      |
        | aucun poste vacant   | 0           | 300           | 0      |
        | enquête sans réponse | absent      | 300           |        |
        | aucun poste          | 0           | 0             |        |
    """,
    "nombre_places_formation_petite_enfance": """
        | cas                                    | places        | valeur |
        | CAP, AP et EJE                         | 120 + 60 + 30 | 210    |
        | un établissement muet : le total aussi | 120 +         |        |
        | aucune                                 | 0             | 0      |
    """,
    "taux_remplissage_formation_petite_enfance": """
        | cas                           | inscrits | places | valeur |
        | neuf sur dix                  | 189      | 210    | 90     |
        | plus d'inscrits que de places | 220      | 200    | 110    |
        | inscrits inconnus             |          | 210    |        |
        | aucune place                  | 0        | 0      |        |
    """,
    "part_assistants_maternels_55_ans_ou_plus": """
        | cas               | assistants_55_ans_ou_plus | assistants_en_activite | valeur |
        | un sur quatre     | 700                       | 2800                   | 25     |
        | âges inconnus     | absent                    | 2800                   |        |
        | aucun en activité | 0                         | 0                      |        |
    """,
}


@pytest.mark.parametrize(("code", "ligne"), cas_du_volet(CAS))
def test_la_valeur(code: str, ligne: dict[str, str]) -> None:
    assert calculer(code, ligne) == attendue(ligne)
