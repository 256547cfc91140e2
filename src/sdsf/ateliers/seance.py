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
from sdsf.ateliers.retrait import RetraitEnSeance
from sdsf.ateliers.signature import Signature, retenu_de
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreurs, Lieu
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
    _exiger_l_edition_publique(dossier)
    qui = retenu_de(auteur, jour, motif, [("l'instance réunie", bool(instance))])
    arrete = arrete_de(dossier, recomposer(dossier, atelier, parametres))
    contenu = {
        "departement": dossier.departement.code,
        "annee": dossier.annee,
        "atelier": atelier,
        "instance": instance,
        "auteur": qui.auteur,
        "date": qui.date,
        "motif": qui.motif,
        "parametres": dict(parametres),
        "phrase": arrete.phrase,
        "empreinte": arrete.empreinte,
    }
    return arreter(dossier.espace, dossier.departement.code, contenu)


def _exiger_l_edition_publique(dossier: Dossier) -> None:
    if dossier.demande.edition != "publique":
        cause = "Ce dossier est ouvert en édition interne, et une annexe de séance se publie"
        conseil = "Rouvrez le carnet sans « edition » dans les réglages, puis arrêtez la vue."
        raise Erreurs(
            [err.VueNonArretable(Lieu(detail=dossier.departement.nom), cause=cause, conseil=conseil)]
        )


class ArretEnSeance:
    """Les champs et le bouton, à poser au bas d'un atelier."""

    def __init__(
        self, dossier: Callable[[], Dossier], atelier: str, parametres: Callable[[], Mapping[str, Any]]
    ):
        self.dossier, self.atelier, self.parametres = dossier, atelier, parametres
        self.instance = ipywidgets.Text(
            description="Instance réunie", placeholder="Commission d'évaluation", style=STYLE, layout=PLEIN
        )
        self.signature = Signature("Qui arrête la vue", "Séance du", "Pourquoi la garder", STYLE)
        self.bouton = ipywidgets.Button(
            description="Arrêter cette vue en annexe", layout={"width": "auto"}, icon="thumb-tack"
        )
        self.message = ipywidgets.HTML()
        self.bouton.on_click(lambda _: en_le_disant(self.message, self._arreter))
        titre = ipywidgets.HTML("<h3>Arrêter cette vue en séance</h3>")
        champs = [titre, self.instance, *self.signature.champs, self.bouton, self.message]
        self.retrait = RetraitEnSeance(dossier)
        self.boite = ipywidgets.VBox([*champs, self.retrait.boite])

    def suivre(self) -> None:
        """Montre les vues du département du moment : à l'ouverture, et quand il change."""
        self.retrait.suivre()

    def _arreter(self) -> None:
        vue = arreter_une_vue(
            self.dossier(),
            self.atelier,
            self.parametres(),
            instance=self.instance.value.strip(),
            auteur=self.signature.auteur.value,
            jour=self.signature.jour.value,
            motif=self.signature.raison.value,
        )
        dire(
            self.message,
            f"Vue {vue.numero} arrêtée. Le prochain point annuel et le prochain bilan la recomposeront.\n"
            f"Elle dit : « {vue.phrase} »",
        )
        self.suivre()
