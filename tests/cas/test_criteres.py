"""Les questions de l'audit : ce que le texte doit dire pour que la réponse soit « oui », et pour qui."""

from typing import Any

import pytest
from tests.fabrique import action, dates, element, etape, fiche, indicateur, noeud, plan
from tests.tableau import cas_en_mots

from sdsf.evaluation.criteres import CRITERES, Sujet, Verdict
from sdsf.evaluation.evaluabilite import ancetres, examiner_actions, examiner_fiches
from sdsf.plan import modeles as m
from sdsf.vocabulaire import Reponse, valeurs

CONTESTE = "Ouvrir un lieu est aussi un résultat."
ETAT_ZERO = {"valeur": 12.0, "periode": None, "extrait": {"ligne": 1, "texte": "mot à mot"}}
CIBLE = {"valeur": 60.0, "echeance": 2026, "texte": "60 places en 2026"}


def sujet(de: str = "fiche", axe: dict[str, Any] | None = None, **champs: Any) -> Sujet:
    """La fiche, ou l'une de ses deux actions (a1, a2), sous un axe et un objectif."""
    arborescence = [
        noeud(id="axe-1", **(axe or {})),
        noeud(id="objectif-1", niveau="objectif", parent="axe-1", pilotes=champs.pop("objectif", [])),
    ]
    actions = champs.pop("actions", [action(id="a1"), action(id="a2")])
    contenu = fiche(parent="objectif-1", actions=actions, **champs)
    schema = plan(niveaux=["axe", "objectif", "fiche"], arborescence=arborescence, fiches=[contenu])
    (la_fiche,) = schema.fiches
    choisie = {a.id: a for a in la_fiche.actions}.get(de)
    return Sujet(la_fiche, choisie, ancetres(schema, la_fiche))


def verdict(critere: str, interroge: Sujet) -> Verdict:
    return CRITERES[critere].repondre(interroge)


def indicateurs(texte: str) -> list[dict[str, Any]]:
    """« realisation sans-unité a1 » : un type, ce qui le rend douteux, l'action qu'il mesure."""
    return [_indicateur(rang, mots.split()) for rang, mots in enumerate(filter(None, texte.split(", ")), 1)]


def _indicateur(rang: int, mots: list[str]) -> dict[str, Any]:
    return indicateur(
        id=f"i{rang}",
        libelle=f"Indicateur {rang}",
        type=mots[0],
        unite=None if "sans-unité" in mots else "nombre",
        a_discuter=CONTESTE if "contesté" in mots else None,
        action=next((mot for mot in mots if mot in ("a1", "a2")), None),
        etat_zero=ETAT_ZERO if "état-zéro" in mots else None,
        cible=CIBLE if "cible" in mots else None,
        source="Caf" if "source" in mots else None,
        periodicite="annuelle" if "périodicité" in mots else None,
    )


# --- les indicateurs d'une fiche ------------------------------------------------------------------


@pytest.mark.parametrize(
    "c",
    cas_en_mots("""
    | cas                                 | indicateurs                       | reponse    | cite         |
    | une réalisation comptée             | realisation                       | oui        | Indicateur 1 |
    | parmi d'autres                      | resultat, realisation             | oui        | Indicateur 2 |
    | une réalisation que rien ne compte  | realisation sans-unité            | a_discuter | Indicateur 1 |
    | un classement contesté              | realisation contesté              | a_discuter | Indicateur 1 |
    | un contesté n'affaiblit pas un sûr  | realisation contesté, realisation | oui        | Indicateur 2 |
    | le texte ne dit pas ce qu'il mesure | indetermine                       | a_discuter | Indicateur 1 |
    | une appréciation                    | qualitatif                        | a_discuter | Indicateur 1 |
    | un résultat ne le dit pas           | resultat                          | non        |              |
    | un impact non plus                  | impact                            | non        |              |
    | aucun indicateur                    |                                   | non        |              |
"""),
)
def test_saura_t_on_si_c_est_fait(c: dict[str, str]) -> None:
    """Un indicateur de réalisation, et chiffré."""
    rendu = verdict("mise_en_oeuvre", sujet(indicateurs=indicateurs(c["indicateurs"])))
    assert (rendu.reponse, ", ".join(rendu.extraits)) == (c["reponse"], c["cite"])


