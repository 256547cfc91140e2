"""Les jugements : de l'état zéro à la cible, où devrait-on en être, où en est-on ?"""

from typing import Any

import pytest
from tests.tableau import cas

from sdsf.evaluation.progression import Parcours, Verdict, juger, sort_de_la_cible, trajectoire
from sdsf.evaluation.projection import Projection
from sdsf.vocabulaire import Jugement, valeurs

# Sauf mention contraire : de 50 en 2020 à 60 en 2025 (le chemin fait 10, la tolérance 1), jugé en 2022,
# où la trajectoire passe par 54.
HAUSSE: dict[str, Any] = {
    "sens": "hausse", "etat": "valeur", "valeur": 54, "annee": 2022, "etat_zero": 50, "annee_zero": 2020,
    "cible": 60, "echeance": 2025, "rupture": False,
}  # fmt: skip
# Le même chemin à l'envers : de 60 en 2020 à 50 en 2025 ; en 2022, la trajectoire passe par 56.
BAISSE = {**HAUSSE, "sens": "baisse", "valeur": 56, "etat_zero": 60, "cible": 50}


def jugement(base: dict[str, Any], tolerance: float = 10, **champs: Any) -> tuple[str, str]:
    verdict = juger(Parcours(**{**base, **champs}), tolerance)
    return verdict.jugement, verdict.motif


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                         | sens   | annee | valeur | jugement      |
    | au-delà de la cible                         | hausse | 2022  | 61     | atteint       |
    | juste à la cible                            | hausse | 2022  | 60     | atteint       |
    | sous la cible d'un rien, au-dessus du trait | hausse | 2022  | 59.9   | en_bonne_voie |
    | sur la trajectoire                          | hausse | 2022  | 54     | en_bonne_voie |
    | un rien sous la trajectoire                 | hausse | 2022  | 53.9   | a_surveiller  |
    | à la tolérance exacte                       | hausse | 2022  | 53     | a_surveiller  |
    | un rien sous la tolérance                   | hausse | 2022  | 52.9   | en_retard     |
    | revenu à l'état zéro                        | hausse | 2022  | 50     | en_retard     |
    | plus bas qu'au départ                       | hausse | 2022  | 45     | en_retard     |
    | la veille de l'échéance, sur le trait       | hausse | 2024  | 58     | en_bonne_voie |
    | à l'échéance, sous la cible d'un rien       | hausse | 2025  | 59.9   | en_retard     |
    | à l'échéance, à la cible                    | hausse | 2025  | 60     | atteint       |
    | après l'échéance, sous la cible             | hausse | 2027  | 59.9   | en_retard     |
    | après l'échéance, au-delà                   | hausse | 2027  | 61     | atteint       |
    | plus bas que la cible                       | baisse | 2022  | 49     | atteint       |
    | juste à la cible, en baisse                 | baisse | 2022  | 50     | atteint       |
    | sur la trajectoire, en baisse               | baisse | 2022  | 56     | en_bonne_voie |
    | mieux que la trajectoire, en baisse         | baisse | 2022  | 52     | en_bonne_voie |
    | un rien au-dessus de la trajectoire         | baisse | 2022  | 56.1   | a_surveiller  |
    | à la tolérance exacte, en baisse            | baisse | 2022  | 57     | a_surveiller  |
    | un rien au-delà de la tolérance             | baisse | 2022  | 57.1   | en_retard     |
    | plus haut qu'au départ                      | baisse | 2022  | 62     | en_retard     |
    | à l'échéance, pas assez baissé              | baisse | 2025  | 50.1   | en_retard     |
