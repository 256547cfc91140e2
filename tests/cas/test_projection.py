"""La projection : la droite d'une série, son intervalle, ce qui empêche de projeter, portée de la cible."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests.fabrique import RACINE, releves
from tests.tableau import cas

from sdsf.espace import Espace
from sdsf.evaluation.projection import Projection, points_a_projeter, portee_de_la_cible, projeter
from sdsf.evaluation.series import serie
from sdsf.releves.lecture import lire_nationales

CINQ = {2018: 50.0, 2019: 51.0, 2020: 51.0, 2021: 53.0, 2022: 53.0}


# --- la droite et son intervalle ------------------------------------------------------------------


def test_un_cas_a_la_main() -> None:
    """Année moyenne 2020, moyenne 51,6, pente 8 ÷ 10 ; restes 0, 0,2, −0,6, 0,6, −0,2 : s² = 0,8 ÷ 3.

    En 2024 : 51,6 + 4 × 0,8 = 54,8 ; marge 3,182 446 × √(0,266 667 × (1 + 0,2 + 16 ÷ 10)) = 2,75.
    """
    p = projeter(CINQ, 2024, minimum=5)
    assert (p.annees, p.motif, p.bornee) == ((2018, 2019, 2020, 2021, 2022), "", False)
    assert p.pente == pytest.approx(0.8)
    assert p.valeur == pytest.approx(54.8)
    assert p.haut == pytest.approx(54.8 + 3.182446 * (0.8 / 3 * 2.8) ** 0.5, abs=1e-5)
    assert p.bas == pytest.approx(2 * 54.8 - p.haut)


def par_les_matrices(points: Mapping[int, float], annee: int, niveau: float) -> tuple[float, float, float]:
    """La même projection par (X'X)⁻¹ et scipy.stats, sans les formules du module."""
    x, y = np.array(list(points), float), np.array(list(points.values()))
    plan = np.column_stack([np.ones_like(x), x - 2000])
    coefficients, *_ = np.linalg.lstsq(plan, y, rcond=None)
    visee = np.array([1.0, annee - 2000])
    variance = np.sum((y - plan @ coefficients) ** 2) / (len(x) - 2)
    erreur = np.sqrt(variance * (1 + visee @ np.linalg.inv(plan.T @ plan) @ visee))
    centre = float(visee @ coefficients)
    marge = float(stats.t.ppf(0.5 + niveau / 200, len(x) - 2) * erreur)
    return centre, centre - marge, centre + marge


SERIES = st.dictionaries(st.integers(2005, 2023), st.floats(10, 90), min_size=5, max_size=15)


@given(SERIES, st.sampled_from([80.0, 90.0, 95.0]))
def test_la_projection_est_celle_du_calcul_matriciel(points: dict[int, float], niveau: float) -> None:
    echeance = max(points) + 1
    p = projeter(points, echeance, 5, niveau)
    attendu = par_les_matrices(points, echeance, niveau)
    assert (p.valeur, p.bas, p.haut) == pytest.approx(attendu, abs=1e-5)
    droite = stats.linregress(list(points), list(points.values()))
    assert p.pente == pytest.approx(droite.slope, abs=1e-7)


def test_l_intervalle_contient_la_valeur_a_venir_comme_il_le_dit() -> None:
    """Deux mille séries tirées autour d'une droite : 95 fois sur cent, la suite tombe dans l'intervalle."""
    hasard = np.random.default_rng(5)
    dedans = 0
    for _ in range(2000):
        tirees = 40 + 0.7 * np.arange(8) + hasard.normal(0, 1.5, 8)
        p = projeter(dict(zip(range(2015, 2021), tirees[:6].tolist(), strict=True)), 2022, 5)
        assert p.bas is not None
        assert p.haut is not None
        dedans += p.bas <= tirees[7] <= p.haut
    assert 0.935 <= dedans / 2000 <= 0.965


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                            | min | max | bornee | haut  |
    | rien à couper                  | 0   | 200 | non    | 57.55 |
    | une part ne dépasse pas cent   | 0   | 56  | oui    | 56    |
    | la valeur elle-même est coupée | 0   | 54  | oui    | 54    |
"""),
)
def test_l_intervalle_reste_dans_les_bornes_de_l_indicateur(c: dict) -> None:
    p = projeter(CINQ, 2024, 5, bornes=(c["min"], c["max"]))
    assert (p.bornee, round(p.haut or 0, 2)) == (bool(c["bornee"]), c["haut"])
    assert p.valeur == pytest.approx(min(54.8, c["max"]))


# --- ce qui ne se projette pas --------------------------------------------------------------------


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                 | depuis | echeance | minimum | motif                          |
    | assez d'années, échéance proche     | 2018   | 2024     | 5       |                                |
    | aussi loin que la série est longue  | 2018   | 2026     | 5       |                                |
    | plus loin que la série n'est longue | 2018   | 2027     | 5       | 2027 est plus loin de 2022 que |
    | quatre années, il en faut cinq      | 2019   | 2024     | 5       | 4 années connues dans          |
    | une seule année                     | 2022   | 2023     | 5       | 1 année connue dans            |
    | deux points n'ont pas d'erreur      | 2021   | 2023     | 2       | il en faut 3 pour projeter     |
    | aucune année                        | 2023   | 2024     | 5       | aucune valeur connue           |
    | l'échéance est la dernière année    | 2018   | 2022     | 5       | 2022 n'est pas à venir         |
    | l'échéance est passée               | 2018   | 2020     | 5       | 2020 n'est pas à venir         |
"""),
)
def test_une_projection_refusee_dit_pourquoi(c: dict) -> None:
    points = {annee: v for annee, v in CINQ.items() if annee >= c["depuis"]}
    p = projeter(points, c["echeance"], c["minimum"])
    assert (p.motif == "") == (c["motif"] is None) == (p.valeur is not None)
    assert (c["motif"] or "") in p.motif
    assert p.annees == tuple(points)


