"""Lire les tables d'un département et les lignes nationales dont il a besoin."""

import pytest
from tests.fabrique import AVANCEMENT_00, RACINE, RELEVES_00, ajouter

from sdsf.commande.verification import verifier
from sdsf.erreurs import Erreur, Erreurs
from sdsf.espace import Espace
from sdsf.referentiel.lecture import Referentiel, lire_referentiel
from sdsf.releves.lecture import contrats, lire_tables

REUNIONS_00 = "data/departements/00/reunions.csv"
RELEVES_13 = "data/departements/13/releves.csv"
NATIONAL = "data/national/cnaf/taux_couverture.csv"
REFERENTIEL: Referentiel = lire_referentiel(Espace(RACINE))


def releve(valeur: str = "12", etat: str = "valeur", edition: str = "neuve", territoire: str = "00") -> str:
    debut = f"taux_couverture_accueil,Taux,{territoire},departement,,1999,{valeur}"
    suite = f"places_pour_100_enfants,{etat},publiee,,,producteur,exemple_fictif,{edition}"
    return f"{debut},{suite},,,,pilote d'exemple,2024-01-01"


def fautes(espace: Espace) -> list[Erreur]:
    with pytest.raises(Erreurs) as refus:
        lire_tables(espace, "00", [], REFERENTIEL)
    return list(refus.value.erreurs)


def test_chaque_table_du_contrat_est_lue(espace_copie: Espace) -> None:
    tables = lire_tables(espace_copie, "00", [], REFERENTIEL)
    assert tables.keys() == contrats(espace_copie).keys()
    assert all(len(table) for table in tables.values())


def test_un_fichier_facultatif_absent_donne_une_table_vide(espace_copie: Espace) -> None:
    (espace_copie.racine / REUNIONS_00).unlink()
    tables = lire_tables(espace_copie, "00", [], REFERENTIEL)
    assert tables["reunions"].empty
    assert list(tables["reunions"].columns)[:2] == ["instance", "date"]


def test_le_fichier_des_releves_est_obligatoire(espace_copie: Espace) -> None:
    (espace_copie.racine / RELEVES_00).unlink()
    assert [f.code for f in fautes(espace_copie)] == ["D312"]


def test_les_lignes_nationales_lues_sont_celles_du_departement_de_ses_comparables_et_de_la_france(
    espace_copie: Espace,
) -> None:
    seul = lire_tables(espace_copie, "13", [], REFERENTIEL)["releves"]
    compare = lire_tables(espace_copie, "13", ["34"], REFERENTIEL)["releves"]
    departements = set(compare[compare["maille"] == "departement"]["territoire"])
    assert departements == {"13", "34"}
    assert "34" not in set(seul["territoire"])
    assert "FR" in set(seul["territoire"])


def test_le_fichier_du_departement_l_emporte_sur_la_ligne_nationale_de_meme_cle(espace_copie: Espace) -> None:
    ajouter(espace_copie, RELEVES_13, releve("12", territoire="13"))
    ajouter(espace_copie, NATIONAL, releve("99", territoire="13"))
    ajouter(espace_copie, NATIONAL, releve("98", territoire="13", edition="autre"))
    lus = lire_tables(espace_copie, "13", [], REFERENTIEL)["releves"]
    assert lus[lus["periode"] == "1999"]["valeur"].tolist() == [12, 98]


def test_le_departement_fictif_ne_se_compare_a_rien_de_reel(espace_copie: Espace) -> None:
    lus = lire_tables(espace_copie, "00", ["34"], REFERENTIEL)["releves"]
    assert set(lus["source"]) == {"exemple_fictif"}


def test_deux_editions_d_un_meme_fait_se_gardent_toutes_les_deux(espace_copie: Espace) -> None:
    ajouter(espace_copie, RELEVES_00, releve("12", edition="a"))
    ajouter(espace_copie, RELEVES_00, releve("13", edition="b"))
    lus = lire_tables(espace_copie, "00", [], REFERENTIEL)["releves"]
    assert lus[lus["periode"] == "1999"]["valeur"].tolist() == [12, 13]


@pytest.mark.parametrize(
    ("valeur", "etat", "code"),
    [
        ("12", "secret", "D316"),
        ("", "valeur", "D316"),
        ("0", "non_renseignee", "D316"),
        ("201", "valeur", "D309"),
        ("-1", "valeur", "D309"),
    ],
)
def test_une_valeur_contredite_par_son_etat_ou_hors_bornes_est_refusee(
    espace_copie: Espace, valeur: str, etat: str, code: str
) -> None:
    ligne = ajouter(espace_copie, RELEVES_00, releve(valeur, etat))
    (faute,) = fautes(espace_copie)
    assert (faute.code, faute.lieu.fichier, faute.lieu.ligne) == (code, RELEVES_00, ligne)


@pytest.mark.parametrize("valeur", ["0", "200"])
def test_les_bornes_sont_comprises(espace_copie: Espace, valeur: str) -> None:
    ajouter(espace_copie, RELEVES_00, releve(valeur))
    lire_tables(espace_copie, "00", [], REFERENTIEL)


def test_les_fautes_de_plusieurs_fichiers_sont_dites_ensemble(espace_copie: Espace) -> None:
    ajouter(espace_copie, RELEVES_00, releve("douze"))
    ajouter(espace_copie, AVANCEMENT_00, "pe-1.1-a,,2024-12-31,faite,,,,,,pilote,2025-01-01")
    assert {f.lieu.fichier for f in fautes(espace_copie)} == {RELEVES_00, AVANCEMENT_00}


def test_une_ligne_nationale_d_un_autre_departement_n_est_controlee_que_par_verifier(
    espace_copie: Espace,
) -> None:
    ajouter(espace_copie, NATIONAL, releve("treize"))
    assert len(lire_tables(espace_copie, "00", [], REFERENTIEL)["releves"])
    assert {f.lieu.fichier for f in verifier(espace_copie, "00").erreurs} == {NATIONAL}
