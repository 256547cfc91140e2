"""Une fiche imprimée : tous ses champs, mot à mot ; ce que le texte tait est dit, rien n'est ajouté."""

from typing import Any

import pytest
from tests.fabrique import action, dates, element, etape, fiche, indicateur, plan
from tests.pages import HOSTILE, Lecteur, rendre_hostile

from sdsf.plan import modeles as m
from sdsf.plan.modeles import Fiche
from sdsf.rapports.fiche import (
    champs_de_fiche,
    detail_de_fiche,
    nom_court,
    nom_de_fiche,
    texte_d_action,
)
from sdsf.rendu.blocs import fragment
from sdsf.rendu.registre import Registre

# Ce qu'une fiche dit ailleurs que dans ses champs imprimés : ses renvois, ses dates déduites, sa place.
HORS_CHAMPS = {"id", "code", "parent", "intitule", "dates", "extrait", "en_vigueur", "actions"}


def une(**champs: Any) -> Fiche:
    return plan(fiches=[fiche(**champs)]).fiches[0]


def imprimee(la_fiche: Fiche, statuts: dict[str, str] | None = None) -> Lecteur:
    registre = Registre({})
    return Lecteur("".join(bloc.html(registre) for bloc in detail_de_fiche(la_fiche, statuts)))


def en_html(valeur: object) -> str:
    return str(fragment(valeur, Registre({})))


# --- le nom ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "nom", "court"),
    [("1.10", "1.10. Accueillir", "Fiche 1.10 (Accueillir)"), (None, "Accueillir", "Accueillir")],
    ids=["numérotée", "sans numéro"],
)
def test_une_fiche_est_nommee_par_son_numero_si_elle_en_a_un(code: str | None, nom: str, court: str) -> None:
    lue = une(code=code, intitule="Accueillir")
    assert (nom_de_fiche(lue), nom_court(lue)) == (nom, court)


# --- les champs -----------------------------------------------------------------------------------

SIMPLES = ("contexte", "orientations", "objectifs", "resultats_attendus", "pilotes", "copilotes",
           "partenaires", "publics", "moyens", "temporalite", "evaluation")  # fmt: skip
PLEINS: dict[str, Any] = {
    **{nom: [f"mot de {nom}", f"suite de {nom}"] for nom in SIMPLES},
    "territoire": "mot de territoire",
    "variantes": [{"lieu": "sommaire", "texte": "mot de variantes", "ligne": 7}],
    "illustrations": [{"titre": "mot de illustrations", "textes": ["a", "b"], "ligne": 8}],
    "etapes": [etape(id="e1", intitule="mot de etapes")],
    "engagements_chiffres": [
        element(m.EngagementChiffre, id="p1", intitule="mot de engagements_chiffres", valeur=2.0)
    ],
    "indicateurs": [indicateur(libelle="mot de indicateurs")],
}


def test_chaque_champ_d_une_fiche_est_imprime_mot_a_mot() -> None:
    texte = imprimee(une(**PLEINS)).texte
    attendus = [f"mot de {nom}" for nom in Fiche.model_fields if nom not in HORS_CHAMPS]
    assert [mot for mot in attendus if mot not in texte] == []
    assert "se tait" not in texte


def test_chaque_ligne_d_un_champ_est_imprimee() -> None:
    texte = imprimee(une(**PLEINS)).texte
    assert [nom for nom in SIMPLES if f"suite de {nom}" not in texte] == []
    assert "mot de variantes (sommaire, ligne 7)" in texte
    assert "mot de illustrations — a b" in texte


def test_une_fiche_nue_dit_ce_que_le_texte_tait() -> None:
    """Les champs qu'un schéma n'a pas à remplir ne sont pas signalés."""
    lu = imprimee(une())
    assert lu.texte == (
        "Le texte se tait sur : contexte, orientations, objectifs, pilotes, partenaires, territoire, "
        "publics, moyens, temporalité, résultats attendus, indicateurs d'évaluation."
    )
    assert "table" not in lu.balises


@pytest.mark.parametrize("champ", ["pilotes", "territoire", "indicateurs"])
def test_un_champ_rempli_n_est_plus_tu(champ: str) -> None:
    assert f"mot de {champ}" in imprimee(une(**{champ: PLEINS[champ]})).texte
    assert champ not in imprimee(une(**{champ: PLEINS[champ]})).texte.split("se tait sur :")[1]


# --- les indicateurs ------------------------------------------------------------------------------


