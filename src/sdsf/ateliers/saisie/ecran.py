"""L'écran de saisie : choisir le sujet, voir ce que l'on sait, taper, être repris, enregistrer."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial, wraps
from typing import Any

import ipywidgets
from IPython.display import display
from markupsafe import Markup

from sdsf.ateliers.echecs import echec_de
from sdsf.ateliers.habillage import feuille
from sdsf.ateliers.listes import lisible
from sdsf.ateliers.saisie import brouillon as brouillons
from sdsf.ateliers.saisie.brouillon import Brouillon
from sdsf.ateliers.saisie.champ import LARGEUR, STYLE, Champ
from sdsf.ateliers.saisie.formulaire import (
    POURQUOI,
    Controle,
    controler,
    en_clair,
    questions,
)
from sdsf.ateliers.saisie.historique import en_html
from sdsf.ateliers.saisie.sujets import (
    COMMUNS,
    TOUS,
    Sujet,
    fiches_de,
    pilotes,
    sujets,
    sujets_communs,
    titre_de_fiche,
)
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreur, Erreurs
from sdsf.journal import Ajout, Correction, Ecriture, ajouter, annuler
from sdsf.rendu.nombres import liste_fr

TABLES = {"avancement": "avancement", "indicateurs": "releves"}
NOMS = {"avancement": "Action ou étape", "releves": "Indicateur"}


def atelier_de_saisie(dossier: Dossier, quoi: str = "avancement") -> None:
    """Affiche l'écran de saisie. ``quoi`` : « avancement » ou « indicateurs »."""
    display(Ecran(dossier, TABLES[quoi]).boite)


def a_sa_place(faire: Callable[..., None]) -> Callable[..., None]:
    """Un contrôle qui échoue le dit en français, là où l'on regarde ; la saisie n'est pas perdue."""

    @wraps(faire)
    def essayer(ecran: "Ecran", *arguments: Any) -> None:
        echec = echec_de(partial(faire, ecran, *arguments))
        if isinstance(echec, Erreur | Erreurs):
            ecran.dire(*(en_clair(f) for f in (echec.erreurs if isinstance(echec, Erreurs) else (echec,))))
        elif echec is not None:  # un défaut du logiciel : il se dit aussi, sinon l'écran paraît figé
            genre = type(echec).__name__
            ecran.dire(f"Ce contrôle a échoué ({genre}) : rien n'a été écrit. Relancez le carnet.")

    return essayer


