"""Accueil du jeune enfant : chaque indicateur du volet, calculé à la main."""

import pytest
from tests.cas_par_volet import attendue, calculer, cas_du_volet

CAS = {
    "solde_places_eaje": """
        | cas                                 | ouvertes | fermees | valeur |
        | plus d'ouvertures                   | 60       | 24      | 36     |
        | plus de fermetures                  | 10       | 40      | -30    |
        | rien n'a bougé                      | 0        | 0       | 0      |
        | fermetures inconnues : pas de solde | 60       | absent  |        |
        | ouvertures inconnues                |          | 24      |        |
    """,
    "part_places_eaje_gelees": """
        | cas                          | non_ouvertes | autorisees | valeur |
        | douze places sur trois cents | 12           | 300        | 4      |
        | aucune place gelée           | 0            | 300        | 0      |
        | enquête sans réponse         | absent       | 300        |        |
        | aucune place autorisée       | 0            | 0          |        |
    """,
    "taux_occupation_eaje_psu": """
        | cas                                     | heures_realisees | heures_theoriques | valeur |
        | quatre heures sur cinq                  | 80000            | 100000            | 80     |
        | plus d'heures que la capacité théorique | 102000           | 100000            | 102    |
        | heures inconnues                        |                  | 100000            |        |
        | capacité nulle                          | 0                | 0                 |        |
    """,
    "nombre_assistants_maternels_agrees": """
        | cas                                    | agrees | valeur |
        | un département                         | 4802   | 4802   |
        | un territoire inconnu : le total aussi | 4802 + |        |
        | aucun                                  | 0      | 0      |
    """,
    "part_assistants_maternels_en_activite": """
        | cas               | en_activite | agrees | valeur |
        | sept sur dix      | 2800        | 4000   | 70     |
        | aucun en activité | 0           | 40     | 0      |
        | activité inconnue | absent      | 4000   |        |
        | aucun agréé       | 0           | 0      |        |
    """,
    "nombre_mam": """
        | cas                | maisons    | valeur |
        | trois territoires  | 20 + 5 + 0 | 25     |
        | un territoire muet | 20 +       |        |
        | aucune             | 0          | 0      |
    """,
    "part_familles_mode_accueil_soutenu": """
        | cas                     | beneficiaires | familles | valeur |
        | cinquante-six pour cent | 5600          | 10000    | 56     |
        | bénéficiaires inconnus  |               | 10000    |        |
        | aucune famille          | 0             | 0        |        |
    """,
    "part_enfants_eaje_sous_seuil_pauvrete": """
        | cas                    | enfants_sous_seuil | enfants_accueillis | valeur |
        | trente-deux pour cent  | 160                | 500                | 32     |
        | aucun sous le seuil    | 0                  | 500                | 0      |
        | revenus inconnus       |                    | 500                |        |
        | aucun enfant accueilli | 0                  | 0                  |        |
    """,
    "part_enfants_eaje_couverts_aeeh": """
        | cas                     | enfants_aeeh | enfants_accueillis | valeur |
        | un pour cent            | 5            | 500                | 1      |
        | aucun : c'est bien zéro | 0            | 500                | 0      |
        | effectif secret         |              | 500                |        |
        | aucun enfant accueilli  | 0            | 0                  |        |
    """,
    "part_places_horaires_atypiques": """
        | cas                  | places_atypiques | places | valeur |
        | cinq pour cent       | 30               | 600    | 5      |
        | aucune               | 0                | 600    | 0      |
        | enquête sans réponse | absent           | 600    |        |
        | aucune place         | 0                | 0      |        |
    """,
    "part_demandes_accueil_non_satisfaites": """
        | cas                | sans_solution | enregistrees | valeur |
        | une sur cinq       | 40            | 200          | 20     |
        | toutes satisfaites | 0             | 200          | 0      |
        | suites inconnues   |               | 200          |        |
        | aucune demande     | 0             | 0            |        |
    """,
    "part_communes_couvertes_rpe": """
        | cas                 | couvertes | communes | valeur |
        | trois sur quatre    | 231       | 308      | 75     |
        | aucune              | 0         | 308      | 0      |
        | couverture inconnue | absent    | 308      |        |
    """,
    "assistants_maternels_par_etp_rpe": """
        | cas                             | en_activite | etp  | valeur |
        | le repère est tenu              | 1400        | 20   | 70     |
        | trop d'assistants par animateur | 1500        | 12.5 | 120    |
        | aucun animateur : pas de ratio  | 1400        | 0    |        |
        | ETP inconnus                    | 1400        |      |        |
    """,
}


@pytest.mark.parametrize(("code", "ligne"), cas_du_volet(CAS))
def test_la_valeur(code: str, ligne: dict[str, str]) -> None:
    assert calculer(code, ligne) == attendue(ligne)
