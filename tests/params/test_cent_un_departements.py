"""Chacun des 101 départements se lit, avec ou sans plan : ses territoires, ses relevés, ses comparables.

Les relevés nationaux ne sont lus qu'une fois ; quelques départements passent par la lecture entière.
"""

from functools import cache

import pandas as pd
import pytest
from tests.fabrique import RACINE

from sdsf.espace import Espace
from sdsf.referentiel.lecture import lire_referentiel
from sdsf.releves.comparables import departements_proches
from sdsf.releves.lecture import lire_fines, lire_nationales, lire_tables, verifier_releves
from sdsf.territoires.appartenances import appartenances, parts_departementales, phrase_de_partage
from sdsf.territoires.lecture import lire_territoires

ESPACE = Espace(RACINE)
REFERENTIEL = lire_referentiel(ESPACE)
DEPARTEMENTS = sorted(code for code in REFERENTIEL.departements if code != "00")
MAYOTTE = "976"  # absente des taux de la Cnaf
SANS_COMPARABLES = {"971", "973", MAYOTTE}  # un des quatre critères n'y est pas publié


@cache
def nationales() -> pd.DataFrame:
    return lire_nationales(ESPACE)


@cache
def communes_de(annee: int) -> dict[str, pd.DataFrame]:
    """Par département, ses communes et ce à quoi chacune appartient cette année-là."""
    toutes = appartenances(lire_territoires(ESPACE), annee)
    return {str(code): siennes for code, siennes in toutes.groupby("departement")}


@cache
def parts() -> pd.DataFrame:
    return parts_departementales(lire_territoires(ESPACE))


def test_ils_sont_101() -> None:
    assert len(DEPARTEMENTS) == 101
    assert {"01", "2A", "2B", "971", MAYOTTE} <= set(DEPARTEMENTS)


@pytest.mark.parametrize("departement", DEPARTEMENTS)
def test_un_departement_a_ses_territoires_a_chaque_millesime(departement: str) -> None:
    for annee in lire_territoires(ESPACE).millesimes:
        siennes = communes_de(annee)[departement]
        assert len(siennes)
        assert siennes["commune"].str.fullmatch(r"[0-9][0-9AB][0-9]{3}").all()
        assert (siennes["region"] != "").all()
    for epci in parts().loc[parts()["departement"] == departement, "epci"]:
        siens = parts()[parts()["epci"] == epci]
        assert bool(phrase_de_partage(siens, departement)) == (len(siens) > 1)


@pytest.mark.parametrize("departement", DEPARTEMENTS)
def test_un_departement_a_ses_releves(departement: str) -> None:
    lus = nationales()
    siens = lus[(lus["territoire"] == departement) & (lus["maille"] == "departement")]
    connus = set(siens.loc[siens["valeur"].notna(), "indicateur"])
    assert {"nombre_naissances", "population"} <= connus
    assert ("taux_couverture_accueil" in connus) == (departement != MAYOTTE)
    assert verifier_releves(siens, REFERENTIEL) == []
    assert verifier_releves(lire_fines(ESPACE, departement), REFERENTIEL) == []


@pytest.mark.parametrize("departement", DEPARTEMENTS)
def test_un_departement_a_cinq_comparables_ou_un_critere_lui_manque(departement: str) -> None:
    proches = departements_proches(nationales(), departement)
    assert departement not in proches
    assert len(set(proches)) == (0 if departement in SANS_COMPARABLES else 5)


@pytest.mark.parametrize("departement", ["01", "2A", "38", "971", MAYOTTE])
def test_un_departement_sans_plan_se_lit_en_entier(departement: str) -> None:
    tables = lire_tables(ESPACE, departement, ["13"], REFERENTIEL, releves_exiges=False)
    territoires = set(tables["releves"].query("maille == 'departement'")["territoire"])
    assert territoires == {departement, "13"}
