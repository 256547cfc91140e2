"""La lecture du schéma : chaque section tient sur n'importe quel plan, et ne compte que ce qu'il écrit."""

import dataclasses
import datetime as dt
import re
from typing import Any

import pytest
import yaml
from tests.fabrique import (
    RACINE,
    action,
    dates,
    element,
    en_vigueur,
    etape,
    fiche,
    indicateur,
    instance,
    noeud,
    obligation,
    plan,
    table,
)
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
from sdsf.plan import modeles as m
from sdsf.plan.modeles import Plan
from sdsf.rapports import lecture_schema
from sdsf.rendu.blocs import Repliable
from sdsf.rendu.registre import Registre

SECTIONS = sections(lecture_schema)
PLAN_00 = RACINE / "params/departements/00/2021-2026/plan.yml"


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    """Le département d'exemple, ouvert pour ce rapport."""
    return ouvrir("00", "lecture_schema")


@pytest.fixture(scope="module")
def ecrit() -> dict[str, Any]:
    """Le plan du 00 en vigueur fin 2024, tel que son fichier l'écrit : sans passer par nos modèles."""
    lu: dict[str, Any] = yaml.safe_load(PLAN_00.read_text(encoding="utf-8"))
    fiches = [f for f in lu["fiches"] if vaut(f)]
    encore = [
        {
            **f,
            "actions": list(filter(vaut, f["actions"])),
            "indicateurs": list(filter(vaut, f["indicateurs"])),
        }
        for f in fiches
    ]
    return {**lu, "fiches": encore}


def vaut(element_: dict[str, Any]) -> bool:
    """Vrai si les avenants n'ont ni retiré l'élément fin 2024, ni attendu plus tard pour l'ajouter."""
    vigueur = element_.get("en_vigueur") or {"du": None, "au": None}
    du, au = vigueur["du"] or dt.date.min, vigueur["au"] or dt.date.max
    return bool(du <= dt.date(2024, 12, 31) <= au)


def route(**champs: Any) -> dict[str, Any]:
    return element(m.LigneFeuilleDeRoute, **{"fiche": "f1", "intitule": "Une action"} | champs)


UNE_ACTION = action(id="a1", dates=dates("2022-01-01", None), calendrier="à partir de 2022", pilotes=["Caf"])
PLANS: dict[str, Plan] = {
    "sans rien": plan(arborescence=[], fiches=[]),
    "sans fiche": plan(fiches=[]),
    "une fiche nue": plan(),
    "sans indicateur": plan(fiches=[fiche(pilotes=["Caf"], actions=[UNE_ACTION])]),
    "sans action": plan(fiches=[fiche(pilotes=["Caf"], partenaires=["MSA"], indicateurs=[indicateur()])]),
    "sans date": plan(fiches=[fiche(temporalite=["durée du schéma"], actions=[action(calendrier="2022 ?")])]),
    "une instance muette": plan(gouvernance=[instance()]),
    "une annexe par fiche": plan(feuille_de_route=[route(intitule="Une fiche")]),
    "une annexe par action": plan(
        fiches=[fiche(actions=[UNE_ACTION])], feuille_de_route=[route(action="a1")]
    ),
    "trois institutions": plan(fiches=[fiche(pilotes=["Caf", "MSA"], copilotes=["PMI"])]),
    "un pilote au-dessus": plan(arborescence=[noeud(pilotes=["Le préfet"])]),
    "une obligation": plan(obligations=[obligation(periodicite="annuelle")]),
}


# --- n'importe quel plan --------------------------------------------------------------------------


@pytest.mark.parametrize("nom", PLANS)
@pytest.mark.parametrize("section", SECTIONS)
def test_une_section_s_imprime_quel_que_soit_le_plan(dossier: Dossier, section: str, nom: str) -> None:
    """Jamais d'erreur, jamais de vide : ce qui manque se dit."""
    vide = sur_un_plan(dossier, PLANS[nom])
    blocs = SECTIONS[section](vide)
    lu = lire(vide, blocs)
    assert lu.texte, f"{section} n'imprime rien"
    assert lu.fautes == []
    assert tableaux_vides(html(vide, blocs)) == []
    assert not {"None", "nan", "[]"} & set(lu.texte.split())


