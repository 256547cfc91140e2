"""Lire le référentiel national : toutes les fautes de tous ses fichiers, d'un coup."""

import pytest
from tests.fabrique import RACINE, remplacer

from sdsf.erreurs import Erreur, Erreurs
from sdsf.espace import Espace
from sdsf.referentiel.lecture import lire_referentiel

DOSSIER = "params/referentiel"
FICHE = f"{DOSSIER}/indicateurs/taux_couverture_eaje.yml"


def fautes(espace: Espace) -> list[Erreur]:
    with pytest.raises(Erreurs) as refus:
        lire_referentiel(espace)
    return list(refus.value.erreurs)


def test_le_referentiel_du_depot_se_lit() -> None:
    referentiel = lire_referentiel(Espace(RACINE))
    assert set(referentiel.indicateurs) == {c.stem for c in (RACINE / DOSSIER / "indicateurs").glob("*.yml")}
    assert referentiel.departements["13"].de == "des Bouches-du-Rhône"


def test_une_fiche_porte_le_nom_de_son_fichier(espace_copie: Espace) -> None:
    ligne = remplacer(espace_copie, FICHE, "code: taux_couverture_eaje", "code: taux_couverture_creche")
    (faute,) = fautes(espace_copie)
    assert (faute.code, faute.lieu.fichier, faute.lieu.ligne) == ("P216", FICHE, ligne)


@pytest.mark.parametrize(
    ("avant", "apres", "proche"),
    [
        ("unite: places_pour_100_enfants", "unite: places_pour_cent_enfants", "places_pour_100_enfants"),
        ("capacite_theorique", "capacite_teorique", "capacite_theorique"),
        ("source: cnaf_txcouv}", "source: cnaf_txcouvv}", "cnaf_txcouv"),
    ],
    ids=["unite", "avertissement", "source"],
)
def test_un_renvoi_d_une_fiche_est_verifie(espace_copie: Espace, avant: str, apres: str, proche: str) -> None:
    remplacer(espace_copie, FICHE, avant, apres)
    (faute,) = fautes(espace_copie)
    assert (faute.code, faute.proche) == ("P203", proche)


def test_les_fautes_de_deux_fichiers_sont_dites_ensemble(espace_copie: Espace) -> None:
    remplacer(espace_copie, f"{DOSSIER}/unites.yml", "decimales: 0", "decimales: 9")
    remplacer(espace_copie, f"{DOSSIER}/sources.yml", "licence:", "licance:")
    fichiers = {faute.lieu.fichier for faute in fautes(espace_copie)}
    assert fichiers == {f"{DOSSIER}/unites.yml", f"{DOSSIER}/sources.yml"}


@pytest.mark.parametrize(
    ("fichier", "avant", "apres"),
    [
        ("unites.yml", "code: rang", "code: pourcent"),
        ("sources.yml", "code: insee_filosofi", "code: cnaf_txcouv"),
        ("avertissements.yml", "code: petits_ensembles", "code: rupture_de_serie"),
        ("departements.yml", '"02"', '"01"'),
    ],
)
def test_un_code_ecrit_deux_fois_est_refuse(
    espace_copie: Espace, fichier: str, avant: str, apres: str
) -> None:
    """Le second effacerait le premier en silence."""
    remplacer(espace_copie, f"{DOSSIER}/{fichier}", avant, apres)
    assert "P206" in {faute.code for faute in fautes(espace_copie)}


def test_une_unite_propre_a_un_plan_s_imprime_telle_quelle() -> None:
    referentiel = lire_referentiel(Espace(RACINE))
    assert referentiel.unite("places").pluriel == "places"
    assert (referentiel.unite("familles aidées").pluriel, referentiel.unite("").pluriel) == (
        "familles aidées",
        "unités",
    )


def test_une_source_inconnue_s_imprime_telle_quelle() -> None:
    referentiel = lire_referentiel(Espace(RACINE))
    assert referentiel.mention("cnaf_txcouv").startswith("Source : Cnaf")
    assert referentiel.mention("une enquête") == "une enquête"
