"""Les taux des EPT : recalculés des communes, jamais moyennés, et à jour dans le dépôt."""

import pytest
from tests.fabrique import RACINE

from sdsf.espace import Espace
from sdsf.referentiel.lecture import lire_referentiel
from sdsf.releves.ept import actualiser_ept
from sdsf.releves.lecture import lire_tables

ESPACE = Espace(RACINE)
VALLEE_SUD, SEINE_OUEST, LA_DEFENSE, BOUCLE_NORD = "200057966", "200057974", "200057982", "200057990"


def test_les_releves_du_depot_sont_ceux_que_la_commande_recalcule() -> None:
    bilan = actualiser_ept(ESPACE, None)
    assert {ESPACE.relatif(chemin) for chemin in bilan.fichiers} == {
        "data/national/cnaf/92/ept.csv",
        "data/national/insee/92/ept.csv",
    }
    for chemin, octets in bilan.fichiers.items():
        assert chemin.read_bytes() == octets, f"« sdsf actualiser ept » changerait {ESPACE.relatif(chemin)}"


@pytest.mark.parametrize(
    ("ept", "hors", "taux"),
    [
        (VALLEE_SUD, "", 67.0),
        (SEINE_OUEST, "hors Marnes-la-Coquette", 82.7),
        (LA_DEFENSE, "hors Vaucresson", 81.3),
        (BOUCLE_NORD, "hors Argenteuil", 63.6),
    ],
)
def test_un_taux_d_ept_est_le_rapport_de_deux_totaux(ept: str, hors: str, taux: float) -> None:
    releves = lire_tables(ESPACE, "92", [], lire_referentiel(ESPACE))["releves"]
    trouves = releves[(releves["territoire"] == ept) & (releves["periode"] == "2022")]
    ligne = trouves[trouves["indicateur"] == "taux_couverture_accueil"].iloc[0]
    assert (ligne["valeur"], ligne["perimetre"], ligne["nature"]) == (taux, hors, "estimee")
    assert 100 * ligne["numerateur"] / ligne["denominateur"] == pytest.approx(taux, abs=0.05)


def test_la_somme_des_modes_d_un_ept_redonne_son_taux_global() -> None:
    releves = lire_tables(ESPACE, "92", [], lire_referentiel(ESPACE))["releves"]
    siens = releves[(releves["maille"] == "ept") & (releves["unite"] == "places_pour_100_enfants")]
    par_mode = siens.pivot_table(index=["territoire", "periode"], columns="indicateur", values="valeur")
    modes = ["eaje", "assistants_maternels", "prescolarisation", "garde_domicile"]
    sommes = par_mode[[f"taux_couverture_{mode}" for mode in modes]].sum(axis=1)
    assert len(par_mode) == 24
    assert (sommes - par_mode["taux_couverture_accueil"]).abs().max() < 0.3


def test_une_annee_ou_presque_rien_n_est_publie_ne_donne_aucun_ept() -> None:
    """En 2023, on n'a les places que de Garches : ce n'est pas Paris Ouest La Défense."""
    releves = lire_tables(ESPACE, "92", [], lire_referentiel(ESPACE))["releves"]
    ept = releves[(releves["maille"] == "ept") & (releves["source"] == "cnaf_txcouv")]
    assert set(ept["periode"]) == {str(annee) for annee in range(2017, 2023)}
