"""Les groupes de pairs : les plus proches sur des critères réduits, une place parmi eux, jamais un rang."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial import distance
from tests.tableau import cas, tableau

from sdsf.evaluation.pairs import ParmiSesPairs, choisir_pairs, situer_parmi

CRITERES = tableau("""
    | territoire | pauvrete | jeunes | pays |
    | A          | 10.0     | 20.0   | 1    |
    | B          | 12.0     | 20.0   | 1    |
    | C          | 10.0     | 26.0   | 1    |
    | D          | 18.0     | 32.0   | 1    |
    | E          | 20.0     |        | 1    |
""").set_index("territoire")


def test_les_pairs_a_la_main() -> None:
    """Sans E : pauvreté 10, 12, 10, 18 (variance 10,75) ; jeunes 20, 20, 26, 32 (variance 24,75)."""
    pairs = choisir_pairs(CRITERES, "A", 2)
    assert pairs.ecartes == ("E",)
    assert pairs.distances == pytest.approx({"B": 2 / 10.75**0.5, "C": 6 / 24.75**0.5})
    assert list(pairs.distances) == ["B", "C"]


@given(st.integers(0, 10_000), st.integers(4, 20), st.integers(1, 5))
def test_les_memes_pairs_par_scipy(graine: int, lignes: int, colonnes: int) -> None:
    valeurs = np.random.default_rng(graine).normal(50, 10, (lignes, colonnes))
    noms = [f"T{n:02d}" for n in range(lignes)]
    pairs = choisir_pairs(pd.DataFrame(valeurs, index=noms), "T00", 3)
    eloignements = distance.cdist(stats.zscore(valeurs), stats.zscore(valeurs))[0]
    proches = np.argsort(eloignements, kind="stable")[1:4]
    assert list(pairs.distances) == [noms[n] for n in proches]
    assert list(pairs.distances.values()) == pytest.approx(eloignements[proches].tolist())


def test_l_unite_d_un_critere_ne_change_pas_les_pairs() -> None:
    milliers = CRITERES.assign(pauvrete=CRITERES["pauvrete"] * 1000)
    assert choisir_pairs(milliers, "A", 3).distances == pytest.approx(
        choisir_pairs(CRITERES, "A", 3).distances
    )


def test_a_egale_distance_le_code_departage() -> None:
    table = pd.DataFrame({"taux": [10.0, 12.0, 8.0, 10.0]}, index=["M", "Z", "A", "P"])
    assert list(choisir_pairs(table, "M", 2).distances) == ["P", "A"]


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                              | territoire | nombre | motif                                 |
    | un critère lui manque            | E          | 2      | un critère manque pour ce territoire  |
    | inconnu                          | Q          | 2      | un critère manque pour ce territoire  |
    | plus de pairs que de territoires | A          | 4      | moins de 5 territoires ont tous leurs |
    | tous les autres                  | A          | 3      |                                       |
"""),
)
def test_sans_pair_on_dit_pourquoi(c: dict) -> None:
    pairs = choisir_pairs(CRITERES, c["territoire"], c["nombre"])
    assert (c["motif"] or "") in pairs.motif
    assert bool(pairs.distances) == (c["motif"] is None)


# --- la place parmi ses pairs ---------------------------------------------------------------------

VALEURS = {"A": 40.0, "B": 45.0, "C": 50.0, "D": 60.0, "E": float("nan"), "F": 99.0}


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                               | valeur | pairs   | dessous | dessus |
    | sous tous                         | 30     | A B C D | 0       | 4      |
    | entre deux                        | 47     | A B C D | 2       | 2      |
    | égale : ni dessous ni dessus      | 50     | A B C D | 2       | 1      |
    | un pair sans valeur ne compte pas | 47     | A B C E | 2       | 1      |
    | un pair sans ligne non plus       | 47     | A B C Q | 2       | 1      |
    | F n'est pas un pair               | 70     | A B C   | 3       | 0      |
"""),
)
def test_la_place_parmi_ses_pairs(c: dict) -> None:
    place = situer_parmi(c["valeur"], c["pairs"].split(), VALEURS, minimum=3)
    assert (place.au_dessous, place.au_dessus) == (c["dessous"], c["dessus"])


def test_la_mediane_et_l_etendue_des_pairs() -> None:
    place = situer_parmi(47, list("ABCD"), VALEURS, minimum=3)
    assert place == ParmiSesPairs(4, 2, 2, 47.5, 40.0, 60.0)


def test_trop_peu_de_pairs_on_ne_situe_pas() -> None:
    place = situer_parmi(47, list("ABE"), VALEURS, minimum=3)
    assert (place.nombre, place.mediane) == (2, None)
    assert "moins de 3 pairs" in place.motif
