"""Les fenêtres d'une évolution : une par édition, de l'état zéro à la dernière année."""

import pytest
from tests.fabrique import releves
from tests.tableau import cas

from sdsf.evaluation.evolution import evolution
from sdsf.evaluation.fenetres import Fenetre, fenetres
from sdsf.evaluation.series import serie

# L'ancienne édition va de 2017 à 2022, la nouvelle de 2022 à 2023 : 2022 a deux valeurs.
SERIE = serie(
    releves("""
    | periode | valeur | edition  |
    | 2017    | 50     | ancienne |
    | 2018    | 51     | ancienne |
    | 2020    | 53     | ancienne |
    | 2022    | 55     | ancienne |
    | 2022    | 54     | nouvelle |
    | 2023    | 54.5   | nouvelle |
"""),
    "taux",
    "A",
)


def bornes(debut: int, annee: int) -> list[tuple[str, int, int, str]]:
    return [(f.edition, *f.annees, f.depuis) for f in fenetres(SERIE, debut, annee)]


def test_chaque_edition_a_sa_fenetre() -> None:
    assert bornes(2019, 2023) == [
        ("ancienne", 2018, 2022, "etat_zero"),
        ("nouvelle", 2022, 2023, "premiere_annee"),
    ]


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                          | debut | annee | editions          |
    | jusqu'au terme                               | 2019  | 2022  | ancienne          |
    | l'état zéro est dans la nouvelle édition     | 2023  | 2023  | nouvelle          |
    | l'ancienne finit l'année du début            | 2022  | 2023  | ancienne nouvelle |
    | une seule année connue depuis le début       | 2017  | 2017  |                   |
    | rien avant l'année regardée                  | 2019  | 2016  |                   |
    | une édition finie avant le schéma ne sert pas | 2024  | 2025  |                   |
"""),
)
def test_les_editions_qui_ont_une_fenetre(c: dict) -> None:
    trouvees = [edition for edition, *_ in bornes(c["debut"], c["annee"])]
    assert trouvees == str(c["editions"] or "").split()


def test_la_premiere_annee_du_schema_vaut_debut_et_non_etat_zero() -> None:
    assert bornes(2022, 2023)[-1] == ("nouvelle", 2022, 2023, "debut")


def test_une_fenetre_ne_lit_que_son_edition() -> None:
    """De 2018 à 2022 : 55 − 51, et non 54 − 51."""
    (f, _) = fenetres(SERIE, 2019, 2023)
    assert evolution(f.lire(SERIE), "points").valeur == 4
    autre = Fenetre(f.source, "nouvelle", f.annees, "etat_zero")
    assert autre.lire(SERIE).motif == "pas de valeur en 2018 dans la même édition"
