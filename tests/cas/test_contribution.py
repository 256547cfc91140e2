"""La contribution : la phrase n'en dit jamais plus que ses preuves."""

import dataclasses
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fabrique import RACINE
from tests.tableau import cas, cas_en_mots

from sdsf.causes import expressions_de_cause
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.evaluation import contribution as c
from sdsf.referentiel.contribution import Element, ExplicationRivale, Hypothese, lire_contribution
from sdsf.vocabulaire import ForceDePreuve

HYPOTHESES = lire_contribution(Espace(RACINE)).hypotheses
SUJET, EVOLUTION = "Le schéma", "une hausse de 2 points du taux de couverture"


def element(nature: str, zero: bool = False, sens: str = "pour", source: str = "Cnaf") -> Element:
    brut = {"sens": sens, "nature": nature, "etat_zero": zero, "source": source, "texte": "le taux a monté"}
    return Element.model_validate({**brut, "indicateur": None, "annee": None})


def rivale(examen: str, enonce: str = "la baisse des naissances") -> ExplicationRivale:
    raison = None if examen == "non_examinee" else "les naissances sont publiées"
    return ExplicationRivale.model_validate({"enonce": enonce, "examen": examen, "raison": raison})


def hypothese(elements: list[Element], rivales: list[ExplicationRivale]) -> Hypothese:
    return HYPOTHESES[0].model_copy(update={"elements": elements, "rivales": rivales})


PRODUIT: dict[str, Any] = {
    "action": "Ouvrir une micro-crèche",
    "statut": "realisee",
    "type_indicateur": "realisation",
    "produit": "l'ouverture de 12 places",
    "nombre": 12,
    "source": "Caf",
}
PLAN: dict[str, Any] = {
    "sujet": "L'action",
    "effet": "une hausse de 3 points du taux de couverture",
    "temoin": "trois EPCI voisins",
    "raison_du_temoin": "même taux et même population avant l'action",
    "avant": 2021,
    "apres": 2024,
    "ecart": 3.0,
    "au_moins": 1.0,
    "au_plus": 5.0,
    "hypotheses": ("sans l'action, les deux auraient évolué de même",),
}
PLAN_TENU = c.PlanDeComparaison(**PLAN)
MESUREE = element("serie_mesuree", zero=True)


def causes_refusees(refus: pytest.ExceptionInfo[Erreurs]) -> set[str]:
    return {erreur.code for erreur in refus.value.erreurs}


# --- « a permis » : un produit direct, ou un plan de comparaison ----------------------------------


def test_un_produit_direct_se_dit() -> None:
    phrase = c.dire_produit(c.ProduitDirect(**PRODUIT))
    assert phrase.texte == (
        "L'action « Ouvrir une micro-crèche » a permis l'ouverture de 12 places (source : Caf)."
    )
    assert phrase.force is None


@pytest.mark.parametrize(
    "k",
    cas_en_mots("""
    | cas                              | champ           | valeur         | motif               |
    | un résultat n'est pas un produit | type_indicateur | resultat       | par une réalisation |
    | un impact encore moins           | type_indicateur | impact         | par une réalisation |
    | rien n'est fait                  | statut          | non_demarree   | n'a rien produit    |
    | on n'en sait rien                | statut          | sans_information | n'a rien produit  |
    | reportée                         | statut          | reportee       | n'a rien produit    |
    | sans source                      | source          |                | source n'est pas    |
"""),
)
def test_un_produit_qui_n_en_est_pas_un_est_refuse(k: dict[str, str]) -> None:
    with pytest.raises(Erreurs, match=k["motif"]):
        c.ProduitDirect(**PRODUIT | {k["champ"]: k["valeur"]})


def test_zero_place_n_est_pas_un_produit() -> None:
    with pytest.raises(Erreurs, match="pas positif"):
        c.ProduitDirect(**PRODUIT | {"nombre": 0})


def test_un_plan_de_comparaison_se_dit_avec_son_temoin_et_ses_suppositions() -> None:
    texte = c.dire_effet_compare(PLAN_TENU).texte
    assert "a permis une hausse de 3 points" in texte
    assert all(mot in texte for mot in ("trois EPCI voisins", "2021", "2024", "auraient évolué de même"))


@pytest.mark.parametrize(
    ("change", "motif"),
    [
        pytest.param({"temoin": " "}, "témoin n'est pas motivé", id="sans témoin"),
        pytest.param({"raison_du_temoin": ""}, "témoin n'est pas motivé", id="témoin sans raison"),
        pytest.param({"avant": 2024}, "d'avant et une d'après", id="une seule date"),
        pytest.param({"au_moins": -1.0}, "contient zéro", id="un écart que le hasard explique"),
        pytest.param({"au_plus": 2.0}, "dans son intervalle", id="écart hors de l'intervalle"),
        pytest.param({"hypotheses": ()}, "hypothèses", id="sans hypothèse"),
    ],
)
def test_un_plan_incomplet_est_refuse(change: dict[str, Any], motif: str) -> None:
    with pytest.raises(Erreurs, match=motif):
        c.PlanDeComparaison(**PLAN | change)