"""),
)
def test_le_jugement_d_une_valeur(c: dict) -> None:
    base = HAUSSE if c["sens"] == "hausse" else BAISSE
    assert jugement(base, annee=c["annee"], valeur=c["valeur"])[0] == c["jugement"]


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                       | etat_zero | cible | echeance | annee | valeur | jugement      |
    | sur le trait              | 40.0      | 48.7  | 2026     | 2024  | 45.8   | en_bonne_voie |
    | sur le trait, un an après | 40.3      | 42.7  | 2026     | 2025  | 42.3   | en_bonne_voie |
    | à la tolérance exacte     | 40.6      | 43.6  | 2026     | 2023  | 41.8   | a_surveiller  |
"""),
)
def test_un_arrondi_de_calcul_ne_change_pas_un_jugement(c: dict) -> None:
    """La droite passe exactement par ces valeurs ; 45,800000000000004 n'est pas un retard."""
    champs = {nom: mot for nom, mot in c.items() if nom not in ("cas", "jugement")}
    assert jugement(HAUSSE, **champs)[0] == c["jugement"]


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                             | champ      | vaut           | motif                               |
    | aucune valeur                   | etat       | non_renseignee | aucune valeur renseignée            |
    | une valeur secrète              | etat       | secret         | valeur couverte par le secret       |
    | une valeur non disponible       | etat       | non_disponible | valeur non disponible               |
    | un indicateur sans objet        | etat       | sans_objet     | indicateur sans objet cette année   |
    | pas de cible                    | cible      |                | pas de cible                        |
    | pas de sens de progrès          | sens       |                | pas de sens de progrès              |
    | un sens neutre                  | sens       | neutre         | pas de sens de progrès              |
    | une rupture depuis l'état zéro  | rupture    | oui            | rupture de série depuis l'état zéro |
    | pas d'état zéro                 | etat_zero  |                | pas d'état zéro                     |
    | un état zéro sans année         | annee_zero |                | pas d'état zéro                     |
    | une cible sans échéance         | echeance   |                | cible sans échéance                 |
    | une échéance l'année du départ  | echeance   | 2020           | échéance antérieure à l'état zéro   |
    | une échéance avant l'état zéro  | echeance   | 2019           | échéance antérieure à l'état zéro   |
    | une valeur de l'année du départ | annee      | 2020           | aucune valeur depuis l'état zéro    |
    | une valeur d'avant l'état zéro  | annee      | 2019           | aucune valeur depuis l'état zéro    |
    | une valeur sans année           | annee      |                | aucune valeur depuis l'état zéro    |
"""),
)
def test_un_jugement_non_evaluable_dit_pourquoi(c: dict) -> None:
    champs = {c["champ"]: c["vaut"]}
    if c["champ"] == "etat":
        champs["valeur"] = None
    assert jugement(HAUSSE, **champs) == ("non_evaluable", c["motif"])


def test_tout_ce_qui_manque_est_dit_d_un_coup() -> None:
    champs = {"valeur": None, "etat": "non_renseignee", "cible": None, "etat_zero": None, "sens": None}
    motif = "aucune valeur renseignée, pas de cible, pas d'état zéro, pas de sens de progrès"
    assert jugement(HAUSSE, **champs) == ("non_evaluable", motif)


def test_sans_cible_la_rupture_est_dite_aussi() -> None:
    motif = "pas de cible, rupture de série depuis l'état zéro"
    assert jugement(HAUSSE, cible=None, rupture=True, etat_zero=None) == ("non_evaluable", motif)


def test_une_cible_atteinte_l_est_malgre_une_rupture_ou_sans_etat_zero() -> None:
    """Atteindre la cible se voit sans trajectoire."""
    assert jugement(HAUSSE, valeur=60, rupture=True)[0] == "atteint"
    assert jugement(HAUSSE, valeur=60, etat_zero=None, annee_zero=None, echeance=None)[0] == "atteint"


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                            | tolerance | valeur | jugement      |
    | aucune tolérance               | 0         | 53.9   | en_retard     |
    | aucune tolérance, sur le trait | 0         | 54     | en_bonne_voie |
    | la moitié du chemin            | 50        | 49     | a_surveiller  |
    | un rien de plus                | 50        | 48.9   | en_retard     |
"""),
)
def test_la_tolerance_se_regle(c: dict) -> None:
    assert jugement(HAUSSE, tolerance=c["tolerance"], valeur=c["valeur"])[0] == c["jugement"]


@pytest.mark.parametrize("valeur", [52.9, 53, 54, 59.9])
def test_la_trajectoire_attendue_accompagne_le_jugement(valeur: float) -> None:
    assert juger(Parcours(**{**HAUSSE, "valeur": valeur}), 10).attendu == 54


def test_l_echeance_passee_on_attendait_la_cible() -> None:
    assert juger(Parcours(**{**HAUSSE, "annee": 2027}), 10).attendu == 60


