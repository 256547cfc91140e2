"""L'écran « Lancer et suivre » : ce qui est produit, ce que coûtera la suite, la production, son résultat."""

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import ipywidgets
from IPython.display import display
from markupsafe import Markup

from sdsf.ateliers.echecs import en_le_remplacant
from sdsf.ateliers.habillage import feuille
from sdsf.ateliers.lancer import bilan
from sdsf.ateliers.lancer.course import Course, Demande, derniere_course, lancer
from sdsf.ateliers.lancer.deja_produits import tableau
from sdsf.ateliers.lancer.resultat import en_route, finie, lien, page_dans_la_page
from sdsf.ateliers.listes import lisible
from sdsf.ateliers.memoire import retenir, se_souvenir
from sdsf.demande import EDITIONS, periodes_decrites
from sdsf.espace import Espace
from sdsf.plan.lecture import departements_decrits, periodes
from sdsf.production.catalogue import AUTRES_FORMATS, CATALOGUE, formats_de
from sdsf.referentiel.lecture import lire_departements

NOM = "lancer_et_suivre"
PAS_S = 0.5
LIBELLES = {"departement": "Département", "annee": "Année", "rapport": "Rapport", "edition": "Édition"}
DEFAUT = "Ce geste a échoué : c'est un défaut du logiciel. Rechargez la page, et signalez-le."


