"""Une vue de l'atelier des priorités : ses paramètres, et ce qu'ils redonnent."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field, ValidationError

from sdsf import erreurs as err
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreurs, Lieu
from sdsf.plan.communs import Modele
from sdsf.plan.ecriture import contenu
from sdsf.plan.reglages import Changements, PrioriteReglee
from sdsf.rapports.priorites.vue import vue_des_priorites
from sdsf.rapports.seance.recomposee import VueRecomposee
from sdsf.referentiel.priorites import lire_priorites, regler
from sdsf.rendu.blocs import Bloc, Figure

NOM = "priorites"


class Parametres(Modele):
    """Les paramètres d'une vue des priorités."""

    methode: str
    changements: Changements | None
    sorte: Annotated[int, Field(ge=0)]
    territoire: str


def parametres(reglee: PrioriteReglee, sorte: int, territoire: str) -> dict[str, Any]:
    """Ce que l'on garde d'une vue."""
    change = contenu(reglee.changements) if reglee.changements else None
    return {"methode": reglee.methode, "changements": change, "sorte": sorte, "territoire": territoire}


def recomposer(dossier: Dossier, lus: Mapping[str, Any]) -> VueRecomposee:
    """La vue de ces paramètres. Lève ``Erreurs`` s'ils n'ont plus de sens."""
    lieu = Lieu(detail="vue des priorités")
    try:
        voulus = Parametres.model_validate(dict(lus))
    except ValidationError as refus:
        champs = ", ".join(".".join(str(cle) for cle in faute["loc"]) for faute in refus.errors())
        cause = f"ses paramètres ne se lisent pas ({champs})"
        raise Erreurs([err.ValeurImpossible(lieu, recu=NOM, cause=cause, complement="")]) from None
    reglee = PrioriteReglee(methode=voulus.methode, changements=voulus.changements)
    methode = regler(lire_priorites(dossier.espace), reglee, lieu)
    if voulus.sorte >= len(methode.territoires):
        cause = "la méthode n'a plus cette sorte de territoires"
        raise Erreurs([err.ValeurImpossible(lieu, recu=voulus.sorte, cause=cause, complement="")])
    vue = vue_des_priorites(dossier, methode, voulus.sorte, voulus.territoire)
    premier, *autres = vue.classement
    phrase: object = vue.pourquoi or getattr(premier, "contenu", "")
    blocs = [premier, *autres] if vue.pourquoi else autres
    return VueRecomposee(phrase, [*blocs, *vue.epreuve])


def renommer(bloc: Bloc, prefixe: str) -> Bloc:
    """Une figure qui est déjà dans le rapport y garde son ancre : celle de l'annexe prend la sienne."""
    if not isinstance(bloc, Figure):
        return bloc
    ancre = f"{prefixe}-{bloc.ancre}"
    return replace(bloc, ancre=ancre, svg=bloc.svg.replace(bloc.ancre, ancre))
