"""L'évaluabilité : chaque section tient sur n'importe quel plan ; les comptes sont ceux des réponses."""

import dataclasses
import re
from typing import Any

import pandas as pd
import pytest
from tests.fabrique import action, dates, element, fiche, indicateur, noeud, plan, releves
from tests.pages import (
    Lecteur,
    chiffres,
    empreintes_des_sections,
    html,
    lire,
    ouvrir,
    rendre_hostile,
    sections,
    sur_un_plan,
    tableaux_vides,
    valeurs,
)

from sdsf.dossier import Dossier
from sdsf.evaluation.criteres import CRITERES
from sdsf.evaluation.evaluabilite import appliquer_la_regle, examiner_actions, examiner_fiches
from sdsf.evaluation.revue import REGLES
from sdsf.plan import modeles as m
from sdsf.plan.modeles import Plan
from sdsf.rapports import evaluabilite
from sdsf.rapports.evaluabilite.indicateurs import constats
from sdsf.rendu.registre import Registre
from sdsf.vocabulaire import INTITULES_REPONSE

SECTIONS = sections(evaluabilite)
EXTRAIT = {"ligne": 1, "texte": "mot à mot"}


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    """Le département d'exemple, ouvert pour ce rapport."""
    return ouvrir("00", "evaluabilite")


def complet(nom: str, type_: str) -> dict[str, Any]:
    """Un indicateur auquel ni l'audit ni la revue ne trouve à redire."""
    return indicateur(
        id=nom,
        libelle=f"Nombre de familles ({nom})",
        type=type_,
        unite="nombre",
        sens="hausse",
        etat_zero={"valeur": 10.0, "periode": "2020", "extrait": EXTRAIT},
        cible={"valeur": 60.0, "echeance": 2026, "texte": "60"},
        source="Caf",
        periodicite="annuelle",
    )


DATES = dates("2022-01-01", "2022-12-31")
PARFAITE = fiche(
    code="1",
    pilotes=["Caf"],
    dates=DATES,
    actions=[action()],
    indicateurs=[complet("i1", "realisation"), complet("i2", "impact")],
)
PLANS: dict[str, Plan] = {
    "sans rien": plan(arborescence=[], fiches=[]),
    "sans fiche": plan(fiches=[]),
    "une fiche nue": plan(),
    "sans indicateur": plan(fiches=[fiche(pilotes=["Caf"], actions=[action(calendrier="2022 ?")])]),
    "sans action": plan(fiches=[fiche(indicateurs=[indicateur()])]),
    "un pilote au-dessus": plan(arborescence=[noeud(pilotes=["Le préfet"])]),
    "une ligne composée": plan(
        fiches=[fiche(indicateurs=[indicateur(id=i, ligne_composee="A et B") for i in ("i1", "i2")])]
    ),
    "une fiche parfaite": plan(fiches=[PARFAITE]),
}


def texte(dossier: Dossier, section: str, fabrique: Plan) -> str:
    fait = sur_un_plan(dossier, fabrique)
    return lire(fait, SECTIONS[section](fait)).texte


# --- n'importe quel plan --------------------------------------------------------------------------


@pytest.mark.parametrize("nom", PLANS)
@pytest.mark.parametrize("section", SECTIONS)
def test_une_section_s_imprime_quel_que_soit_le_plan(dossier: Dossier, section: str, nom: str) -> None:
    """Jamais d'erreur, jamais de vide : ce qui manque se dit."""
    fait = sur_un_plan(dossier, PLANS[nom])
    blocs = SECTIONS[section](fait)
    lu = lire(fait, blocs)
    # Les motifs suivent, dans la même section du carnet, le tableau qui dit qu'il n'y a aucune fiche.
    assert lu.texte or (section == "motifs" and not fait.plan.fiches)
    assert lu.fautes == []
    assert tableaux_vides(html(fait, blocs)) == []
    assert not {"None", "nan", "[]"} & set(lu.texte.split())


@pytest.mark.parametrize("section", SECTIONS)
def test_une_section_du_departement_d_exemple_est_bien_formee(dossier: Dossier, section: str) -> None:
    blocs = SECTIONS[section](dossier)
    assert lire(dossier, blocs).fautes == []
    assert tableaux_vides(html(dossier, blocs)) == []


