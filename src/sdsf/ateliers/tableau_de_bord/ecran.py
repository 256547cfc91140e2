"""L'écran du tableau de bord : cinq réglages, la vue qui les suit, de quoi l'emporter.

Chaque réglage est une liste à choisir : elle a son libellé, elle se parcourt au clavier. Un réglage qui
échoue le dit en français à la place de la vue ; les réglages restent, et l'on en choisit un autre.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import ipywidgets
from IPython.display import display
from markupsafe import Markup

from sdsf.ateliers.dessins.carte import FondDeCarte
from sdsf.ateliers.echecs import en_le_remplacant
from sdsf.ateliers.habillage import feuille
from sdsf.ateliers.listes import lisible
from sdsf.ateliers.memoire import retenir, se_souvenir
from sdsf.ateliers.seance import ArretEnSeance
from sdsf.ateliers.tableau_de_bord import page
from sdsf.ateliers.tableau_de_bord.carte import fond_de_carte
from sdsf.ateliers.tableau_de_bord.choix import (
    Fonds,
    Option,
    annees,
    comparaisons,
    corriger,
    ranger,
    territoires,
)
from sdsf.ateliers.tableau_de_bord.etat import Etat, etat_garde
from sdsf.ateliers.tableau_de_bord.regard import regarder
from sdsf.ateliers.tableau_de_bord.seance import NOM
from sdsf.ateliers.tableau_de_bord.vue import Vue, composer
from sdsf.chargement import charger
from sdsf.contours.lecture import SansContours
from sdsf.demande import controler_demande
from sdsf.erreurs import Erreur, Erreurs
from sdsf.espace import Espace
from sdsf.plan.lecture import departements_decrits
from sdsf.referentiel.lecture import lire_departements
from sdsf.rendu.registre import Registre

# Le rapport qui lit un département et une année sans exiger de schéma en vigueur.
LECTURE = "diagnostic"
LIBELLES = {
    "departement": "Département",
    "annee": "Année",
    "indicateur": "Indicateur",
    "territoire": "Territoire",
    "comparaison": "Comparer à",
}
# Une liste de la grille est plus étroite qu'une liste seule sur sa rangée.
DANS_LA_GRILLE = 30
DEFAUT = (
    "Cette vue ne s'affiche pas : c'est un défaut du logiciel. "
    "Choisissez un autre réglage, et signalez celui-ci."
)


@dataclass
class Memoires:
    """Ce qui a déjà été lu : un fonds par département et par année, un fond de carte par maille."""

    espace: Espace
    reglages: str
    fonds: dict[tuple[str, int], Fonds] = field(default_factory=dict)
    cartes: dict[tuple[str, str], FondDeCarte | SansContours] = field(default_factory=dict)
    vues: dict[Etat, tuple[Vue, Markup, Registre]] = field(default_factory=dict)

    def fonds_de(self, departement: str, annee: int) -> Fonds:
        """Le fonds d'un département et d'une année, lu la première fois. Lève ``Erreurs``."""
        cle = (departement, annee)
        if cle not in self.fonds:
            demande = controler_demande(self.espace, departement, annee, self.reglages, LECTURE)
            self.fonds[cle] = ranger(charger(self.espace, demande))
        return self.fonds[cle]

    def carte_de(self, fonds: Fonds, maille: str) -> FondDeCarte | SansContours:
        cle = (fonds.dossier.departement.code, maille)
        if cle not in self.cartes:
            self.cartes[cle] = fond_de_carte(fonds.dossier, maille)
        return self.cartes[cle]

    def vue_de(self, fonds: Fonds, etat: Etat) -> tuple[Vue, Markup, Registre]:
        """La vue d'un état et sa page ; revenir à un état déjà vu ne recalcule rien."""
        if etat not in self.vues:
            vue = composer(regarder(fonds, etat), self.carte_de(fonds, etat.comparaison))
            registre = Registre(dict(fonds.dossier.referentiel.unites))
            corps = page.en_html(vue, registre, page.liens_des_sources(fonds.dossier.referentiel))
            self.vues[etat] = (vue, corps, registre)
        return self.vues[etat]


