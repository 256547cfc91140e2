"""Le département fictif 00 : les fichiers du dépôt sont ceux du générateur, et ils se tiennent entre eux."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
import yaml

from sdsf import vocabulaire as voc
from sdsf.lecture.csv_strict import lire_contrats, lire_table
from sdsf.plan.modeles import Fiche, Plan
from sdsf.sources.exemple import DONNEES, PARAMS, ecrire, engendrer
from sdsf.sources.exemple.ecriture import texte_csv

RACINE = Path(__file__).resolve().parents[3]
FICHIERS = engendrer()
CHEMINS = [chemin for chemin in FICHIERS if chemin.endswith(".csv")]
TABLES = [Path(chemin).stem for chemin in CHEMINS if "/enquetes/" not in chemin]
D_ENQUETE = [chemin for chemin in CHEMINS if "/enquetes/" in chemin]
ANNEES = range(2021, 2026)
MODES = ("eaje", "assistants_maternels", "prescolarisation", "garde_domicile")
Ligne = dict[str, str]


def table(nom: str) -> list[Ligne]:
    """Les lignes d'une table engendrée."""
    return list(csv.DictReader(io.StringIO(FICHIERS[f"{DONNEES}/{nom}.csv"])))


PLAN = Plan.model_validate(yaml.safe_load(FICHIERS[f"{PARAMS}/2021-2026/plan.yml"]))
RELEVES = table("releves")
AVANCEMENT = table("avancement")
ACTIONS = {action.id: action for fiche in PLAN.fiches for action in fiche.actions}
ETAPES = {etape.id: etape for fiche in PLAN.fiches for etape in fiche.etapes}
INDICATEURS = {indicateur.id: indicateur for fiche in PLAN.fiches for indicateur in fiche.indicateurs}
FICHES = {fiche.id: fiche for fiche in PLAN.fiches}
NOEUDS = {noeud.id: noeud for noeud in PLAN.arborescence}
INSTANCES = {instance.id for instance in PLAN.gouvernance}
TERRITOIRES = {ligne["territoire"]: ligne for ligne in table("territoires")}


def axe_de(fiche: Fiche) -> str:
    """L'axe d'une fiche : le nœud sans parent au-dessus d'elle."""
    noeud = NOEUDS[fiche.parent]
    while noeud.parent:
        noeud = NOEUDS[noeud.parent]
    return noeud.id


def en_vigueur(ident: str, jour: dt.date) -> bool:
    """Une action est-elle au plan ce jour-là ?"""
    bornes = ACTIONS[ident].en_vigueur
    return bornes is None or ((bornes.du or jour) <= jour and (bornes.au is None or jour < bornes.au))


def citations(colonne: str, *tables: str) -> set[str]:
    """Tout ce que des tables citent dans une colonne."""
    return {ligne[colonne] for nom in tables for ligne in table(nom)} - {""}


# --- les fichiers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("chemin", FICHIERS)
def test_le_depot_contient_ce_que_le_generateur_engendre(chemin: str) -> None:
    """Sinon : ``python -m sdsf.sources.exemple`` à la racine du dépôt."""
    assert (RACINE / chemin).read_bytes() == FICHIERS[chemin].encode()


def test_deux_appels_donnent_les_memes_textes() -> None:
    assert engendrer() == FICHIERS


def test_ecrire_ecrit_les_memes_octets(tmp_path: Path) -> None:
    chemins = ecrire(tmp_path)
    ecrits = {chemin.relative_to(tmp_path).as_posix(): chemin.read_bytes() for chemin in chemins}
    assert ecrits == {chemin: texte.encode() for chemin, texte in FICHIERS.items()}


def test_un_yaml_ne_porte_ni_ancre_ni_renvoi() -> None:
    """Un objet partagé sortirait sous la forme ``&id001`` : illisible pour qui ouvre le fichier."""
    assert not any("&id0" in texte or "*id0" in texte for texte in FICHIERS.values())


@pytest.mark.parametrize("nom", TABLES)
def test_chaque_table_respecte_le_contrat(nom: str) -> None:
    """Colonnes, listes, formes et clés de ``data/datapackage.json``."""
    fichier = f"{DONNEES}/{nom}.csv"
    schema = lire_contrats(RACINE / "data/datapackage.json")[nom]
    assert len(lire_table(RACINE / fichier, fichier, schema)) == len(table(nom))


@pytest.mark.parametrize("fichier", D_ENQUETE)
def test_chaque_table_d_enquete_respecte_le_contrat(fichier: str) -> None:
    schema = lire_contrats(RACINE / "data/datapackage.json")[f"enquete_{Path(fichier).stem}"]
    lignes = list(csv.DictReader(io.StringIO(FICHIERS[fichier])))
    assert len(lire_table(RACINE / fichier, fichier, schema)) == len(lignes) > 0


