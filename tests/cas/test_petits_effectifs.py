"""Les petits effectifs : les intervalles publiés, les mêmes par scipy, ce que le hasard suffit à dire."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests.tableau import cas

from sdsf.evaluation.petits_effectifs import (
    Ecart,
    Effectif,
    Estimation,
    difference_de_parts,
    homogeneite,
    intervalle_de_part,
    intervalle_de_taux,
    rapport_de_taux,
)


def bornes(e: Estimation, decimales: int = 4) -> tuple[float, float]:
    assert e.bas is not None
    assert e.haut is not None
    return round(e.bas, decimales), round(e.haut, decimales)


def effectifs(cellule: str) -> list[Effectif]:
    """« 3/10 7/20 » : des effectifs et leurs bases."""
    return [Effectif(*(float(n) for n in mot.split("/"))) for mot in cellule.split()]


# --- une part, un taux ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                             | nombre | base | bas    | haut   |
    | Newcombe, tableau I : 81 de 263 | 81     | 263  | 0.2553 | 0.3662 |
    | 15 de 148                       | 15     | 148  | 0.0624 | 0.1605 |
    | aucun de 20                     | 0      | 20   | 0      | 0.1611 |
    | un de 29                        | 1      | 29   | 0.0061 | 0.1718 |
    | tous, le symétrique d'aucun     | 20     | 20   | 0.8389 | 1      |
"""),
)
def test_l_intervalle_de_wilson_publie(c: dict) -> None:
    """Newcombe, « Two-sided confidence intervals for the single proportion », 1998, méthode 3."""
    e = intervalle_de_part(Effectif(c["nombre"], c["base"]), pour=1)
    assert bornes(e) == (c["bas"], c["haut"])
    assert (e.valeur, e.methode, e.motif) == (c["nombre"] / c["base"], "Wilson", "")


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas   | nombre | bas    | haut   |
    | aucun | 0      | 0      | 3.689  |
    | un    | 1      | 0.025  | 5.572  |
    | cinq  | 5      | 1.623  | 11.668 |
    | dix   | 10     | 4.795  | 18.39  |
    | vingt | 20     | 12.217 | 30.888 |
"""),
)
def test_l_intervalle_de_poisson_des_tables(c: dict) -> None:
    """Les limites exactes de toutes les tables de Poisson (Garwood, 1936)."""
    e = intervalle_de_taux(Effectif(c["nombre"], 1000))
    assert bornes(e, 3) == (c["bas"], c["haut"])


PARTS = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(PARTS, st.sampled_from([80.0, 95.0, 99.8]))
def test_wilson_par_scipy(kn: tuple[int, int], niveau: float) -> None:
    k, n = kn
    e = intervalle_de_part(Effectif(k, n), niveau, pour=1)
    attendu = stats.binomtest(k, n).proportion_ci(niveau / 100, method="wilson")
    assert (e.bas, e.haut) == pytest.approx((attendu.low, attendu.high), abs=1e-9)


@given(st.integers(0, 500), st.floats(1, 1e5), st.sampled_from([80.0, 95.0, 99.8]))
def test_poisson_par_le_khi2_et_par_sa_definition(k: int, base: float, niveau: float) -> None:
    e = intervalle_de_taux(Effectif(k, base), niveau, pour=1)
    assert e.bas is not None
    assert e.haut is not None
    alpha = 1 - niveau / 100
    bas = stats.chi2.ppf(alpha / 2, 2 * k) / 2 / base if k else 0.0
    haut = stats.chi2.ppf(1 - alpha / 2, 2 * k + 2) / 2 / base
    assert (e.bas, e.haut) == pytest.approx((bas, haut), rel=1e-9)
    assert stats.poisson.cdf(k, e.haut * base) == pytest.approx(alpha / 2, rel=1e-6)


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                               | nombre | base | part            | taux            |
    | un dénominateur nul               | 0      | 0    | est nul         | est nul         |
    | négatif                           | -1     | 10   | pas un effectif | pas un effectif |
    | un nombre à virgule               | 2.5    | 10   | pas un effectif | pas un effectif |
    | plus que le tout                  | 11     | 10   | pas une part    |                 |
    | une exposition à virgule          | 3      | 7.5  | pas une part    |                 |
    | inconnu                           | nan    | 10   | est inconnu     | est inconnu     |
    | ce à quoi il se rapporte, inconnu | 3      | nan  | est inconnu     | est inconnu     |
"""),
)
def test_ce_qui_n_est_pas_un_effectif_dit_pourquoi(c: dict) -> None:
    effectif = Effectif(float(c["nombre"]), float(c["base"]))
    for e, motif in ((intervalle_de_part(effectif), c["part"]), (intervalle_de_taux(effectif), c["taux"])):
        assert (e.motif == "") == (motif is None) == (e.valeur is not None)
        assert (motif or "") in e.motif


# --- la différence est-elle du bruit ? ------------------------------------------------------------


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                      | un    | autre | bas     | haut   | bruit |
    | Newcombe, tableau II : a | 56/70 | 48/80 | 0.0524  | 0.3339 | non   |
    | b                        | 9/10  | 3/10  | 0.1705  | 0.8090 | non   |
    | c                        | 6/7   | 2/7   | 0.0582  | 0.8062 | non   |
    | d                        | 5/56  | 0/29  | -0.0381 | 0.1926 | oui   |
    | f                        | 0/10  | 0/20  | -0.1611 | 0.2775 | oui   |
    | h                        | 10/10 | 0/20  | 0.6791  | 1      | non   |
    | la même part, deux fois  | 30/60 | 30/60 | -0.1735 | 0.1735 | oui   |
