"""Écrire à la française : la virgule, les espaces insécables, le signe, l'accord."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdsf.referentiel.modeles import Unite
from sdsf.rendu.nombres import accorder, avec_unite, date, liste_fr, nombre, signe, typographier

FINE, INSECABLE, MOINS = "\u202f", "\u00a0", "\u2212"
ESPACES = f" {FINE}{INSECABLE}"
PLACE = Unite(
    code="places", singulier="place", pluriel="places", court="pl.", decimales=0, evolution="pourcent"
)
POURCENT = Unite(code="pourcent", singulier="%", pluriel="%", court="%", decimales=1, evolution="points")


@pytest.mark.parametrize(
    ("valeur", "decimales", "ecrit"),
    [
        (0, 0, "0"),
        (999, 0, "999"),
        (1000, 0, f"1{FINE}000"),
        (2043110, 0, f"2{FINE}043{FINE}110"),
        (50.64, 1, "50,6"),
        (50.0, 1, "50,0"),
        (1234.5, 2, f"1{FINE}234,50"),
        (-10.3, 1, f"{MOINS}10,3"),
        (-0.04, 1, "0,0"),
        (-0.0, 0, "0"),
        (-0.06, 1, f"{MOINS}0,1"),
    ],
)
def test_un_nombre(valeur: float, decimales: int, ecrit: str) -> None:
    assert nombre(valeur, decimales) == ecrit


@pytest.mark.parametrize(
    ("valeur", "ecrit"), [(2.6, "+2,6"), (-2.6, f"{MOINS}2,6"), (0, "0,0"), (0.04, "0,0"), (-0.04, "0,0")]
)
def test_un_ecart_porte_son_signe_sauf_s_il_s_ecrit_zero(valeur: float, ecrit: str) -> None:
    assert signe(valeur) == ecrit


@given(st.floats(-1e9, 1e9), st.integers(0, 2))
def test_un_nombre_ecrit_se_relit(valeur: float, decimales: int) -> None:
    relu = nombre(valeur, decimales).replace(FINE, "").replace(",", ".").replace(MOINS, "-")
    assert float(relu) == pytest.approx(valeur, abs=0.5 * 10**-decimales * 1.01)


@pytest.mark.parametrize(
    ("valeur", "unite", "ecrit"),
    [
        (1, PLACE, f"n{INSECABLE}place"),
        (1.9, PLACE, f"n{INSECABLE}place"),
        (-1, PLACE, f"n{INSECABLE}place"),
        (2, PLACE, f"n{INSECABLE}places"),
        (0, PLACE, f"n{INSECABLE}place"),
        (12, POURCENT, f"n{FINE}%"),
    ],
)
def test_une_unite_s_accorde(valeur: float, unite: Unite, ecrit: str) -> None:
    assert avec_unite("n", valeur, unite) == ecrit


@pytest.mark.parametrize(
    ("n", "mot"), [(0, "fiche"), (1, "fiche"), (1.5, "fiche"), (2, "fiches"), (-3, "fiches")]
)
def test_un_mot_s_accorde(n: float, mot: str) -> None:
    assert accorder(n, "fiche", "fiches") == mot


@pytest.mark.parametrize(
    ("jour", "ecrite"),
    [
        (dt.date(2024, 3, 1), "1er mars 2024"),
        (dt.date(2024, 8, 2), "2 août 2024"),
        (dt.date(2023, 12, 31), "31 décembre 2023"),
    ],
)
def test_une_date_s_ecrit_en_toutes_lettres_sans_se_couper(jour: dt.date, ecrite: str) -> None:
    assert date(jour) == ecrite.replace(" ", INSECABLE)


@pytest.mark.parametrize(
    ("mots", "texte"),
    [([], ""), (["Caf"], "Caf"), (["Caf", "MSA"], "Caf et MSA"), (["a", "b", "c"], "a, b et c")],
)
def test_une_enumeration(mots: list[str], texte: str) -> None:
    assert liste_fr(mots) == texte


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Pourquoi ?", f"Pourquoi{FINE}?"),
        ("Oui ; non !", f"Oui{FINE}; non{FINE}!"),
        ("Deux : trois", f"Deux{INSECABLE}: trois"),
        ("« mot »", f"«{INSECABLE}mot{INSECABLE}»"),
        ("12 %", f"12{FINE}%"),
        ("{n} %", f"{{n}}{FINE}%"),
        ("10 000 enfants", f"10{FINE}000 enfants"),
        ("https://exemple.fr/a?b=c", "https://exemple.fr/a?b=c"),
        ("12:30", "12:30"),
        ("sans rien", "sans rien"),
    ],
)
def test_la_typographie(texte: str, attendu: str) -> None:
    assert typographier(texte) == attendu


@pytest.mark.parametrize("texte", ["en 2023 114 enfants", "de 2022 à 2023 114 enfants"])
def test_deux_nombres_voisins_ne_se_collent_pas(texte: str) -> None:
    """« en 2023 114 enfants » : une espace fine en ferait 2 023 114 enfants."""
    assert f"2023{FINE}114" not in typographier(texte)


@given(st.text())
def test_la_typographie_ne_change_que_des_espaces(texte: str) -> None:
    sans = str.maketrans("", "", ESPACES)
    assert typographier(texte).translate(sans) == texte.translate(sans)


@given(st.text(alphabet=list("ab1 ?:;!«»%{}" + FINE + INSECABLE)))
def test_la_typographie_deux_fois_est_la_typographie(texte: str) -> None:
    assert typographier(typographier(texte)) == typographier(texte)