def test_une_colonne_inconnue_est_refusee() -> None:
    with pytest.raises(ValueError, match="intruse"):
        texte_csv(["connue"], [{"connue": 1, "intruse": 2}])


# --- le plan --------------------------------------------------------------------------------------


def test_le_plan_a_la_taille_voulue() -> None:
    axes = [noeud for noeud in PLAN.arborescence if noeud.niveau == "axe"]
    objectifs = [noeud for noeud in PLAN.arborescence if noeud.niveau == "objectif"]
    assert (len(axes), len(objectifs), len(FICHES)) == (3, 5, 8)
    assert 22 <= len(ACTIONS) <= 26
    assert 16 <= len(INDICATEURS) <= 18


def test_chaque_identifiant_du_plan_est_unique() -> None:
    tous = [n.id for n in PLAN.arborescence]
    tous += [o.id for f in PLAN.fiches for o in (f, *f.actions, *f.etapes, *f.indicateurs)]
    assert len(tous) == len(set(tous))


def test_les_renvois_internes_du_plan_menent_quelque_part() -> None:
    assert {fiche.parent for fiche in PLAN.fiches} <= NOEUDS.keys()
    assert {etape.action for etape in ETAPES.values()} - {None} <= ACTIONS.keys()
    assert {ligne.fiche for ligne in PLAN.feuille_de_route} <= FICHES.keys()
    assert {ligne.action for ligne in PLAN.feuille_de_route} - {None} <= ACTIONS.keys()
    assert {groupe.fiche for groupe in PLAN.groupes_de_travail} <= FICHES.keys()


def test_les_avenants_ajoutent_et_retirent() -> None:
    dates = {avenant.code: avenant.date for avenant in PLAN.avenants}
    modifies = [o.en_vigueur for o in (*ACTIONS.values(), *INDICATEURS.values()) if o.en_vigueur]
    assert all((borne.du or borne.au) == dates[borne.avenant or ""] for borne in modifies)
    assert any(action.en_vigueur and action.en_vigueur.du for action in ACTIONS.values())
    assert any(action.en_vigueur and action.en_vigueur.au for action in ACTIONS.values())
    assert any(indicateur.en_vigueur for indicateur in INDICATEURS.values())


def test_les_reglages_declarent_le_point_annuel_valide() -> None:
    reglages = yaml.safe_load(FICHIERS[f"{PARAMS}/reglages.yml"])
    assert (reglages["format"], reglages["departement"]) == (1, "00")
    assert reglages["rapports"][0]["valide_le"] == dt.date(2024, 3, 14)


# --- ce que les tables citent ---------------------------------------------------------------------


def test_les_tables_ne_citent_que_ce_que_le_plan_contient() -> None:
    assert citations("action", "avancement") == ACTIONS.keys()
    assert citations("etape", "avancement") <= ETAPES.keys()
    assert citations("instance", "reunions") == INSTANCES
    assert citations("instance", "decisions") <= INSTANCES
    assert citations("fiche", "moyens") <= FICHES.keys()
    assert citations("indicateur", "recommandations") <= INDICATEURS.keys()
    assert {ligne["indicateur"] for ligne in RELEVES if ligne["origine"] == "saisie"} == INDICATEURS.keys()


def test_l_axe_des_moyens_est_celui_de_la_fiche() -> None:
    assert all(ligne["axe"] == axe_de(FICHES[ligne["fiche"]]) for ligne in table("moyens"))


def test_l_etape_du_journal_est_celle_de_son_action() -> None:
    suivies = [ligne for ligne in AVANCEMENT if ligne["etape"]]
    assert all(ETAPES[ligne["etape"]].action == ligne["action"] for ligne in suivies)


def test_les_territoires_cites_existent() -> None:
    assert citations("territoire", "releves") <= TERRITOIRES.keys()
    assert citations("rattachement", "territoires") <= TERRITOIRES.keys()
    assert all(TERRITOIRES[code]["maille"] == "commune" for code in citations("commune", "schemas_communaux"))


def test_chaque_decision_vient_d_une_reunion_tenue() -> None:
    comptees = {
        (r["instance"], r["date"]): int(r["decisions"]) for r in table("reunions") if r["tenue"] == "oui"
    }
    prises = [(decision["instance"], decision["date"]) for decision in table("decisions")]
    assert {reunion: prises.count(reunion) for reunion in comptees} == comptees
    assert set(prises) <= comptees.keys()


@pytest.mark.parametrize("nom", ["releves", "avancement", "reunions"])
def test_tout_auteur_est_une_fonction_et_une_institution(nom: str) -> None:
    assert all(auteur.endswith(" d'exemple") and ", " in auteur for auteur in citations("saisi_par", nom))


# --- l'avancement ---------------------------------------------------------------------------------