# --- la force de preuve ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "k",
    cas("""
    | cas                                  | elements                          | plan | force |
    | mesurée, comparée, recoupée          | serie+zero/Cnaf declaration/Caf   | oui  | A     |
    | mesurée, comparée, une seule source  | serie+zero/Cnaf                   | oui  | B     |
    | mesurée, recoupée, sans comparaison  | serie+zero/Cnaf declaration/Caf   | non  | B     |
    | mesurée sans état zéro               | serie/Cnaf                        | oui  | C     |
    | déclarative                          | declaration/Caf                   | non  | C     |
    | une opinion                          | opinion/Famille                   | non  | D     |
    | un fait isolé                        | evenement/Presse opinion/Famille  | non  | D     |
    | rien                                 |                                   | oui  |       |
"""),
)
def test_la_force_de_preuve(k: dict[str, Any]) -> None:
    noms = {"serie": "serie_mesuree"}
    elements = [
        element(noms.get(nature.split("+")[0], nature), zero="+zero" in nature, source=source)
        for nature, source in (mot.split("/") for mot in (k["elements"] or "").split())
    ]
    assert c.force_de_preuve(elements, PLAN_TENU if k["plan"] else None) == k["force"]


def test_un_element_contraire_ne_donne_pas_de_force() -> None:
    assert c.force_de_preuve([element("serie_mesuree", zero=True, sens="contre")]) is None


# --- « a contribué à » : B ou plus, et une table complète -----------------------------------------


def test_une_contribution_dit_ses_explications_plausibles_et_ses_contraires() -> None:
    faits = [MESUREE, element("opinion", sens="contre")]
    phrase = c.dire(SUJET, EVOLUTION, hypothese(faits, [rivale("ecartee", "l'emploi"), rivale("plausible")]))
    assert phrase.texte == (
        "Le schéma a contribué à une hausse de 2 points du taux de couverture (force de preuve : B) ; "
        "restent plausibles aussi : la baisse des naissances ; éléments contraires : 1."
    )


@pytest.mark.parametrize(
    ("elements", "rivales", "manque"),
    [
        pytest.param([MESUREE], [], "aucune explication rivale", id="sans rivale"),
        pytest.param([MESUREE], [rivale("non_examinee")], "à examiner encore : la baisse", id="non examinée"),
        pytest.param([element("declaration")], [rivale("ecartee")], "série mesurée avec", id="force C"),
        pytest.param(
            [MESUREE, element("serie_mesuree", sens="contre")],
            [rivale("ecartee")],
            "contredit l'hypothèse",
            id="contredite",
        ),
    ],
)
def test_sans_table_complete_la_phrase_redescend(
    elements: list[Element], rivales: list[ExplicationRivale], manque: str
) -> None:
    with pytest.raises(Erreurs, match=manque):
        c.TableDeContribution(SUJET, EVOLUTION, tuple(elements), tuple(rivales))
    texte = c.dire(SUJET, EVOLUTION, hypothese(elements, rivales)).texte
    assert texte.startswith("Le schéma s'accompagne d'une hausse de 2 points")


def test_une_opinion_se_rapporte_entre_guillemets() -> None:
    phrase = c.dire(SUJET, EVOLUTION, hypothese([element("opinion", source="une famille")], []))
    assert phrase.texte == "Selon une famille : « le taux a monté » (force de preuve : D)."


def test_sans_element_on_ne_conclut_pas() -> None:
    phrase = c.dire(SUJET, EVOLUTION, hypothese([], []))
    assert phrase.texte.startswith("Données insuffisantes pour conclure")
    assert phrase.force is None


def test_les_hypotheses_du_referentiel_ne_concluent_rien_encore() -> None:
    textes = [c.dire(SUJET, EVOLUTION, h).texte for h in HYPOTHESES]
    assert all(texte.startswith("Données insuffisantes") for texte in textes)


# --- rien d'autre ne peut s'écrire ----------------------------------------------------------------

NATURES = ("serie_mesuree", "declaration", "opinion", "evenement")
FAITS = [MESUREE, *(element(nature) for nature in NATURES)]
FAITS += [element(nature, sens="contre", source="Insee") for nature in NATURES]
RIVALES = [rivale("ecartee"), rivale("plausible"), rivale("non_examinee")]


@given(st.lists(st.sampled_from(FAITS)), st.lists(st.sampled_from(RIVALES)))
def test_quels_que_soient_les_elements_jamais_a_permis(
    elements: list[Element], rivales: list[ExplicationRivale]
) -> None:
    """La force seule, même A, n'y donne pas droit : ``dire`` ne sait pas l'écrire."""
    for plan in (None, PLAN_TENU):
        phrase = c.dire(SUJET, EVOLUTION, hypothese(elements, rivales), plan)
        assert "permis" not in phrase.texte
        mesuree, contraire = MESUREE in elements, FAITS[5] in elements
        examinees = bool(rivales) and all(r.examen != "non_examinee" for r in rivales)
        autorise = mesuree and examinees and not contraire
        assert phrase.texte.count("a contribué à") == int(autorise)


