"""Les cinq départements décrits portent les vraies séries, à chaque maille, avec leur source et leur édition.

Une ligne par série : ce que doit lire un rapport, sur quelles années, et de combien de territoires.
"""

from functools import cache

import pandas as pd
import pytest
from tests.fabrique import RACINE

from sdsf.espace import Espace
from sdsf.referentiel.lecture import lire_referentiel
from sdsf.releves.lecture import lire_tables

ESPACE = Espace(RACINE)
REFERENTIEL = lire_referentiel(ESPACE)
# Les EPCI, puis les communes de plus de 10 000 habitants que la Cnaf publie en 2022 et en 2023.
TERRITOIRES = {"13": (4, 28, 30), "34": (17, 14, 14), "63": (14, 10, 10), "71": (20, 5, 5), "92": (1, 34, 34)}
TAUX = [
    "taux_couverture_accueil", "taux_couverture_eaje", "taux_couverture_assistants_maternels",
    "taux_couverture_prescolarisation", "taux_couverture_garde_domicile",
]  # fmt: skip
PLACES = [
    "places_accueil", "places_eaje", "places_eaje_psu", "places_eaje_hors_psu", "places_prescolarisation",
    "places_assistants_maternels", "places_garde_domicile",
]  # fmt: skip
CHAQUE_DEPARTEMENT = pytest.mark.parametrize("departement", TERRITOIRES)


@cache
def releves(departement: str) -> pd.DataFrame:
    lus = lire_tables(ESPACE, departement, [], REFERENTIEL)["releves"]
    return lus[lus["origine"] == "producteur"]


def serie(departement: str, indicateur: str, maille: str, source: str, edition: str) -> pd.DataFrame:
    lus = releves(departement)
    retenus = (lus["indicateur"] == indicateur) & (lus["maille"] == maille) & (lus["source"] == source)
    siens = lus[retenus & (lus["edition"] == edition)]
    return siens[siens["territoire"] == departement] if maille == "departement" else siens


def resume(lignes: pd.DataFrame) -> tuple[str, str, int]:
    """La première période, la dernière, et le nombre de territoires connus la dernière."""
    derniere = lignes["periode"].max()
    return lignes["periode"].min(), derniere, lignes[lignes["periode"] == derniere]["territoire"].nunique()


@CHAQUE_DEPARTEMENT
@pytest.mark.parametrize("indicateur", TAUX)
def test_les_taux_de_la_cnaf_sont_la_aux_trois_mailles_et_dans_leurs_deux_editions(
    departement: str, indicateur: str
) -> None:
    epci, communes_2022, communes_2023 = TERRITOIRES[departement]
    lues = {
        (maille, edition): resume(serie(departement, indicateur, maille, "cnaf_txcouv", edition))
        for maille, edition in (
            ("departement", "hist"), ("departement", "courant"), ("epci", "courant"), ("commune", "hist"),
            ("commune", "courant"),
        )
    }  # fmt: skip
    assert lues == {
        ("departement", "hist"): ("2017", "2022", 1),
        ("departement", "courant"): ("2022", "2023", 1),
        ("epci", "courant"): ("2023", "2023", epci),
        ("commune", "hist"): ("2017", "2022", communes_2022),
        ("commune", "courant"): ("2023", "2023", communes_2023),
    }


@CHAQUE_DEPARTEMENT
@pytest.mark.parametrize("indicateur", PLACES)
def test_les_places_de_la_cnaf_sont_la_par_commune(departement: str, indicateur: str) -> None:
    lues = serie(departement, indicateur, "commune", "cnaf_nbpla", "hist")
    assert resume(lues) == ("2017", "2022", TERRITOIRES[departement][1])


@CHAQUE_DEPARTEMENT
def test_les_naissances_vont_de_2008_a_2024_aux_trois_mailles(departement: str) -> None:
    epci, _, communes = TERRITOIRES[departement]
    for maille, attendus in (("departement", 1), ("epci", epci), ("commune", communes)):
        lues = serie(departement, "nombre_naissances", maille, "insee_etat_civil", "2025-09-09")
        premiere, derniere, territoires = resume(lues)
        assert (premiere, derniere) == ("2008", "2024"), maille
        assert territoires >= attendus, maille


@CHAQUE_DEPARTEMENT
def test_filosofi_le_chomage_et_la_drees_sont_la(departement: str) -> None:
    lus = releves(departement)
    communes = lus[(lus["source"] == "insee_filosofi") & (lus["maille"] == "commune")]
    assert set(communes["edition"]) == {"2021"}
    assert communes["territoire"].nunique() >= TERRITOIRES[departement][2]
    assert set(communes["etat"]) <= {"valeur", "secret"}
    chomage = lus[(lus["source"] == "insee_chomage") & (lus["territoire"] == departement)]
    assert (chomage["periode"].min(), chomage["periode"].max()) == ("2014-T1", "2025-T3")
    agrees = serie(departement, "nombre_assistants_maternels_agrees", "departement", "drees_pmi", "2023")
    assert resume(agrees) == ("2010", "2023", 1)


def test_les_allocataires_du_92_sont_la_par_commune() -> None:
    lues = releves("92")
    allocataires = lues[lues["source"] == "cnaf_allocataires"]
    assert set(allocataires["periode"]) == {f"{annee}-12-31" for annee in range(2020, 2025)}
    assert allocataires["territoire"].nunique() == 36
    assert set(allocataires["nature"]) == {"arrondie"}


@CHAQUE_DEPARTEMENT
def test_chaque_releve_d_un_producteur_dit_sa_source_et_son_edition(departement: str) -> None:
    lus = releves(departement)
    assert set(lus["source"]) <= set(REFERENTIEL.sources)
    assert (lus["edition"] != "").all()
    assert (lus["saisi_le"].notna() & (lus["saisi_par"] != "")).all()