def lignes_d_indicateurs(*tous: dict[str, Any]) -> list[str]:
    """Chaque ligne imprimée, avec les indicateurs qu'elle dit entre crochets."""
    valeurs = champs_de_fiche(une(indicateurs=list(tous)))["Indicateurs d'évaluation"]
    assert isinstance(valeurs, list)
    pages = [en_html(valeur).replace("<li>", "[").replace("</li>", "]") for valeur in valeurs]
    return [Lecteur(page).texte for page in pages]


def test_un_indicateur_simple_est_sa_ligne() -> None:
    assert lignes_d_indicateurs(indicateur(id="i1", libelle="Nombre de relais")) == ["Nombre de relais"]


def test_une_ligne_composee_est_imprimee_une_fois_avec_ce_qu_elle_dit() -> None:
    deux = [
        indicateur(id=i, libelle=libelle, ligne_composee="Réunions ; participants")
        for i, libelle in (("i1", "Réunions"), ("i2", "Participants"))
    ]
    simple = indicateur(id="i3", libelle="Avis")
    assert lignes_d_indicateurs(*deux, simple) == ["Réunions ; participants [Réunions][Participants]", "Avis"]


def test_deux_lignes_semblables_du_texte_restent_deux_lignes() -> None:
    """Le texte écrit deux fois le même indicateur : on imprime autant de lignes qu'il en compte."""
    semblables = [indicateur(id=i, libelle="Nombre de familles", action=None) for i in ("i1", "i2")]
    lue = une(indicateurs=semblables)
    assert lignes_d_indicateurs(*semblables) == ["Nombre de familles", "Nombre de familles"]
    assert len(lue.lignes_d_indicateurs) == 2


# --- les actions ----------------------------------------------------------------------------------

SOUS_ACTION = element(m.SousAction, id="s1", intitule="Le soir", calendrier="fin 2022")


def entetes(la_fiche: Fiche, statuts: dict[str, str] | None = None) -> list[str]:
    (tableau,) = [b for b in detail_de_fiche(la_fiche, statuts) if hasattr(b, "colonnes")]
    return [colonne.titre for colonne in tableau.colonnes]


def test_une_colonne_que_toutes_les_actions_laissent_vide_n_est_pas_imprimee() -> None:
    assert entetes(une(actions=[action()])) == ["Action (mot à mot)"]
    pleine = action(
        code="a", nature="a_poursuivre", calendrier="2022", dates=dates("2022-01-01", None), pilotes=["Caf"]
    )
    assert entetes(une(actions=[action(id="vide"), pleine])) == [
        "Code", "Action (mot à mot)", "Nature", "Calendrier", "Pilotes",
    ]  # fmt: skip


def test_le_statut_n_est_imprime_que_dans_un_rapport_qui_le_connait() -> None:
    """Lire le schéma ne dit rien de l'avancement."""
    lue = une(actions=[action(id="a1")])
    assert "Statut" not in entetes(lue)
    assert entetes(lue, {"a1": "realisee"})[-1] == "Statut"
    assert "réalisée" in imprimee(lue, {"a1": "realisee"}).texte


def test_une_case_vide_est_un_tiret_et_une_nature_est_en_mots() -> None:
    texte = imprimee(une(actions=[action(id="a1", code="a"), action(id="a2", nature="a_poursuivre")])).texte
    assert "a Une action –" in texte
    assert "– Une action à poursuivre" in texte


def test_une_action_est_suivie_de_ses_details_puis_de_ses_sous_actions() -> None:
    decoupee = une(actions=[action(details=["un relais"], sous_actions=[SOUS_ACTION])]).actions[0]
    lu = Lecteur(en_html(texte_d_action(decoupee)))
    assert lu.texte == "Une action un relais Le soir — fin 2022"
    assert lu.balises.count("li") == 2


def test_une_action_seule_n_est_que_son_intitule() -> None:
    assert texte_d_action(une(actions=[action(intitule="Ouvrir")]).actions[0]) == "Ouvrir"


# --- un texte reste du texte ----------------------------------------------------------------------


def test_une_fiche_hostile_est_echappee() -> None:
    pleine = fiche(**PLEINS, actions=[action(code="a", details=["b"], sous_actions=[SOUS_ACTION])])
    lu = imprimee(rendre_hostile(plan(fiches=[pleine])).fiches[0])
    assert not {"script", "img"} & set(lu.balises)
    assert lu.fautes == []
    assert f"mot de objectifs {HOSTILE}" in lu.texte