@pytest.mark.parametrize("section", SECTIONS)
def test_une_section_du_departement_d_exemple_est_bien_formee(dossier: Dossier, section: str) -> None:
    blocs = SECTIONS[section](dossier)
    assert lire(dossier, blocs).fautes == []
    assert tableaux_vides(html(dossier, blocs)) == []


def hostile(dossier: Dossier) -> Dossier:
    """Le département d'exemple, dont chaque texte voudrait s'exécuter ; rien de ce qu'il tait ne manque."""
    regle = element(m.RegleEvaluation, id="r1", intitule="Une règle", textes=["Évaluer"])
    acteur = element(m.Acteur, id="x", nom="Une institution", formes=["Une forme", "Une autre"])
    plein = dossier.plan.model_dump(exclude_unset=True) | {
        "regles_evaluation": [regle],
        "acteurs": [acteur],
        "niveaux": ["axe", "objectif", "fiche", "engagement"],
    }
    return sur_un_plan(dossier, rendre_hostile(Plan.model_validate(plein)))


@pytest.mark.parametrize("section", SECTIONS)
def test_un_texte_hostile_reste_du_texte(dossier: Dossier, section: str) -> None:
    """Ni balise, ni gestionnaire d'événement, ni gabarit : ce que le schéma écrit est imprimé."""
    sale = hostile(dossier)
    lu = Lecteur(html(sale, SECTIONS[section](sale)))
    assert not {"script", "img"} & set(lu.balises)
    assert [nom for nom, _ in lu.attributs if nom.startswith("on")] == []
    assert lu.fautes == []


def test_le_texte_hostile_passe_par_toutes_les_sections_qui_citent_le_plan(dossier: Dossier) -> None:
    """Sans quoi le test précédent ne dirait rien."""
    sale = hostile(dossier)
    muettes = [s for s in SECTIONS if "<script>alert(1)</script>" not in lire(sale, SECTIONS[s](sale)).texte]
    # Elles n'impriment que les règles de l'outil, les relevés, le rapport d'avant et les remarques.
    assert muettes == ["ce_qui_a_change", "contradictoire", "diagnostic_cite", "limites"]


# --- les comptes sont ceux du plan ----------------------------------------------------------------


def test_les_comptes_de_l_essentiel_sont_ceux_du_fichier(dossier: Dossier, ecrit: dict[str, Any]) -> None:
    fiches = ecrit["fiches"]
    actions = [a for f in fiches for a in f["actions"]]
    indicateurs = [i for f in fiches for i in f["indicateurs"]]
    lignes = {(f["id"], i["ligne_composee"] or i["id"]) for f in fiches for i in f["indicateurs"]}
    attendus = {
        "Fiches du plan": len(fiches),
        "Actions du plan": len(actions),
        "Lignes d'indicateurs du texte": len(lignes),
        "Indicateurs, une fois les lignes composées séparées": len(indicateurs),
        "Indicateurs dotés d'une cible": sum(i["cible"] is not None for i in indicateurs),
        "Instances de gouvernance": len(ecrit["gouvernance"]),
        "Instances dont la fréquence se compte": sum(
            i["reunions_par_an"] is not None for i in ecrit["gouvernance"]
        ),
        "Points de vigilance": len(ecrit["points_de_vigilance"]),
    }
    montres = valeurs(dossier, lecture_schema.essentiel(dossier))
    assert {nom: montres[nom] for nom in attendus} == attendus


def test_les_institutions_comptees_sont_celles_que_les_fiches_nomment(
    dossier: Dossier, ecrit: dict[str, Any]
) -> None:
    noms = {forme: acteur["nom"] for acteur in ecrit["acteurs"] for forme in acteur["formes"]}

    def nommees(*champs: str) -> set[str]:
        formes = [forme for f in ecrit["fiches"] for champ in champs for forme in f[champ]]
        formes += [forme for f in ecrit["fiches"] for a in f["actions"] for forme in a["pilotes"]]
        return {noms.get(forme, forme) for forme in formes}

    montres = valeurs(dossier, lecture_schema.essentiel(dossier))
    assert montres["Institutions nommées"] == len(nommees("pilotes", "copilotes", "partenaires"))
    assert montres["Institutions qui pilotent"] == len(nommees("pilotes"))


def test_un_compte_imprime_est_le_chiffre_de_sa_carte(dossier: Dossier, ecrit: dict[str, Any]) -> None:
    texte = lire(dossier, lecture_schema.essentiel(dossier)).texte
    actions = sum(len(f["actions"]) for f in ecrit["fiches"])
    assert f"{len(ecrit['fiches'])} fiches et {actions} actions" in texte


