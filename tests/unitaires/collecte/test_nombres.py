"""Ce qu'un pilote écrit dans une case « Valeur » : lu s'il n'a qu'un sens, refusé sinon."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdsf.collecte.nombres import NonDit, PasUnNombre, lire_nombre
from sdsf.tableur.cases import Marque


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [(12, 12.0), (0, 0.0), (-3.5, -3.5), ("12", 12.0), ("12,5", 12.5), (" +7 ", 7.0), ("0", 0.0)],
)
def test_un_nombre_clair_se_lit(brut: object, attendu: float) -> None:
    assert lire_nombre(brut) == attendu


@pytest.mark.parametrize("mot", ["NC", "n.c.", "ND", "Non  communiqué", "inconnue", "N/D"])
def test_nc_est_non_disponible_jamais_zero(mot: str) -> None:
    lu = lire_nombre(mot)
    assert isinstance(lu, NonDit)
    assert lu.etat == "non_disponible"


def test_une_case_blanche_est_vide() -> None:
    assert lire_nombre("  ") is Marque.VIDE


@pytest.mark.parametrize(
    ("brut", "proche"),
    [
        ("environ 12", "12"), ("12 %", "12"), ("12/15", None), ("12-15", None), ("plus de 12", None),
        ("< 5", None), ("1.234", "1,234"), ("1 234", "1234"), ("-", None), ("néant", None), ("s", None),
        ("12 places", "12"), ("douze", None), (True, None), (float("nan"), None), (1e15, None),
        (dt.datetime(2024, 12, 15), None), (dt.time(12, 15), None),
    ],
)  # fmt: skip
def test_une_ecriture_douteuse_est_refusee(brut: object, proche: str | None) -> None:
    with pytest.raises(PasUnNombre) as refus:
        lire_nombre(brut)
    assert refus.value.proche == proche


@given(st.text(max_size=20))
def test_un_texte_ne_donne_jamais_un_nombre_qu_il_ne_dit_pas(texte: str) -> None:
    try:
        lu = lire_nombre(texte)
    except PasUnNombre:
        return
    if isinstance(lu, float):
        assert float(texte.strip().replace(",", ".")) == lu
