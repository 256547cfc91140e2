"""Un plan inachevé se vérifie et se liste, mais ne produit ni n'entre dans aucun rapport."""

import pytest
from tests.fabrique import PLAN_00, remplacer

from sdsf import carnet
from sdsf.chargement import charger, verifier_acheve
from sdsf.commande.listes import liste
from sdsf.commande.nouveau import creer_departement
from sdsf.commande.verification import verifier
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace


@pytest.fixture
def isere(espace_copie: Espace) -> Espace:
    creer_departement(espace_copie, "38", "Isère", "2022-2026")
    return espace_copie


def ouvrir(espace: Espace, code: str, rapport: str = "point_annuel") -> Dossier:
    return charger(espace, controler_demande(espace, code, 2024, rapport=rapport))


@pytest.mark.parametrize("rapport", ["point_annuel", "lecture_schema", "evaluabilite"])
def test_un_carnet_refuse_un_plan_inacheve(
    isere: Espace, monkeypatch: pytest.MonkeyPatch, rapport: str
) -> None:
    monkeypatch.setenv("SDSF_RACINE", str(isere.racine))
    with pytest.raises(Erreurs, match="P219"):
        carnet.ouvrir("38", 2024, rapport=rapport)


def test_l_erreur_liste_les_lignes_et_dit_ou_chercher(espace_copie: Espace) -> None:
    ligne = remplacer(
        espace_copie, PLAN_00, "intitule: Schéma", "intitule: 'À COMPLÉTER : le titre'\n# Schéma"
    )
    (erreur,) = verifier_acheve(ouvrir(espace_copie, "00"))
    assert (erreur.lieu.fichier, erreur.lieu.ligne) == (PLAN_00, ligne)
    assert f"aux lignes {ligne}." in str(erreur)
    assert "« sdsf verifier 00 »" in str(erreur)


def test_un_plan_acheve_n_a_pas_d_erreur(dossier_00: Dossier, dossier_13: Dossier) -> None:
    assert [verifier_acheve(dossier_00), verifier_acheve(dossier_13)] == [[], []]


def test_un_plan_inacheve_se_verifie_sans_erreur_et_dit_d_abord_combien_il_reste(isere: Espace) -> None:
    bilan = verifier(isere, "38")
    assert bilan.erreurs == ()
    premier, *restes = bilan.avertissements
    assert premier == f"38, 2022-2026 : {len(restes)} textes restent à écrire avant le premier rapport."
    lignes = [int(reste.split(":")[1].split(" ")[0]) for reste in restes]
    assert lignes == sorted(lignes)


def test_un_plan_inacheve_ne_parle_pas_encore_de_ses_donnees(isere: Espace) -> None:
    assert not [avis for avis in verifier(isere, "38").avertissements if "avancement" in avis]


def test_un_plan_inacheve_se_liste(isere: Espace) -> None:
    colonnes, lignes = liste(isere, "territoires", "38", None)
    assert lignes[0]["nom"] == "Isère"
    assert colonnes


def test_un_plan_inacheve_reste_hors_de_la_comparaison_et_le_rapport_le_dit(isere: Espace) -> None:
    dossier = ouvrir(isere, "13", "evaluabilite")
    assert [schema.departement.code for schema in dossier.schemas] == ["13"]
    assert "Schéma inachevé, laissé hors de la comparaison : 38." in dossier.avertissements
