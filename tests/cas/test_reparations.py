"""L'ordre des réparations : la fiche la plus démunie d'abord ; à égalité, le plus d'actions."""

from typing import Any

import pytest
from tests.fabrique import action, dates, fiche, indicateur, plan
from tests.tableau import cas

from sdsf.evaluation.criteres import CRITERES
from sdsf.evaluation.evaluabilite import Reparation, examiner_fiches, reparations

FIN = dates("2022-01-01", "2022-12-31")
# Ce qui ôte une question sans réponse, et ce qui n'y répond qu'à moitié.
REPONDRE: list[dict[str, Any]] = [{"pilotes": ["Caf"]}, {"dates": FIN}]
COMPLET = indicateur(
    type="realisation",
    unite="nombre",
    etat_zero={"valeur": 0.0, "periode": "2021", "extrait": {"ligne": 1, "texte": "0"}},
    cible={"valeur": 2.0, "echeance": 2026, "texte": "2 en 2026"},
    source="Caf",
    periodicite="annuelle",
)


def une_fiche(nom: str, reponses: int, a_preciser: bool, actions: int) -> dict[str, Any]:
    """Une fiche qui répond à zéro, une ou deux questions, et dont le calendrier se discute ou non."""
    champs: dict[str, Any] = {}
    for morceau in REPONDRE[:reponses]:
        champs |= morceau
    if a_preciser:
        champs |= {"temporalite": ["durée du schéma"]}
    propres = [action(id=f"{nom}-a{rang}") for rang in range(actions)]
    return fiche(id=nom, actions=propres, **champs)


def classer(*fiches: dict[str, Any]) -> list[Reparation]:
    return reparations(examiner_fiches(plan(fiches=list(fiches))))


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                       | rep_a | doute_a | act_a | rep_b | doute_b | act_b | ordre |
    | la plus démunie d'abord                   | 1     | non     | 0     | 0     | non     | 0     | b a   |
    | même si l'autre porte bien plus d'actions | 1     | non     | 9     | 0     | non     | 0     | b a   |
    | même si l'autre a plus à préciser         | 0     | oui     | 0     | 0     | non     | 0     | b a   |
    | à égalité, le plus à préciser             | 1     | non     | 0     | 0     | oui     | 0     | b a   |
    | le doute passe avant les actions          | 1     | non     | 9     | 0     | oui     | 0     | b a   |
    | à égalité, le plus d'actions              | 0     | non     | 1     | 0     | non     | 2     | b a   |
    | à égalité parfaite, l'ordre du texte      | 1     | non     | 1     | 1     | non     | 1     | a b   |
"""),
)
def test_l_ordre_des_reparations(c: dict[str, Any]) -> None:
    trouvees = classer(
        une_fiche("a", c["rep_a"], c["doute_a"], c["act_a"]),
        une_fiche("b", c["rep_b"], c["doute_b"], c["act_b"]),
    )
    assert " ".join(r.examen.id for r in trouvees) == c["ordre"]


def test_les_manques_d_une_fiche_sont_dans_l_ordre_ou_l_on_repare() -> None:
    (nue,) = classer(fiche())
    assert nue.manques == tuple(CRITERES)
    assert nue.a_preciser == ()


def test_ce_qui_se_discute_est_a_preciser_et_non_a_ecrire() -> None:
    (douteuse,) = classer(fiche(temporalite=["durée du schéma"], pilotes=["Caf"]))
    assert douteuse.a_preciser == ("echeance",)
    assert not {"echeance", "responsable"} & set(douteuse.manques)


def test_une_fiche_qui_repond_a_tout_n_est_pas_a_reparer() -> None:
    resultat = {**COMPLET, "id": "i2", "type": "resultat"}
    assert classer(fiche(pilotes=["Caf"], dates=FIN, indicateurs=[COMPLET, resultat])) == []


def test_une_fiche_ou_rien_ne_manque_mais_ou_quelque_chose_se_discute_reste_dans_la_liste() -> None:
    discute = {**COMPLET, "id": "i2", "type": "resultat", "a_discuter": "C'est aussi une réalisation."}
    (reste,) = classer(fiche(pilotes=["Caf"], dates=FIN, indicateurs=[COMPLET, discute]))
    assert (reste.manques, reste.a_preciser) == ((), ("effet",))


def test_un_plan_sans_fiche_n_a_rien_a_reparer() -> None:
    assert classer() == []
