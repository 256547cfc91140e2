"""Les estimations d'enquête, contre des calculs indépendants : formules à la main, scipy, statsmodels."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from sdsf.enquetes.comparaison import ecart, holm, meme_repartition
from sdsf.enquetes.echantillon import (
    Echantillon,
    Part,
    borne_basse_unanime,
    moyenne,
    parts,
    peser,
)
from sdsf.referentiel.enquetes import Marge

RIEN: list[Marge] = []


def echantillon(colonnes: dict[str, list[object]], marges: list[Marge] = RIEN) -> Echantillon:
    """Un échantillon d'autant de personnes que de lignes."""
    return peser(pd.DataFrame(colonnes), marges)


def marge(question: str, **parts_: float) -> Marge:
    return Marge(question=question, parts=parts_, source="à la main")


def tirage(n: int, **lois: dict[str, float]) -> dict[str, list[object]]:
    hasard = np.random.default_rng(7)
    return {
        nom: list(hasard.choice(list(loi), n, p=np.array(list(loi.values())) / sum(loi.values())))
        for nom, loi in lois.items()
    }


# --- une part sans poids --------------------------------------------------------------------------


def test_une_part_sans_poids_a_la_variance_d_un_tirage_simple() -> None:
    """30 oui sur 120 : p = 25 %, erreur = √(p(1-p)/(n-1)) ; Korn et Graubard y est Clopper et Pearson."""
    lue = parts(echantillon({"q": ["oui"] * 30 + ["non"] * 90}), "q")["oui"]
    assert lue.part == pytest.approx(25.0)
    assert lue.erreur == pytest.approx(100 * math.sqrt(0.25 * 0.75 / 119))
    assert (lue.n, lue.effectif) == (120, 30)
    exact = stats.binomtest(30, 120).proportion_ci(0.95, "exact")
    assert lue.bas == pytest.approx(100 * exact.low, abs=0.15)
    assert lue.haut == pytest.approx(100 * exact.high, abs=0.15)


def test_ceux_qui_n_ont_pas_repondu_ne_comptent_pas() -> None:
    lue = parts(echantillon({"q": ["oui"] * 10 + ["non"] * 30 + [None] * 60}), "q")["oui"]
    assert (lue.part, lue.n) == (pytest.approx(25.0), 40)


def test_un_domaine_garde_tout_l_echantillon_pour_sa_variance() -> None:
    """La variance linéarisée d'un domaine : Σ (z_i)² n/(n-1), avec z_i = 1(domaine)(y_i - p)/n_d."""
    groupe = ["a"] * 40 + ["b"] * 60
    reponses = ["oui"] * 10 + ["non"] * 30 + ["oui"] * 45 + ["non"] * 15
    lue = parts(echantillon({"g": groupe, "q": reponses}), "q", ("g", "a"))["oui"]
    z = (
        np.array([(r == "oui") - 0.25 if g == "a" else 0.0 for g, r in zip(groupe, reponses, strict=True)])
        / 40
    )
    assert lue.part == pytest.approx(25.0)
    assert lue.erreur == pytest.approx(100 * math.sqrt((z**2).sum() * 100 / 99), rel=1e-6)


def test_une_reponse_unanime_n_a_pas_d_erreur_mais_une_borne() -> None:
    lue = parts(echantillon({"q": ["oui"] * 30}), "q")["oui"]
    assert lue == Part(100.0, borne_basse_unanime(30), 100.0, 0.0, 30, 30)
    assert lue.bas == pytest.approx(100 * stats.binomtest(30, 30).proportion_ci(0.95, "exact").low)


def test_une_moyenne_sans_poids_est_celle_de_student() -> None:
    lue = moyenne(echantillon({"x": [1.0, 2.0, 3.0, 4.0, 10.0]}), "x")
    bas, haut = stats.t.interval(0.95, 4, 4.0, stats.sem([1, 2, 3, 4, 10]))
    assert (lue.moyenne, lue.n) == (4.0, 5)
    assert (lue.bas, lue.haut) == (pytest.approx(bas), pytest.approx(haut))


# --- le calage ------------------------------------------------------------------------------------


def caler_a_la_main(table: pd.DataFrame, marges: list[Marge]) -> np.ndarray:
    """L'ajustement proportionnel itéré, écrit sans bibliothèque."""
    poids = np.ones(len(table))
    for _ in range(500):
        for m in marges:
            for code, part in m.parts.items():
                membres = (table[m.question] == code).to_numpy()
                poids[membres] *= len(table) * part / 100 / poids[membres].sum()
    return poids


def test_le_calage_est_l_ajustement_proportionnel_itere() -> None:
    colonnes = tirage(400, g={"u": 6, "r": 4}, h={"x": 3, "y": 5, "z": 2})
    marges = [marge("g", u=45.0, r=55.0), marge("h", x=20.0, y=30.0, z=50.0)]
    lu = echantillon(colonnes, marges)
    assert lu.calees == ("g", "h")
    attendus = caler_a_la_main(pd.DataFrame(colonnes), marges)
    assert lu.poids.to_numpy() == pytest.approx(attendus, rel=1e-5)
    assert parts(lu, "h")["z"].part == pytest.approx(50.0)
    assert lu.n_efficace == pytest.approx(attendus.sum() ** 2 / (attendus**2).sum(), rel=1e-5)