@pytest.mark.parametrize(
    "c",
    cas_en_mots("""
    | cas                                 | indicateurs         | reponse    | cite                       |
    | un résultat                         | resultat            | oui        | Indicateur 1               |
    | un impact                           | impact              | oui        | Indicateur 1               |
    | tous sont cités                     | resultat, impact    | oui        | Indicateur 1, Indicateur 2 |
    | un résultat n'a pas à être chiffré  | resultat sans-unité | oui        | Indicateur 1               |
    | un classement contesté              | resultat contesté   | a_discuter | Indicateur 1               |
    | le texte ne dit pas ce qu'il mesure | indetermine         | a_discuter | Indicateur 1               |
    | une appréciation                    | qualitatif          | a_discuter | Indicateur 1               |
    | une réalisation ne le dit pas       | realisation         | non        |                            |
    | aucun indicateur                    |                     | non        |                            |
"""),
)
def test_saura_t_on_ce_que_cela_a_change(c: dict[str, str]) -> None:
    """Un indicateur de résultat ou d'impact."""
    rendu = verdict("effet", sujet(indicateurs=indicateurs(c["indicateurs"])))
    assert (rendu.reponse, ", ".join(rendu.extraits)) == (c["reponse"], c["cite"])


@pytest.mark.parametrize("critere", ["mise_en_oeuvre", "effet"])
def test_ce_qui_rend_un_classement_contestable_est_dit(critere: str) -> None:
    types = {"mise_en_oeuvre": "realisation", "effet": "resultat"}
    rendu = verdict(critere, sujet(indicateurs=indicateurs(f"{types[critere]} contesté")))
    assert rendu.raison == CONTESTE


def test_une_realisation_non_comptee_le_dit() -> None:
    rendu = verdict("mise_en_oeuvre", sujet(indicateurs=indicateurs("realisation sans-unité")))
    assert rendu.raison == "L'indicateur de mise en œuvre n'est pas un nombre."


@pytest.mark.parametrize(
    ("critere", "mot"),
    [("etat_zero", "état-zéro"), ("source", "source"), ("periodicite", "périodicité"), ("cible", "cible")],
)
@pytest.mark.parametrize(
    "c",
    cas_en_mots("""
    | cas                      | indicateurs               | reponse   | cite                       |
    | chaque indicateur l'a    | resultat X, realisation X | oui       | Indicateur 1, Indicateur 2 |
    | le seul indicateur l'a   | qualitatif X              | oui       | Indicateur 1               |
    | un sur deux              | resultat, realisation X   | en_partie | Indicateur 2               |
    | aucun                    | resultat, realisation     | non       |                            |
    | pas d'indicateur du tout |                           | non       |                            |
"""),
)
def test_ce_que_chaque_indicateur_doit_dire(critere: str, mot: str, c: dict[str, str]) -> None:
    """D'où l'on part, où est la donnée, quand elle est relevée, jusqu'où l'on veut aller."""
    rendu = verdict(critere, sujet(indicateurs=indicateurs(c["indicateurs"].replace("X", mot))))
    assert (rendu.reponse, ", ".join(rendu.extraits)) == (c["reponse"], c["cite"])


@pytest.mark.parametrize("critere", ["etat_zero", "source", "periodicite", "cible"])
def test_sans_indicateur_ce_n_est_pas_le_champ_qui_manque(critere: str) -> None:
    rendu = verdict(critere, sujet())
    assert (rendu.reponse, rendu.raison) == ("non", "Aucun indicateur ne s'y rapporte.")


# --- la cible promise hors des indicateurs --------------------------------------------------------


def promesse(de: str | None) -> dict[str, Any]:
    champs = {"id": "p1", "intitule": "Ouvrir deux lieux", "valeur": 2.0, "action": de}
    return element(m.EngagementChiffre, **champs)


@pytest.mark.parametrize(
    "c",
    cas_en_mots("""
    | cas                                            | interroge | promis_a | indicateurs    | reponse   |
    | la fiche promet                                | fiche     |          | resultat       | en_partie |
    | une de ses actions promet                      | fiche     | a1       | resultat       | en_partie |
    | sans aucun indicateur                          | fiche     | a1       |                | en_partie |
    | la cible d'un indicateur passe avant           | fiche     | a1       | resultat cible | oui       |
    | l'action promet                                | a1        | a1       |                | en_partie |
    | l'autre action promet                          | a2        | a1       |                | non       |
    | la promesse de la fiche n'est pas à une action | a1        |          |                | non       |
"""),
)
def test_une_quantite_promise_hors_des_indicateurs_ne_repond_qu_en_partie(c: dict[str, str]) -> None:
    interroge = sujet(
        c["interroge"],
        engagements_chiffres=[promesse(c["promis_a"] or None)],
        indicateurs=indicateurs(c["indicateurs"]),
    )
    rendu = verdict("cible", interroge)
    assert rendu.reponse == c["reponse"]
    assert ("Ouvrir deux lieux" in rendu.extraits) == (c["reponse"] == "en_partie")