@pytest.mark.parametrize("section", ["essentiel", "reparations", "questions", "fiches", "regle"])
def test_un_plan_sans_fiche_ne_passe_pas_pour_un_bon_plan(dossier: Dossier, section: str) -> None:
    """Zéro fiche sans réponse sur zéro fiche : on ne dit pas que « rien n'est à réparer »."""
    assert "aucune fiche" in texte(dossier, section, PLANS["sans fiche"])
    assert "rien n'est à réparer" not in texte(dossier, section, PLANS["sans fiche"])


@pytest.mark.parametrize("section", SECTIONS)
def test_un_texte_hostile_reste_du_texte(dossier: Dossier, section: str) -> None:
    """Ni balise, ni gestionnaire d'événement, ni gabarit : ce que le schéma écrit est imprimé."""
    sale = sur_un_plan(dossier, rendre_hostile(dossier.plan))
    lu = Lecteur(html(sale, SECTIONS[section](sale)))
    assert not {"script", "img"} & set(lu.balises)
    assert [nom for nom, _ in lu.attributs if nom.startswith("on")] == []
    assert lu.fautes == []


def test_le_texte_hostile_passe_par_les_sections_qui_citent_le_plan(dossier: Dossier) -> None:
    """Sans quoi le test précédent ne dirait rien."""
    sale = sur_un_plan(dossier, rendre_hostile(dossier.plan))
    citent = [s for s in SECTIONS if "<script>alert(1)</script>" in lire(sale, SECTIONS[s](sale)).texte]
    assert set(citent) >= {"couverture", "reparations", "fiches", "motifs", "actions", "regle", "revue"}


# --- les comptes ----------------------------------------------------------------------------------


def test_le_score_compte_les_questions_posees_a_chaque_fiche(dossier: Dossier) -> None:
    examens = examiner_fiches(dossier.plan)
    oui = sum(len(e.questions("oui")) for e in examens)
    montres = valeurs(dossier, evaluabilite.essentiel(dossier))
    assert montres["Questions posées aux fiches"] == len(dossier.plan.fiches) * len(CRITERES)
    assert montres["Questions auxquelles le texte répond"] == oui
    assert montres["Questions à préciser"] == sum(
        len(e.questions("en_partie", "a_discuter")) for e in examens
    )
    part = montres["Part des questions auxquelles le texte répond"]
    assert part == pytest.approx(100 * oui / (len(examens) * len(CRITERES)))


def test_une_fiche_parfaite_a_toutes_les_reponses(dossier: Dossier) -> None:
    fait = sur_un_plan(dossier, PLANS["une fiche parfaite"])
    lu = lire(fait, evaluabilite.essentiel(fait)).texte
    assert "Le texte répond à 8 questions sur 8 ( 100,0 %)" in lu
    assert "Aucune question n'est sans réponse." in lu
    assert "rien n'est à réparer" in lire(fait, evaluabilite.reparations(fait)).texte


def test_chaque_question_compte_toutes_les_fiches(dossier: Dossier) -> None:
    """Une question a une réponse par fiche : les réponses font le total."""
    montres = valeurs(dossier, evaluabilite.questions(dossier))
    for critere in CRITERES.values():
        comptes = [montres[f"{critere.intitule} : {mot}"] or 0 for mot in INTITULES_REPONSE.values()]
        assert sum(comptes) == len(dossier.plan.fiches)


def test_la_ligne_d_une_fiche_dit_ses_reponses_dans_l_ordre_des_questions(dossier: Dossier) -> None:
    fait = sur_un_plan(
        dossier, plan(fiches=[fiche(code="7", pilotes=["Caf"], temporalite=["durée du schéma"])])
    )
    lu = lire(fait, evaluabilite.fiches(fait)).texte
    assert "7. Une fiche 1 1 ● oui ○ non ○ non △ à discuter ○ non ○ non ○ non ○ non" in lu


def test_la_regle_compte_chaque_fiche_une_fois(dossier: Dossier) -> None:
    montres = valeurs(dossier, evaluabilite.regle(dossier))
    assert sum(valeur or 0 for valeur in montres.values()) == len(dossier.plan.fiches)
    tenues = [v for _, v in appliquer_la_regle(dossier.plan) if v.reponse == "oui"]
    assert montres.get("Règle des deux indicateurs : la règle est tenue", 0) == len(tenues)


