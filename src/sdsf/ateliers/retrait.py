"""Les vues arrêtées en séance, et de quoi en retirer une : elle reste écrite, et le rapport le dit."""

from collections.abc import Callable

import ipywidgets
from markupsafe import Markup

from sdsf.ateliers.echecs import dire, en_le_disant
from sdsf.ateliers.signature import Signature
from sdsf.dossier import Dossier
from sdsf.releves.seances import VueArretee, lire_les_vues, retirer
from sdsf.rendu.nombres import date

STYLE = {"description_width": "14rem"}


class RetraitEnSeance:
    """La liste des vues du département, et le bouton « Retirer cette vue »."""

    def __init__(self, dossier: Callable[[], Dossier]):
        self.dossier = dossier
        self.liste = ipywidgets.HTML()
        self.choix = ipywidgets.Dropdown(
            description="Vue à retirer", style=STYLE, layout={"width": "min(46rem, 100%)"}
        )
        self.signature = Signature("Qui retire la vue", "Retirée le", "Pourquoi la retirer", STYLE)
        self.bouton = ipywidgets.Button(description="Retirer cette vue", layout={"width": "auto"})
        self.message = ipywidgets.HTML()
        self.bouton.on_click(lambda _: en_le_disant(self.message, self._retirer))
        self.formulaire = ipywidgets.VBox([self.choix, *self.signature.champs, self.bouton])
        self.boite = ipywidgets.VBox([self.liste, self.formulaire, self.message])

    def suivre(self) -> None:
        """Relit les vues du département du moment ; ce qui empêche de les lire se dit à leur place."""
        en_le_disant(self.message, self._montrer)

    def _montrer(self) -> None:
        ouvert = self.dossier()
        vues = lire_les_vues(ouvert.espace, ouvert.departement.code)
        self.liste.value = str(en_liste(vues))
        encore = [(f"Vue {vue.numero}, du {date(vue.date)}", vue.numero) for vue in vues if not vue.retiree]
        self.choix.options = encore
        self.choix.value = encore[-1][1] if encore else None
        self.formulaire.layout.display = None if encore else "none"

    def _retirer(self) -> None:
        """Retire la vue choisie. Lève ``Erreurs`` (pièce qui manque, vue déjà retirée)."""
        ouvert = self.dossier()
        retenu = self.signature.retenu([("la vue à retirer", self.choix.value is not None)])
        vue = retirer(ouvert.espace, ouvert.departement.code, self.choix.value, retenu)
        self.signature.raison.value = ""
        self._montrer()
        dire(self.message, f"Vue {vue.numero} retirée : elle garde son numéro, et le rapport dit pourquoi.")


def en_liste(vues: tuple[VueArretee, ...]) -> Markup:
    """Chaque vue : son numéro, son jour, qui, ce qu'elle disait ; retirée, par qui et pourquoi."""
    if not vues:
        return Markup("")
    elements = Markup("").join(Markup("<li>{}</li>").format(_dite(vue)) for vue in vues)
    return Markup("<h3>Les vues déjà arrêtées</h3><ul>{}</ul>").format(elements)


def _dite(vue: VueArretee) -> str:
    debut = f"Vue {vue.numero} ({vue.annee}), arrêtée le {date(vue.date)} par {vue.auteur}"
    if vue.retiree:
        retiree = vue.retiree
        return f"{debut} ; retirée le {date(retiree.date)} par {retiree.auteur} : « {retiree.motif} »."
    return f"{debut} : « {vue.phrase} »"
