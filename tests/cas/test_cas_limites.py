"""Les cas limites de chaque indicateur commun : dénominateur nul, trou, ligne absente, bornes, pureté.

Les tableaux de chaque volet disent les valeurs ; ici, une même question se pose à toutes les fonctions à la
fois, et l'on vérifie que la formule écrite dans la fiche est bien celle que la fonction calcule.
"""

import inspect
import math
import re
from typing import Any

import pandas as pd
import pytest
from tests.fabrique import RACINE

from sdsf import indicateurs
from sdsf.espace import Espace
from sdsf.referentiel.lecture import lire_referentiel

FICHES = lire_referentiel(Espace(RACINE)).indicateurs
# Ceux-là regardent plusieurs territoires à la fois, ou des jalons : leurs cas sont dans leur propre fichier.
PARTICULIERS = {
    "etendue_taux_couverture",
    "rapport_interdecile_taux_couverture",
    "part_enfants_epci_sous_dotes",
    "part_jalons_tenus",
    "part_reunions_tenues",
}
SOLDE = "solde_places_eaje"
RAPPORTS = sorted(c for c, f in FICHES.items() if f.denominateur and c not in PARTICULIERS)
TOTAUX = sorted(set(FICHES) - set(RAPPORTS) - PARTICULIERS - {SOLDE})


def table(grandeur: str, *valeurs: float | None) -> pd.DataFrame:
    """Une ligne par valeur du territoire A en 2023 ; ``None`` : une ligne sans valeur."""
    cles = {"territoire": ["A"] * len(valeurs), "annee": [2023] * len(valeurs)}
    return pd.DataFrame({**cles, grandeur: pd.Series(valeurs, dtype="float64")})


def calculer(code: str, haut: tuple[float | None, ...], bas: tuple[float | None, ...]) -> float | None:
    """Ce qu'un rapport donne pour ce numérateur et ce dénominateur ; les tables reçues ne changent pas."""
    fonction = getattr(indicateurs, code)
    noms = list(inspect.signature(fonction).parameters)
    grandeurs = noms if noms == ["places", "enfants"] else ["valeur", "valeur"]
    recues = [table(grandeur, *x) for grandeur, x in zip(grandeurs, (haut, bas), strict=True)]
    copies = [t.copy() for t in recues]
    (rendue,) = fonction(*recues)["valeur"]
    for recue, copie in zip(recues, copies, strict=True):
        pd.testing.assert_frame_equal(recue, copie)
    return None if math.isnan(rendue) else float(rendue)


def facteur(formule: str) -> float:
    """Le « × 100 » qu'une formule écrit ; 1 s'il n'y en a pas."""
    ecrit = re.search(r"× ([\d \u202f]*\d)", formule)
    return float(re.sub(r"\D", "", ecrit.group(1))) if ecrit else 1.0


def test_tous_les_indicateurs_sont_regardes() -> None:
    assert len(RAPPORTS) + len(TOTAUX) + len(PARTICULIERS) + 1 == len(FICHES)


@pytest.mark.parametrize("code", RAPPORTS)
def test_la_fonction_calcule_la_formule_de_la_fiche(code: str) -> None:
    assert calculer(code, (3,), (8,)) == pytest.approx(facteur(FICHES[code].formule) * 3 / 8)


@pytest.mark.parametrize("code", RAPPORTS)
def test_un_rapport_sans_denominateur_ou_a_trou_n_existe_pas(code: str) -> None:
    """Une valeur couverte par le secret arrive ici sans nombre : le rapport manque, il ne vaut pas 0."""
    muets: list[Any] = [calculer(code, *cas) for cas in (((3,), (0,)), ((None,), (8,)), ((3,), (None,)))]
    assert muets == [None, None, None]
    assert calculer(code, (), (8,)) is None
    assert calculer(code, (0,), (8,)) == 0


@pytest.mark.parametrize("code", [code for code in RAPPORTS if FICHES[code].unite == "pourcent"])
def test_une_part_va_de_zero_a_cent_dans_les_bornes(code: str) -> None:
    bornes = FICHES[code].bornes
    assert (calculer(code, (0,), (8,)), calculer(code, (8,), (8,))) == (0, 100)
    assert bornes.min == 0
    assert bornes.max >= 100


@pytest.mark.parametrize("code", TOTAUX)
def test_un_total_a_trou_est_un_trou(code: str) -> None:
    fonction = getattr(indicateurs, code)
    assert list(fonction(table("valeur", 2, 3))["valeur"]) == [5.0]
    assert list(fonction(table("valeur", 0))["valeur"]) == [0.0]
    assert math.isnan(fonction(table("valeur", 2, None))["valeur"].iloc[0])
    assert len(fonction(table("valeur"))) == 0


def test_un_solde_peut_etre_negatif_et_demande_ses_deux_membres() -> None:
    solde = indicateurs.solde_places_eaje
    assert list(solde(table("valeur", 3), table("valeur", 8))["valeur"]) == [-5.0]
    assert math.isnan(solde(table("valeur", 3), table("valeur"))["valeur"].iloc[0])
    assert FICHES[SOLDE].bornes.min < 0


def test_une_formule_sans_facteur_vaut_un() -> None:
    assert [facteur(f) for f in ("a ÷ b × 10 000", "a ÷ b × 100", "a ÷ b")] == [10_000, 100, 1]
