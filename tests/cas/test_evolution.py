"""L'évolution : rythme, croissance annuelle moyenne, différence contre un repère, sans passer une rupture."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats
from tests.fabrique import RACINE, releves
from tests.tableau import cas

from sdsf.espace import Espace
from sdsf.evaluation.evolution import (
    Unite,
    Variation,
    croissance_annuelle_moyenne,
    difference_d_evolution,
    evolution,
    meme_variation,
    rythme_annuel,
    variation,
)
from sdsf.evaluation.series import serie
from sdsf.releves.lecture import lire_nationales

# A est le département ; F, la France ; C, D et E, les comparables. La nouvelle édition commence en 2021.
RELEVES = releves("""
    | territoire | periode | edition  | valeur |
    | A          | 2019    | ancienne | 40     |
    | A          | 2021    | nouvelle | 50     |
    | A          | 2023    | nouvelle | 55     |
    | F          | 2021    | nouvelle | 58     |
    | F          | 2023    | nouvelle | 60     |
    | C          | 2021    | nouvelle | 40     |
    | C          | 2023    | nouvelle | 41     |
    | D          | 2021    | nouvelle | 60     |
    | D          | 2023    | nouvelle | 66     |
    | E          | 2021    | ancienne | 70     |
    | E          | 2023    | nouvelle | 71     |
    | Z          | 2021    | nouvelle | 0      |
    | Z          | 2023    | nouvelle | 3      |
    | R          | 2019    | ancienne | 40     |
    | R          | 2023    | nouvelle | 44     |
    | N          | 2021    | nouvelle |        |
    | T          | 2023    | nouvelle | 44     |
    | P          | 2021    | nouvelle | 44     |
""")


def de(territoire: str) -> pd.DataFrame:
    return serie(RELEVES, "taux", territoire)


A = variation(de("A"), 2023, 2022)


# --- d'où à où ------------------------------------------------------------------------------------


def test_l_evolution_part_de_l_etat_zero_de_la_meme_edition() -> None:
    """2019 n'est pas le départ : il est de l'autre édition."""
    assert (A.depart, A.arrivee, A.annees, A.edition) == (50, 55, (2021, 2023), ("cnaf", "nouvelle"))


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                              | territoire | motif                               |
    | un départ dans une autre édition | R          | rupture de série depuis l'état zéro |
    | aucune valeur                    | N          | aucune valeur connue                |
    | rien avant le schéma             | T          | pas d'état zéro                     |
    | rien depuis                      | P          | aucune valeur depuis l'état zéro    |
"""),
)
def test_une_variation_refusee_dit_pourquoi(c: dict) -> None:
    refusee = variation(de(c["territoire"]), 2023, 2022)
    assert refusee.motif == c["motif"]
    assert {m(refusee).motif for m in (rythme_annuel, croissance_annuelle_moyenne)} == {c["motif"]}
    assert evolution(refusee, "points").valeur is None
    assert meme_variation(refusee, de("F")).motif == c["motif"]
    assert difference_d_evolution(refusee, {"France": de("F")}, "points").motif == c["motif"]


# --- le rythme et la croissance -------------------------------------------------------------------


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas             | depart | arrivee | annees | points | pourcent | rythme | croissance |
    | une hausse      | 100    | 121     | 2      | 21     | 21       | 10.5   | 10         |
    | une baisse      | 100    | 81      | 2      | -19    | -19      | -9.5   | -10        |
    | rien ne bouge   | 50     | 50      | 6      | 0      | 0        | 0      | 0          |
    | une seule année | 80     | 84      | 1      | 4      | 5        | 4      | 5          |
    | tout disparaît  | 80     | 0       | 4      | -80    | -100     | -20    | -100       |
    | parti de rien   | 0      | 30      | 3      | 30     |          | 10     |            |