def test_la_regle_est_citee_mot_a_mot_avec_sa_source(dossier: Dossier) -> None:
    lu = lire(dossier, evaluabilite.regle(dossier)).texte
    ecrite = dossier.referentiel.regles["deux_indicateurs"]
    assert ecrite.texte in lu
    assert dossier.referentiel.sources[ecrite.source].titre in lu


def test_une_fiche_qui_ne_tient_pas_la_regle_le_dit(dossier: Dossier) -> None:
    assert "Aucune fiche ne tient la règle ; pour 1 fiche, elle n'est pas tenue." in texte(
        dossier, "regle", plan()
    )
    assert "Pour 1 fiche, la règle est tenue." in texte(dossier, "regle", PLANS["une fiche parfaite"])


def test_la_revue_compte_les_constats_de_chaque_regle(dossier: Dossier) -> None:
    trouves = constats(dossier)
    montres = valeurs(dossier, evaluabilite.revue(dossier))
    for code, regle in REGLES.items():
        assert montres[f"Revue : {regle.intitule}"] == sum(c.regle == code for c in trouves)
    assert montres["Indicateurs du plan"] == sum(len(f.indicateurs) for f in dossier.plan.fiches)


def test_chaque_action_du_plan_a_sa_ligne(dossier: Dossier) -> None:
    lu = lire(dossier, evaluabilite.actions(dossier))
    assert lu.texte.count("Sans réponse") == len([f for f in dossier.plan.fiches if f.actions])
    montres = valeurs(dossier, evaluabilite.actions(dossier)[:1])
    examens = examiner_actions(dossier.plan)
    assert montres["Actions du plan"] == len(examens)
    sans_manque = [e for e in examens if not e.questions("non")]
    assert montres["Actions sans question laissée sans réponse"] == len(sans_manque)


def test_les_reparations_vont_de_la_plus_demunie_a_la_moins(dossier: Dossier) -> None:
    tous = chiffres(dossier, evaluabilite.reparations(dossier))
    manques = [c.valeur or 0 for c in tous if c.libelle.endswith("questions sans réponse")]
    assert manques == sorted(manques, reverse=True)
    assert manques[0] > manques[-1]


def test_qui_peut_reparer_est_le_pilote_de_la_fiche_sinon_d_un_niveau_au_dessus_sinon_le_comite(
    dossier: Dossier,
) -> None:
    haut = [noeud(pilotes=["Le préfet"])]
    pilotee = plan(arborescence=haut, fiches=[fiche(pilotes=["La Caf"])])
    assert texte(dossier, "reparations", pilotee).endswith("La Caf")
    assert texte(dossier, "reparations", plan(arborescence=haut)).endswith("Le préfet")
    assert texte(dossier, "reparations", plan()).endswith("le comité départemental, par avenant")


def test_les_gestes_sont_dans_l_ordre_ou_l_on_repare(dossier: Dossier) -> None:
    lu = texte(dossier, "reparations", plan())
    places = [lu.index(f"{critere.reparation} : 1 fiche sans réponse.") for critere in CRITERES.values()]
    assert places == sorted(places)


def test_chaque_compte_mene_aux_lignes_du_plan(dossier: Dossier) -> None:
    """Des éléments du plan, chacun à la ligne de son « id » ; une fiche y est une fois par question."""
    chemin = dossier.espace.params / "departements/00/2021-2026/plan.yml"
    lignes = chemin.read_text(encoding="utf-8").splitlines()
    tous = [c for section in SECTIONS for c in chiffres(dossier, SECTIONS[section](dossier))]
    du_plan = [c for c in tous if c.formule == "dénombrement"]
    assert len(du_plan) > 50
    for chiffre in du_plan:
        numeros = [numero for _, numero in chiffre.trace.lignes]
        assert [n for n in numeros if not lignes[n - 1].lstrip("- ").startswith("id: ")] == []
        assert len(numeros) <= (chiffre.valeur or 0)
        assert bool(numeros) == bool(chiffre.valeur)


@pytest.mark.parametrize("section", SECTIONS)
def test_un_chiffre_numerote_est_un_chiffre_imprime(dossier: Dossier, section: str) -> None:
    registre = Registre(dict(dossier.referentiel.unites))
    page = html(dossier, SECTIONS[section](dossier), registre)
    assert [numero for numero, _ in registre if f'popovertarget="carte-{numero}"' not in page] == []


