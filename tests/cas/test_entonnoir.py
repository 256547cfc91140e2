"""L'entonnoir : les limites de contrôle, la place de chaque territoire, la surdispersion."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests.tableau import cas

from sdsf.evaluation.entonnoir import Limites, entonnoir, limites_de_controle, placer, surdispersion
from sdsf.evaluation.petits_effectifs import Effectif, Loi


def test_une_limite_a_la_main() -> None:
    """100 personnes, 20 %. P(K ≤ 12) = 0,0253 et P(K = 12) = 0,0127 : 12 − (0,0253 − 0,025) ÷ 0,0127 = 11,97.

    En haut : P(K ≥ 28) = 0,0342, P(K = 28) = 0,0141 ; 28 + (0,0342 − 0,025) ÷ 0,0141 = 28,65.
    """
    limites = limites_de_controle(20.0, 100, "part")
    assert (limites.alerte_bas, limites.alerte_haut) == pytest.approx((11.974, 28.648), abs=1e-3)


def loi_de(loi: Loi, base: int, theta: float) -> Any:
    return stats.binom(base, theta) if loi == "part" else stats.poisson(base * theta)


@given(st.sampled_from(["part", "taux"]), st.integers(1, 4000), st.floats(0.01, 0.99))
def test_le_hasard_ne_sort_pas_plus_souvent_qu_annonce(loi: Loi, base: int, theta: float) -> None:
    """De chaque côté, au plus 2,5 % et 0,1 % des tirages sortent ; et un entier de plus serait de trop."""
    tirage, limites = loi_de(loi, base, theta), limites_de_controle(100 * theta, base, loi)
    en_nombre = {nom: v * base / 100 for nom, v in vars(limites).items() if nom != "base"}
    for niveau, q in (("alerte", 0.025), ("alarme", 0.001)):
        bas, haut = en_nombre[f"{niveau}_bas"], en_nombre[f"{niveau}_haut"]
        assert tirage.cdf(math.ceil(bas - 1e-7) - 1) <= q + 1e-9
        assert tirage.sf(math.floor(haut + 1e-7)) <= q + 1e-9
        assert tirage.cdf(math.ceil(bas - 1e-7)) >= q - 1e-9
        assert tirage.sf(math.floor(haut + 1e-7) - 1) >= q - 1e-9


@pytest.mark.parametrize("loi", ["part", "taux"])
def test_pour_un_grand_territoire_les_limites_sont_celles_de_la_loi_normale(loi: Loi) -> None:
    limites = limites_de_controle(30.0, 1_000_000, loi)
    variance = 0.3 * 0.7 if loi == "part" else 0.3
    for q, trouve in ((0.001, limites.alarme_bas), (0.025, limites.alerte_bas), (0.975, limites.alerte_haut)):
        assert trouve == pytest.approx(30 + 100 * stats.norm.ppf(q) * math.sqrt(variance / 1e6), abs=2e-3)


def test_l_entonnoir_s_ouvre_vers_les_petits() -> None:
    largeurs = [
        limites.alerte_haut - limites.alerte_bas
        for limites in (limites_de_controle(20.0, base, "part") for base in (20, 50, 200, 1000, 10_000))
    ]
    assert largeurs == sorted(largeurs, reverse=True)


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                       | loi  | reference | base | bas | haut  |
    | cinq personnes : rien n'y est trop peu    | part | 20        | 5    | 0   | 97.9  |
    | une part ne dépasse pas cent              | part | 80        | 5    | 2.1 | 100   |
    | un taux, lui, le peut                     | taux | 80        | 5    | 0   | 239.1 |
    | un taux d'ensemble nul n'a pas de limites | taux | 0         | 50   | 0   | 0     |
    | une part d'ensemble de cent non plus      | part | 100       | 50   | 100 | 100   |
"""),
)
def test_les_limites_restent_possibles(c: dict) -> None:
    limites = limites_de_controle(c["reference"], c["base"], c["loi"])
    assert (round(limites.alarme_bas, 1), round(limites.alarme_haut, 1)) == (c["bas"], c["haut"])


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                     | nombre | place             |
    | sous les deux limites   | 7      | nettement_dessous |
    | entre les deux, en bas  | 9      | dessous           |
    | sur la limite d'alerte  | 12     | dedans            |
    | au taux d'ensemble      | 20     | dedans            |
    | entre les deux, en haut | 30     | dessus            |
    | au-dessus des deux      | 34     | nettement_dessus  |
