"""Un dossier : un département, une année, tout ce que l'on en sait, lu et vérifié."""

import dataclasses
import datetime as dt

import pandas as pd
import pytest
from tests.fabrique import AVANCEMENT_00, PLAN_00, RELEVES_00, ajouter, releves, remplacer

from sdsf.chargement import charger
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreur, Erreurs
from sdsf.espace import Espace
from sdsf.plan.modeles import Plan
from sdsf.rapports.indicateur import suivre_commun

DEPARTEMENT = "data/departements/00"


def ouvrir(espace: Espace, annee: int = 2024, reglages: str = "") -> Dossier:
    return charger(espace, controler_demande(espace, "00", annee, reglages))


def actions(plan: Plan) -> set[str]:
    return {action.id for fiche in plan.fiches for action in fiche.actions}


def fautes(espace: Espace) -> list[Erreur]:
    with pytest.raises(Erreurs) as refus:
        ouvrir(espace)
    return list(refus.value.erreurs)


def test_le_departement_d_exemple_est_fictif_et_lui_seul(dossier_00: Dossier, dossier_13: Dossier) -> None:
    assert (dossier_00.est_fictif, dossier_13.est_fictif) == (True, False)


def test_l_avancement_se_regarde_au_31_decembre(dossier_00: Dossier) -> None:
    assert dossier_00.arrete_au == dt.date(2024, 12, 31)


def test_le_plan_est_celui_de_l_annee_et_le_plan_signe_reste_entier(dossier_00: Dossier) -> None:
    retirees = actions(dossier_00.plan_signe) - actions(dossier_00.plan)
    assert retirees == {"js-3.1-c", "pa-2.1-d"}
    assert actions(dossier_00.plan) <= actions(dossier_00.plan_signe)


def test_une_action_retiree_vaut_encore_l_annee_d_avant(espace_copie: Espace) -> None:
    assert "js-3.1-c" in actions(ouvrir(espace_copie, 2021).plan)


def test_l_axe_d_une_fiche_est_son_plus_haut_parent(dossier_00: Dossier) -> None:
    assert [dossier_00.axe_de(f).id for f in dossier_00.plan.fiches[:1]] == ["pe"]
    assert {dossier_00.axe_de(f).parent for f in dossier_00.plan.fiches} == {None}


def test_chaque_element_du_plan_a_sa_ligne(dossier_00: Dossier) -> None:
    texte = (dossier_00.espace.racine / PLAN_00).read_text(encoding="utf-8").splitlines()
    for identifiant in ("pe", "pe-1.1", "pe-1.1-a", "pe-1.1-i1", "comite-departemental"):
        ((fichier, ligne),) = dossier_00.trace(identifiant).lignes
        assert fichier == PLAN_00
        assert texte[ligne - 1].strip(" -") == f"id: {identifiant}"


def test_les_donnees_sont_arretees_a_la_derniere_saisie_utile(espace_copie: Espace) -> None:
    """Une saisie de 2026 sur l'année 2025 ne change pas le rapport de 2024."""
    avant = ouvrir(espace_copie).donnees_arretees_au()
    ajouter(espace_copie, AVANCEMENT_00, "pe-1.1-a,,2025-12-31,en_cours,,,,,,pilote d'exemple,2026-11-01")
    assert ouvrir(espace_copie).donnees_arretees_au() == avant
    ajouter(espace_copie, AVANCEMENT_00, "pe-1.1-a,,2024-12-31,en_cours,,,,,,pilote d'exemple,2026-11-02")
    assert ouvrir(espace_copie).donnees_arretees_au() == dt.date(2026, 11, 2)


def test_la_date_d_arret_reglee_l_emporte(espace_copie: Espace) -> None:
    reglages = "params/departements/00/reglages.yml"
    remplacer(espace_copie, reglages, "arret_des_donnees: null", "arret_des_donnees: 2025-02-01")
    assert ouvrir(espace_copie).donnees_arretees_au() == dt.date(2025, 2, 1)


def test_une_surcharge_change_le_seuil_et_lui_seul(espace_copie: Espace) -> None:
    defaut = ouvrir(espace_copie).seuils
    regle = ouvrir(espace_copie, reglages='{"tolerance_trajectoire_pct": 3}').seuils
    assert (defaut.tolerance_trajectoire_pct, regle.tolerance_trajectoire_pct) == (10, 3)
    assert regle == defaut.model_copy(update={"tolerance_trajectoire_pct": 3})


# --- les renvois des tables -----------------------------------------------------------------------


def fait(unite: str, source: str) -> str:
    return f"x,X,00,departement,,2024,1,{unite},valeur,publiee,,,saisie,{source},,,,,pilote,2025-01-01"