# --- les points d'une série -----------------------------------------------------------------------

RELEVES = releves("""
    | periode | edition  | valeur | etat           |
    | 2019    | ancienne | 50     |                |
    | 2020    | ancienne | 51     |                |
    | 2021    | nouvelle | 62     |                |
    | 2022    | nouvelle | 63     |                |
    | 2023    | nouvelle |        | non_disponible |
    | 2024    | nouvelle | 66     |                |
""")


@pytest.mark.parametrize(
    ("annee", "depuis", "attendu"),
    [
        pytest.param(2024, None, {2021: 62, 2022: 63, 2024: 66}, id="une édition, ses trous"),
        pytest.param(2023, None, {2021: 62, 2022: 63}, id="jusqu'à l'année demandée"),
        pytest.param(2020, None, {2019: 50, 2020: 51}, id="l'édition courante de cette année-là"),
        pytest.param(2024, 2022, {2022: 63, 2024: 66}, id="depuis une rupture interne"),
        pytest.param(2018, None, {}, id="avant toute valeur"),
    ],
)
def test_les_points_d_une_seule_edition(annee: int, depuis: int | None, attendu: dict[int, float]) -> None:
    assert points_a_projeter(serie(RELEVES, "taux", "A"), annee, depuis) == attendu


def test_d_une_annee_a_trimestres_on_garde_le_dernier() -> None:
    trimestres = releves("""
        | periode | valeur |
        | 2022-T4 | 5      |
        | 2023-T1 | 6      |
        | 2023-T2 | 7      |
    """)
    assert points_a_projeter(serie(trimestres, "taux", "A"), 2023) == {2022: 5, 2023: 7}


# --- la portée de la cible ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                          | sens   | cible | portee        |
    | tout l'intervalle la dépasse | hausse | 52    | probable      |
    | au bord bas                  | hausse | 53    | incertaine    |
    | dans l'intervalle            | hausse | 56    | incertaine    |
    | au bord haut                 | hausse | 57    | incertaine    |
    | au-dessus de l'intervalle    | hausse | 57.1  | improbable    |
    | une baisse déjà plus forte   | baisse | 58    | probable      |
    | une baisse hors d'atteinte   | baisse | 52    | improbable    |
    | sans sens, rien à juger      | neutre | 52    | non_evaluable |
"""),
)
def test_la_portee_d_une_cible(c: dict) -> None:
    p = Projection(2026, 95.0, valeur=55.0, bas=53.0, haut=57.0)
    assert portee_de_la_cible(p, c["cible"], c["sens"]) == c["portee"]


def test_sans_projection_la_portee_n_est_pas_evaluable() -> None:
    assert portee_de_la_cible(projeter({}, 2026, 5), 50, "hausse") == "non_evaluable"


# --- l'exemple de docs/explications/methodes.md, sur les données publiées ----------------------------


def test_la_saone_et_loire_en_2026() -> None:
    """« hist » se projette, sans rien promettre ; « courant » n'a que deux années."""
    propre = serie(lire_nationales(Espace(RACINE)), "taux_couverture_accueil", "71", maille="departement")
    longue = projeter(points_a_projeter(propre, 2022), 2026, 5)
    assert [round(v or 0, 1) for v in (longue.valeur, longue.bas, longue.haut)] == [72.1, 61.7, 82.6]
    assert "2 années connues" in projeter(points_a_projeter(propre, 2023), 2026, 5).motif


@given(SERIES, st.sampled_from([80.0, 95.0]))
def test_la_projection_est_celle_de_statsmodels(points: dict[int, float], niveau: float) -> None:
    """Témoin indépendant : OLS et ``get_prediction``, à l'intervalle d'une observation."""
    from statsmodels.regression.linear_model import OLS

    echeance = max(points) + 1
    x = np.array(list(points), float) - 2000
    modele = OLS(np.array(list(points.values())), np.column_stack([np.ones_like(x), x])).fit()
    prevue = modele.get_prediction([[1.0, echeance - 2000]])
    bas, haut = prevue.conf_int(obs=True, alpha=1 - niveau / 100)[0]
    p = projeter(points, echeance, 5, niveau)
    attendu = (prevue.predicted_mean[0], bas, haut)
    assert (p.valeur, p.bas, p.haut) == pytest.approx(attendu, abs=1e-5)
