"""Qui décide, quand, pourquoi : les mêmes champs et les mêmes exigences pour tout ce qu'un atelier garde."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import ipywidgets

from sdsf import erreurs as err
from sdsf.ateliers.jours import ChampDeJour
from sdsf.erreurs import Erreur, Lieu
from sdsf.journal.auteurs import coordonnees, grief_d_auteur
from sdsf.plan.communs import Retenu

QUI, DATE, RAISON = "qui (une fonction, une institution)", "la date", "la raison"
Piece = tuple[str, bool]


def retenu_de(auteur: str, jour: dt.date | None, raison: str, autres: Sequence[Piece] = ()) -> Retenu:
    """La signature d'une décision. Lève ``Erreurs`` avec tout ce qui manque et tout ce qui ne va pas.

    ``autres`` : ce que cette décision demande en plus, et si on l'a. Un nom propre en minuscules
    (« dupont, caf ») ne se distingue pas d'une fonction (« pilote, caf ») : il n'est pas refusé.
    """
    auteur, raison = auteur.strip(), raison.strip()
    pieces = (*autres, (QUI, bool(auteur)), (DATE, jour is not None), (RAISON, bool(raison)))
    manque = [nom for nom, presente in pieces if not presente]
    fautes: list[Erreur] = [err.DecisionIncomplete(manque=", ".join(manque))] if manque else []
    if auteur and (quoi := grief_d_auteur(auteur)):
        fautes.append(err.AuteurNomme(Lieu(detail="qui"), recu=auteur, quoi=quoi))
    if trouve := coordonnees(raison):
        fautes.append(err.CoordonneesDansUnTexte(Lieu(detail=RAISON), recu=trouve))
    err.lever(fautes)
    assert jour is not None
    return Retenu(auteur=auteur, date=jour, motif=raison)


class Signature:
    """Les trois champs, à poser avant le bouton qui enregistre."""

    def __init__(self, qui: str, quand: str, pourquoi: str, style: dict[str, str], lignes: int = 1):
        large = {"width": "min(46rem, 100%)"}
        self.auteur = ipywidgets.Text(
            description=qui, placeholder="fonction, institution", style=style, layout=large
        )
        self.jour = ChampDeJour(quand, dt.date.today(), style, max_width="28rem")
        self.raison: Any = (
            ipywidgets.Textarea(description=pourquoi, rows=lignes, style=style, layout=large)
            if lignes > 1
            else ipywidgets.Text(description=pourquoi, placeholder="en une phrase", style=style, layout=large)
        )

    @property
    def champs(self) -> list[ipywidgets.Widget]:
        return [self.auteur, self.jour.boite, self.raison]

    def retenu(self, autres: Sequence[Piece] = ()) -> Retenu:
        """Ce que disent les champs. Lève ``Erreurs``."""
        return retenu_de(self.auteur.value, self.jour.value, self.raison.value, autres)