"""),
)
def test_la_difference_de_deux_parts_publiee(c: dict) -> None:
    """Newcombe, « Interval estimation for the difference between independent proportions », 1998."""
    (un,), (autre,) = effectifs(c["un"]), effectifs(c["autre"])
    ecart = difference_de_parts(un, autre, pour=1)
    assert bornes(ecart.estimation) == (c["bas"], c["haut"])
    assert ecart.bruit == bool(c["bruit"])
    inverse = difference_de_parts(autre, un, pour=1)
    assert bornes(inverse.estimation) == (-c["haut"], -c["bas"])


@given(st.integers(0, 80), st.integers(1, 80), st.integers(10, 5000), st.integers(10, 5000))
def test_le_rapport_de_deux_taux_par_scipy(k: int, autre: int, base: int, base_autre: int) -> None:
    """k sachant k + autre suit une binomiale : l'intervalle exact de scipy, ramené au rapport."""
    ecart = rapport_de_taux(Effectif(k, base), Effectif(autre, base_autre))
    exact = stats.binomtest(k, k + autre).proportion_ci(0.95, method="exact")
    attendu = [base_autre / base * p / (1 - p) for p in (exact.low, exact.high)]
    assert (ecart.estimation.bas, ecart.estimation.haut) == pytest.approx(tuple(attendu), rel=1e-6)
    assert ecart.estimation.valeur == pytest.approx((k / base) / (autre / base_autre))
    p = stats.binomtest(k, k + autre, base / (base + base_autre))
    if abs(p.pvalue - 0.05) > 0.045:
        # Loin du seuil, le test exact et l'intervalle concluent ensemble.
        assert ecart.bruit == (p.pvalue > 0.05)


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                      | un       | autre   | bruit | motif                           |
    | deux fois plus, sur dix  | 10/100   | 5/100   | oui   |                                 |
    | deux fois plus, sur cent | 100/1000 | 50/1000 | non   |                                 |
    | aucun contre dix         | 0/100    | 10/100  | non   |                                 |
    | aucun au second          | 3/100    | 0/100   |       | aucun événement au dénominateur |
    | aucun nulle part         | 0/100    | 0/100   |       | aucun événement au dénominateur |
    | une base nulle           | 3/0      | 2/100   |       | le dénominateur est nul         |
"""),
)
def test_un_meme_rapport_n_est_du_bruit_que_s_il_est_petit(c: dict) -> None:
    (un,), (autre,) = effectifs(c["un"]), effectifs(c["autre"])
    ecart = rapport_de_taux(un, autre)
    assert ecart.bruit == (bool(c["bruit"]) if c["motif"] is None else None)
    assert (c["motif"] or "") in ecart.estimation.motif


def test_une_part_qui_n_en_est_pas_une_ne_se_compare_pas() -> None:
    refus: Ecart = difference_de_parts(Effectif(3, 10), Effectif(12, 10))
    assert refus.bruit is None
    assert "ce n'est pas une part" in refus.estimation.motif


# --- tous ensemble --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                      | loi  | territoires                | bruit | motif                   |
    | trois parts proches      | part | 30/100 33/100 27/100       | oui   |                         |
    | sur mille                | part | 300/1000 390/1000 270/1000 | non   |                         |
    | des taux proches         | taux | 12/1000 18/1500 9/800      | oui   |                         |
    | des taux lointains       | taux | 12/1000 48/1500 9/800      | non   |                         |
    | trop petits pour le dire | part | 1/10 2/10 0/10             |       | effectifs trop petits   |
    | un seul                  | part | 30/100                     |       | moins de deux           |
    | aucun événement          | taux | 0/100 0/100                |       | effectifs trop petits   |
    | un dénominateur nul      | part | 30/100 0/0                 |       | le dénominateur est nul |
"""),
)
def test_les_territoires_different_ils_tous_ensemble(c: dict) -> None:
    h = homogeneite(effectifs(c["territoires"]), c["loi"])
    assert h.bruit == (bool(c["bruit"]) if c["motif"] is None else None)
    assert (c["motif"] or "") in h.motif
    assert (h.probabilite is None) == (c["motif"] is not None)


GRANDS = st.lists(st.tuples(st.integers(20, 60), st.integers(120, 400)), min_size=2, max_size=12)


@given(GRANDS)
def test_le_khi2_par_scipy(paires: list[tuple[int, int]]) -> None:
    tous = [Effectif(k, n) for k, n in paires]
    h = homogeneite(tous, "part")
    tableau = [[k for k, _ in paires], [n - k for k, n in paires]]
    attendu = stats.chi2_contingency(tableau, correction=False)
    assert (h.khi2, h.degres, h.probabilite) == pytest.approx(
        (attendu.statistic, attendu.dof, attendu.pvalue), abs=1e-9
    )
    total, base = sum(k for k, _ in paires), sum(n for _, n in paires)
    poisson = stats.chisquare([k for k, _ in paires], [n * total / base for _, n in paires])
    t = homogeneite(tous, "taux")
    assert (t.khi2, t.probabilite) == pytest.approx((poisson.statistic, poisson.pvalue), abs=1e-9)


def test_le_niveau_deplace_le_seuil() -> None:
    """Une probabilité de 4 % : du bruit à 99 %, non à 95 %."""
    tous = effectifs("30/100 44/100")
    h = homogeneite(tous, "part")
    assert h.probabilite is not None
    assert math.isclose(h.probabilite, 0.0405, abs_tol=1e-3)
    assert (h.bruit, homogeneite(tous, "part", 99.0).bruit) == (False, True)