def test_la_promesse_d_une_fiche_a_une_seule_action_est_celle_de_l_action() -> None:
    seule = sujet("a1", actions=[action(id="a1")], engagements_chiffres=[promesse(None)])
    assert verdict("cible", seule).reponse == "en_partie"


# --- une action n'hérite pas des indicateurs de sa fiche ------------------------------------------


@pytest.mark.parametrize(
    "c",
    cas_en_mots("""
    | cas                                   | indicateurs                 | mise_en_oeuvre | effet      |
    | les siens                             | realisation a1, resultat a1 | oui            | oui        |
    | ceux de l'autre action                | realisation a2, resultat a2 | non            | non        |
    | ceux de la fiche                      | realisation, resultat       | a_discuter     | a_discuter |
    | le sien passe avant celui de la fiche | realisation a1, realisation | oui            | non        |
    | de la fiche, sans nature dite         | indetermine                 | non            | non        |
    | aucun                                 |                             | non            | non        |
"""),
)
def test_un_indicateur_ne_mesure_une_action_que_si_le_texte_le_dit(c: dict[str, str]) -> None:
    interroge = sujet("a1", indicateurs=indicateurs(c["indicateurs"]))
    reponses = [verdict(critere, interroge).reponse for critere in ("mise_en_oeuvre", "effet")]
    assert reponses == [c["mise_en_oeuvre"], c["effet"]]


def test_l_indicateur_de_la_fiche_est_cite_a_l_action_qui_ne_l_herite_pas() -> None:
    rendu = verdict("mise_en_oeuvre", sujet("a1", indicateurs=indicateurs("realisation")))
    raison = "La fiche a un indicateur de mise en œuvre, sans dire quelle action il mesure."
    assert rendu == Verdict("a_discuter", raison, ("Indicateur 1",))


@pytest.mark.parametrize("critere", ["etat_zero", "source", "periodicite", "cible"])
def test_une_action_n_herite_pas_de_ce_que_disent_les_indicateurs_de_sa_fiche(critere: str) -> None:
    complets = indicateurs("realisation état-zéro source périodicité cible")
    assert verdict(critere, sujet("fiche", indicateurs=complets)).reponse == "oui"
    assert verdict(critere, sujet("a1", indicateurs=complets)).reponse == "non"


def test_les_indicateurs_d_une_fiche_a_une_seule_action_sont_ceux_de_l_action() -> None:
    complets = indicateurs("realisation état-zéro source périodicité cible, resultat")
    seule = sujet("a1", actions=[action(id="a1")], indicateurs=complets)
    reponses = {critere: verdict(critere, seule).reponse for critere in CRITERES}
    assert reponses["mise_en_oeuvre"] == reponses["effet"] == "oui"
    assert {reponses[c] for c in ("etat_zero", "source", "periodicite", "cible")} == {"en_partie"}


# --- qui en répond --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "c",
    cas_en_mots("""
    | cas                           | a1  | fiche | objectif | axe | repond_fiche | repond_a1  | cite_a1 |
    | personne                      |     |       |          |     | non          | non        |         |
    | la fiche : l'action en hérite |     | Caf   |          |     | oui          | oui        | Caf     |
    | l'action seule                | MSA |       |          |     | en_partie    | oui        | MSA     |
    | l'action et la fiche          | MSA | Caf   |          |     | oui          | oui        | MSA     |
    | le niveau juste au-dessus     |     |       | PMI      |     | a_discuter   | a_discuter | PMI     |
    | tout en haut                  |     |       |          | CD  | a_discuter   | a_discuter | CD      |
    | le plus proche est cité       |     |       | PMI      | CD  | a_discuter   | a_discuter | PMI     |
    | la fiche passe avant eux      |     | Caf   | PMI      | CD  | oui          | oui        | Caf     |
    | une action passe avant eux    | MSA |       | PMI      |     | en_partie    | oui        | MSA     |
"""),
)
def test_sait_on_qui_en_repond(c: dict[str, str]) -> None:
    """Une action hérite du pilote de sa fiche ; celui d'un niveau au-dessus se discute."""

    def interroger(de: str) -> Verdict:
        actions = [action(id="a1", pilotes=c["a1"].split()), action(id="a2")]
        axe, objectif = {"pilotes": c["axe"].split()}, c["objectif"].split()
        interroge = sujet(de, axe=axe, objectif=objectif, actions=actions, pilotes=c["fiche"].split())
        return verdict("responsable", interroge)

    assert (interroger("fiche").reponse, interroger("a1").reponse) == (c["repond_fiche"], c["repond_a1"])
    assert " ".join(interroger("a1").extraits) == c["cite_a1"]