class Ecran:
    """Les réglages, ce qui est déjà là, la production en route et son résultat."""

    def __init__(self, espace: Espace, departement: str, annee: int):
        self.espace = espace
        self.course: Course | None = None
        style = {"description_width": "7.5rem"}
        self.listes = {
            nom: ipywidgets.Dropdown(description=libelle, style=style, layout={"width": "auto"})
            for nom, libelle in LIBELLES.items()
        }
        self.formats = {
            nom: ipywidgets.Checkbox(description=nom.upper(), indent=False, layout={"width": "auto"})
            for nom in AUTRES_FORMATS
        }
        self.cout, self.etat, self.suivi, self.resultat = (ipywidgets.HTML() for _ in range(4))
        self.boutons = {
            "lancer": ipywidgets.Button(description="Lancer la production", button_style="primary"),
            "arreter": ipywidgets.Button(description="Arrêter", disabled=True),
            "verifier": ipywidgets.Button(description="Vérifier s'il est à jour"),
            "ouvrir": ipywidgets.Button(description="Ouvrir le résultat"),
        }
        self._remplir(departement, annee)
        self._ecouter()
        self.boite = self._boite()
        self._actualiser()
        self._reprendre()

    # --- les réglages -----------------------------------------------------------------------------

    def _remplir(self, departement: str, annee: int) -> None:
        """Les choix, et ceux de la dernière fois."""
        noms = lire_departements(self.espace)
        codes = [c for c in departements_decrits(self.espace) if c in noms and periodes(self.espace, c)]
        self.listes["departement"].options = [(f"{code} · {noms[code].nom}", code) for code in codes]
        self.listes["rapport"].options = [(r.intitule, r.code) for r in CATALOGUE.values()]
        self.listes["edition"].options = [
            ("publique : les petits effectifs sont cachés", "publique"),
            ("interne : pour la commission, à ne pas diffuser", "interne"),
        ]
        assert {valeur for _, valeur in self.listes["edition"].options} == set(EDITIONS)
        garde = se_souvenir(self.espace, NOM)
        voulus = {"departement": departement, "rapport": "point_annuel", **garde}
        for nom in ("departement", "rapport", "edition"):
            admis = [valeur for _, valeur in self.listes[nom].options]
            self.listes[nom].value = voulus.get(nom) if voulus.get(nom) in admis else admis[0]
        self._poser_les_annees(int(garde["annee"]) if garde.get("annee", "").isdecimal() else annee)
        for nom, case in self.formats.items():
            case.value = nom in garde.get("formats", "").split(",")

    def _poser_les_annees(self, voulue: int) -> None:
        """Les années des schémas décrits, et deux de plus : un bilan final se fait après le terme."""
        bornes = [p.split("-") for p in periodes_decrites(self.espace, self.listes["departement"].value)]
        annees = sorted({an for debut, fin in bornes for an in range(int(debut), int(fin) + 3)})
        self.listes["annee"].options = annees
        self.listes["annee"].value = voulue if voulue in annees else annees[-1]

    def _ecouter(self) -> None:
        self.listes["departement"].observe(
            lambda _: self._a_l_abri(lambda: self._poser_les_annees(self.listes["annee"].value)),
            names="value",
        )
        for reglage in (*self.listes.values(), *self.formats.values()):
            reglage.observe(lambda _: self._a_l_abri(self._actualiser), names="value")
        gestes: dict[str, Callable[[], None]] = {
            "lancer": self._lancer,
            "arreter": self._arreter,
            "verifier": self._verifier,
            "ouvrir": self._ouvrir,
        }
        for nom, geste in gestes.items():
            self.boutons[nom].on_click(lambda _, geste=geste: self._a_l_abri(geste))

    def _boite(self) -> Any:
        reglages = ipywidgets.Box([lisible(liste) for liste in self.listes.values()])
        reglages.add_class("atelier-reglages")
        formats = ipywidgets.Box(
            [ipywidgets.HTML('<span class="libelle">Avec la page, en :</span>'), *self.formats.values()]
        )
        boutons = ipywidgets.Box(list(self.boutons.values()))
        for rangee in (formats, boutons):
            rangee.add_class("atelier-rangee")
        boite = ipywidgets.VBox(
            [
                feuille(self.espace),
                reglages, formats, self.cout, boutons, self.suivi, self.etat, self.resultat,
            ]
        )  # fmt: skip
        boite.add_class("atelier")
        return boite

    def demande(self) -> Demande:
        """Ce que les réglages demandent."""
        voulu = {nom: liste.value for nom, liste in self.listes.items()}
        admis = formats_de(voulu["rapport"])
        formats = tuple(nom for nom, case in self.formats.items() if case.value and nom in admis)
        return Demande(voulu["departement"], voulu["annee"], voulu["rapport"], formats, voulu["edition"])

    # --- ce qui est là ----------------------------------------------------------------------------

    def _actualiser(self) -> None:
        """Le coût, l'état de chaque rapport, les formats possibles ; et les réglages sont retenus."""
        demande = self.demande()
        for nom, case in self.formats.items():
            case.disabled = nom not in formats_de(demande.rapport)
        cout = bilan.cout(bilan.productions(self.espace), demande.rapport, demande.formats)
        self.cout.value = str(
            Markup("<p>Ce que cela va prendre : {}.</p><p class='note'>La même chose dans un terminal : "
                   "<code>{}</code></p>").format(cout, demande.ecrite())
        )  # fmt: skip
        self.etat.value = str(tableau(self.espace, demande, self._produits(demande)))
        self.resultat.value = ""
        choix = {nom: str(liste.value) for nom, liste in self.listes.items()}
        retenir(self.espace, NOM, {**choix, "formats": ",".join(demande.formats)})

    def _produits(self, demande: Demande) -> list[bilan.Production]:
        """Les rapports de ce département, de cette année et de cette édition."""
        faits = bilan.productions(self.espace, demande.departement, demande.annee)
        return [fait for fait in faits if fait.manifeste.get("edition") == demande.edition]

    def _choisi(self) -> bilan.Production | None:
        demande = self.demande()
        return next((fait for fait in self._produits(demande) if fait.rapport == demande.rapport), None)

    def _verifier(self) -> None:
        """Relit les données et compare les empreintes : la réponse est sûre, elle prend quelques secondes."""
        choisi = self._choisi()
        if choisi is None:
            self.resultat.value = '<p class="absence">Ce rapport n\'est pas encore produit.</p>'
            return
        self.resultat.value = '<p class="attente">Lecture des données…</p>'
        phrase = bilan.phrase_de_peremption(bilan.perime(self.espace, choisi))
        self.resultat.value = str(Markup('<p class="verdict">{}</p>').format(phrase))

    # --- la production ----------------------------------------------------------------------------

    def _lancer(self) -> None:
        if self.course is not None and self.course.vivante:
            return
        self.course = lancer(self.espace, self.demande())
        self._suivre(self.course)

    def _reprendre(self) -> None:
        """Retrouve la production qu'un noyau d'avant a lancée."""
        derniere = derniere_course(self.espace)
        if derniere is not None and derniere.vivante:
            self.course = derniere
            self._suivre(derniere)

    def _suivre(self, course: Course) -> None:
        self.boutons["lancer"].disabled, self.boutons["arreter"].disabled = True, False
        threading.Thread(target=self._a_l_abri, args=(partial(self._regarder, course),), daemon=True).start()

    def _regarder(self, course: Course) -> None:
        """Montre où en est la course, jusqu'à sa fin."""
        debut = time.monotonic()
        while course.vivante:
            self.suivi.value = str(en_route(course, time.monotonic() - debut))
            time.sleep(PAS_S)
        self._actualiser()
        self.suivi.value = str(finie(course))
        self.boutons["lancer"].disabled, self.boutons["arreter"].disabled = False, True

    def _arreter(self) -> None:
        if self.course is not None and self.course.vivante:
            self.course.arreter()

    def _ouvrir(self) -> None:
        """La page dans la page, et chaque fichier à télécharger : le serveur n'en sert aucun."""
        choisi = self._choisi()
        if choisi is None or not choisi.fichiers:
            self.resultat.value = '<p class="absence">Ce rapport n\'est pas encore produit.</p>'
            return
        liens = Markup("").join(lien(chemin) for chemin in choisi.fichiers)
        dossier = self.espace.relatif(choisi.chemin.parent)
        page = choisi.fichiers[0]
        self.resultat.value = str(
            Markup("<h2>{}</h2><p>Dans {} : {}</p>{}").format(
                choisi.manifeste["titre"], dossier, liens, page_dans_la_page(page, choisi)
            )
        )

    def _a_l_abri(self, geste: Callable[[], None]) -> None:
        """Fait un geste ; ce qui échoue se dit à sa place, sans trace."""
        en_le_remplacant(self.resultat, geste, DEFAUT)


def afficher(espace: Espace, departement: str, annee: int) -> Ecran:
    """Ouvre l'écran et l'affiche. Lève ``Erreurs`` si l'espace ne décrit aucun schéma."""
    ecran = Ecran(espace, departement, annee)
    display(ecran.boite)
    return ecran