def test_tous_les_statuts_apparaissent_en_2024() -> None:
    etats = [ligne for ligne in AVANCEMENT if ligne["date_arret"] == "2024-12-31" and not ligne["etape"]]
    statuts = [ligne["statut"] for ligne in etats]
    assert set(statuts) == set(voc.valeurs(voc.Statut))
    assert statuts.count("sans_information") == 2


@pytest.mark.parametrize("annee", ANNEES)
def test_chaque_action_en_vigueur_a_un_etat_par_an(annee: int) -> None:
    arret = dt.date(annee, 12, 31)
    dites = [
        ligne["action"] for ligne in AVANCEMENT if ligne["date_arret"] == f"{arret}" and not ligne["etape"]
    ]
    assert sorted(dites) == sorted(ident for ident in ACTIONS if en_vigueur(ident, arret))


def test_un_statut_porte_ce_qui_le_justifie() -> None:
    for ligne in AVANCEMENT:
        assert bool(ligne["fin_reelle"] and ligne["preuve"]) == (ligne["statut"] == "realisee")
        assert bool(ligne["motif"]) == (ligne["statut"] in ("reportee", "abandonnee"))
        assert max(ligne["debut_reel"], ligne["fin_reelle"]) <= ligne["date_arret"] < ligne["saisi_le"]


# --- les relevés ----------------------------------------------------------------------------------


def test_la_somme_des_modes_est_le_taux_global() -> None:
    taux = {
        (r["indicateur"], r["territoire"], r["periode"], r["edition"]): float(r["valeur"])
        for r in RELEVES
        if r["origine"] == "producteur" and r["maille"] in ("departement", "epci") and r["valeur"]
    }
    globaux = [cle for cle in taux if cle[0] == "taux_couverture_accueil"]
    assert len(globaux) == 7 * len(ANNEES) + 1
    for _, territoire, annee, edition in globaux:
        modes = [
            taux.get((f"taux_couverture_{mode}", territoire, annee, edition))
            or taux.get((f"taux_couverture_{mode}", territoire, annee, ""), 0.0)
            for mode in MODES
        ]
        attendu = taux["taux_couverture_accueil", territoire, annee, edition]
        assert sum(modes) == pytest.approx(attendu, abs=0.2 + 1e-9)


def test_un_taux_se_recalcule_de_ses_deux_membres() -> None:
    calcules = [ligne for ligne in RELEVES if ligne["nature"] == "calculee" and ligne["etat"] == "valeur"]
    for ligne in calcules:
        rapport = 100 * float(ligne["numerateur"]) / float(ligne["denominateur"])
        assert float(ligne["valeur"]) == pytest.approx(rapport, abs=0.05 + 1e-9)


@pytest.mark.parametrize("effectif", ["places_accueil", "enfants_moins_3_ans"])
def test_le_departement_est_la_somme_de_ses_intercommunalites(effectif: str) -> None:
    lignes = [ligne for ligne in RELEVES if ligne["indicateur"] == effectif]
    for annee in map(str, ANNEES):
        valeurs = {r["territoire"]: int(r["valeur"]) for r in lignes if r["periode"] == annee}
        assert 2 * valeurs["00"] == sum(valeurs.values())


def test_la_rupture_de_serie_se_voit_en_2023() -> None:
    serie = {
        (r["periode"], r["edition"]): float(r["valeur"])
        for r in RELEVES
        if (r["indicateur"], r["territoire"]) == ("taux_couverture_accueil", "00")
        and r["origine"] == "producteur"
    }
    anciennes = {(annee, "ancienne") for annee in ("2021", "2022", "2023")}
    assert serie.keys() == anciennes | {(annee, "nouvelle") for annee in ("2023", "2024", "2025")}
    assert 0.8 <= serie["2023", "nouvelle"] - serie["2023", "ancienne"] <= 1.2


def test_chaque_indicateur_du_plan_a_une_ligne_par_an() -> None:
    saisies = sorted((r["indicateur"], r["periode"]) for r in RELEVES if r["origine"] == "saisie")
    assert saisies == sorted((ident, f"{annee}") for ident in INDICATEURS for annee in ANNEES)


def test_chaque_etat_apparait_et_un_trou_n_a_pas_de_valeur() -> None:
    assert {ligne["etat"] for ligne in RELEVES} == set(voc.valeurs(voc.EtatValeur))
    assert all((ligne["valeur"] == "") == (ligne["etat"] != "valeur") for ligne in RELEVES)


def test_un_fait_du_texte_porte_son_extrait() -> None:
    faits = [ligne for ligne in RELEVES if ligne["origine"] == "texte"]
    assert len(faits) == 8
    assert all(ligne["extrait"] for ligne in faits)


def test_une_saisie_suit_de_trois_mois_au_plus_l_annee_qu_elle_decrit() -> None:
    for ligne in RELEVES:
        fin = dt.date(int(ligne["periode"]), 12, 31)
        assert fin < dt.date.fromisoformat(ligne["saisi_le"]) <= dt.date(fin.year + 1, 3, 31)
