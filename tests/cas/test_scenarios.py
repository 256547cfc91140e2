"""Les scénarios : les places qu'une cible demanderait, calculées à la main."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdsf.evaluation.scenarios import Depart, besoin, repartir

# 1 000 enfants, 500 places en 2024 : un taux de 50.
MILLE = Depart(2024, 500.0, {2024: 1000.0})
# Vingt enfants de moins chaque année : la droite passe par tous les points, 2027 y vaut 940.
BAISSE = Depart(2024, 500.0, {2020: 1080.0, 2021: 1060.0, 2022: 1040.0, 2023: 1020.0, 2024: 1000.0})


@pytest.mark.parametrize(
    ("depart", "cible", "echeance", "evolution", "variation", "enfants", "a_ouvrir", "par_an"),
    [
        # 60 × 1 000 ÷ 100 − 500 = 100, en trois ans : 34, 33, 33.
        (MILLE, 60.0, 2027, "constante", 0.0, 1000.0, 100, {2025: 34, 2026: 33, 2027: 33}),
        # 1 000 × 0,98³ = 941,192 ; 60 % : 564,7152 ; moins 500 : 64,7, donc 65 places.
        (MILLE, 60.0, 2027, "variation", -2.0, 941.192, 65, {2025: 22, 2026: 22, 2027: 21}),
        # 1 000 × 1,02² = 1 040,4 ; 60 % : 624,24 ; moins 500 : 124,24, donc 125.
        (MILLE, 60.0, 2026, "variation", 2.0, 1040.4, 125, {2025: 63, 2026: 62}),
        # La tendance : 940 enfants en 2027, 564 places, 64 à ouvrir.
        (BAISSE, 60.0, 2027, "tendance", 0.0, 940.0, 64, {2025: 22, 2026: 21, 2027: 21}),
        # La cible est déjà tenue, tout juste puis largement : rien à ouvrir, jamais un nombre négatif.
        (MILLE, 50.0, 2025, "constante", 0.0, 1000.0, 0, {2025: 0}),
        (MILLE, 40.0, 2026, "constante", 0.0, 1000.0, 0, {2025: 0, 2026: 0}),
    ],
)
def test_les_places_a_ouvrir_a_la_main(
    depart: Depart,
    cible: float,
    echeance: int,
    evolution: str,
    variation: float,
    enfants: float,
    a_ouvrir: int,
    par_an: dict[int, int],
) -> None:
    calcule = besoin(depart, cible, echeance, evolution, variation)
    assert calcule.enfants_a_l_echeance == pytest.approx(enfants)
    assert (calcule.a_ouvrir, calcule.par_an) == (a_ouvrir, par_an)
    assert calcule.motif == "" or evolution == "tendance"


@pytest.mark.parametrize(
    ("depart", "echeance", "evolution", "motif"),
    [
        (MILLE, 2024, "constante", "l'échéance (2024) n'est pas après l'année connue (2024)"),
        (Depart(2024, None, {2024: 9.0}), 2025, "constante", "le nombre de places n'est pas connu pour 2024"),
        (
            Depart(2024, 5.0, {2023: 9.0}),
            2025,
            "constante",
            "le nombre d'enfants de moins de 3 ans n'est pas publié pour 2024",
        ),
        (MILLE, 2025, "tendance", "1 année connue dans cette édition, il en faut 4 pour projeter"),
        (BAISSE, 2029, "tendance", "2029 est plus loin de 2024 que la série n'est longue (depuis 2020)"),
    ],
)
def test_ce_qui_ne_se_calcule_pas_dit_pourquoi(
    depart: Depart, echeance: int, evolution: str, motif: str
) -> None:
    calcule = besoin(depart, 60.0, echeance, evolution)
    assert calcule.a_ouvrir is None
    assert calcule.par_an is None
    assert motif in calcule.motif


@given(st.integers(0, 10_000), st.integers(2025, 2045))
def test_les_parts_annuelles_font_le_total_et_ne_different_que_d_une_place(total: int, echeance: int) -> None:
    parts = repartir(total, 2024, echeance)
    assert sum(parts.values()) == total
    assert max(parts.values()) - min(parts.values()) <= 1
    assert list(parts) == list(range(2025, echeance + 1))
