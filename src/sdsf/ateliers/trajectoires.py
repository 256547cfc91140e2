"""L'atelier des trajectoires : une cible, une échéance, une hypothèse ; les places qu'elles demandent."""

import json
import re
import unicodedata
from typing import Any

import ipywidgets
from IPython.display import display
from markupsafe import Markup

from sdsf import erreurs as err
from sdsf.ateliers import memoire
from sdsf.ateliers.echecs import dire, en_le_disant
from sdsf.ateliers.habillage import feuille
from sdsf.ateliers.seance import ArretEnSeance
from sdsf.ateliers.signature import Signature
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreurs
from sdsf.plan.scenarios import Scenario, ajouter_un_scenario
from sdsf.rapports.panier import territoires_locaux
from sdsf.rapports.scenarios import blocs_du_calcul, calculer, figure_du_calcul
from sdsf.rapports.seance.trajectoires import NOM, essai, parametres
from sdsf.rendu.registre import Registre

LARGE = {"description_width": "16rem"}
PLEIN = {"width": "min(46rem, 100%)"}
EVOLUTIONS = {
    "ne change pas": "constante",
    "varie d'un pourcentage par an": "variation",
    "suit la tendance de sa série": "tendance",
}
EFFECTIFS = {
    "celui que le producteur publie": "publies",
    "les naissances de trois ans, qui l'approchent (résultat estimé)": "naissances",
}
CIBLE, ANNEES = 60.0, 4


def atelier_des_trajectoires(dossier: Dossier) -> None:
    """Affiche l'atelier : l'hypothèse, les places qu'elle demande, de quoi en faire un scénario nommé."""
    display(AtelierDesTrajectoires(dossier).boite)