FONDEMENTS: list[c.Fondement] = [
    c.ProduitDirect(**PRODUIT),
    PLAN_TENU,
    c.TableDeContribution(SUJET, EVOLUTION, (MESUREE,), (rivale("ecartee"),)),
    c.Accompagnement(SUJET, EVOLUTION, (MESUREE,)),
    c.Avis(element("opinion")),
    c.Silence("aucune donnée"),
]


def test_chaque_fondement_est_eprouve() -> None:
    assert {type(f) for f in FONDEMENTS} == set(get_args(c.Fondement))


@pytest.mark.parametrize(
    ("fondement", "verbe"),
    list(product(FONDEMENTS, ["a permis", "a contribué à", "s'accompagne", "a entraîné"])),
    ids=lambda x: x if isinstance(x, str) else type(x).__name__,
)
def test_une_phrase_fabriquee_a_la_main_subit_le_meme_controle(fondement: c.Fondement, verbe: str) -> None:
    """Le verbe n'est admis que par son fondement ; et une seule fois."""
    if c.VERBES.get(type(fondement)) == verbe:
        assert c.Phrase(f"Le schéma {verbe} ceci.", fondement).fondement is fondement
        with pytest.raises(Erreurs):
            c.Phrase(f"Le schéma {verbe} ceci et {verbe} cela.", fondement)
    else:
        with pytest.raises(Erreurs) as refus:
            c.Phrase(f"Le schéma {verbe} ceci.", fondement)
        assert causes_refusees(refus) == {"P250"}


def test_un_faux_fondement_n_autorise_rien() -> None:
    class Faux(c.ProduitDirect):
        pass

    for faux in (Faux(**PRODUIT), "A", None):
        with pytest.raises(Erreurs, match="a permis"):
            c.Phrase("Le schéma a permis ceci.", faux)  # type: ignore[arg-type]


def test_une_phrase_ne_se_retouche_pas() -> None:
    phrase = c.dire_silence(c.Silence("aucune donnée"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        phrase.texte = "Le schéma a permis tout."  # type: ignore[misc]
    with pytest.raises(Erreurs):
        dataclasses.replace(phrase, texte="Le schéma a permis tout.")


@pytest.mark.parametrize(
    "k",
    cas_en_mots("""
    | texte                                             | cause |
    | le schéma A PERMIS une hausse                     | oui   |
    | le schéma a  permis une hausse                    | oui   |
    | GRÂCE AUX pilotes                                 | oui   |
    | la hausse résulte de l'action                     | oui   |
    | la baisse est due au schéma                       | oui   |
    | le plan a fait reculer l'attente                  | oui   |
    | l'action a entraîné une hausse                    | oui   |
    | l'effet du schéma                                 | oui   |
    | l'impact sur les familles                         | oui   |
    | une aide au permis de conduire                    | non   |
    | un entraînement sportif                           | non   |
    | une contribution financière de la Caf             | non   |
    | des actions menées à Riom                         | non   |
    | le taux a augmenté de 2 points                    | non   |
    | une remise en cause du calendrier                 | non   |
"""),
)
def test_les_mots_qui_disent_une_cause(k: dict[str, str]) -> None:
    assert bool(expressions_de_cause(k["texte"])) == (k["cause"] == "oui")


@pytest.mark.parametrize("texte", ["a\u00a0permis", "a per\u200bmis", "a\npermis", "a perm\u0069\u0301s"])
def test_un_mot_deguise_est_reconnu(texte: str) -> None:
    assert expressions_de_cause(texte) == ["permis"]


def test_une_cause_ne_se_glisse_pas_dans_un_texte_donne() -> None:
    """Ni par le sujet, ni par l'évolution, ni par le nom d'une action : toutes les fautes d'un coup."""
    with pytest.raises(Erreurs) as refus:
        c.Accompagnement("Grâce à l'action, le schéma", "une hausse que l'aide a permise", (MESUREE,))
    assert [e.code for e in refus.value.erreurs] == ["P250", "P250"]
    with pytest.raises(Erreurs):
        c.ProduitDirect(**PRODUIT | {"produit": "12 places, ce qui a entraîné une baisse du chômage"})


# --- le modèle ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("modele", "brut", "motif"),
    [
        (Element, element("opinion").model_dump() | {"etat_zero": True}, "seule une série mesurée"),
        (ExplicationRivale, rivale("ecartee").model_dump() | {"raison": None}, "la raison se donne"),
        (ExplicationRivale, rivale("non_examinee").model_dump() | {"raison": "x"}, "la raison se donne"),
        (Hypothese, HYPOTHESES[0].model_dump() | {"vers": "moyens"}, "on ne va pas vers"),
    ],
)
def test_un_modele_incoherent_est_refuse(modele: Any, brut: dict[str, Any], motif: str) -> None:
    with pytest.raises(ValueError, match=motif):
        modele.model_validate(brut)


def test_les_quatre_forces_sont_celles_du_domaine() -> None:
    assert get_args(ForceDePreuve) == ("A", "B", "C", "D")