def test_chaque_compte_mene_aux_lignes_du_plan(dossier: Dossier) -> None:
    """Autant de lignes que d'éléments comptés, et chacune porte un « id »."""
    lignes = PLAN_00.read_text(encoding="utf-8").splitlines()
    tous = [c for section in SECTIONS for c in chiffres(dossier, SECTIONS[section](dossier))]
    du_plan = [c for c in tous if c.formule == "dénombrement" and c.source == dossier.plan.source.titre]
    assert len(du_plan) > 50
    for chiffre in du_plan:
        numeros = [numero for _, numero in chiffre.trace.lignes]
        assert {fichier for fichier, _ in chiffre.trace.lignes} <= {dossier.espace.relatif(PLAN_00)}
        assert [n for n in numeros if not lignes[n - 1].lstrip("- ").startswith("id: ")] == []
        # Une institution se compte par les fiches qui la nomment ; une ligne d'annexe, par sa fiche.
        if "nstitution" not in chiffre.libelle and "nnexe" not in chiffre.libelle:
            assert len(numeros) == chiffre.valeur, chiffre.libelle


@pytest.mark.parametrize("section", SECTIONS)
def test_un_chiffre_numerote_est_un_chiffre_imprime(dossier: Dossier, section: str) -> None:
    """L'annexe des chiffres ne donne l'origine que de ce que le lecteur voit."""
    registre = Registre(dict(dossier.referentiel.unites))
    page = html(dossier, SECTIONS[section](dossier), registre)
    assert [numero for numero, _ in registre if f'popovertarget="carte-{numero}"' not in page] == []


def test_l_annexe_compte_chaque_element_une_fois(dossier: Dossier, ecrit: dict[str, Any]) -> None:
    """Ce que l'annexe reprend et qui est en vigueur, plus ce qu'elle oublie de ce qui a été signé."""
    actions = {a["id"]: a for f in ecrit["fiches"] for a in f["actions"]}
    lignes = [x["action"] for x in ecrit["feuille_de_route"] if x["action"] in {None, *actions}]
    signees = [a["id"] for f in ecrit["fiches"] if not f.get("en_vigueur") for a in f["actions"]
               if not a.get("en_vigueur")]  # fmt: skip
    montres = valeurs(dossier, lecture_schema.annexe_du_texte(dossier))
    assert montres["Récapitulatif : dans le récapitulatif seulement"] == lignes.count(None)
    assert montres["Récapitulatif : dans les fiches seulement"] == len(set(signees) - set(lignes))
    assert sum(valeur or 0 for valeur in montres.values()) == len(lignes) + len(set(signees) - set(lignes))


# --- ce que chaque section dit --------------------------------------------------------------------


def texte(dossier: Dossier, section: str, fabrique: Plan) -> str:
    vide = sur_un_plan(dossier, fabrique)
    return lire(vide, SECTIONS[section](vide)).texte


def test_un_compte_d_un_s_accorde(dossier: Dossier) -> None:
    decoupee = {**UNE_ACTION, "sous_actions": [element(m.SousAction, id="s1", intitule="Le soir")]}
    pleine = fiche(pilotes=["Caf"], actions=[decoupee], code="1", indicateurs=[indicateur()])
    seul = plan(
        fiches=[pleine, fiche(id="f2", partenaires=["MSA", "PMI"])],
        points_de_vigilance=[
            element(m.PointDeVigilance, id="v1", nature="cible", sujet="x", description="y", extraits=[])
        ],
        gouvernance=[instance()],
    )
    lu = " ".join(texte(dossier, section, seul) for section in SECTIONS)
    pluriels = re.findall(r"\b1 (?!sous-)\w+s\b", lu)
    assert pluriels == []


def test_les_mots_du_schema_sont_dits_quand_ce_ne_sont_pas_les_notres(dossier: Dossier) -> None:
    autre = plan(niveaux=["axe", "fiche-objectif", "engagement"], fiches=[fiche(actions=[UNE_ACTION])])
    lu = texte(dossier, "essentiel", autre)
    assert "1 fiche et 1 action (le schéma dit « engagement »)" in lu


