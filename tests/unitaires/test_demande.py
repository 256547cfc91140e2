"""Une demande de rapport est contrôlée avant tout calcul."""

import json
from typing import Any

import pytest
from tests.fabrique import RACINE
from tests.tableau import cas

from sdsf.demande import Demande, controler_demande
from sdsf.erreurs import Erreur, Erreurs
from sdsf.espace import Espace

ESPACE = Espace(RACINE)


def demander(
    departement: object = "00", annee: object = 2024, reglages: object = "", **suite: Any
) -> Demande:
    return controler_demande(ESPACE, departement, annee, reglages, **suite)


def fautes(*args: object, **suite: Any) -> list[Erreur]:
    with pytest.raises(Erreurs) as refus:
        demander(*args, **suite)
    return list(refus.value.erreurs)


def test_une_demande_juste_trouve_son_plan() -> None:
    demande = demander("13", 2024)
    assert (demande.departement.nom, demande.annee, demande.periode) == (
        "Bouches-du-Rhône",
        2024,
        "2023-2026",
    )
    assert demande.surcharges == {}


@pytest.mark.parametrize("annee", [2021, 2026])
def test_la_premiere_et_la_derniere_annee_du_schema_vont(annee: int) -> None:
    assert demander("00", annee).periode == "2021-2026"


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas             | annee | proche | possibles                          |
    | avant le schéma | 2020  | 2021   | 2021, 2022, 2023, 2024, 2025, 2026 |
    | après le schéma | 2027  | 2026   | 2021, 2022, 2023, 2024, 2025, 2026 |
"""),
)
def test_une_annee_sans_plan_dit_lesquelles_vont(c: dict) -> None:
    (faute,) = fautes("00", c["annee"])
    assert (faute.code, faute.proche) == ("P102", str(c["proche"]))
    assert c["possibles"] in str(faute)
    assert "du Département d'exemple" in str(faute)


def test_un_bilan_final_s_accepte_deux_ans_apres_le_terme() -> None:
    assert demander("00", 2028, rapport="bilan_final").periode == "2021-2026"
    assert [f.code for f in fautes("00", 2029, rapport="bilan_final")] == ["P102"]
    assert [f.code for f in fautes("00", 2027, rapport="bilan_intermediaire")] == ["P102"]


def test_un_departement_sans_plan_dit_lesquels_en_ont_un() -> None:
    (faute,) = fautes("59", 2024)
    assert faute.code == "P107"
    assert "« 00 »" in str(faute)
    assert "« 13 »" in str(faute)


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                | tape      | proche                |
    | un zéro oublié     | un        | 01 (Ain)              |
    | une minuscule      | 2a        | 2A (Corse-du-Sud)     |
    | une espace         | espace    | 13 (Bouches-du-Rhône) |
    | un nom             | Hérault   | 34 (Hérault)          |
    | un nom sans accent | herault   | 34 (Hérault)          |
    | un nom mal écrit   | Finistere | 29 (Finistère)        |
    | rien d'approchant  | zzzz      |                       |
"""),
)
def test_un_departement_inconnu_dit_le_plus_proche(c: dict) -> None:
    tape = {"un": "1", "espace": " 13 "}.get(c["tape"], c["tape"])
    (faute,) = fautes(tape, 2024)
    assert (faute.code, faute.proche) == ("P101", c["proche"])


@pytest.mark.parametrize(
    ("departement", "annee", "reglages", "conseil"),
    [
        (13, 2024, "", 'Écrivez le code entre guillemets : "13"'),
        (1, 2024, "", '"01"'),
        (None, 2024, "", "entre guillemets"),
        ("13", "2024", "", "sans guillemets"),
        ("13", 2024.0, "", "sans guillemets"),
        ("13", True, "", "sans guillemets"),
        ("13", None, "", "sans guillemets"),
        ("13", 2024, {}, "texte JSON"),
    ],
)
def test_un_parametre_du_mauvais_type_dit_comment_l_ecrire(
    departement: object, annee: object, reglages: object, conseil: str
) -> None:
    (faute,) = fautes(departement, annee, reglages)
    assert faute.code == "P103"
    assert conseil in str(faute)


def test_les_trois_types_sont_controles_d_un_coup() -> None:
    assert [f.valeurs["nom"] for f in fautes(13, "2024", {})] == ["departement", "annee", "reglages"]


# --- les surcharges -------------------------------------------------------------------------------


def test_des_surcharges_valables_sont_gardees() -> None:
    reglages = '{"tolerance_trajectoire_pct": 5, "minimum_epci_pour_deciles": 8}'
    assert demander(reglages=reglages).surcharges == {
        "tolerance_trajectoire_pct": 5,
        "minimum_epci_pour_deciles": 8,
    }


@pytest.mark.parametrize("blanc", ["", "  ", "\n", "{}"])
def test_un_reglage_vide_ne_surcharge_rien(blanc: str) -> None:
    assert demander(reglages=blanc).surcharges == {}