class AtelierDesTrajectoires:
    """Les réglages à l'écran, et la réponse."""

    def __init__(self, dossier: Dossier):
        self.dossier = dossier
        self._en_cours = False
        self.cible = ipywidgets.BoundedFloatText(
            value=CIBLE, min=1, max=200, step=1, description="Places pour 100 enfants visées", style=LARGE
        )
        self.echeance = ipywidgets.BoundedIntText(
            value=dossier.annee + ANNEES, min=1990, max=2100, description="Échéance (année)", style=LARGE
        )
        self.evolution = _liste("Le nombre d'enfants", EVOLUTIONS)
        self.variation = ipywidgets.BoundedFloatText(
            value=0.0, min=-20, max=20, step=0.5, description="Variation (% par an)", style=LARGE
        )
        self.enfants = _liste("L'effectif d'enfants", EFFECTIFS)
        noms = territoires_locaux(dossier)[1]
        self.territoires = ipywidgets.SelectMultiple(
            options=[(nom, code) for code, nom in noms.items()], rows=min(8, max(2, len(noms))),
            description="Territoires (aucun choisi : tous)", style=LARGE, layout=PLEIN,
        )  # fmt: skip
        self.reponse, self.message = ipywidgets.HTML(), ipywidgets.HTML()
        self.intitule = ipywidgets.Text(
            description="Nom du scénario", placeholder="en quelques mots", style=LARGE, layout=PLEIN
        )
        self.signature = Signature("Qui pose ce scénario", "Le", "La raison", LARGE)
        self.sauver = ipywidgets.Button(
            description="Enregistrer ce scénario", button_style="primary", layout={"width": "auto"}
        )
        self.seance = ArretEnSeance(lambda: dossier, NOM, lambda: parametres(self.scenario()))
        self.boite = self._composer()
        self._brancher()
        en_le_disant(self.message, self._reprendre)
        self.seance.suivre()

    @property
    def reglages(self) -> dict[str, Any]:
        """Chaque réglage de l'hypothèse, par le nom de son champ."""
        return {
            "cible": self.cible, "echeance": self.echeance, "evolution": self.evolution,
            "variation_pct": self.variation, "enfants": self.enfants, "territoires": self.territoires,
        }  # fmt: skip

    def _composer(self) -> ipywidgets.VBox:
        titre = ipywidgets.HTML("<h3>En faire un scénario que les bilans citent</h3>")
        garder = [titre, self.intitule, *self.signature.champs, self.sauver]
        boite = ipywidgets.VBox(
            [
                feuille(self.dossier.espace),
                *self.reglages.values(), self.message, self.reponse, *garder, self.seance.boite,
            ]
        )  # fmt: skip
        boite.add_class("atelier")
        return boite

    def _brancher(self) -> None:
        for reglage in self.reglages.values():
            reglage.observe(lambda _: self._geste(self._essayer), "value")
        self.sauver.on_click(lambda _: self._geste(self._sauver))

    def _geste(self, faire: Any) -> None:
        if not self._en_cours:
            dire(self.message, "")
            en_le_disant(self.message, faire)

    def scenario(self) -> Scenario:
        """L'hypothèse à l'écran. Lève ``Erreurs`` si elle ne tient pas."""
        varie = self.evolution.value == "variation"
        return essai(
            {
                "cible": self.cible.value,
                "echeance": self.echeance.value,
                "enfants": self.enfants.value,
                "evolution": self.evolution.value,
                "variation_pct": self.variation.value if varie else None,
                "territoires": list(self.territoires.value),
            }
        )

    def _essayer(self) -> None:
        self.montrer()
        texte = json.dumps(parametres(self.scenario()), ensure_ascii=False)
        memoire.retenir(self.dossier.espace, self._nom_de_memoire, {"parametres": texte})

    def montrer(self) -> None:
        """La phrase, la figure et le tableau de l'hypothèse à l'écran."""
        self.variation.disabled = self.evolution.value != "variation"
        calcul = calculer(self.dossier, self.scenario())
        registre = Registre(dict(self.dossier.referentiel.unites))
        premier, *autres = blocs_du_calcul(calcul)
        blocs = [premier, *figure_du_calcul(calcul), *autres]
        corps = Markup("\n").join(bloc.html(registre) for bloc in blocs)
        cartes = Markup("\n").join(registre.carte(numero, un) for numero, un in registre)
        self.reponse.value = str(corps + cartes)

    # --- garder -----------------------------------------------------------------------------------

    def _sauver(self) -> None:
        """Ajoute le scénario au fichier du schéma. Lève ``Erreurs``."""
        demande = self.dossier.demande
        if not demande.periode:
            raise Erreurs([err.DecisionIncomplete(manque="un schéma décrit pour cette année")])
        nom = self.intitule.value.strip()
        ident = _identifiant(nom)
        retenu = self.signature.retenu([("le nom du scénario", bool(ident))])
        neuf = self.scenario().model_copy(update={"id": ident, "intitule": nom, "retenu": retenu})
        ajouter_un_scenario(self.dossier.espace, self.dossier.departement.code, demande.periode, neuf)
        dire(self.message, f"Scénario « {nom} » enregistré : les prochains bilans le citeront ({ident}).")

    # --- la mémoire -------------------------------------------------------------------------------

    @property
    def _nom_de_memoire(self) -> str:
        return f"trajectoires-{self.dossier.departement.code}"

    def _reprendre(self) -> None:
        """Reprend l'hypothèse d'avant un redémarrage, si elle a encore un sens, et montre."""
        garde = _hypothese_gardee(memoire.se_souvenir(self.dossier.espace, self._nom_de_memoire))
        connus = {code for _, code in self.territoires.options}
        if garde is not None:
            self._en_cours = True
            for nom, valeur in parametres(garde).items():
                propre = [code for code in valeur if code in connus] if nom == "territoires" else valeur
                self.reglages[nom].value = 0.0 if propre is None else propre
            self._en_cours = False
        self.montrer()


def _hypothese_gardee(choix: dict[str, str]) -> Scenario | None:
    try:
        return essai(json.loads(choix["parametres"]))
    except (KeyError, ValueError, TypeError, Erreurs):
        return None


def _identifiant(nom: str) -> str:
    """Un nom court en minuscules.

    >>> _identifiant("60 % partout, dès 2030")
    '60-partout-des-2030'
    """
    sans_accent = unicodedata.normalize("NFKD", nom).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", sans_accent).strip("-")


def _liste(description: str, options: dict[str, str]) -> ipywidgets.Dropdown:
    return ipywidgets.Dropdown(
        options=list(options.items()), description=description, style=LARGE, layout=PLEIN
    )