def test_une_marge_seule_est_une_stratification_a_posteriori() -> None:
    """Part : Σ W_h p_h ; variance linéarisée : Σ (w_i (y_i - p_h) / N)² n/(n-1)."""
    groupe = ["a"] * 80 + ["b"] * 20
    reponses = ["oui"] * 20 + ["non"] * 60 + ["oui"] * 15 + ["non"] * 5
    lu = parts(echantillon({"g": groupe, "q": reponses}, [marge("g", a=50.0, b=50.0)]), "q")["oui"]
    assert lu.part == pytest.approx(100 * (0.5 * 0.25 + 0.5 * 0.75))
    p = {"a": 0.25, "b": 0.75}
    poids = {"a": 50 / 80, "b": 50 / 20}
    z = [poids[g] * ((r == "oui") - p[g]) / 100 for g, r in zip(groupe, reponses, strict=True)]
    assert lu.erreur == pytest.approx(100 * math.sqrt(sum(x * x for x in z) * 100 / 99), rel=1e-6)


def test_qui_n_a_pas_repondu_a_la_marge_garde_son_poids() -> None:
    lu = echantillon({"g": ["a"] * 60 + ["b"] * 20 + [None] * 20}, [marge("g", a=50.0, b=50.0)])
    assert list(lu.poids[[0, 60, 80]]) == [pytest.approx(40 / 60), pytest.approx(2.0), pytest.approx(1.0)]


def test_des_parts_arrondies_sont_ramenees_a_leur_total() -> None:
    lu = echantillon({"g": ["a"] * 50 + ["b"] * 50}, [marge("g", a=66.6, b=33.3)])
    assert parts(lu, "g")["a"].part == pytest.approx(100 * 66.6 / 99.9)


@pytest.mark.parametrize(
    ("parts_marge", "cause"),
    [
        pytest.param({"a": 50.0, "c": 50.0}, "personne n'a répondu « c »", id="une modalité sans répondant"),
        pytest.param({"a": 100.0, "c": 0.0}, "la part de « b » n'est pas connue", id="une part inconnue"),
    ],
)
def test_une_marge_impossible_est_ecartee_et_dite(parts_marge: dict[str, float], cause: str) -> None:
    lu = echantillon({"g": ["a"] * 5 + ["b"] * 5}, [marge("g", **parts_marge)])
    assert (lu.calees, lu.ecartees) == ((), {"g": cause})
    assert set(lu.poids) == {1.0}


def test_des_marges_qui_ne_se_tiennent_pas_ensemble_sont_toutes_ecartees() -> None:
    """Tous les « a » sont des « x » : 90 % de « a » et 10 % de « x » n'ont pas de solution."""
    colonnes: dict[str, list[object]] = {"g": ["a"] * 50 + ["b"] * 50, "h": ["x"] * 50 + ["y"] * 50}
    lu = echantillon(colonnes, [marge("g", a=90.0, b=10.0), marge("h", x=10.0, y=90.0)])
    assert lu.calees == ()
    assert set(lu.ecartees) == {"g", "h"}
    assert "ne se tiennent pas ensemble" in lu.ecartees["g"]
    assert set(lu.poids) == {1.0}


# --- avant, après ---------------------------------------------------------------------------------


def test_l_ecart_de_deux_vagues_est_celui_de_statsmodels() -> None:
    """À n/(n-1) près, le test z de deux proportions sans variance commune."""
    avant = parts(echantillon({"q": ["oui"] * 120 + ["non"] * 180}), "q")["oui"]
    apres = parts(echantillon({"q": ["oui"] * 200 + ["non"] * 200}), "q")["oui"]
    lu = ecart(apres, avant)
    assert lu is not None
    assert lu.ecart == pytest.approx(10.0)
    _, p = proportions_ztest([200, 120], [400, 300], prop_var=False)
    z = 0.1 / math.sqrt(0.25 / 399 + 0.24 / 299)
    assert lu.p == pytest.approx(2 * stats.norm.sf(z))
    assert lu.p == pytest.approx(p, abs=0.003)
    assert (lu.bas + lu.haut) / 2 == pytest.approx(10.0)


def test_deux_parts_sans_variance_ne_se_comparent_pas() -> None:
    unanime = Part(100.0, 90.0, 100.0, 0.0, 30, 30)
    assert ecart(unanime, unanime) is None


def test_la_repartition_sans_poids_est_le_chi_deux_de_pearson() -> None:
    avant, apres = [40, 60, 50, 30, 20], [70, 65, 30, 20, 15]
    codes = [f"m{i}" for i in range(5)]
    vagues = [
        echantillon({"q": [c for c, n in zip(codes, effectifs, strict=True) for _ in range(n)]})
        for effectifs in (avant, apres)
    ]
    _, p, _, _ = stats.chi2_contingency([avant, apres], correction=False)
    assert meme_repartition(*vagues, "q") == pytest.approx(p, rel=0.15)
    assert meme_repartition(vagues[0], vagues[0], "q") == pytest.approx(1.0)


def test_une_reponse_unanime_dans_les_deux_vagues_ne_se_teste_pas() -> None:
    assert meme_repartition(echantillon({"q": ["a"] * 40}), echantillon({"q": ["a"] * 40}), "q") is None


def test_la_correction_de_holm_est_celle_de_statsmodels() -> None:
    brutes = [0.001, 0.04, 0.03, 0.2, 0.8]
    assert holm(brutes) == pytest.approx(list(multipletests(brutes, method="holm")[1]))
    assert holm([]) == []
