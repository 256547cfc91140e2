"""Les figures : des étiquettes qui ne se recouvrent pas, un dessin autonome et stable."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdsf.rendu.figures import (
    Barre,
    Courbe,
    Part,
    Repere,
    ecarter,
    tracer_empilees,
    tracer_serie,
    tracer_territoires,
)

HAUTEURS = st.lists(st.floats(-1000, 1000), max_size=12)
ECARTS = st.floats(0.01, 100)


@given(HAUTEURS, ECARTS)
def test_deux_etiquettes_ne_se_recouvrent_jamais(hauteurs: list[float], ecart: float) -> None:
    places = sorted(ecarter(hauteurs, ecart))
    assert all(b - a >= ecart * (1 - 1e-6) - 1e-9 for a, b in pairwise(places))


@given(HAUTEURS, ECARTS)
def test_les_etiquettes_gardent_l_ordre_de_leurs_valeurs(hauteurs: list[float], ecart: float) -> None:
    places = ecarter(hauteurs, ecart)
    couples = sorted(zip(hauteurs, places, strict=True))
    par_hauteur = {h: [p for autre, p in couples if autre == h] for h, _ in couples}
    ordonnees = [sorted(par_hauteur[h]) for h in sorted(par_hauteur)]
    assert all(max(a) < min(b) for a, b in pairwise(ordonnees))


@given(HAUTEURS, ECARTS)
def test_les_etiquettes_restent_en_moyenne_a_leur_place(hauteurs: list[float], ecart: float) -> None:
    assert sum(ecarter(hauteurs, ecart)) == pytest.approx(sum(hauteurs), abs=1e-6)


@given(st.lists(st.integers(-50, 50), unique=True, max_size=10))
def test_des_etiquettes_deja_ecartees_ne_bougent_pas(rangs: list[int]) -> None:
    hauteurs = [10.0 * rang for rang in rangs]
    assert ecarter(hauteurs, 9.0) == hauteurs


@pytest.mark.parametrize(
    ("hauteurs", "places"),
    [
        ([], []),
        ([5.0], [5.0]),
        ([10.0, 10.0], [9.0, 11.0]),
        ([10.0, 10.0, 20.0], [9.0, 11.0, 20.0]),
        ([3.0, 1.0, 2.0], [4.0, 0.0, 2.0]),
    ],
)  # fmt: skip
def test_des_etiquettes_ecartees_de_deux(hauteurs: list[float], places: list[float]) -> None:
    assert ecarter(hauteurs, 2.0) == places


# --- le dessin ------------------------------------------------------------------------------------

HOSTILE = "</text><script>alert(1)</script>"
TRACES = {
    "serie": lambda nom: tracer_serie(
        "s", [Courbe(nom, ((2022, 50.0), (2023, 52.0)), "accent")], [(2022.5, nom)], [(nom, 2022, 51.0)]
    ),
    "territoires": lambda nom: tracer_territoires(
        "t", [Barre(nom, 50.0), Barre("B", 40.0)], [Repere(nom, 45.0)]
    ),
    "empilees": lambda nom: tracer_empilees("e", [(nom, [Part(nom, 3, "#0b4f9e"), Part("b", 2, "#b6bcc6")])]),
}


@pytest.mark.parametrize("genre", TRACES)
def test_le_texte_d_une_figure_est_echappe(genre: str) -> None:
    dessin = str(TRACES[genre](HOSTILE))
    assert "<script" not in dessin
    assert "&lt;script&gt;" in dessin


@pytest.mark.parametrize("genre", TRACES)
def test_le_meme_dessin_donne_les_memes_octets(genre: str) -> None:
    assert TRACES[genre]("Exemple") == TRACES[genre]("Exemple")


@pytest.mark.parametrize("genre", TRACES)
def test_un_dessin_est_autonome_sans_date_et_de_largeur_fluide(genre: str) -> None:
    dessin = str(TRACES[genre]("Exemple"))
    assert dessin.startswith("<svg ")
    assert not re.search(r"<metadata|<!--|<image|dc:date", dessin)
    assert not re.search(r"<svg [^>]*\bwidth=", dessin)
    assert {lien for lien in re.findall(r'href="([^"]+)"', dessin) if not lien.startswith("#")} == set()


@pytest.mark.parametrize("genre", TRACES)
def test_les_renvois_internes_d_un_dessin_menent_quelque_part(genre: str) -> None:
    dessin = str(TRACES[genre]("Exemple"))
    ids = re.findall(r'\bid="([^"]+)"', dessin)
    renvois = re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', dessin)
    assert len(ids) == len(set(ids))
    assert {a or b for a, b in renvois} <= set(ids)


def test_deux_figures_d_une_page_n_ont_pas_d_identifiant_commun() -> None:
    un, deux = (
        set(re.findall(r'\bid="([^"]+)"', tracer_territoires(ancre, [Barre("A", 1.0)], [])))
        for ancre in ("a", "b")
    )
    assert un
    assert not un & deux


def test_un_motif_de_points_ne_pese_rien() -> None:
    """matplotlib écrit chaque point d'un motif de 72 points de côté : 50 ko pour une barre."""
    lignes = [("Isère", [Part("École", 5.0, "#029e73", ".."), Part("Crèches", 5.0, "#de8f05", "//")])]
    dessin = str(tracer_empilees("fig-essai", lignes))
    pointille, hachure = re.findall(r"<pattern.*?</pattern>", dessin, re.DOTALL)
    assert pointille.count("<circle") == 5
    assert "#029e73" in pointille
    assert "<circle" not in hachure
    assert len(dessin) < 12_000
