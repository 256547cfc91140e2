"""L'annexe et le corps du texte : pareils, différents, ou d'un seul côté."""

import datetime as dt
from typing import Any

import pytest
from tests.fabrique import action, element, en_vigueur, fiche, plan
from tests.tableau import cas

from sdsf.evaluation.rapprochement import Rapprochement, abrege, annexe_par_fiche, rapprocher
from sdsf.plan import modeles as m
from sdsf.plan.vigueur import en_vigueur_au

EXTRAIT = {"ligne": 1, "texte": "mot à mot"}


def ligne(**champs: Any) -> dict[str, Any]:
    defauts = {"fiche": "f1", "action": "a1", "intitule": "Ouvrir un relais"}
    return element(m.LigneFeuilleDeRoute, **{**defauts, **champs})


def dans_le_corps(**champs: Any) -> dict[str, Any]:
    return action(**{"id": "a1", "intitule": "Ouvrir un relais", **champs})


def un(annexe: dict[str, Any], corps: dict[str, Any] | None = None, **champs: Any) -> Rapprochement:
    """Le rapprochement d'une ligne et de l'action qu'elle reprend."""
    seule = fiche(actions=[corps or dans_le_corps()], **champs)
    (trouve,) = rapprocher(plan(fiches=[seule], feuille_de_route=[annexe]))
    return trouve


# --- l'intitulé -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                       | corps                     | annexe                          | accord     |
    | mot pour mot              | Ouvrir un relais          | Ouvrir un relais                | identique  |
    | la casse                  | Ouvrir un relais          | OUVRIR UN RELAIS                | identique  |
    | la ponctuation            | Ouvrir un relais          | - Ouvrir un relais.             | identique  |
    | les espaces               | Ouvrir un relais          | Ouvrir  un relais               | identique  |
    | les accents des capitales | Étendre l'offre           | ETENDRE L’OFFRE                 | identique  |
    | les guillemets            | Créer un « réseau »       | Créer un "réseau"               | identique  |
    | la ligature               | Mettre en œuvre le relais | Mettre en oeuvre le relais      | identique  |
    | la ligature en capitales  | Mettre en œuvre le relais | METTRE EN ŒUVRE LE RELAIS       | identique  |
    | un mot de plus            | Ouvrir un relais          | Ouvrir un relais à Exempleville | differente |
    | un mot de moins           | Ouvrir un relais          | Ouvrir                          | differente |
    | un nombre changé          | Ouvrir 2 relais           | Ouvrir 3 relais                 | differente |
    | un accent qui change tout | Ouvrir un relais          | Couvrir un relais               | differente |