@pytest.mark.parametrize("texte", ["{", "5", "[]", '"x"', "{'a': 1}", "tolerance=5", "[" * 100_000])
def test_un_json_mal_forme_est_refuse(texte: str) -> None:
    assert [f.code for f in fautes("00", 2024, texte)] == ["P106"]


@pytest.mark.parametrize("valeur", [-1, 1001, True, None, "5", [5], float("nan"), float("inf")])
def test_une_surcharge_est_un_nombre_entre_zero_et_mille(valeur: object) -> None:
    (faute,) = fautes("00", 2024, json.dumps({"seuil_sous_dote_pct": valeur}))
    assert (faute.code, faute.lieu.detail) == ("P205", "reglages · seuil_sous_dote_pct")


def test_un_nombre_de_territoires_surcharge_est_entier() -> None:
    """Le modèle des seuils demande un entier : une surcharge n'y échappe pas."""
    assert [f.code for f in fautes("00", 2024, '{"minimum_epci_pour_deciles": 9.5}')] == ["P205"]


def test_une_surcharge_inconnue_dit_la_plus_proche() -> None:
    (faute,) = fautes("00", 2024, '{"tolerance_trajectoire": 5}')
    assert (faute.code, faute.proche) == ("P202", "tolerance_trajectoire_pct")


def test_la_version_de_format_ne_se_surcharge_pas() -> None:
    assert [f.code for f in fautes("00", 2024, '{"format": 2}')] == ["P202"]


# --- les choix d'un seul rapport ------------------------------------------------------------------


def test_une_fiche_un_semestre_et_des_departements_ont_leur_rapport() -> None:
    fiche = demander(reglages='{"fiche": "pe-1.1"}', rapport="fiche_action")
    assert (fiche.choix.fiche, fiche.nom_de_fichier) == ("pe-1.1", "fiche_action.pe-1.1")
    lettre = demander(reglages='{"semestre": 1}', rapport="lettre")
    assert (lettre.arrete_au.isoformat(), lettre.nom_de_fichier) == ("2024-06-30", "lettre.s1")
    assert demander(rapport="lettre").nom_de_fichier == "lettre"
    assert demander(rapport="lettre").arrete_au.isoformat() == "2024-12-31"


def test_toutes_les_fiches_et_aucune_sont_la_meme_demande() -> None:
    assert demander(reglages='{"fiche": "toutes"}', rapport="fiche_action") == demander(
        rapport="fiche_action"
    )


@pytest.mark.parametrize(
    ("recue", "proche"),
    [("pe-1.10", "pe-1.1"), ("1.2", "pe-1.2"), ("Soutenir l'accueil individuel", "pe-1.2"), ("zzzz", None)],
)
def test_une_fiche_inconnue_dit_la_plus_proche(recue: str, proche: str | None) -> None:
    (faute,) = fautes("00", 2024, json.dumps({"fiche": recue}), rapport="fiche_action")
    assert (faute.code, faute.proche) == ("P121", proche)
    assert "« pe-1.1 »" in str(faute)


@pytest.mark.parametrize("reglages", ['{"fiche": "pe-1.1"}', '{"semestre": 1}', '{"departements": ["13"]}'])
def test_un_choix_d_un_autre_rapport_est_refuse(reglages: str) -> None:
    assert [f.code for f in fautes("00", 2024, reglages)] == ["P122"]


@pytest.mark.parametrize(
    ("rapport", "reglages"),
    [
        ("fiche_action", '{"fiche": 1.1}'),
        ("lettre", '{"semestre": 3}'),
        ("lettre", '{"semestre": true}'),
        ("lettre", '{"semestre": "1"}'),
        ("comparaison", '{"departements": "13"}'),
        ("comparaison", '{"departements": []}'),
        ("comparaison", '{"departements": [13]}'),
        ("comparaison", '{"departements": ["00"]}'),
    ],
)
def test_un_choix_du_mauvais_type_est_refuse(rapport: str, reglages: str) -> None:
    assert [f.code for f in fautes("00", 2024, reglages, rapport=rapport)] == ["P205"]


@pytest.mark.parametrize(
    ("lecteur", "reglages", "compares"),
    [
        ("13", "", ("13", "34", "63", "71", "92")),
        ("38", "", ("13", "34", "38", "63", "71", "92")),
        ("38", '{"departements": ["2A", "2A", "13"]}', ("13", "2A", "38")),
        ("00", "", ("00",)),
    ],
)
def test_on_compare_les_departements_demandes_ou_decrits_et_celui_qui_lit(
    lecteur: str, reglages: str, compares: tuple[str, ...]
) -> None:
    assert demander(lecteur, 2024, reglages, rapport="comparaison").choix.departements == compares


def test_un_departement_a_comparer_qui_n_existe_pas_est_refuse() -> None:
    assert [f.code for f in fautes("13", 2024, '{"departements": ["99"]}', rapport="comparaison")] == ["P101"]
