"""La revue des indicateurs : pour chaque règle, ce qui la déclenche et ce qui ne la déclenche pas."""

from collections.abc import Mapping
from typing import Any

import pytest
from tests.fabrique import fiche, indicateur, plan

from sdsf.evaluation.revue import REGLES, Constat, passer_en_revue

EXTRAIT = {"ligne": 1, "texte": "mot à mot"}
TITRE = "Indicateurs de résultat"


def depart(valeur: float) -> dict[str, Any]:
    return {"valeur": valeur, "periode": None, "extrait": EXTRAIT}


def cible(valeur: float, echeance: int | None = 2026) -> dict[str, Any]:
    return {"valeur": valeur, "echeance": echeance, "texte": f"{valeur:g}"}


# Un indicateur auquel aucune règle ne trouve à redire, dans un schéma 2021-2026.
SANS_REPROCHE: dict[str, Any] = {
    "libelle": "Nombre de familles accueillies",
    "type": "resultat",
    "unite": "familles",
    "sens": "hausse",
    "etat_zero": depart(10.0),
    "cible": cible(60.0),
}


def passer(
    *indicateurs: Mapping[str, Any],
    valeurs: Mapping[str, float] | None = None,
    ruptures: Mapping[str, str] | None = None,
    rubrique: str | None = TITRE,
) -> list[Constat]:
    """Les constats d'une fiche ; sauf mention contraire, la dernière valeur de chaque indicateur est 20."""
    tous = [
        indicateur(**{"id": f"i{rang}", **SANS_REPROCHE, **champs})
        for rang, champs in enumerate(indicateurs, 1)
    ]
    schema = plan(fiches=[fiche(indicateurs=tous)], rubrique_indicateurs=rubrique)
    connues = {i["id"]: 20.0 for i in tous} if valeurs is None else valeurs
    return passer_en_revue(schema, connues, ruptures or {})


def regles(*indicateurs: Mapping[str, Any], **contexte: Any) -> list[str]:
    return [constat.regle for constat in passer(*indicateurs, **contexte)]


def test_un_indicateur_complet_n_a_aucun_constat() -> None:
    assert passer({}) == []


# --- chaque règle, seule --------------------------------------------------------------------------