RENVOIS = [
    ("avancement", "pe-1.1-z,,2024-12-31,en_cours,,,,,,pilote,2025-01-01", "action", "pe-1.1-"),
    ("avancement", "pe-1.1-a,pe-1.1-e9,2024-12-31,en_cours,,,,,,pilote,2025-01-01", "etape", "pe-1.1-e"),
    ("reunions", "comite-tec,2024-12-30,oui,1,2,0,pilote,2025-01-01", "instance", "comite-technique"),
    ("decisions", "comite-departement,2024-12-30,Décider,,,,", "instance", "comite-departemental"),
    ("moyens", "pea,,Caf,2024,investissement,1,1,1,exemple_fictif", "axe", "pe"),
    ("moyens", "pe,pe-9.9,Caf,2024,investissement,1,1,1,exemple_fictif", "fiche", "pe-"),
    ("moyens", "pe,pe-1.1,Caf,2024,formation,1,1,1,exemple_fictive", "source", "exemple_fictif"),
    ("recommandations", "r1,point_annuel,2024,Agir,,,,,pe-1.1-i99,,", "indicateur", "pe-1.1-i"),
    ("releves", fait("nombres", "exemple_fictif"), "unite", "nombre"),
    ("releves", fait("nombre", "exemple"), "source", "exemple_fictif"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "ligne", "colonne", "proche"),
    RENVOIS,
    ids=[f"{table}.{colonne}" for table, _, colonne, _ in RENVOIS],
)
def test_ce_qu_une_table_cite_existe(
    espace_copie: Espace, table: str, ligne: str, colonne: str, proche: str
) -> None:
    fichier = f"{DEPARTEMENT}/{table}.csv"
    numero = ajouter(espace_copie, fichier, ligne)
    (faute,) = fautes(espace_copie)
    assert (faute.code, faute.lieu.fichier, faute.lieu.ligne) == ("D314", fichier, numero)
    assert faute.lieu.detail == f"colonne {colonne}"
    assert (faute.proche or "").startswith(proche)


def test_une_fiche_entiere_peut_etre_suivie(espace_copie: Espace) -> None:
    ajouter(espace_copie, AVANCEMENT_00, "pe-1.1,,2024-12-31,en_cours,,,,,,pilote d'exemple,2025-01-01")
    assert ouvrir(espace_copie).annee == 2024


def test_les_fautes_du_plan_et_des_donnees_sont_dites_ensemble(espace_copie: Espace) -> None:
    remplacer(espace_copie, PLAN_00, "parent: pe-o1", "parent: pe-o9")
    remplacer(espace_copie, RELEVES_00, ",55.6,", ',"55,6",')
    assert sorted(f.code for f in fautes(espace_copie)) == ["D303", "P203"]


def test_les_fautes_des_reglages_et_du_referentiel_sont_dites_ensemble(espace_copie: Espace) -> None:
    remplacer(espace_copie, "params/departements/00/reglages.yml", "rapports:", "rapport:")
    remplacer(espace_copie, "params/referentiel/seuils.yml", "85.0", "beaucoup")
    assert {f.lieu.fichier for f in fautes(espace_copie)} == {
        "params/departements/00/reglages.yml",
        "params/referentiel/seuils.yml",
    }


# --- ce que le lecteur doit savoir ----------------------------------------------------------------


def test_le_departement_d_exemple_n_a_pas_d_avertissement(dossier_00: Dossier) -> None:
    assert not any("Aucun" in avis for avis in dossier_00.avertissements)


@pytest.mark.parametrize(
    ("table", "mot"), [("avancement", "sans information"), ("reunions", "Aucune réunion")]
)
def test_une_table_absente_est_un_avertissement(espace_copie: Espace, table: str, mot: str) -> None:
    (espace_copie.racine / DEPARTEMENT / f"{table}.csv").unlink()
    assert any(mot in avis for avis in ouvrir(espace_copie).avertissements)


def test_les_indicateurs_sans_releve_sont_comptes(dossier_13: Dossier) -> None:
    assert any("Aucun indicateur du plan n'a de relevé" in avis for avis in dossier_13.avertissements)


# --- ce qu'un code de territoire désigne ----------------------------------------------------------


def test_une_region_de_meme_code_ne_se_mele_pas_au_departement(dossier_00: Dossier) -> None:
    """Le code 93 est un département et une région : la maille les distingue."""
    region = releves(
        "| periode | valeur |\n| 2024 | 12 |",
        indicateur="taux_couverture_accueil",
        territoire="00",
        maille="region",
        source="exemple_fictif",
        edition="nouvelle",
        unite="places_pour_100_enfants",
        nature="publiee",
    )
    melees = pd.concat([dossier_00.releves, region], ignore_index=True)
    dossier = dataclasses.replace(dossier_00, tables={**dossier_00.tables, "releves": melees})
    attendu = suivre_commun(dossier_00, "taux_couverture_accueil").valeur.valeur
    assert suivre_commun(dossier, "taux_couverture_accueil").valeur.valeur == attendu


@pytest.mark.parametrize(
    ("reglages", "cause"),
    [
        ('{"niveau_confiance_pct": 100}', "il faut au plus 99.9"),
        ('{"minimum_annees_pour_projeter": 2}', "il faut au moins 3"),
    ],
)
def test_un_reglage_que_la_methode_ne_peut_employer_est_refuse(
    espace_copie: Espace, reglages: str, cause: str
) -> None:
    with pytest.raises(Erreurs, match=cause):
        ouvrir(espace_copie, reglages=reglages)
