"""Ce qu'un plan changerait à un autre : une phrase par sorte, sans compter deux fois."""

from typing import Any

from tests.classeurs import plan_00

from sdsf.plan.modeles import Plan
from sdsf.tableur.differences import comparer


def avec_fiche(rang: int, **champs: Any) -> Plan:
    fiches = list(plan_00().fiches)
    fiches[rang] = fiches[rang].model_copy(update=champs)
    return plan_00().model_copy(update={"fiches": fiches})


def test_un_plan_egal_ne_change_rien() -> None:
    dites = comparer(plan_00(), plan_00())
    assert dites.phrases() == ["Fiches : rien.", "Actions : rien.", "Indicateurs : rien.", "Autres : rien."]


def test_une_action_changee_ne_change_pas_sa_fiche() -> None:
    fiche = plan_00().fiches[0]
    changee = fiche.actions[0].model_copy(update={"intitule": "Autrement"})
    dites = comparer(plan_00(), avec_fiche(0, actions=[changee, *fiche.actions[1:]]))
    assert (dites.fiches, dites.actions) == ("rien", f"1 à modifier ({changee.id})")


def test_une_action_ajoutee_une_autre_retiree() -> None:
    fiche = plan_00().fiches[0]
    neuve = fiche.actions[0].model_copy(update={"id": "neuve"})
    dites = comparer(plan_00(), avec_fiche(0, actions=[neuve, *fiche.actions[1:]]))
    assert dites.actions == f"1 à ajouter (neuve) ; 1 à retirer ({fiche.actions[0].id})"


def test_une_action_qui_change_de_fiche_est_a_modifier() -> None:
    un, deux = plan_00().fiches[:2]
    bouge = un.actions[0]
    fiches = [
        un.model_copy(update={"actions": un.actions[1:]}),
        deux.model_copy(update={"actions": [*deux.actions, bouge]}),
        *plan_00().fiches[2:],
    ]
    assert comparer(plan_00(), plan_00().model_copy(update={"fiches": fiches})).actions == (
        f"1 à modifier ({bouge.id})"
    )


def test_une_longue_liste_est_coupee() -> None:
    dites = comparer(plan_00(), plan_00().model_copy(update={"fiches": []}))
    assert dites.actions.startswith(f"{sum(len(f.actions) for f in plan_00().fiches)} à retirer (")
    assert dites.actions.endswith(", …)")


def test_un_ordre_change_se_dit_aussi() -> None:
    retourne = plan_00().model_copy(update={"fiches": plan_00().fiches[::-1]})
    dites = comparer(plan_00(), retourne)
    assert (dites.fiches, dites.autres) == ("rien", "l'ordre des lignes")


def test_les_autres_parties_sont_nommees() -> None:
    dites = comparer(plan_00(), plan_00().model_copy(update={"glossaire": [], "intitule": "Autre"}))
    assert dites.autres == "Intitulé, Glossaire"


def test_un_ancien_plan_illisible_se_dit() -> None:
    assert comparer(None, plan_00()).fiches == "le plan en place ne se lit pas"
