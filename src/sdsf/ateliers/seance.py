"""Le bouton « Arrêter cette vue » : la commission fige ce qu'elle regarde, le rapport le recomposera.

Un atelier donne son nom, et deux fonctions : son dossier et ses paramètres du moment ; le reste
(numéro, date, auteur, empreinte) est ici. Seule l'édition publique s'arrête : une annexe se publie.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets

from sdsf import erreurs as err
from sdsf.ateliers.echecs import dire, en_le_disant
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreurs, Lieu
from sdsf.plan.communs import est_une_fonction
from sdsf.rapports.seance import arrete_de, recomposer
from sdsf.releves.seances import VueArretee, arreter

STYLE = {"description_width": "14rem"}
PLEIN = {"width": "min(46rem, 100%)"}


def arreter_une_vue(
    dossier: Dossier,
    atelier: str,
    parametres: Mapping[str, Any],
    *,
    instance: str,
    auteur: str,
    jour: dt.date | None,
    motif: str,
) -> VueArretee:
    """Fige une vue sous le numéro suivant. Lève ``Erreurs`` (édition interne, pièce qui manque)."""
    _verifier(dossier, instance, auteur, jour, motif)
    arrete = arrete_de(dossier, recomposer(dossier, atelier, parametres))
    contenu = {
        "departement": dossier.departement.code,
        "annee": dossier.annee,
        "atelier": atelier,
        "instance": instance,
        "auteur": auteur,
        "date": jour,
        "motif": motif,
        "parametres": dict(parametres),
        "phrase": arrete.phrase,
        "empreinte": arrete.empreinte,
    }
    return arreter(dossier.espace, dossier.departement.code, contenu)


def _verifier(dossier: Dossier, instance: str, auteur: str, jour: dt.date | None, motif: str) -> None:
    if dossier.demande.edition != "publique":
        cause = "Ce dossier est ouvert en édition interne, et une annexe de séance se publie"
        conseil = "Rouvrez le carnet sans « edition » dans les réglages, puis arrêtez la vue."
        raise Erreurs(
            [err.VueNonArretable(Lieu(detail=dossier.departement.nom), cause=cause, conseil=conseil)]
        )
    pieces = (
        ("l'instance réunie", bool(instance)),
        ("qui (une fonction, une institution)", est_une_fonction(auteur)),
        ("la date", jour is not None),
        ("la raison", bool(motif)),
    )
    manque = [nom for nom, juste in pieces if not juste]
    if manque:
        raise Erreurs([err.DecisionIncomplete(manque=", ".join(manque))])


class ArretEnSeance:
    """Les champs et le bouton, à poser au bas d'un atelier."""

    def __init__(
        self, dossier: Callable[[], Dossier], atelier: str, parametres: Callable[[], Mapping[str, Any]]
    ):
        self.dossier, self.atelier, self.parametres = dossier, atelier, parametres
        self.instance = _texte("Instance réunie", "Commission d'évaluation")
        self.auteur = _texte("Qui arrête la vue", "fonction, institution")
        self.jour = ipywidgets.DatePicker(description="Séance du", value=dt.date.today(), style=STYLE)
        self.raison = _texte("Pourquoi la garder", "en une phrase")
        self.bouton = ipywidgets.Button(
            description="Arrêter cette vue en annexe", layout={"width": "auto"}, icon="thumb-tack"
        )
        self.message = ipywidgets.HTML()
        self.bouton.on_click(lambda _: en_le_disant(self.message, self._arreter))
        titre = ipywidgets.HTML("<h3>Arrêter cette vue en séance</h3>")
        champs = [titre, self.instance, self.auteur, self.jour, self.raison, self.bouton, self.message]
        self.boite = ipywidgets.VBox(champs)

    def _arreter(self) -> None:
        vue = arreter_une_vue(
            self.dossier(),
            self.atelier,
            self.parametres(),
            instance=self.instance.value.strip(),
            auteur=self.auteur.value.strip(),
            jour=self.jour.value,
            motif=self.raison.value.strip(),
        )
        dire(
            self.message,
            f"Vue {vue.numero} arrêtée. Le prochain point annuel et le prochain bilan la recomposeront.\n"
            f"Elle dit : « {vue.phrase} »",
        )


def _texte(description: str, exemple: str) -> ipywidgets.Text:
    return ipywidgets.Text(description=description, placeholder=exemple, style=STYLE, layout=PLEIN)
