"""Les classes d'une carte : un nombre impair, des bornes rondes, des teintes lisibles en gris."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdsf.rendu.classes import TEINTES, classes_rondes
from sdsf.rendu.dessin import encre_sur

VALEURS = st.lists(st.floats(0, 500).map(lambda v: round(v, 2)), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("valeurs", "bornes"),
    [
        ([60.2], (60, 65)),
        ([42.0, 50.8, 53.0, 59.4], (40, 50, 60, 70)),
        ([47.7, 55.1, 57.8, 68.5, 74.3], (40, 50, 60, 70, 80, 90)),
        ([35.6, *range(40, 61, 2), 84.3], (30, 40, 50, 60, 70, 80, 90, 100)),
        ([0.0, 0.0], (0, 5)),
        ([0.11, 0.22, 0.33, 0.41, 0.52], (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)),
        ([1000.0, 8000.0, 15000.0], (0, 10000, 20000, 30000)),
    ],
)
def test_les_bornes_sont_rondes_et_serrees(valeurs: list[float], bornes: tuple[float, ...]) -> None:
    assert classes_rondes(valeurs).bornes == bornes


@given(VALEURS)
def test_toute_valeur_a_une_classe_qui_la_contient(valeurs: list[float]) -> None:
    classes = classes_rondes(valeurs)
    assert classes.nombre % 2 == 1
    for valeur in valeurs:
        rang = classes.rang(valeur)
        assert classes.bornes[rang] <= round(valeur, 1) < classes.bornes[rang + 1]


def test_une_valeur_se_range_comme_elle_se_lit() -> None:
    """39,96 s'imprime « 40,0 » : la classe est celle de 40."""
    classes = classes_rondes([35.6, 41.0, 53.7, 60.2, 76.3])
    assert classes.intitule(classes.rang(39.96)) == "de 40 à moins de 50"


def luminance(couleur: str) -> float:
    canaux = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lineaires = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux]
    return sum(poids * c for poids, c in zip((0.2126, 0.7152, 0.0722), lineaires, strict=True))


def contraste(a: str, b: str) -> float:
    clair, fonce = sorted((luminance(a), luminance(b)), reverse=True)
    return (clair + 0.05) / (fonce + 0.05)


@pytest.mark.parametrize("combien", TEINTES)
def test_les_teintes_se_distinguent_en_gris_et_aucune_n_est_blanche(combien: int) -> None:
    teintes = TEINTES[combien]
    assert len(teintes) == combien
    minimum = 1.3 if combien == 7 else 1.4
    assert all(contraste(a, b) >= minimum for a, b in pairwise(teintes))
    assert [luminance(t) for t in teintes] == sorted((luminance(t) for t in teintes), reverse=True)
    assert contraste(teintes[0], "#ffffff") > 1.15


@pytest.mark.parametrize("teinte", sorted({teinte for teintes in TEINTES.values() for teinte in teintes}))
def test_une_etiquette_se_lit_sur_sa_teinte(teinte: str) -> None:
    assert contraste(encre_sur(teinte), teinte) >= 4.5