class Ecran:
    """Tout l'écran : trois choix qui s'emboîtent, ce que l'on sait, le formulaire, deux boutons."""

    def __init__(self, dossier: Dossier, table: str, jour: dt.date | None = None):
        self.dossier, self.table, self.jour = dossier, table, jour
        self.sujet: Sujet | None = None
        self.champs: dict[str, Champ] = {}
        self.controle: Controle | None = None
        self.derniere: Mapping[str, str] = {}
        self._muet = False
        self.pilote = self._liste("Pilote", self._changer_de_pilote)
        self.fiche = self._liste("Fiche", self._changer_de_fiche)
        self.objet = self._liste(NOMS[table], self._changer_de_sujet)
        self.historique, self.message = ipywidgets.HTML(), ipywidgets.HTML()
        self.empechement, self.avis = ipywidgets.HTML(), ipywidgets.HTML()
        self.formulaire = ipywidgets.VBox([])
        self.enregistrer = self._bouton("Enregistrer", self._enregistrer, "primary")
        self.annuler = self._bouton("Annuler la dernière saisie", self._annuler, "")
        self.boite = ipywidgets.VBox(
            [
                feuille(dossier.espace),
                *(lisible(liste) for liste in (self.pilote, self.fiche, self.objet)), self.historique,
                self.formulaire, self.avis, self.empechement,
                ipywidgets.HBox([self.enregistrer, self.annuler], layout={"flex_flow": "row wrap"}),
                self.message,
            ]
        )  # fmt: skip
        self.boite.add_class("saisie").add_class("atelier")
        self._ouvrir()

    def _liste(self, nom: str, changer: Callable[[Any], None]) -> Any:
        liste = ipywidgets.Dropdown(options=[], description=nom, style=STYLE, layout=LARGEUR)
        liste.observe(changer, names="value")
        return liste

    def _bouton(self, nom: str, faire: Callable[[Any], None], style: str) -> Any:
        bouton = ipywidgets.Button(description=nom, button_style=style, layout={"width": "auto"})
        bouton.on_click(faire)
        return bouton

    # --- choisir ----------------------------------------------------------------------------------

    @a_sa_place
    def _ouvrir(self) -> None:
        retenus = brouillons.lire(self.dossier.espace, self.dossier.departement.code, self.table).champs
        self._proposer(
            self.pilote, [("tous les pilotes", TOUS), *((p, p) for p in pilotes(self.dossier.plan))]
        )
        for liste, nom in ((self.pilote, "pilote"), (self.fiche, "fiche"), (self.objet, "sujet")):
            if retenus.get(nom) in [valeur for _, valeur in liste.options]:
                liste.value = retenus[nom]
        if not self.dossier.plan.fiches:
            self.dire("Aucun schéma n'est décrit pour cette année : il n'y a rien à saisir ici.")

    def _proposer(self, liste: Any, options: Sequence[tuple[str, str]]) -> None:
        """De nouveaux choix : la suite ne se met à jour qu'une fois, sur le premier."""
        self._muet = True
        liste.options = list(options)
        liste.value = options[0][1] if options else None
        self._muet = False
        self._suite(liste)

    def _suite(self, liste: Any) -> None:
        if liste is self.pilote:
            self._changer_de_pilote(None)
        elif liste is self.fiche:
            self._changer_de_fiche(None)
        else:
            self._changer_de_sujet(None)

    @a_sa_place
    def _changer_de_pilote(self, _: Any) -> None:
        if not self._muet:
            fiches = fiches_de(self.dossier.plan, self.pilote.value or TOUS)
            choix = [(titre_de_fiche(f), f.id) for f in fiches]
            communs = [("Indicateurs communs à tous les schémas", COMMUNS)] if self.table == "releves" else []
            self._proposer(self.fiche, [*choix, *communs])

    @a_sa_place
    def _changer_de_fiche(self, _: Any) -> None:
        if not self._muet:
            trouves = self._sujets()
            self._proposer(self.objet, [(s.titre, s.id) for s in trouves])

    def _sujets(self) -> list[Sujet]:
        if self.fiche.value == COMMUNS:
            return sujets_communs(self.dossier)
        fiches = [f for f in self.dossier.plan.fiches if f.id == self.fiche.value]
        return [s for fiche in fiches for s in sujets(self.dossier, self.table, fiche)]

    @a_sa_place
    def _changer_de_sujet(self, _: Any) -> None:
        if self._muet:
            return
        self.sujet = next((s for s in self._sujets() if s.id == self.objet.value), None)
        self.champs = {}
        if self.sujet is None:
            self.formulaire.children = ()
            self.historique.value = "<p>Cette fiche n'a rien à saisir ici.</p>"
            self.enregistrer.disabled = self.annuler.disabled = True
            return
        garde = self._brouillon(self.sujet.id)
        self.derniere = garde.derniere
        self.champs = {q.nom: Champ(q, self._taper) for q in questions(self.dossier, self.sujet)}
        self._remplir(garde.champs)
        self.formulaire.children = [champ.boite for champ in self.champs.values()]
        self._retenir_le_choix()
        self.rafraichir()
        self.dire(*(["Brouillon repris : ce qui était tapé et pas enregistré."] if garde.champs else []))

    # --- taper ------------------------------------------------------------------------------------

    def _remplir(self, valeurs: Mapping[str, str]) -> None:
        self._muet = True
        for nom, texte in valeurs.items():
            if nom in self.champs:
                self.champs[nom].valeur = texte
        self._muet = False

    def valeurs(self) -> dict[str, str]:
        return {nom: champ.valeur for nom, champ in self.champs.items()}

    @a_sa_place
    def _taper(self, _: Any) -> None:
        if not self._muet and self.sujet:
            self._garder(self.valeurs())
            self._controler()

    def _controler(self) -> None:
        assert self.sujet is not None
        self.controle = controler(self.dossier, self.sujet, self.valeurs(), self._aujourd_hui())
        for nom, champ in self.champs.items():
            champ.reprendre(self.controle.fautes.get(nom, ()))
        pourquoi = self.champs[POURQUOI]
        inutile = self.controle.contredite is None and not pourquoi.valeur
        pourquoi.boite.layout.display = "none" if inutile else None
        ailleurs = [m for nom, mots in self.controle.fautes.items() if nom not in self.champs for m in mots]
        self._ecrire(self.empechement, "status", *filter(None, [self.controle.empechement, *ailleurs]))
        self._ecrire(self.avis, "status", *filter(None, [self.controle.avis]))
        self.enregistrer.disabled = bool(self.controle.empechement)

    def _aujourd_hui(self) -> str:
        return (self.jour or dt.date.today()).isoformat()

    # --- enregistrer, annuler ---------------------------------------------------------------------

    @a_sa_place
    def _enregistrer(self, _: Any) -> None:
        assert self.sujet is not None
        self._controler()
        if self.controle is None or self.controle.empechement:
            return
        raison = self.controle.correction(self.valeurs())
        lignes = {self.table: [self.controle.ligne]}
        ajout = ajouter(self.dossier.espace, self.dossier.departement.code, lignes, raison)
        if ajout.contredites:
            self.rafraichir()
            self.dire("Une autre saisie est passée entre-temps : relisez l'historique, rien n'a été écrit.")
            return
        self._terminer(ajout, "Enregistré")

    @a_sa_place
    def _annuler(self, _: Any) -> None:
        assert self.sujet is not None
        auteur = self.champs["saisi_par"].valeur or self.derniere["saisi_par"]
        raison = Correction("annulation de la dernière saisie", auteur, self._aujourd_hui())
        code = self.dossier.departement.code
        ajout = annuler(self.dossier.espace, code, self.table, self.derniere, raison)
        self._terminer(ajout, "Annulé, ce qui était écrit avant est rétabli")

    def _terminer(self, ajout: Ajout, mot: str) -> None:
        """Dit ce qui est écrit, et où ; garde l'auteur, vide le reste."""
        ecrites = _ecrites(self.table, ajout)
        est_une_annulation = not mot.startswith("Enregistré")
        self.derniere = {} if est_une_annulation or not ecrites else ecrites[0].valeurs
        auteur = {"saisi_par": self.champs["saisi_par"].valeur}
        for champ in self.champs.values():
            self._vider(champ)
        self._remplir(auteur)
        self._garder(auteur)
        self.rafraichir()
        ou = liste_fr([f"{e.fichier}, ligne {e.ligne}" for e in ecrites])
        self.dire(f"{mot} : {ou}.")

    def _vider(self, champ: Champ) -> None:
        self._muet = True
        champ.valeur = champ.question.defaut
        self._muet = False

    # --- montrer ----------------------------------------------------------------------------------

    def rafraichir(self) -> None:
        """Relit ce qui est écrit, par soi ou par un autre, et contrôle à nouveau."""
        assert self.sujet is not None
        espace, code = self.dossier.espace, self.dossier.departement.code
        self.historique.value = str(en_html(espace, code, self.sujet))
        self.annuler.disabled = not self.derniere
        self.annuler.tooltip = "" if self.derniere else "Aucune saisie faite ici n'est à annuler."
        self._controler()

    def dire(self, *phrases: str) -> None:
        """Ce qui vient de se passer, annoncé aux lecteurs d'écran."""
        self._ecrire(self.message, "alert", *phrases)

    def _ecrire(self, ou: Any, role: str, *phrases: str) -> None:
        corps = Markup("").join(Markup("<p>{}</p>").format(phrase) for phrase in phrases)
        gabarit = Markup('<div class="saisie-message" role="{}">{}</div>')
        ou.value = str(gabarit.format(role, corps)) if phrases else ""

    # --- garder -----------------------------------------------------------------------------------

    def _brouillon(self, nom: str) -> Brouillon:
        return brouillons.lire(self.dossier.espace, self.dossier.departement.code, f"{self.table}-{nom}")

    def _garder(self, champs: Mapping[str, str]) -> None:
        assert self.sujet is not None
        dits = {n: v for n, v in champs.items() if v and v != self.champs[n].question.defaut}
        nom = f"{self.table}-{self.sujet.id}"
        brouillon = Brouillon({} if set(dits) <= {"saisi_par"} else dits, self.derniere)
        brouillons.garder(self.dossier.espace, self.dossier.departement.code, nom, brouillon)

    def _retenir_le_choix(self) -> None:
        choix = {"pilote": self.pilote.value, "fiche": self.fiche.value, "sujet": self.objet.value}
        brouillons.garder(self.dossier.espace, self.dossier.departement.code, self.table, Brouillon(choix))


def _ecrites(table: str, ajout: Ajout) -> list[Ecriture]:
    """Les lignes écrites dans la table : ajoutées, ou changées à leur place."""
    neuves = [e for e in ajout.ajoutees if e.table == table]
    changees = [c.connue for c in ajout.corrigees] if not neuves else []
    proposees = [c.proposee for c in ajout.corrigees]
    return neuves or [
        Ecriture(e.table, e.fichier, e.ligne, v) for e, v in zip(changees, proposees, strict=True)
    ]
