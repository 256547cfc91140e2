"""Une vue de l'atelier des trajectoires : l'hypothèse, et ce qu'elle demande."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from sdsf import erreurs as err
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreurs, Lieu
from sdsf.plan.ecriture import contenu
from sdsf.plan.scenarios import Scenario
from sdsf.rapports.scenarios import blocs_du_calcul, calculer, figure_du_calcul
from sdsf.rapports.seance.recomposee import VueRecomposee

NOM = "trajectoires"
# Une vue porte une hypothèse, non un scénario que quelqu'un a retenu : ces champs n'y sont pas.
PROPRES_AU_SCENARIO = ("id", "intitule", "retenu")


def parametres(scenario: Scenario) -> dict[str, Any]:
    """Ce que l'on garde d'une vue : l'hypothèse seule."""
    return {nom: valeur for nom, valeur in contenu(scenario).items() if nom not in PROPRES_AU_SCENARIO}


def essai(lus: Mapping[str, Any]) -> Scenario:
    """Le scénario d'une vue. Lève ``Erreurs`` si ses paramètres n'ont plus de sens."""
    retenu = {"auteur": "atelier, essai", "date": dt.date(2000, 1, 1), "motif": "essai"}
    try:
        return Scenario.model_validate(
            {"id": "essai", "intitule": "essai de l'atelier", "retenu": retenu, **lus}
        )
    except ValidationError as refus:
        champs = ", ".join(".".join(map(str, faute["loc"])) or str(faute["msg"]) for faute in refus.errors())
        cause = f"l'hypothèse ne se lit pas ({champs.removeprefix('Value error, ')})"
        lieu = Lieu(detail="hypothèse")
        raise Erreurs([err.ValeurImpossible(lieu, recu=NOM, cause=cause, complement="")]) from None


def recomposer(dossier: Dossier, lus: Mapping[str, Any]) -> VueRecomposee:
    """La vue de ces paramètres. Lève ``Erreurs`` s'ils n'ont plus de sens."""
    calcul = calculer(dossier, essai(lus))
    premier, *autres = blocs_du_calcul(calcul)
    return VueRecomposee(getattr(premier, "contenu", ""), [*figure_du_calcul(calcul), *autres])