def test_l_arbre_suit_les_niveaux_et_mene_aux_fiches(dossier: Dossier) -> None:
    schema = plan(
        niveaux=["enjeu", "objectif", "fiche"],
        arborescence=[
            noeud(id="e1", niveau="enjeu", code="1", intitule="Accueillir"),
            noeud(id="o1", niveau="objectif", parent="e1", intitule="Ouvrir", pilotes=["Caf"]),
        ],
        fiches=[fiche(id="f1", parent="o1", code="1.1", intitule="Des relais", actions=[UNE_ACTION])],
    )
    ouvert = sur_un_plan(dossier, schema)
    lu = lire(ouvert, lecture_schema.arbre(ouvert))
    assert "enjeu › objectif › fiche" in lu.texte
    assert "Enjeu 1. Accueillir Objectif : Ouvrir Pilotes du niveau : Caf." in lu.texte
    assert ("href", "#fiche-f1") in lu.attributs


def test_chaque_renvoi_a_une_fiche_mene_a_son_texte(dossier: Dossier) -> None:
    ancres = {
        valeur for nom, valeur in lire(dossier, SECTIONS["fiche_par_fiche"](dossier)).attributs if nom == "id"
    }
    assert ancres == {f"fiche-{f.id}" for f in dossier.plan.fiches}
    for section in SECTIONS:
        renvois = [v for n, v in lire(dossier, SECTIONS[section](dossier)).attributs if n == "href"]
        assert {r[1:] for r in renvois if r.startswith("#fiche-")} <= ancres


def test_les_fiches_sans_pilote_sont_nommees(dossier: Dossier) -> None:
    deux = plan(fiches=[fiche(id="f1", pilotes=["Caf"]), fiche(id="f2", intitule="Une orpheline")])
    assert "1 fiche n'a pas de pilote nommé : Une orpheline" in texte(dossier, "pilotes", deux)
    personne = texte(dossier, "pilotes", plan(arborescence=[noeud(pilotes=["Le préfet"])]))
    assert "Le texte ne nomme le pilote d'aucune fiche." in personne
    assert "Axe : Un axe Le préfet" in personne


def test_le_reseau_demande_au_moins_trois_institutions(dossier: Dossier) -> None:
    """À deux, un dessin ne dit rien de plus que le tableau."""

    def balises(*partenaires: str) -> list[str]:
        ouvert = sur_un_plan(dossier, plan(fiches=[fiche(partenaires=list(partenaires))]))
        return lire(ouvert, lecture_schema.reseau(ouvert)).balises

    assert "svg" not in balises("Caf", "MSA")
    assert "table" in balises("Caf", "MSA")
    assert "svg" in balises("Caf", "MSA", "PMI")


def test_la_frise_ne_dessine_que_ce_qui_est_date(dossier: Dossier) -> None:
    mots = plan(fiches=[fiche(temporalite=["durée du schéma"])])
    lu = texte(dossier, "frise", mots)
    assert "la frise est vide" in lu
    assert "durée du schéma" in lu
    assert "non datable : gardé en texte" in lu
    datee = texte(dossier, "frise", plan(fiches=[fiche(etapes=[etape(dates=dates(None, "2022-12-31"))])]))
    assert "début non dit au 31 décembre 2022" in datee
    assert "1 élément du plan a une date ; 1 a une fin" in datee


def test_au_dela_de_quarante_lignes_la_frise_a_une_ligne_par_fiche(dossier: Dossier) -> None:
    """Du premier début au dernier terme ; une fin que l'un des éléments ne dit pas reste ouverte."""
    fiches = [
        fiche(
            id=f"f{rang}",
            code=str(rang),
            actions=[
                action(id=f"f{rang}-a{n}", dates=dates("2022-01-01", "2022-12-31" if rang == 1 else None))
                for n in range(21)
            ],
        )
        for rang in (1, 2)
    ]
    ouvert = sur_un_plan(dossier, plan(fiches=fiches))
    page = html(ouvert, lecture_schema.frise(ouvert))
    dessin = page[page.index("<svg") : page.index("</svg>")]
    assert dessin.count("Une fiche") == 2
    assert dessin.count("▶") == 1