def test_le_pilote_d_une_action_n_est_pas_celui_de_sa_voisine() -> None:
    actions = [action(id="a1", pilotes=["MSA"]), action(id="a2")]
    assert verdict("responsable", sujet("a2", actions=actions)).reponse == "non"


def test_un_pilote_trop_haut_dit_a_quel_niveau_il_est_nomme() -> None:
    rendu = verdict("responsable", sujet(objectif=["PMI"]))
    assert rendu.raison == "Un pilote est nommé pour tout le niveau « objectif », pas pour la fiche."


def test_un_copilote_ou_un_partenaire_n_est_pas_un_responsable() -> None:
    assert verdict("responsable", sujet(copilotes=["Caf"], partenaires=["MSA"])).reponse == "non"


# --- pour quand -----------------------------------------------------------------------------------

FIN, DEBUT = dates("2022-01-01", "2023-12-31"), dates("2022-01-01", None)
CALENDRIERS: dict[str, dict[str, Any]] = {
    "rien": {},
    "fin": {"dates": FIN, "texte": "2022-2023"},
    "fin-seule": {"dates": dates(None, "2023-12-31"), "texte": "fin 2023"},
    "début": {"dates": DEBUT, "texte": "à partir de 2022"},
    "texte": {"texte": "durée du schéma"},
}


def fiche_datee(de: str, fiche_: str, a1: str, a2: str, etape_: str = "rien") -> Sujet:
    propres = {"a1": CALENDRIERS[a1], "a2": CALENDRIERS[a2]}
    actions = [
        action(id=i, intitule=f"Action {i}", calendrier=c.get("texte"), dates=c.get("dates"))
        for i, c in propres.items()
    ]
    du_haut = CALENDRIERS[fiche_]
    etapes = [etape(id="e1", intitule="La carte, fin 2023", dates=CALENDRIERS[etape_].get("dates"))]
    textes = [du_haut["texte"]] if "texte" in du_haut else []
    return sujet(de, actions=actions, etapes=etapes, temporalite=textes, dates=du_haut.get("dates"))


@pytest.mark.parametrize(
    "c",
    cas_en_mots("""
    | cas                                       | fiche     | a1    | a2    | etape | reponse    |
    | rien                                      | rien      | rien  | rien  | rien  | non        |
    | une fin datée                             | fin       | rien  | rien  | rien  | oui        |
    | une fin sans début                        | fin-seule | rien  | rien  | rien  | oui        |
    | un début sans fin                         | début     | rien  | rien  | rien  | en_partie  |
    | des mots sans date                        | texte     | rien  | rien  | rien  | a_discuter |
    | chaque action a sa fin                    | rien      | fin   | fin   | rien  | oui        |
    | une action sur deux                       | rien      | fin   | rien  | rien  | en_partie  |
    | une étape seulement                       | rien      | rien  | rien  | fin   | en_partie  |
    | une étape sans date                       | rien      | rien  | rien  | rien  | non        |
    | des débuts d'actions                      | rien      | début | rien  | rien  | en_partie  |
    | les actions datent mieux que la fiche     | texte     | fin   | fin   | rien  | oui        |
    | la fiche date mieux que ses actions       | fin       | début | texte | rien  | oui        |
    | des mots d'actions ne datent pas la fiche | rien      | texte | texte | rien  | non        |
"""),
)
def test_sait_on_pour_quand_est_une_fiche(c: dict[str, str]) -> None:
    interroge = fiche_datee("fiche", c["fiche"], c["a1"], c["a2"], c["etape"])
    assert verdict("echeance", interroge).reponse == c["reponse"]