"""),
)
def test_la_place_d_un_territoire(c: dict) -> None:
    assert placer(Effectif(c["nombre"], 100), Limites(100, 8.0, 12.0, 28.0, 33.0)) == c["place"]


# --- un ensemble de territoires -------------------------------------------------------------------


def test_un_meme_taux_est_du_bruit_chez_les_petits_et_non_chez_les_grands() -> None:
    """40 % contre 20 % dans l'ensemble : 4 sur 10 ne dit rien, 400 sur 1 000 si."""
    tous = {
        "petit": Effectif(4, 10),
        "grand": Effectif(400, 1000),
        "reste": Effectif(1800, 10_000),
        "inconnu": Effectif(math.nan, 50),
    }
    vu = entonnoir(tous, "part", elargir=False)
    assert vu.places == {
        "petit": "dedans",
        "grand": "nettement_dessus",
        "reste": "nettement_dessous",
        "inconnu": "non_evaluable",
    }
    assert vu.reference == pytest.approx(100 * 2204 / 11_010)
    assert vu.surdispersion == 1


def test_la_surdispersion_elargit_l_entonnoir() -> None:
    """Quarante territoires vraiment différents : sans élargir, la moitié « sort » ; en élargissant, peu."""
    hasard = np.random.default_rng(5)
    tous = {f"T{n}": Effectif(int(k), 500) for n, k in enumerate(hasard.integers(100, 200, 40))}
    etroit, large = entonnoir(tous, "part", elargir=False), entonnoir(tous, "part")
    sortis = [sum(place != "dedans" for place in (e.places or {}).values()) for e in (etroit, large)]
    assert large.surdispersion > 3
    assert sortis[0] >= 15
    assert sortis[1] <= 2


def test_la_surdispersion_a_la_main() -> None:
    """30 % de 100 : variance 0,21. À 20 ou 40, l'écart réduit au carré vaut 10² ÷ (100 × 0,21)."""
    disperses = [Effectif(k, 100) for k in (20, 40) * 20]
    assert surdispersion(disperses, 0.3, "part") == pytest.approx(100 / 21)
    assert surdispersion(disperses, 0.3, "taux") == pytest.approx(100 / 30)


def test_un_territoire_a_part_n_elargit_pas_l_entonnoir_jusqu_a_s_y_cacher() -> None:
    """90 sur 100 est ramené au bord, 40 : la surdispersion ne bouge pas."""
    avec_un_autre = [Effectif(k, 100) for k in [*(20, 40) * 20, 90]]
    assert surdispersion(avec_un_autre, 0.3, "part") == pytest.approx(100 / 21)


def test_des_territoires_trop_semblables_ne_resserrent_pas_l_entonnoir() -> None:
    assert surdispersion([Effectif(30, 100)] * 10, 0.3, "part") == 1


@pytest.mark.parametrize(
    ("tous", "motif"),
    [
        pytest.param({"A": Effectif(3, 10)}, "moins de deux", id="un seul"),
        pytest.param({"A": Effectif(3, 10), "B": Effectif(3, 0)}, "moins de deux", id="un seul connu"),
        pytest.param({"A": Effectif(0, 10), "B": Effectif(0, 20)}, "même extrémité", id="aucun nulle part"),
        pytest.param({"A": Effectif(10, 10), "B": Effectif(20, 20)}, "même extrémité", id="tous partout"),
    ],
)
def test_un_entonnoir_refuse_dit_pourquoi(tous: dict[str, Effectif], motif: str) -> None:
    vu = entonnoir(tous, "part")
    assert vu.places is None
    assert motif in vu.motif