def test_les_reunions_disent_la_suivante_ou_pourquoi_elle_ne_se_calcule_pas(dossier: Dossier) -> None:
    comptee = instance(id="comite", reunions_par_an={"minimum": 2, "maximum": None}, frequence="deux fois")
    annoncee = instance(id="groupe", intitule="Le groupe", reunions_annoncees=[
        element(m.ReunionAnnoncee, intitule="Plénière de novembre")
    ])  # fmt: skip
    muette = instance(id="jury", intitule="Le jury")
    ouvert = sur_un_plan(dossier, plan(gouvernance=[comptee, annoncee, muette]))
    tenues = table("reunions", "| instance | date | tenue |\n| comite | 2024-03-15 | oui |")
    connu = dataclasses.replace(ouvert, tables={**ouvert.tables, "reunions": tenues})
    lu = lire(connu, lecture_schema.gouvernance(connu)).texte
    assert "Le comité deux fois 15 mars 2024 le 15 septembre 2024" in lu
    assert "Le groupe non dite non renseignée annoncée : Plénière de novembre" in lu
    assert "Le jury non dite non renseignée ne se calcule pas" in lu
    vide = dataclasses.replace(ouvert, tables={**ouvert.tables, "reunions": tenues.head(0)})
    assert "Aucune réunion n'a été saisie" in lire(vide, lecture_schema.gouvernance(vide)).texte


def test_l_annexe_par_fiche_se_rapproche_des_fiches(dossier: Dossier) -> None:
    lu = texte(dossier, "annexe_du_texte", PLANS["une annexe par fiche"])
    assert "1 pareil des deux côtés ; 0 écrit autrement" in lu
    sans = texte(dossier, "annexe_du_texte", plan())
    assert sans == "Le schéma n'a pas de récapitulatif séparé de ses fiches."


def test_une_institution_n_est_dans_le_vocabulaire_que_si_le_texte_l_ecrit_de_plusieurs_facons(
    dossier: Dossier,
) -> None:
    acteurs = [
        element(m.Acteur, id="caf", nom="La Caf", formes=["CAF", "Caf"]),
        element(m.Acteur, id="msa", nom="La MSA", formes=["MSA"]),
    ]
    lu = texte(dossier, "vocabulaire", plan(acteurs=acteurs))
    assert "La Caf « CAF » ; « Caf »" in lu
    assert "MSA" not in lu


def test_les_points_de_vigilance_citent_leurs_extraits(dossier: Dossier) -> None:
    point = element(
        m.PointDeVigilance,
        id="v1",
        nature="chiffres",
        sujet="114 ou 113",
        description="Deux comptes.",
        extraits=[{"ligne": 7, "texte": "114 actions"}],
    )
    lu = texte(dossier, "vigilance", plan(points_de_vigilance=[point]))
    assert "114 ou 113 chiffres contradictoires Deux comptes. « 114 actions » (ligne 7)" in lu
    assert texte(dossier, "vigilance", plan()) == "Aucun point de vigilance n'a été relevé dans le texte."


def test_la_page_de_garde_dit_le_plan_et_non_l_avancement(dossier: Dossier, dossier_00: Dossier) -> None:
    """Lire le texte ne regarde aucun avancement."""
    assert "Plan en vigueur au 31 décembre 2024" in lire(dossier, lecture_schema.couverture(dossier)).texte
    assert (
        "Avancement regardé au 31 décembre 2024"
        in lire(dossier_00, lecture_schema.couverture(dossier_00)).texte
    )


def test_les_avenants_disent_ce_qu_ils_ont_change(dossier: Dossier) -> None:
    avenant = element(m.Avenant, code="1", date=dt.date(2023, 1, 1), intitule="Avenant", objet="Ajouter")
    signe = plan(
        avenants=[avenant],
        fiches=[fiche(actions=[action(intitule="Neuve", en_vigueur=en_vigueur("2023-01-01", None, "1"))])],
    )
    assert "Neuve action ajout Avenant 1 du 1er janvier 2023" in texte(dossier, "avenants", signe)


def test_une_fiche_par_section_repliable_n_est_jamais_vide(dossier: Dossier) -> None:
    vides = [b.titre for b in lecture_schema.gouvernance(dossier) if isinstance(b, Repliable) and not b.blocs]
    assert vides == []


# --- deux fois la même chose ----------------------------------------------------------------------


def test_deux_executions_donnent_la_meme_page_et_les_memes_traces() -> None:
    """Quel que soit l'ordre dans lequel Python range ses ensembles."""
    premiere, seconde = (empreintes_des_sections("lecture_schema", graine) for graine in ("1", "2"))
    assert set(premiere) == set(SECTIONS)
    assert premiere == seconde