class Ecran:
    """Les réglages et la vue d'un tableau de bord, dans une boîte que le carnet affiche."""

    def __init__(self, espace: Espace, depart: Etat, reglages: str):
        self.memoires = Memoires(espace, reglages)
        self.depart, self.etat = depart, depart
        style = {"description_width": "7.5rem"}
        self.listes = {
            nom: ipywidgets.Dropdown(description=libelle, style=style, layout={"width": "auto"})
            for nom, libelle in LIBELLES.items()
        }
        self.vue = ipywidgets.HTML()
        self.exporter = ipywidgets.Button(description="Préparer l'export de cet écran")
        self.liens = ipywidgets.HTML()
        self._muet = False
        for nom, liste in self.listes.items():
            liste.observe(partial(self._change, nom), names="value")
        self.exporter.on_click(lambda _: self._a_l_abri(self._exporter))
        self.seance = ArretEnSeance(lambda: self._lire(self.etat).dossier, NOM, lambda: self.etat.en_choix())
        self.boite = self._boite()

    def _boite(self) -> Any:
        reglages = ipywidgets.Box([lisible(liste, DANS_LA_GRILLE) for liste in self.listes.values()])
        reglages.add_class("atelier-reglages")
        emporter = ipywidgets.Box([self.exporter, self.liens])
        emporter.add_class("atelier-exports")
        boite = ipywidgets.VBox(
            [feuille(self.memoires.espace), reglages, self.vue, emporter, self.seance.boite]
        )
        boite.add_class("atelier")
        return boite

    def ouvrir(self) -> None:
        """L'état gardé s'il vient du même départ ; sinon celui du carnet. Lève ``Erreurs``."""
        espace = self.memoires.espace
        garde = se_souvenir(espace, NOM)
        souvenir = etat_garde(garde) if garde.get("depart") == self._depart() else None
        try:
            fonds = self._lire(souvenir or self.depart)
        except (Erreur, Erreurs):
            if souvenir is None:
                raise
            fonds = self._lire(self.depart)  # le département gardé n'est plus lisible : celui du carnet
        noms = lire_departements(espace)
        codes = [code for code in departements_decrits(espace) if code in noms]
        self._muet = True
        self.listes["departement"].options = [(f"{code} · {noms[code].nom}", code) for code in codes]
        self.listes["annee"].options = annees(fonds.dossier)
        self._montrer(fonds, corriger(fonds, souvenir or self.depart))
        self.seance.suivre()

    def _depart(self) -> str:
        return f"{self.depart.departement}/{self.depart.annee}/{self.memoires.reglages}"

    def _lire(self, etat: Etat) -> Fonds:
        return self.memoires.fonds_de(etat.departement, etat.annee)

    def _change(self, nom: str, changement: dict[str, Any]) -> None:
        if not self._muet:
            self._a_l_abri(partial(self._choisir, nom, changement["new"]))

    def _choisir(self, nom: str, valeur: Any) -> None:
        """Un réglage a changé : l'état suit, puis les autres réglages, puis la vue."""
        voulu = replace(self.etat, **{nom: valeur})
        if (voulu.departement, voulu.annee) not in self.memoires.fonds:
            self.vue.value = (
                f'<p class="attente">Lecture des données : {voulu.departement}, {voulu.annee}…</p>'
            )
        fonds = self._lire(voulu)
        if nom == "departement":
            self._poser("annee", [Option(str(annee), str(annee)) for annee in annees(fonds.dossier)])
        self._montrer(fonds, corriger(fonds, voulu))
        if nom == "departement":
            self.seance.suivre()

    def _montrer(self, fonds: Fonds, etat: Etat) -> None:
        self.etat = etat
        _, corps, _ = self.memoires.vue_de(fonds, etat)
        # La vue d'abord : c'est elle que l'on attend ; les listes suivent.
        self.vue.value = str(corps)
        self.liens.value = ""
        self._accorder_les_listes(fonds, etat)
        retenir(self.memoires.espace, NOM, {**etat.en_choix(), "depart": self._depart()})

    def _accorder_les_listes(self, fonds: Fonds, etat: Etat) -> None:
        self._poser("indicateur", fonds.options)
        self._poser("territoire", territoires(fonds, etat.indicateur))
        self._poser("comparaison", comparaisons(fonds, etat.indicateur, etat.territoire))
        self._muet = True
        for nom, liste in self.listes.items():
            liste.value = getattr(etat, nom)
        self._muet = False

    def _poser(self, nom: str, options: Sequence[Option]) -> None:
        """Les choix d'une liste, si ce ne sont plus les mêmes."""
        couples = tuple((o.libelle, int(o.valeur) if nom == "annee" else o.valeur) for o in options)
        self._muet = True
        if self.listes[nom].options != couples:
            self.listes[nom].options = couples
        self._muet = False

    def _exporter(self) -> None:
        vue, _, registre = self.memoires.vues[self.etat]
        nom = f"{self.etat.departement}-{self.etat.annee}-{self.etat.indicateur}"
        phrase = page.en_phrase(vue, registre)
        image = page.lien_a_telecharger(
            f"{nom}.png", page.en_png(vue, registre), "image/png", "L'image (PNG)"
        )
        tableau = page.lien_a_telecharger(
            f"{nom}.csv", page.en_csv(registre).encode(), "text/csv;charset=utf-8", "Les chiffres (CSV)"
        )
        texte = Markup('<label>La phrase, à copier<textarea readonly rows="4">{}</textarea></label>').format(
            phrase
        )
        self.liens.value = str(image + tableau + texte)

    def _a_l_abri(self, geste: Callable[[], None]) -> None:
        """Fait un geste ; ce qui échoue se dit à la place de la vue, sans trace."""
        en_le_remplacant(self.vue, geste, DEFAUT)
        self._muet = False


def afficher(espace: Espace, departement: str, annee: int, reglages: str) -> Ecran:
    """Ouvre le tableau de bord et l'affiche. Lève ``Erreurs`` si la demande du carnet est impossible."""
    ecran = Ecran(espace, Etat(departement, annee), reglages)
    ecran.ouvrir()
    display(ecran.boite)
    return ecran