def test_chaque_jugement_du_vocabulaire_se_rend() -> None:
    rendus = {jugement(HAUSSE, valeur=v)[0] for v in (60, 54, 53, 50)} | {jugement(HAUSSE, cible=None)[0]}
    assert rendus == set(valeurs(Jugement))


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas             | annee | attendu |
    | au départ       | 2020  | 50      |
    | à mi-chemin     | 2022  | 54      |
    | à l'échéance    | 2025  | 60      |
    | avant le départ | 2019  | 48      |
"""),
)
def test_la_trajectoire_est_une_droite(c: dict) -> None:
    assert trajectoire(50, 2020, 60, 2025, c["annee"]) == c["attendu"]


# --- avec une projection --------------------------------------------------------------------------


def avec_projection(valeur: float | None, bas: float | None, haut: float | None, motif: str = "") -> Any:
    return Projection(2025, 95.0, (2019, 2020, 2021, 2022), valeur, bas, haut, 1.0, motif=motif)


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                 | valeur | projetee | bas | haut | jugement      | portee     |
    | sur le trait, la cible dépassée     | 54     | 63       | 61  | 65   | en_bonne_voie | probable   |
    | sur le trait, juste à la cible      | 54     | 60       | 57  | 63   | en_bonne_voie | incertaine |
    | sur le trait, en deçà sans exclure  | 54     | 59       | 57  | 61   | a_surveiller  | incertaine |
    | sur le trait, hors de portée        | 54     | 57       | 55  | 59   | a_surveiller  | improbable |
    | un peu dessous, la cible dépassée   | 53     | 63       | 61  | 65   | a_surveiller  | probable   |
    | nettement dessous, hors de portée   | 51     | 55       | 53  | 57   | en_retard     | improbable |
    | nettement dessous, encore possible  | 51     | 58       | 55  | 61   | en_retard     | incertaine |
    | atteinte : la projection n'y change | 60     | 55       | 53  | 57   | atteint       |            |
"""),
)
def test_en_bonne_voie_demande_que_la_tendance_mene_a_la_cible(c: dict) -> None:
    projection = avec_projection(c["projetee"], c["bas"], c["haut"])
    verdict = juger(Parcours(**{**HAUSSE, "valeur": c["valeur"]}, projection=projection), 10)
    assert (verdict.jugement, verdict.portee) == (c["jugement"], c["portee"] or "non_evaluable")


def test_en_baisse_la_projection_se_lit_a_l_envers() -> None:
    """Une cible de 50 à faire baisser : 47 à 49 y mène, 52 ne l'atteint pas."""
    mene, reste = avec_projection(48, 47, 49), avec_projection(52, 49, 55)
    assert juger(Parcours(**BAISSE, projection=mene), 10).jugement == "en_bonne_voie"
    assert juger(Parcours(**BAISSE, projection=reste), 10).jugement == "a_surveiller"


def test_une_serie_qui_ne_se_projette_pas_garde_la_regle_et_le_dit() -> None:
    refus = avec_projection(None, None, None, "3 années connues dans cette édition, il en faut 4")
    verdict = juger(Parcours(**HAUSSE, projection=refus), 10)
    assert verdict.jugement == "en_bonne_voie"
    assert verdict.motif.endswith("(pas de projection : 3 années connues dans cette édition, il en faut 4)")


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                              | jugement      | portee        | echue | sort         |
    | atteint                          | atteint       | non_evaluable | oui   | atteint      |
    | rien ne le mesure                | non_evaluable | non_evaluable | oui   | non_evaluable|
    | l'échéance est passée            | en_retard     | non_evaluable | oui   | non_atteint  |
    | la tendance y mène               | a_surveiller  | probable      |       | atteignable  |
    | la tendance ne tranche pas       | en_bonne_voie | incertaine    |       | atteignable  |
    | la tendance n'y mène pas         | a_surveiller  | improbable    |       | a_reviser    |
    | sans projection, en bonne voie   | en_bonne_voie | non_evaluable |       | atteignable  |
    | sans projection, à surveiller    | a_surveiller  | non_evaluable |       | incertain    |
    | sans projection, en retard       | en_retard     | non_evaluable |       | a_reviser    |
"""),
)
def test_ce_que_devient_un_objectif(c: dict) -> None:
    verdict = Verdict(c["jugement"], "", portee=c["portee"])
    assert sort_de_la_cible(verdict, bool(c["echue"])) == c["sort"]
