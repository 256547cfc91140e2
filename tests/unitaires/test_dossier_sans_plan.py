"""Un dossier sans plan : un diagnostic ou un examen des données, pour n'importe quel département."""

import dataclasses

import pytest
from tests.fabrique import PLAN_00, RACINE, remplacer

from sdsf.chargement import charger, verifier_acheve
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreur, Erreurs
from sdsf.espace import Espace
from sdsf.plan.absent import plan_absent
from sdsf.plan.modeles import Plan
from sdsf.referentiel.lecture import lire_departements
from sdsf.vocabulaire import RAPPORTS_SANS_PLAN

ESPACE = Espace(RACINE)


def ouvrir(code: str, annee: int = 2024, rapport: str = "diagnostic", espace: Espace = ESPACE) -> Dossier:
    return charger(espace, controler_demande(espace, code, annee, "", rapport))


def fautes(*args: object, espace: Espace = ESPACE) -> list[Erreur]:
    with pytest.raises(Erreurs) as refus:
        ouvrir(*args, espace=espace)  # type: ignore[arg-type]
    return list(refus.value.erreurs)


@pytest.mark.parametrize("rapport", RAPPORTS_SANS_PLAN)
@pytest.mark.parametrize("code", ["38", "2A", "976"])
def test_un_departement_jamais_decrit_se_charge(code: str, rapport: str) -> None:
    dossier = ouvrir(code, 2024, rapport)
    assert (dossier.demande.periode, dossier.plan.fiches, dossier.positions) == ("", [], {})
    assert "n'est décrit pour 2024" in dossier.sans_plan
    assert dossier.avertissements == (dossier.sans_plan,)
    assert verifier_acheve(dossier) == []


def test_chaque_departement_du_referentiel_peut_se_demander() -> None:
    for code in lire_departements(ESPACE):
        assert controler_demande(ESPACE, code, 2024, "", "diagnostic").departement.code == code


def test_les_comparables_par_defaut_sont_les_plus_proches_et_la_methode_est_dite() -> None:
    reglage = ouvrir("38").reglages.comparables
    assert reglage is not None
    assert len(reglage.departements) == 5
    assert "distance" in reglage.motif
    assert ouvrir("976").reglages.comparables is None


def test_le_departement_fictif_ne_lit_rien_de_national() -> None:
    fichiers = set(ouvrir("00").releves["fichier"])
    assert fichiers == {"data/departements/00/releves.csv"}


def test_avec_un_plan_en_vigueur_le_plan_est_lu() -> None:
    dossier = ouvrir("13")
    assert (dossier.sans_plan, dossier.plan.periode.debut) == ("", 2023)
    assert dossier.plan.fiches


def test_hors_de_la_periode_du_schema_le_rapport_n_en_emploie_aucun() -> None:
    assert "pour 2022" in ouvrir("13", 2022).sans_plan


def test_des_reglages_sans_plan_sont_lus(espace_copie: Espace) -> None:
    dossier = espace_copie.params / "departements" / "38"
    dossier.mkdir()
    texte = (espace_copie.params / "departements/00/reglages.yml").read_text(encoding="utf-8")
    ecrit = texte.split("comparables:")[0].replace("'00'", "'38'")
    suite = "comparables: {departements: ['13'], motif: pour voir}\narret_des_donnees: null\nrapports: []\n"
    suite += "mandat: null\n"
    suite += "priorites: []\ncouts: []\n"
    (dossier / "reglages.yml").write_text(ecrit + suite, encoding="utf-8")
    assert ouvrir("38", espace=espace_copie).reglages.comparables.departements == ["13"]  # type: ignore[union-attr]


def test_un_plan_inacheve_n_empeche_pas_le_diagnostic(espace_copie: Espace) -> None:
    remplacer(espace_copie, PLAN_00, "intitule: ", "intitule: 'À COMPLÉTER : le titre' # ")
    dossier = ouvrir("00", espace=espace_copie)
    assert "n'est pas entièrement décrit" in dossier.sans_plan
    assert (dossier.plan.fiches, verifier_acheve(dossier)) == ([], [])


def test_un_plan_fautif_arrete_le_rapport(espace_copie: Espace) -> None:
    """Un plan absent se passe ; un plan faux, non."""
    remplacer(espace_copie, PLAN_00, "parent: pe-o1", "parent: pe-o9")
    assert [f.code for f in fautes("00", espace=espace_copie)] == ["P203"]


def test_des_releves_sans_plan_sont_verifies(espace_copie: Espace) -> None:
    """Sans plan, une action ou une instance n'a pas de nom à vérifier ; une source et une unité, si."""
    vers = espace_copie.data / "departements" / "38"
    vers.mkdir()
    entetes = (espace_copie.data / "departements/00/releves.csv").read_text(encoding="utf-8").split("\n")[0]
    fait = "x,X,38,departement,,2024,1,{},valeur,publiee,,,saisie,{},,,,,pilote,2025-01-01"
    lignes = [entetes, fait.format("nombre", "inconnue"), fait.format("furlongs", "cnaf_txcouv")]
    (vers / "releves.csv").write_text("\n".join(lignes) + "\n", encoding="utf-8")
    assert [(f.code, f.lieu.detail) for f in fautes("38", espace=espace_copie)] == [
        ("D314", "colonne source"),
        ("D314", "colonne unite"),
    ]


@pytest.mark.parametrize("annee", [0, 1989, 2101, 99_999])
def test_une_annee_que_rien_ne_borne_reste_une_annee(annee: int) -> None:
    assert [f.code for f in fautes("38", annee)] == ["P103"]


def test_un_rapport_qui_juge_un_plan_en_exige_toujours_un() -> None:
    assert [f.code for f in fautes("38", 2024, "point_annuel")] == ["P107"]
    assert [f.code for f in fautes("13", 2022, "evaluabilite")] == ["P102"]


def test_le_plan_absent_a_toutes_les_parties_d_un_plan_toutes_vides() -> None:
    plan = plan_absent("38", 2024).plan
    listes = [nom for nom in Plan.model_fields if isinstance(getattr(plan, nom), list)]
    assert all(getattr(plan, nom) == [] for nom in listes)
    assert {"fiches", "gouvernance", "arborescence", "points_de_vigilance"} <= set(listes)
    assert (plan.periode.debut, plan.periode.fin) == (2024, 2024)


def test_un_dossier_a_un_plan_sauf_s_il_dit_pourquoi_non(dossier_13: Dossier) -> None:
    champs = {champ.name: champ for champ in dataclasses.fields(Dossier)}
    assert champs["sans_plan"].default == ""
    assert dossier_13.sans_plan == ""
