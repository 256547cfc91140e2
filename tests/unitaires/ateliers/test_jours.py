"""Une date tapée : le jour d'abord, ou en ISO ; ce qui est compris est redit, ce qui ne l'est pas aussi."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from sdsf.ateliers.jours import ChampDeJour, grief_de_jour, jour_lu


@pytest.mark.parametrize(
    ("tape", "lu"),
    [
        ("31/01/2025", dt.date(2025, 1, 31)),
        (" 1/2/2025 ", dt.date(2025, 2, 1)),
        ("2025-01-31", dt.date(2025, 1, 31)),
        ("29/02/2024", dt.date(2024, 2, 29)),
    ],
)
def test_une_date_francaise_ou_iso_se_lit(tape: str, lu: dt.date) -> None:
    assert jour_lu(tape) == lu
    assert grief_de_jour(tape) == ""


@pytest.mark.parametrize(
    ("tape", "dit"),
    [
        ("01/31/2025", "Le mois 31 n'existe pas : le jour d'abord"),
        ("29/02/2025", "n'est pas un jour qui existe"),
        ("2025-13-01", "n'est pas un jour qui existe"),
        ("31/01/25", "l'année en quatre chiffres"),
        ("janvier 2025", "l'année en quatre chiffres"),
        ("2025", "l'année en quatre chiffres"),
        ("٣١/٠١/٢٠٢٥", "l'année en quatre chiffres"),
    ],
)
def test_le_reste_est_refuse_et_dit_pourquoi(tape: str, dit: str) -> None:
    assert jour_lu(tape) is None
    assert dit in grief_de_jour(tape)


def test_le_champ_redit_ce_qu_il_a_compris() -> None:
    champ = ChampDeJour("Le", dt.date(2025, 1, 31), {})
    assert champ.champ.value == "31/01/2025"
    champ.champ.value = "01/02/2025"
    assert "soit le 1er\xa0février\xa02025" in champ.lecture.value
    champ.champ.value = "02/13/2025"
    assert champ.value is None
    assert "Le mois 13 n'existe pas" in BeautifulSoup(champ.lecture.value, "html.parser").text
    champ.champ.value = ""
    assert champ.lecture.value == ""