"""),
)
def test_un_intitule_est_le_meme_si_seule_sa_mise_en_page_change(c: dict[str, Any]) -> None:
    trouve = un(ligne(intitule=c["annexe"]), dans_le_corps(intitule=c["corps"]))
    assert trouve.accord == c["accord"]
    assert trouve.ecarts == (() if c["accord"] == "identique" else ("intitulé",))


def test_l_annexe_peut_mettre_une_action_et_ses_details_dans_la_meme_case() -> None:
    sous_action = element(m.SousAction, id="a1-1", intitule="Le soir")
    corps = dans_le_corps(intitule="Ouvrir :", details=["un relais", "un lieu"], sous_actions=[sous_action])
    assert un(ligne(intitule="Ouvrir : un relais ; un lieu ; le soir"), corps).accord == "identique"
    assert un(ligne(intitule="Ouvrir"), corps).accord == "identique"
    assert un(ligne(intitule="Ouvrir : un relais"), corps).ecarts == ("intitulé",)


# --- les pilotes, la nature, le calendrier --------------------------------------------------------


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                   | a1      | fiche | annexe  | differe |
    | les mêmes                             | Caf     |       | Caf     | non     |
    | dans un autre ordre, une autre casse  | Caf MSA |       | MSA CAF | non     |
    | l'annexe ne dit pas qui               | Caf     |       |         | non     |
    | l'action hérite du pilote de sa fiche |         | Caf   | Caf     | non     |
    | le pilote de l'action l'emporte       | MSA     | Caf   | Caf     | oui     |
    | un pilote de plus dans l'annexe       | Caf     |       | Caf MSA | oui     |
    | un pilote de moins dans l'annexe      | Caf MSA |       | Caf     | oui     |
    | l'annexe seule en nomme un            |         |       | Caf     | oui     |
"""),
)
def test_les_pilotes_de_l_annexe_et_du_corps(c: dict[str, Any]) -> None:
    def noms(cle: str) -> list[str]:
        return (c[cle] or "").split()

    trouve = un(ligne(pilotes=noms("annexe")), dans_le_corps(pilotes=noms("a1")), pilotes=noms("fiche"))
    assert trouve.ecarts == (("pilotes",) if c["differe"] else ())


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                              | champ      | corps            | annexe           | differe |
    | la même nature                   | nature     | nouvelle         | nouvelle         | non     |
    | une autre nature                 | nature     | nouvelle         | a_poursuivre     | oui     |
    | l'annexe seule dit la nature     | nature     |                  | nouvelle         | oui     |
    | le corps seul dit la nature      | nature     | nouvelle         |                  | non     |
    | le même calendrier               | calendrier | 2022-2023        | 2022-2023        | non     |
    | un autre calendrier              | calendrier | 2022-2023        | 2022-2024        | oui     |
    | le même, à la mise en page près  | calendrier | À partir de 2022 | A partir de 2022 | non     |
    | l'annexe seule dit le calendrier | calendrier |                  | À partir de 2022 | oui     |
    | le corps seul dit le calendrier  | calendrier | À partir de 2022 |                  | non     |
"""),
)
def test_la_nature_et_le_calendrier_ne_different_que_si_l_annexe_les_dit(c: dict[str, Any]) -> None:
    trouve = un(ligne(**{c["champ"]: c["annexe"]}), dans_le_corps(**{c["champ"]: c["corps"]}))
    assert trouve.ecarts == ((c["champ"],) if c["differe"] else ())


def test_tout_ce_qui_differe_est_nomme() -> None:
    annexe = ligne(intitule="x", pilotes=["Caf"], nature="nouvelle", calendrier="2023")
    assert un(annexe).ecarts == ("intitulé", "pilotes", "nature", "calendrier")


# --- d'un seul côté -------------------------------------------------------------------------------


def test_une_ligne_que_le_corps_n_a_pas() -> None:
    """L'annexe cite une fiche sans dire laquelle de ses actions : elle n'est pas dans le corps."""
    corps = fiche(actions=[dans_le_corps()])
    lignes = [ligne(), ligne(action=None, intitule="Évaluer")]
    pareille, seule = rapprocher(plan(fiches=[corps], feuille_de_route=lignes))
    assert (pareille.accord, seule.accord) == ("identique", "absente_du_corps")
    assert seule.corps is None
    assert seule.ligne is not None
    assert (seule.fiche.id, seule.ligne.intitule) == ("f1", "Évaluer")


def test_une_action_que_l_annexe_oublie() -> None:
    fiches = [
        fiche(id="f1", actions=[dans_le_corps(), action(id="a2")]),
        fiche(id="f2", actions=[action(id="a3")]),
    ]
    trouvees = rapprocher(plan(fiches=fiches, feuille_de_route=[ligne()]))
    oubliees = [(r.fiche.id, r.corps and r.corps.id, r.ligne) for r in trouvees[1:]]
    assert oubliees == [("f1", "a2", None), ("f2", "a3", None)]
    assert {r.accord for r in trouvees[1:]} == {"absente_de_l_annexe"}


def test_les_lignes_viennent_dans_l_ordre_de_l_annexe_puis_les_oublis() -> None:
    corps = fiche(actions=[action(id="a1"), action(id="a2"), action(id="a3")])
    lignes = [ligne(action="a3"), ligne(action="a1")]
    trouvees = rapprocher(plan(fiches=[corps], feuille_de_route=lignes))
    assert [r.corps and r.corps.id for r in trouvees] == ["a3", "a1", "a2"]


def test_un_plan_sans_annexe_n_a_rien_a_rapprocher() -> None:
    """Sans annexe, rien n'y est oublié."""
    assert rapprocher(plan(fiches=[fiche(actions=[action()])], feuille_de_route=[])) == []


