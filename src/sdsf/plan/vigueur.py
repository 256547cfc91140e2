"""Le plan tel qu'il est en vigueur à une date, et ce que les avenants ont changé depuis la signature."""

import datetime as dt
from dataclasses import dataclass

from sdsf.plan.modeles import Action, EnVigueur, Fiche, Indicateur, Plan


@dataclass(frozen=True)
class Changement:
    """Un élément ajouté ou retiré par un avenant."""

    avenant: str
    sens: str
    quoi: str
    intitule: str


def en_vigueur_au(plan: Plan, date: dt.date) -> Plan:
    """Le plan sans les fiches, actions et indicateurs qui ne sont pas en vigueur à cette date."""
    fiches = [_fiche_au(fiche, date) for fiche in plan.fiches if _vaut(fiche.en_vigueur, date)]
    return plan.model_copy(update={"fiches": fiches})


def _fiche_au(fiche: Fiche, date: dt.date) -> Fiche:
    return fiche.model_copy(
        update={
            "actions": [a for a in fiche.actions if _vaut(a.en_vigueur, date)],
            "indicateurs": [i for i in fiche.indicateurs if _vaut(i.en_vigueur, date)],
        }
    )


def _vaut(vigueur: EnVigueur | None, date: dt.date) -> bool:
    if vigueur is None:
        return True
    commence = vigueur.du is None or vigueur.du <= date
    return commence and (vigueur.au is None or date <= vigueur.au)


def changements(plan: Plan, date: dt.date) -> list[Changement]:
    """Ce que les avenants ont ajouté ou retiré jusqu'à cette date, dans l'ordre du plan."""
    trouves: list[Changement] = []
    for fiche in plan.fiches:
        trouves += _changements_de(fiche, "fiche", fiche.intitule, date)
        for action in fiche.actions:
            trouves += _changements_de(action, "action", action.intitule, date)
        for indicateur in fiche.indicateurs:
            trouves += _changements_de(indicateur, "indicateur", indicateur.libelle, date)
    return trouves


def _changements_de(
    element: Fiche | Action | Indicateur, quoi: str, intitule: str, date: dt.date
) -> list[Changement]:
    vigueur = element.en_vigueur
    if vigueur is None:
        return []
    avenant = vigueur.avenant or "non précisé"
    faits = [(vigueur.du, "ajout"), (vigueur.au, "retrait")]
    return [Changement(avenant, sens, quoi, intitule) for jour, sens in faits if jour and jour <= date]