DECLENCHE: list[tuple[str, str, list[dict[str, Any]], dict[str, Any]]] = [
    # la règle, le cas, les indicateurs de la fiche, ce qui les entoure
    ("deja_atteinte", "au départ", [{"etat_zero": depart(60.0)}], {}),
    ("deja_atteinte", "au départ, à la baisse",
     [{"sens": "baisse", "etat_zero": depart(5.0), "cible": cible(6.0)}], {}),
    ("deja_atteinte", "à la dernière valeur", [{}], {"valeurs": {"i1": 60.0}}),
    ("activite_pour_resultat", "le titre annonce un résultat",
     [{}, {"type": "realisation"}], {}),
    ("activite_pour_resultat", "le titre annonce un impact",
     [{}, {"type": "realisation"}], {"rubrique": "Mesure d'impact"}),
    ("rien_que_l_activite", "une seule réalisation", [{"type": "realisation"}], {"rubrique": "Suivi"}),
    ("sans_direction", "ni sens ni cible", [{"sens": None, "cible": None}], {}),
    ("sans_depart", "l'état zéro est tu", [{"etat_zero": None}], {}),
    ("sans_cible", "la cible est tue", [{"cible": None}], {}),
    ("horizon", "une cible sans année", [{"cible": cible(60.0, None)}], {}),
    ("horizon", "une cible après le schéma", [{"cible": cible(60.0, 2027)}], {}),
    ("compose", "une ligne, deux indicateurs", [{"ligne_composee": "A et B"}, {"ligne_composee": "A et B"}],
     {}),
    ("non_chiffre", "l'unité est tue", [{"unite": None}], {}),
    ("non_renseigne", "aucun relevé", [{}], {"valeurs": {}}),
    ("non_renseigne", "les relevés d'un autre", [{}], {"valeurs": {"i9": 20.0}}),
    ("denominateur_instable", "un taux sans base dite", [{"libelle": "Taux de réponse"}], {}),
    ("denominateur_instable", "une part sans base dite", [{"libelle": "PART des familles informées"}], {}),
    ("denominateur_instable", "une part élidée", [{"libelle": "Part d'enfants accueillis"}], {}),
    ("denominateur_instable", "un signe %", [{"libelle": "Places (%)"}], {}),
    ("denominateur_instable", "une unité en %", [{"unite": "pourcent"}], {}),
    ("denominateur_instable", "une série rompue", [{"indicateur": "taux_couverture_accueil"}],
     {"ruptures": {"taux_couverture_accueil": "La façon de compter change."}}),
]  # fmt: skip
SILENCIEUX: list[tuple[str, str, list[dict[str, Any]], dict[str, Any]]] = [
    ("deja_atteinte", "un rien sous la cible", [{"etat_zero": depart(59.9)}], {"valeurs": {"i1": 59.9}}),
    ("deja_atteinte", "à la baisse, au-dessus de la cible",
     [{"sens": "baisse", "etat_zero": depart(70.0)}], {"valeurs": {"i1": 65.0}}),
    ("deja_atteinte", "un sens neutre", [{"sens": "neutre", "etat_zero": depart(60.0)}], {}),
    ("deja_atteinte", "un sens tu", [{"sens": None, "etat_zero": depart(60.0)}], {}),
    ("deja_atteinte", "pas de cible à atteindre", [{"cible": None}], {"valeurs": {"i1": 1e9}}),
    ("activite_pour_resultat", "un titre qui n'annonce rien",
     [{}, {"type": "realisation"}], {"rubrique": "Indicateurs d'évaluation"}),
    ("activite_pour_resultat", "pas de titre", [{}, {"type": "realisation"}], {"rubrique": None}),
    ("activite_pour_resultat", "un vrai résultat", [{"type": "impact"}], {}),
    ("activite_pour_resultat", "« effectif » n'est pas un effet",
     [{}, {"type": "realisation"}], {"rubrique": "Suivi effectif"}),
    ("rien_que_l_activite", "un résultat parmi les réalisations", [{"type": "realisation"}, {}], {}),
    ("rien_que_l_activite", "une nature non dite n'est pas une activité",
     [{"type": "realisation"}, {"type": "indetermine"}], {}),
    ("sans_direction", "une cible dit vers où l'on va", [{"sens": None}], {}),
    ("sans_direction", "un sens neutre est un sens", [{"sens": "neutre"}], {}),
    ("sans_depart", "un départ à zéro est un départ", [{"etat_zero": depart(0.0)}], {}),
    ("sans_cible", "une cible à zéro est une cible", [{"cible": cible(0.0)}], {}),
    ("horizon", "la dernière année du schéma", [{"cible": cible(60.0, 2026)}], {}),
    ("horizon", "sans cible, rien à juger", [{"cible": None}], {}),
    ("compose", "une ligne, un indicateur", [{}, {}], {}),
    ("non_chiffre", "une unité", [{"unite": "nombre"}], {}),
    ("non_renseigne", "un relevé à zéro est un relevé", [{}], {"valeurs": {"i1": 0.0}}),
    ("denominateur_instable", "un taux du référentiel, dont la base est définie",
     [{"libelle": "Taux de couverture", "unite": "pourcent", "indicateur": "taux_couverture_accueil"}], {}),
    ("denominateur_instable", "la rupture d'une autre série",
     [{"indicateur": "taux_couverture_eaje"}], {"ruptures": {"taux_couverture_accueil": "x"}}),
    ("denominateur_instable", "prendre part n'est pas une proportion",
     [{"libelle": "Nombre de familles qui prennent part aux ateliers"}], {}),
    ("denominateur_instable", "un partenaire n'est pas une part", [{"libelle": "Nombre de partenaires"}], {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("regle", "indicateurs", "contexte"),
    [(regle, tous, contexte) for regle, _, tous, contexte in DECLENCHE],
    ids=[f"{regle} : {nom}" for regle, nom, _, _ in DECLENCHE],
)
def test_une_regle_se_declenche_et_elle_seule(
    regle: str, indicateurs: list[dict[str, Any]], contexte: dict[str, Any]
) -> None:
    # Une cible dit vers où l'on va : sans direction, il n'y a pas de cible non plus.
    attendues = [regle, "sans_cible"] if regle == "sans_direction" else [regle]
    assert regles(*indicateurs, **contexte) == attendues


@pytest.mark.parametrize(
    ("regle", "indicateurs", "contexte"),
    [(regle, tous, contexte) for regle, _, tous, contexte in SILENCIEUX],
    ids=[f"{regle} : {nom}" for regle, nom, _, _ in SILENCIEUX],
)
def test_une_regle_ne_se_declenche_pas_pour_autant(
    regle: str, indicateurs: list[dict[str, Any]], contexte: dict[str, Any]
) -> None:
    assert regle not in regles(*indicateurs, **contexte)


@pytest.mark.parametrize("cas", [DECLENCHE, SILENCIEUX], ids=["déclenche", "silencieux"])
def test_chaque_regle_a_son_cas(cas: list[tuple[str, Any, Any, Any]]) -> None:
    assert {regle for regle, *_ in cas} == set(REGLES)


# --- ce qu'un constat dit -------------------------------------------------------------------------


def test_une_ligne_composee_ne_donne_qu_un_constat() -> None:
    """Trois indicateurs d'une même ligne : la ligne est composite une fois."""
    trois = [{"libelle": mot, "ligne_composee": "Réunions ; participants ; avis"} for mot in "abc"]
    (constat,) = passer(*trois)
    assert (constat.regle, constat.indicateur.id) == ("compose", "i1")


def test_deux_lignes_composees_donnent_deux_constats() -> None:
    deux = [{"ligne_composee": ligne} for ligne in ("A et B", "A et B", "C et D", "C et D")]
    assert [c.indicateur.id for c in passer(*deux)] == ["i1", "i3"]


def test_une_fiche_qui_ne_mesure_que_son_activite_ne_le_lit_qu_une_fois() -> None:
    constats = passer({"type": "realisation"}, {"type": "realisation"}, rubrique="Suivi")
    assert [(c.regle, c.indicateur.id) for c in constats] == [("rien_que_l_activite", "i1")]


def test_un_indicateur_vide_cumule_les_constats_dans_l_ordre_des_regles() -> None:
    vide = {"type": "indetermine", "unite": None, "sens": None, "etat_zero": None, "cible": None}
    trouves = regles(vide, valeurs={})
    assert trouves == ["sans_direction", "sans_depart", "sans_cible", "non_chiffre", "non_renseigne"]
    assert trouves == [code for code in REGLES if code in trouves]


def test_les_constats_suivent_l_ordre_du_plan() -> None:
    fiches = [fiche(id=nom, indicateurs=[indicateur(id=f"{nom}-i")]) for nom in ("f2", "f1")]
    constats = passer_en_revue(plan(fiches=fiches), {}, {})
    assert [c.fiche.id for c in constats] == sorted((c.fiche.id for c in constats), reverse=True)


@pytest.mark.parametrize(
    ("indicateurs", "contexte"),
    [(tous, contexte) for _, _, tous, contexte in DECLENCHE],
    ids=[f"{regle} : {nom}" for regle, nom, _, _ in DECLENCHE],
)
def test_chaque_constat_cite_des_mots_du_texte(
    indicateurs: list[dict[str, Any]], contexte: dict[str, Any]
) -> None:
    """La ligne entière quand elle est composée, sinon l'indicateur ; et il dit sa raison."""
    for constat in passer(*indicateurs, **contexte):
        assert constat.extrait == (constat.indicateur.ligne_composee or constat.indicateur.libelle)
        assert constat.raison.endswith(".")


def test_une_activite_sous_un_titre_trompeur_cite_le_titre() -> None:
    (constat,) = passer({}, {"type": "realisation"})
    assert TITRE in constat.raison


def test_une_cible_trop_lointaine_dit_les_deux_annees() -> None:
    (constat,) = passer({"cible": cible(60.0, 2030)})
    assert "2030" in constat.raison
    assert "2026" in constat.raison


def test_un_plan_sans_indicateur_n_a_pas_de_constat() -> None:
    assert passer() == []
    assert passer_en_revue(plan(fiches=[]), {}, {}) == []


def test_une_regle_a_son_code_et_dit_le_remede() -> None:
    assert {code: regle.code for code, regle in REGLES.items()} == {code: code for code in REGLES}
    assert all(regle.remede.endswith(".") for regle in REGLES.values())
