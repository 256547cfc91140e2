"""Le taux de couverture d'ensemble : places de tous les modes formels pour 100 enfants de moins de 3 ans."""

import pandas as pd
import pytest
from tests.tableau import cas, tableau, valeur_de

from sdsf.indicateurs import taux_couverture_accueil

PLACES = tableau("""
    | territoire | annee | places |
    | A          | 2023  | 30     |
    | B          | 2023  | 5      |
    | D          | 2023  | 0      |
    | E          | 2023  | 180    |
    | F          | 2022  | 40     |
    | G          | 2023  |        |
    | H          | 2023  | 12     |
""")
ENFANTS = tableau("""
    | territoire | annee | enfants |
    | A          | 2023  | 60      |
    | B          | 2023  | 0       |
    | C          | 2023  | 40      |
    | D          | 2023  | 40      |
    | E          | 2023  | 120     |
    | F          | 2023  | 40      |
    | G          | 2023  | 40      |
""")


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                       | territoire | taux  |
    | trente places pour soixante enfants       | A          | 50.0  |
    | aucun enfant : le taux n'existe pas       | B          |       |
    | places inconnues : ce n'est pas zéro      | C          |       |
    | aucune place : c'est bien zéro            | D          | 0.0   |
    | plus de places que d'enfants              | E          | 150.0 |
    | places d'une autre année : pas empruntées | F          |       |
    | places non renseignées                    | G          |       |
"""),
)
def test_le_taux_d_un_territoire(c: dict) -> None:
    assert valeur_de(taux_couverture_accueil(PLACES, ENFANTS), c["territoire"]) == c["taux"]


def test_un_territoire_sans_enfants_connus_n_apparait_pas() -> None:
    assert "H" not in set(taux_couverture_accueil(PLACES, ENFANTS)["territoire"])


def test_la_sortie_a_une_ligne_par_territoire_et_par_annee() -> None:
    table = taux_couverture_accueil(PLACES, ENFANTS)
    assert list(table.columns) == ["territoire", "annee", "valeur"]
    assert len(table) == len(ENFANTS)


def test_les_tables_recues_ne_changent_pas() -> None:
    places, enfants = PLACES.copy(), ENFANTS.copy()
    taux_couverture_accueil(places, enfants)
    pd.testing.assert_frame_equal(places, PLACES)
    pd.testing.assert_frame_equal(enfants, ENFANTS)


def test_un_territoire_en_double_est_refuse() -> None:
    """Deux lignes de places pour un même territoire compteraient deux fois les enfants."""
    with pytest.raises(pd.errors.MergeError):
        taux_couverture_accueil(pd.concat([PLACES, PLACES.head(1)]), ENFANTS)


def test_un_taux_d_ensemble_se_recalcule_et_ne_se_moyenne_pas() -> None:
    """A a 50, D a 0 : l'ensemble a 30 places pour 100 enfants, et non 25."""
    ensemble = {"territoire": ["A et D"], "annee": [2023]}
    places = pd.DataFrame({**ensemble, "places": [30 + 0]})
    enfants = pd.DataFrame({**ensemble, "enfants": [60 + 40]})
    assert valeur_de(taux_couverture_accueil(places, enfants), "A et D") == 30.0