def test_une_ligne_d_une_fiche_qui_n_est_plus_en_vigueur_ne_compte_pas() -> None:
    assert rapprocher(plan(fiches=[], feuille_de_route=[ligne()])) == []


# --- ce qu'un avenant a changé depuis --------------------------------------------------------------


def test_ce_qu_un_avenant_a_retire_n_est_pas_un_ecart() -> None:
    """L'action n'est plus dans le plan en vigueur ; l'annexe, signée avec le schéma, la cite encore."""
    signe = plan(
        fiches=[fiche(actions=[dans_le_corps(), action(id="a2", en_vigueur=en_vigueur(None, "2023-12-31"))])],
        feuille_de_route=[ligne(), ligne(action="a2", intitule="Une action")],
    )
    assert [r.accord for r in rapprocher(signe)] == ["identique", "identique"]
    en_2024 = en_vigueur_au(signe, dt.date(2024, 12, 31))
    assert [(r.accord, r.corps and r.corps.id) for r in rapprocher(en_2024)] == [("identique", "a1")]


def test_ce_qu_un_avenant_a_ajoute_n_est_pas_un_oubli() -> None:
    ajout = en_vigueur("2023-01-01", None, "1")
    fiches = [
        fiche(id="f1", actions=[dans_le_corps(), action(id="a2", en_vigueur=ajout), action(id="a3")]),
        fiche(id="f2", actions=[action(id="a4")], en_vigueur=ajout),
    ]
    trouvees = rapprocher(plan(fiches=fiches, feuille_de_route=[ligne()]))
    assert [(r.accord, r.corps and r.corps.id) for r in trouvees] == [
        ("identique", "a1"),
        ("absente_de_l_annexe", "a3"),
    ]


# --- une annexe qui reprend les fiches ------------------------------------------------------------


def par_fiche(*lignes: dict[str, Any]) -> list[Rapprochement]:
    fiches = [
        fiche(id="f1", intitule="Accueillir", pilotes=["Caf"], actions=[action(id="a1")]),
        fiche(id="f2", intitule="Former", actions=[action(id="a2")]),
    ]
    return rapprocher(plan(fiches=fiches, feuille_de_route=list(lignes)))


def test_une_annexe_qui_ne_cite_aucune_action_reprend_les_fiches() -> None:
    schema = plan(fiches=[fiche()], feuille_de_route=[ligne(action=None)])
    melee = plan(fiches=[fiche()], feuille_de_route=[ligne(action=None), ligne(action="a1")])
    assert annexe_par_fiche(schema)
    assert not annexe_par_fiche(melee)


def test_une_annexe_par_fiche_se_compare_aux_fiches_et_non_a_leurs_actions() -> None:
    reprise = ligne(fiche="f1", action=None, intitule="ACCUEILLIR", pilotes=["caf"])
    trouvees = par_fiche(reprise)
    assert [(r.accord, r.corps and r.corps.id) for r in trouvees] == [
        ("identique", "f1"),
        ("absente_de_l_annexe", "f2"),
    ]


def test_une_fiche_ecrite_autrement_dans_l_annexe() -> None:
    (trouvee, _) = par_fiche(ligne(fiche="f1", action=None, intitule="Accueil", pilotes=["MSA"]))
    assert (trouvee.accord, trouvee.ecarts) == ("differente", ("intitulé", "pilotes"))


# --- un texte sans sa mise en page ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("L’Été, « là »", "letela"),
        ("ﬁnancer", "financer"),
        ("Cœur, Ænigme", "coeuraenigme"),
        ("3ème – n° 2", "3emen2"),
        ("", ""),
        ("…", ""),
    ],
)
def test_un_texte_abrege(texte: str, attendu: str) -> None:
    assert abrege(texte) == attendu