def test_un_compte_d_un_s_accorde(dossier: Dossier) -> None:
    un = plan(fiches=[fiche(pilotes=["Caf"], actions=[action(dates=DATES)], indicateurs=[indicateur()])])
    lu = " ".join(texte(dossier, section, un) for section in SECTIONS)
    assert re.findall(r"\b1 \w+s\b", lu) == []


def test_un_renvoi_a_un_examen_mene_a_sa_ligne(dossier: Dossier) -> None:
    ancres = {v for n, v in lire(dossier, evaluabilite.fiches(dossier)).attributs if n == "id"}
    renvois = {v for n, v in lire(dossier, evaluabilite.reparations(dossier)).attributs if n == "href"}
    assert renvois
    assert {renvoi[1:] for renvoi in renvois} <= ancres


def test_la_page_de_garde_dit_le_plan_et_non_l_avancement(dossier: Dossier) -> None:
    assert "Plan en vigueur au 31 décembre 2024" in lire(dossier, evaluabilite.couverture(dossier)).texte


# --- les valeurs que la revue connaît -------------------------------------------------------------

RELEVE = {"indicateur": "i1", "territoire": "00", "unite": "nombre", "source": "exemple_fictif"}


def regles_de(dossier: Dossier, *tables: pd.DataFrame, **champs: Any) -> list[str]:
    """Les règles que la revue déclenche pour un indicateur complet, de 10 à 60, selon ses relevés."""
    seul = {**complet("i1", "resultat"), **champs}
    fait = sur_un_plan(dossier, plan(fiches=[fiche(indicateurs=[seul])]))
    releves_ = pd.concat([dossier.releves.head(0), *tables])
    connu = dataclasses.replace(fait, tables={**fait.tables, "releves": releves_})
    return [constat.regle for constat in constats(connu)]


def test_un_indicateur_sans_releve_est_dit_non_renseigne(dossier: Dossier) -> None:
    assert regles_de(dossier) == ["non_renseigne"]
    assert regles_de(dossier, releves("| periode | valeur |\n| 2023 | 20 |", **RELEVE)) == []


def test_la_derniere_valeur_connue_fait_foi(dossier: Dossier) -> None:
    lus = releves("| periode | valeur |\n| 2023 | 20 |\n| 2022 | 60 |", **RELEVE)
    assert regles_de(dossier, lus) == []
    lus = releves("| periode | valeur |\n| 2022 | 20 |\n| 2023 | 60 |", **RELEVE)
    assert regles_de(dossier, lus) == ["deja_atteinte"]


def test_une_valeur_d_apres_l_annee_demandee_n_est_pas_encore_connue(dossier: Dossier) -> None:
    lus = releves("| periode | valeur |\n| 2025 | 60 |", **RELEVE)
    assert regles_de(dossier, lus) == ["non_renseigne"]


def test_une_valeur_tue_n_est_pas_une_valeur(dossier: Dossier) -> None:
    lus = releves("| periode | valeur | etat |\n| 2023 | | secret |", **RELEVE)
    assert regles_de(dossier, lus) == ["non_renseigne"]


def test_une_region_de_meme_code_ne_renseigne_pas_le_departement(dossier: Dossier) -> None:
    """Le code 93 est un département et une région : la maille les distingue."""
    region = releves("| periode | valeur |\n| 2023 | 60 |", **{**RELEVE, "maille": "region"})
    assert regles_de(dossier, region) == ["non_renseigne"]


def test_une_valeur_que_le_texte_cite_n_est_pas_un_releve(dossier: Dossier) -> None:
    cite = releves("| periode | valeur |\n| 2020 | 60 |", **{**RELEVE, "origine": "texte"})
    assert regles_de(dossier, cite) == ["non_renseigne"]


def test_un_indicateur_rattache_au_referentiel_se_lit_dans_sa_serie(dossier: Dossier) -> None:
    commun = {**RELEVE, "indicateur": "taux_couverture_accueil"}
    lus = releves("| periode | valeur |\n| 2023 | 20 |", **commun)
    assert "non_renseigne" not in regles_de(dossier, lus, indicateur="taux_couverture_accueil")


def test_une_revue_sans_constat_le_dit(dossier: Dossier) -> None:
    fait = sur_un_plan(dossier, plan(fiches=[fiche(indicateurs=[complet("i1", "resultat")])]))
    lus = pd.concat([dossier.releves.head(0), releves("| periode | valeur |\n| 2023 | 20 |", **RELEVE)])
    connu = dataclasses.replace(fait, tables={**fait.tables, "releves": lus})
    assert "1 indicateur passé en revue ; aucun constat." in lire(connu, evaluabilite.revue(connu)).texte


