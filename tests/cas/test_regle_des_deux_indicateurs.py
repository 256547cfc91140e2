"""La règle des deux indicateurs : un chiffré de mise en œuvre, un d'impact, dans chaque fiche."""

from typing import Any

import pytest
from tests.fabrique import action, fiche, indicateur, plan
from tests.tableau import cas_en_mots

from sdsf.evaluation.criteres import Verdict
from sdsf.evaluation.evaluabilite import appliquer_la_regle

CONTESTE = "Un lieu ouvert est aussi une offre."
RAISONS = {
    "tenue": "Un indicateur chiffré de mise en œuvre et un indicateur d'impact.",
    "rien": "Aucun indicateur de mise en œuvre. Aucun indicateur d'impact.",
    "seul": "Un seul indicateur : la règle en demande deux.",
    "œuvre absente": "Aucun indicateur de mise en œuvre.",
    "impact absent": "Aucun indicateur d'impact.",
    "muette": "L'indicateur de mise en œuvre n'est pas un nombre.",
    "résultat": "Pas d'indicateur d'impact ; un indicateur de résultat peut en tenir lieu.",
    "contesté": CONTESTE,
    "impact ?": "Le texte ne dit pas si cet indicateur est d'impact.",
    "œuvre ?": "Le texte ne dit pas si cet indicateur est de mise en œuvre.",
}


def indicateurs(texte: str) -> list[dict[str, Any]]:
    """« realisation muet » : un type, ce qui le rend douteux."""
    return [
        indicateur(
            id=f"i{rang}",
            libelle=f"Indicateur {rang}",
            type=mots.split()[0],
            unite=None if "muet" in mots else "nombre",
            a_discuter=CONTESTE if "contesté" in mots else None,
        )
        for rang, mots in enumerate(filter(None, texte.split(", ")), 1)
    ]


def verdict(texte: str, **champs: Any) -> Verdict:
    ((_, rendu),) = appliquer_la_regle(plan(fiches=[fiche(indicateurs=indicateurs(texte), **champs)]))
    return rendu


@pytest.mark.parametrize(
    "c",
    cas_en_mots("""
    | cas                             | indicateurs                     | verdict    | raisons           |
    | les deux                        | realisation, impact             | oui        | tenue             |
    | les deux, parmi d'autres        | qualitatif, realisation, impact | oui        | tenue             |
    | l'impact n'est pas chiffré      | realisation, impact muet        | oui        | tenue             |
    | un résultat n'est pas un impact | realisation, resultat           | a_discuter | résultat          |
    | un classement contesté          | realisation contesté, impact    | a_discuter | contesté          |
    | que rien ne compte              | realisation muet, impact        | a_discuter | muette            |
    | deux doutes, deux raisons       | realisation muet, resultat      | a_discuter | muette + résultat |
    | une nature non dite             | realisation, indetermine        | a_discuter | impact ?          |
    | une appréciation                | impact, qualitatif              | a_discuter | œuvre ?           |
    | deux réalisations               | realisation, realisation        | non        | impact absent     |
    | deux impacts                    | impact, impact                  | non        | œuvre absente     |
    | un résultat et un impact        | resultat, impact                | non        | œuvre absente     |
    | un doute ne comble rien         | resultat, impact contesté       | non        | œuvre absente     |
    | aucun                           |                                 | non        | rien              |
    | une seule réalisation           | realisation                     | non        | impact absent     |
    | un seul, de nature non dite     | indetermine                     | non        | seul              |
    | une seule appréciation          | qualitatif                      | non        | seul              |
"""),
)
def test_la_regle_des_deux_indicateurs(c: dict[str, str]) -> None:
    attendue = " ".join(RAISONS[mot] for mot in c["raisons"].split(" + "))
    rendu = verdict(c["indicateurs"])
    assert (rendu.reponse, rendu.raison) == (c["verdict"], attendue)


def test_la_regle_cite_les_indicateurs_sur_lesquels_elle_s_appuie() -> None:
    assert verdict("resultat, realisation, impact").extraits == ("Indicateur 2", "Indicateur 3")


def test_un_indicateur_qui_sert_aux_deux_questions_est_cite_une_fois() -> None:
    """Sa nature n'est pas dite : il peut répondre à l'une ou à l'autre, jamais aux deux."""
    rendu = verdict("qualitatif, resultat")
    assert rendu.reponse == "a_discuter"
    assert rendu.extraits == ("Indicateur 1",)


def test_un_manque_cite_ce_qui_est_deja_la() -> None:
    assert verdict("realisation, realisation").extraits == ("Indicateur 1", "Indicateur 2")


def test_la_regle_s_applique_a_la_fiche_quelle_que_soit_l_action_mesuree() -> None:
    deux = [indicateur(id="i1", type="realisation", unite="nombre", action="a1")]
    deux += [indicateur(id="i2", type="impact", action="a2")]
    schema = plan(fiches=[fiche(actions=[action(id="a1"), action(id="a2")], indicateurs=deux)])
    assert [rendu.reponse for _, rendu in appliquer_la_regle(schema)] == ["oui"]


def test_chaque_fiche_a_son_verdict_dans_l_ordre_du_texte() -> None:
    schema = plan(fiches=[fiche(id="f2", indicateurs=indicateurs("realisation, impact")), fiche(id="f1")])
    assert [(la_fiche.id, rendu.reponse) for la_fiche, rendu in appliquer_la_regle(schema)] == [
        ("f2", "oui"),
        ("f1", "non"),
    ]


def test_un_plan_sans_fiche_n_a_pas_de_verdict() -> None:
    assert appliquer_la_regle(plan(fiches=[])) == []