"""),
)
def test_l_evolution_de_deux_valeurs(c: dict) -> None:
    v = Variation(c["depart"], c["arrivee"], (2020, 2020 + c["annees"]))
    assert evolution(v, "points").valeur == c["points"]
    assert evolution(v, "pourcent").valeur == c["pourcent"]
    assert rythme_annuel(v).valeur == pytest.approx(c["rythme"])
    assert croissance_annuelle_moyenne(v).valeur == c["croissance"]


def test_partir_de_rien_n_a_pas_de_croissance() -> None:
    assert "le départ est nul" in croissance_annuelle_moyenne(variation(de("Z"), 2023, 2022)).motif
    assert "le départ est nul" in evolution(variation(de("Z"), 2023, 2022), "pourcent").motif


@given(st.floats(1, 1e5), st.floats(1, 1e5), st.integers(1, 20))
def test_la_croissance_moyenne_est_le_taux_qui_relie_les_deux(
    depart: float, arrivee: float, annees: int
) -> None:
    """Par deux autres chemins : une moyenne géométrique, et la racine d'une équation."""
    trouve = croissance_annuelle_moyenne(Variation(depart, arrivee, (2000, 2000 + annees))).valeur
    facteurs = [arrivee / depart] + [1.0] * (annees - 1)
    assert trouve == pytest.approx(100 * (stats.gmean(facteurs) - 1), rel=1e-7, abs=1e-7)
    racine = optimize.brentq(lambda t: annees * math.log1p(t) - math.log(arrivee / depart), -0.99999999, 1e6)
    assert trouve == pytest.approx(100 * racine, rel=1e-5, abs=1e-5)


# --- la différence contre un repère ---------------------------------------------------------------


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                      | reperes | unite    | repere | difference | retenus |
    | la France : + 2 points contre + 5        | F       | points   | 2      | 3          | F       |
    | deux comparables : médiane de + 1 et + 6 | C D     | points   | 3.5    | 1.5        | C D     |
    | trois : la médiane                       | C D F   | points   | 2      | 3          | C D F   |
    | E change d'édition : écarté              | C E     | points   | 1      | 4          | C       |
    | en % : + 10 % contre + 2,5 % et + 10 %   | C D     | pourcent | 6.25   | 3.75       | C D     |
    | aucun aux mêmes années                   | E T     | points   |        |            |         |
"""),
)
def test_la_difference_d_evolution(c: dict) -> None:
    unite: Unite = c["unite"]
    d = difference_d_evolution(A, {nom: de(nom) for nom in c["reperes"].split()}, unite)
    assert (d.repere, d.difference) == (c["repere"], c["difference"])
    assert " ".join(d.retenus) == (c["retenus"] or "")
    assert set(d.absents) == set(c["reperes"].split()) - set(d.retenus)
    assert (d.motif == "") == (d.difference is not None)


def test_un_repere_ecarte_est_nomme_avec_son_motif() -> None:
    d = difference_d_evolution(A, {"C": de("C"), "E": de("E"), "T": de("T"), "N": de("N")}, "points")
    assert d.absents == {
        "E": "pas de valeur en 2021 dans la même édition",
        "T": "pas de valeur en 2021 dans la même édition",
        "N": "pas de valeur en 2021 ni en 2023 dans la même édition",
    }


def test_l_etendue_des_comparables_accompagne_la_mediane() -> None:
    d = difference_d_evolution(A, {nom: de(nom) for nom in "CDF"}, "points")
    assert (d.propre, d.au_moins, d.au_plus) == (5, 1, 6)


def test_une_evolution_n_est_pas_comparee_a_elle_seule_sans_repere() -> None:
    d = difference_d_evolution(A, {}, "points")
    assert (d.propre, d.difference, d.motif) == (5, None, "aucun repère aux mêmes années")


# --- l'exemple de docs/explications/methodes.md, sur les données publiées ----------------------------


def test_la_saone_et_loire_contre_la_france() -> None:
    """71,1 puis 70,6 contre 59,5 puis 60,9 ; de 2017 à 2022, la France n'a pas de départ dans « hist »."""
    publies = lire_nationales(Espace(RACINE))
    propre = serie(publies, "taux_couverture_accueil", "71", maille="departement")
    france = {"France": serie(publies, "taux_couverture_accueil", "FR", maille="france")}
    recente = difference_d_evolution(variation(propre, 2023, 2023), france, "points")
    assert (recente.propre, recente.repere, recente.difference) == (-0.5, 1.4, -1.9)
    longue = difference_d_evolution(variation(propre, 2022, 2018), france, "points")
    assert (longue.propre, longue.difference) == (0.0, None)
    assert longue.absents == {"France": "pas de valeur en 2017 dans la même édition"}