# --- les autres schémas ---------------------------------------------------------------------------


def test_le_departement_fictif_n_est_compare_a_aucun_schema_reel(dossier: Dossier) -> None:
    assert [schema.departement.code for schema in dossier.schemas] == ["00"]
    assert lire(dossier, evaluabilite.comparaison(dossier)).texte == (
        "Aucun autre schéma n'est décrit dans cet espace de travail."
    )


@pytest.fixture(scope="module")
def reel() -> Dossier:
    """Un département réel, ouvert pour ce rapport."""
    return ouvrir("34", "evaluabilite", 2022)


def test_un_schema_reel_est_compare_aux_autres_schemas_reels_et_jamais_au_fictif(reel: Dossier) -> None:
    codes = [schema.departement.code for schema in reel.schemas]
    assert "34" in codes
    assert len(codes) > 1
    assert "00" not in codes
    assert codes == sorted(set(codes))


@pytest.mark.parametrize(("annee", "debut"), [(2018, 2016), (2022, 2021)])
def test_un_departement_a_deux_schemas_est_compare_par_celui_de_l_annee(annee: int, debut: int) -> None:
    (herault,) = [s for s in ouvrir("34", "evaluabilite", annee).schemas if s.departement.code == "34"]
    assert herault.plan.periode.debut == debut


def test_seuls_les_rapports_comparatifs_lisent_les_autres_schemas(dossier_00: Dossier) -> None:
    assert dossier_00.schemas == ()


def test_la_comparaison_compte_chaque_schema_et_met_le_sien_en_evidence(reel: Dossier) -> None:
    montres = valeurs(reel, evaluabilite.comparaison(reel))
    for schema in reel.schemas:
        nom = f"{schema.departement.nom} ({schema.plan.periode.debut}-{schema.plan.periode.fin})"
        assert montres[f"{nom} : Fiches"] == len(schema.plan.fiches)
        regle = [montres[f"{nom} : règle, {mot}"] or 0 for mot in ("tenue", "à discuter", "non tenue")]
        assert sum(regle) == len(schema.plan.fiches)
    page = html(reel, evaluabilite.comparaison(reel))
    accents = re.findall(r'<tr class="accent"><th scope="row">(.*?)</th>', page)
    assert {accent.split(" (")[0] for accent in accents} == {"Hérault"}
    assert len(accents) == 3


def test_chaque_chiffre_de_la_comparaison_vient_du_plan_de_son_departement(reel: Dossier) -> None:
    codes = {s.departement.nom: s.departement.code for s in reel.schemas}
    for chiffre in chiffres(reel, evaluabilite.comparaison(reel)):
        dossiers = {fichier.split("/")[2] for fichier, _ in chiffre.trace.lignes}
        assert dossiers <= {codes[chiffre.territoire]}


def test_un_schema_sans_fiche_n_a_pas_de_part(reel: Dossier) -> None:
    """Zéro fiche sur zéro : la part est sans objet, et non nulle."""
    vide = dataclasses.replace(reel.schemas[0], plan=plan(fiches=[]))
    deux = dataclasses.replace(reel, schemas=(vide, reel.schemas[1]))
    parts = [c for c in chiffres(deux, evaluabilite.comparaison(deux)) if c.unite == "pourcent"]
    sans_objet = [c for c in parts if c.etat == "sans_objet"]
    assert len(sans_objet) == len(CRITERES) + len(INTITULES_REPONSE)
    assert {c.valeur for c in sans_objet} == {None}


# --- deux fois la même chose ----------------------------------------------------------------------


def test_deux_executions_donnent_la_meme_page_et_les_memes_traces() -> None:
    """Quel que soit l'ordre dans lequel Python range ses ensembles."""
    premiere, seconde = (empreintes_des_sections("evaluabilite", graine) for graine in ("1", "2"))
    assert set(premiere) == set(SECTIONS)
    assert premiere == seconde


def test_une_promesse_hors_indicateur_est_citee_dans_les_motifs(dossier: Dossier) -> None:
    promesse = element(m.EngagementChiffre, id="p1", intitule="Ouvrir deux relais", valeur=2.0)
    lu = texte(dossier, "motifs", plan(fiches=[fiche(engagements_chiffres=[promesse])]))
    assert "« Ouvrir deux relais »" in lu