@pytest.mark.parametrize(
    "c",
    cas_en_mots("""
    | cas                                         | fiche | a1    | reponse    | cite             |
    | sa propre fin                               | rien  | fin   | oui        | 2022-2023        |
    | elle hérite de la fin de sa fiche           | fin   | rien  | oui        | 2022-2023        |
    | elle hérite du début de sa fiche            | début | rien  | en_partie  | à partir de 2022 |
    | elle hérite des mots de sa fiche            | texte | rien  | a_discuter | durée du schéma  |
    | son propre calendrier l'emporte, mieux daté | texte | fin   | oui        | 2022-2023        |
    | son propre calendrier l'emporte, moins daté | fin   | début | en_partie  | à partir de 2022 |
    | ses propres mots aussi                      | fin   | texte | a_discuter | durée du schéma  |
    | rien nulle part                             | rien  | rien  | non        |                  |
"""),
)
def test_sait_on_pour_quand_est_une_action(c: dict[str, str]) -> None:
    """Elle hérite du calendrier de sa fiche quand elle n'a pas le sien ; jamais de celui d'une voisine."""
    rendu = verdict("echeance", fiche_datee("a1", c["fiche"], c["a1"], a2="fin"))
    assert (rendu.reponse, ", ".join(rendu.extraits)) == (c["reponse"], c["cite"])


def test_une_fiche_datee_par_ses_actions_cite_ce_qui_est_date() -> None:
    rendu = verdict("echeance", fiche_datee("fiche", "rien", "fin", "rien", "fin"))
    assert rendu.extraits == ("Action a1", "La carte, fin 2023")


# --- les questions, toutes ensemble ---------------------------------------------------------------


def test_les_questions_sont_rangees_dans_l_ordre_ou_l_on_repare() -> None:
    """Sans responsable personne n'écrit le reste ; sans indicateur rien ne se mesure."""
    assert list(CRITERES) == [
        "responsable", "mise_en_oeuvre", "effet", "echeance", "etat_zero", "cible", "source", "periodicite",
    ]  # fmt: skip


def test_une_question_a_son_code_et_dit_ce_qu_il_faut_ecrire() -> None:
    for code, critere in CRITERES.items():
        assert critere.code == code
        assert critere.question.endswith("?")
        assert critere.reparation[0].isupper()


def test_un_examen_repond_a_chaque_question_d_un_mot_admis() -> None:
    schema = plan(fiches=[fiche(actions=[action()], indicateurs=indicateurs("realisation"))])
    for examen in [*examiner_fiches(schema), *examiner_actions(schema)]:
        assert list(examen.verdicts) == list(CRITERES)
        assert {v.reponse for v in examen.verdicts.values()} <= set(valeurs(Reponse))


def test_une_reponse_negative_ne_cite_rien_et_une_autre_dit_toujours_pourquoi() -> None:
    vide, pleine = sujet(), sujet(pilotes=["Caf"], indicateurs=indicateurs("realisation cible"))
    for interroge in (vide, pleine):
        for critere in CRITERES:
            rendu = verdict(critere, interroge)
            assert rendu.raison.endswith(".")
            assert bool(rendu.extraits) == (rendu.reponse != "non")


def test_les_examens_suivent_l_ordre_du_texte() -> None:
    schema = plan(
        fiches=[
            fiche(id="f2", actions=[action(id="b"), action(id="a")]),
            fiche(id="f1", actions=[action(id="c")]),
        ]
    )
    assert [e.id for e in examiner_fiches(schema)] == ["f2", "f1"]
    assert [e.id for e in examiner_actions(schema)] == ["b", "a", "c"]


def test_un_examen_rend_les_questions_qui_ont_une_reponse_dans_l_ordre() -> None:
    (examen,) = examiner_fiches(plan(fiches=[fiche(temporalite=["durée du schéma"], pilotes=["Caf"])]))
    assert examen.questions("oui", "a_discuter") == ["responsable", "echeance"]
    assert examen.questions("en_partie") == []


def test_les_ancetres_vont_du_plus_proche_au_plus_haut() -> None:
    assert [noeud_.id for noeud_ in sujet().ancetres] == ["objectif-1", "axe-1"]


@pytest.mark.parametrize(("type_", "autre"), [("resultat", "realisation"), ("realisation", "resultat")])
def test_une_autre_nature_possible_se_discute_au_lieu_d_un_non(type_: str, autre: str) -> None:
    """« Places créées » : un résultat, qu'un lecteur de bonne foi peut dire réalisation, ou l'inverse."""
    mesure = indicateur(type=type_, autre_type=autre, a_discuter=CONTESTE, unite="places")
    lu = plan(fiches=[fiche(indicateurs=[mesure])])
    verdicts = examiner_fiches(lu)[0].verdicts
    for question in ("mise_en_oeuvre", "effet"):
        assert (verdicts[question].reponse, verdicts[question].raison) == ("a_discuter", CONTESTE)
