"""Les départements comparables par défaut : les plus proches sur quatre critères."""

import pandas as pd
import pytest
import yaml
from tests.fabrique import RACINE, releves

from sdsf.espace import Espace
from sdsf.releves.comparables import CRITERES, METHODE, departements_proches
from sdsf.releves.lecture import lire_nationales

# Seule la pauvreté et la population distinguent ces départements : B est le plus proche de A, puis C.
VALEURS = {"A": (10, 100_000), "B": (11, 100_000), "C": (13, 100_000), "D": (20, 1_000_000)}


def nationales(**manques: str) -> pd.DataFrame:
    lignes = [
        f"| {critere} | {code} | 2023 | {valeur} |"
        for code, (pauvrete, population) in VALEURS.items()
        for critere, valeur in zip(
            CRITERES, (25 + pauvrete, pauvrete, 50 - pauvrete, population), strict=True
        )
        if manques.get(code) != critere
    ]
    return releves("\n".join(["| indicateur | territoire | periode | valeur |", *lignes]))


def test_les_plus_proches_d_abord() -> None:
    assert departements_proches(nationales(), "A") == ["B", "C", "D"]
    assert departements_proches(nationales(), "A", nombre=1) == ["B"]


def test_un_departement_sans_les_quatre_criteres_n_est_compare_a_rien() -> None:
    assert departements_proches(nationales(A="taux_pauvrete"), "A") == []
    assert departements_proches(nationales(B="taux_pauvrete"), "A") == ["C", "D"]


def test_seule_la_derniere_annee_compte() -> None:
    anciennes = nationales().assign(periode="2013", valeur=1.0)
    assert departements_proches(pd.concat([anciennes, nationales()], ignore_index=True), "A") == [
        "B",
        "C",
        "D",
    ]


def test_la_methode_dit_chaque_critere() -> None:
    assert all(mot in METHODE for mot in CRITERES.values())


@pytest.mark.parametrize("code", ["13", "34", "63", "71", "92"])
def test_la_liste_reglee_par_la_meme_methode_est_retrouvee(code: str) -> None:
    """Les listes de reglages.yml disent la même distance : le calcul les retrouve, dans le même ordre."""
    texte = (RACINE / f"params/departements/{code}/reglages.yml").read_text(encoding="utf-8")
    ecrits = yaml.safe_load(texte)["comparables"]
    if ecrits is not None:
        assert departements_proches(lire_nationales(Espace(RACINE)), code) == ecrits["departements"]
