"""L'atelier des priorités : chaque réglage a son libellé, se bouge au clavier, et la réponse suit."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import ipywidgets
from IPython.display import display

from sdsf.ateliers import memoire
from sdsf.ateliers.echecs import dire, en_le_disant
from sdsf.ateliers.habillage import feuille, nommer_les_curseurs
from sdsf.ateliers.listes import lisible
from sdsf.ateliers.priorites.choix_ouverts import ChoixOuverts
from sdsf.ateliers.priorites.criteres import Criteres
from sdsf.ateliers.priorites.ecran import (
    LARGE,
    PLEIN,
    en_html,
    essai_garde,
    liste_a_choisir,
    nom_de_methode,
    rangee,
    titre,
)
from sdsf.ateliers.priorites.essai import Essai, depuis
from sdsf.ateliers.priorites.retenue import Retenue
from sdsf.ateliers.seance import ArretEnSeance
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreurs, Lieu
from sdsf.rapports.priorites.vue import VueDesPriorites, vue_des_priorites
from sdsf.rapports.seance.priorites import NOM, parametres
from sdsf.referentiel.priorites import MethodeDePriorite, Priorites, lire_priorites, regler
from sdsf.rendu.registre import Registre


def atelier_des_priorites(dossier: Dossier) -> None:
    """Affiche l'atelier : les réglages, le classement et la carte, la sensibilité, de quoi garder."""
    nommer_les_curseurs()
    display(Atelier(dossier).boite)


class Atelier:
    """Les réglages à l'écran, l'essai qu'ils font, et la réponse."""

    def __init__(self, dossier: Dossier):
        self.dossier = dossier
        self.lues: Priorites = lire_priorites(dossier.espace)
        self._en_cours = False
        self.message, self.classement, self.epreuve = (ipywidgets.HTML() for _ in range(3))
        self.retenue = Retenue(dossier, self.lues)
        changer = partial(self._geste, self._changer_un_reglage)
        self.criteres = Criteres(
            self._curseur_bouge, lambda code: self._geste(partial(self._basculer, code)), changer
        )
        self.ouverts = ChoixOuverts(changer)
        self._creer_les_choix()
        self.seance = ArretEnSeance(lambda: dossier, NOM, self.parametres)
        self.essai: Essai = self.retenue.essai_de(self.methode.value)
        self.boite = self._composer()
        self._ouvrir()

    # --- ce qui est à l'écran ---------------------------------------------------------------------

    def _creer_les_choix(self) -> None:
        suivies = self.retenue.suivies
        rangees = sorted(self.lues.methodes, key=lambda m: m.code not in suivies)
        self.methode = ipywidgets.Dropdown(
            options=[(nom_de_methode(m, m.code in suivies), m.code) for m in rangees],
            description="Méthode", style=LARGE, layout=PLEIN,
        )  # fmt: skip
        self.sorte = liste_a_choisir("Territoires", [("", 0)])
        self.territoire = liste_a_choisir("Pourquoi ce territoire ?", [("le premier du classement", "")])
        self.au_texte = ipywidgets.Button(
            description="Revenir aux réglages du texte", layout={"width": "auto"}
        )
        self.au_retenu = ipywidgets.Button(description="Revenir au réglage retenu", layout={"width": "auto"})

    def _composer(self) -> ipywidgets.VBox:
        boite = ipywidgets.VBox(
            [
                feuille(self.dossier.espace),
                lisible(self.methode),
                lisible(self.sorte),
                titre("Les critères et leurs poids (la somme fait toujours 100)"),
                self.criteres.boite,
                titre("Ce que le texte ne fixe pas"),
                *self.ouverts.boites,
                rangee(self.au_texte, self.au_retenu),
                self.message,
                lisible(self.territoire),
                self.classement,
                self.epreuve,
                titre("Retenir ce réglage"),
                self.retenue.etat,
                *self.retenue.signature.champs,
                rangee(self.retenue.sauver, self.retenue.annuler),
                self.seance.boite,
            ]
        )
        boite.add_class("atelier")
        return boite

    def _ouvrir(self) -> None:
        """Branche chaque réglage, reprend l'essai d'avant s'il y en a un, et montre."""
        self.methode.observe(lambda _: self._geste(self._changer_de_methode), "value")
        self.sorte.observe(lambda _: self._geste(self._changer_de_sorte), "value")
        self.territoire.observe(lambda _: self._geste(self.montrer), "value")
        for bouton, faire in (
            (self.au_texte, self._revenir_au_texte),
            (self.au_retenu, self._revenir_au_retenu),
            (self.retenue.sauver, self._sauver),
            (self.retenue.annuler, self._annuler),
        ):
            bouton.on_click(lambda _, faire=faire: self._geste(faire))
        en_le_disant(self.message, self._reprendre)
        self.seance.suivre()

    # --- ce qu'un geste change --------------------------------------------------------------------

    def _geste(self, faire: Callable[[], object]) -> None:
        """Un geste de la commission ; ce que l'atelier change lui-même n'en est pas un."""
        if self._en_cours:
            return
        dire(self.message, "")
        en_le_disant(self.message, faire)

    @contextmanager
    def _sans_geste(self) -> Iterator[None]:
        avant, self._en_cours = self._en_cours, True
        try:
            yield
        finally:
            self._en_cours = avant

    def _changer_de_methode(self) -> None:
        self._prendre(self.retenue.essai_de(self.methode.value))

    def _prendre(self, essai: Essai, sorte: int = 0, territoire: str = "") -> None:
        """Met un essai à l'écran, et sa réponse."""
        self.essai = essai
        with self._sans_geste():
            self.criteres.lister(essai.base)
            self.sorte.options = [(s.intitule, rang) for rang, s in enumerate(essai.base.territoires)]
            self.sorte.value = sorte if sorte < len(essai.base.territoires) else 0
            self.ouverts.lister(essai.base)
            self._ecrire_les_choix()
            self._lister_les_territoires(territoire)
        self.montrer()

    def _changer_de_sorte(self) -> None:
        with self._sans_geste():
            self._lister_les_territoires("")
        self.montrer()

    def _lister_les_territoires(self, voulu: str) -> None:
        etude = self.vue().etude
        classes = [str(t) for t in etude.classement["territoire"]]
        self.territoire.options = [
            ("le premier du classement", ""), *((etude.noms[code], code) for code in classes)
        ]  # fmt: skip
        self.territoire.value = voulu if voulu in classes else ""

    def _curseur_bouge(self, code: str) -> None:
        """La page rend parfois la valeur qu'on lui a donnée : ce n'est pas un geste."""
        points = self.criteres.curseurs[code].value
        if points != self.essai.poids.get(code, 0):
            self._geste(lambda: self._essayer(self.essai.deplacer(code, points)))

    def _basculer(self, code: str) -> None:
        if self.criteres.cases[code].value == (code in self.essai.actifs):
            return
        neuf = self.essai.basculer(code)
        if neuf is self.essai:
            dire(self.message, "Un critère au moins reste compté : c'est le dernier.", echec=True)
        self._essayer(neuf)

    def _changer_un_reglage(self) -> None:
        """Ce que le texte ne fixe pas. Lève ``Erreurs`` si des bornes ne se lisent pas."""
        choix = {**self.ouverts.choisis(), "sens": self.criteres.sens_choisis()}
        self._essayer(Essai(**{**self.essai.__dict__, **choix}))

    def _revenir_au_texte(self) -> None:
        self._prendre(depuis(self.essai.base, None), self.sorte.value, self.territoire.value)
        dire(self.message, "Les réglages sont ceux du texte.")

    def _revenir_au_retenu(self) -> None:
        self._prendre(self.retenue.essai_de(self.essai.base.code), self.sorte.value, self.territoire.value)
        dire(self.message, "Les réglages sont ceux que le prochain rapport suivra.")

    def _essayer(self, essai: Essai) -> None:
        self.essai = essai
        with self._sans_geste():
            self._ecrire_les_choix()
        self.montrer()
        self._garder_l_essai()

    def _ecrire_les_choix(self) -> None:
        """Remet chaque réglage sur ce que dit l'essai."""
        self.criteres.ecrire(self.essai)
        self.ouverts.ecrire(self.essai)

    # --- la réponse -------------------------------------------------------------------------------

    def methode_reglee(self) -> MethodeDePriorite:
        """La méthode de l'essai. Lève ``Erreurs`` si le réglage est impossible."""
        return regler(self.lues, self.essai.reglee(), Lieu(detail="réglage à l'écran"))

    def vue(self) -> VueDesPriorites:
        return vue_des_priorites(
            self.dossier, self.methode_reglee(), self.sorte.value or 0, self.territoire.value or ""
        )

    def montrer(self) -> None:
        """Le classement et la carte d'abord, la sensibilité dès qu'elle est calculée."""
        try:
            vue = self.vue()
        except Erreurs:
            # Un classement d'avant, sous un réglage impossible, se lirait comme sa réponse.
            self.classement.value = self.epreuve.value = ""
            raise
        registre = Registre(dict(self.dossier.referentiel.unites))
        haut = vue.blocs[: len(vue.blocs) - len(vue.epreuve)]
        self.classement.value = en_html(haut, registre)
        self.epreuve.value = en_html(vue.epreuve, registre, deja=len(registre))
        self.retenue.dire_l_etat(self.essai)

    def parametres(self) -> dict[str, Any]:
        """Ce qu'une annexe de séance garde de cette vue."""
        return parametres(self.essai.reglee(), self.sorte.value or 0, self.territoire.value or "")

    # --- garder, revenir --------------------------------------------------------------------------

    def _sauver(self) -> None:
        """Enregistre le réglage et sa raison. Lève ``Erreurs``."""
        with self._retenue_suivie():
            self.retenue.enregistrer(self.essai)
        self._garder_l_essai()
        dire(self.message, "Enregistré dans reglages.yml : le prochain rapport suivra ce réglage.")

    def _annuler(self) -> None:
        code = self.essai.base.code
        with self._retenue_suivie():
            self.retenue.revenir(code)
        self._prendre(self.retenue.essai_de(code), self.sorte.value, self.territoire.value)
        self._garder_l_essai()
        dire(self.message, "Le dernier enregistrement est annulé : le réglage d'avant est repris.")

    @contextmanager
    def _retenue_suivie(self) -> Iterator[None]:
        """Après un enregistrement, ou celui d'un autre poste : la liste et l'état disent ce qui est suivi."""
        try:
            yield
        finally:
            suivies = self.retenue.suivies
            with self._sans_geste():
                choisie = self.methode.value
                self.methode.options = [
                    (nom_de_methode(self.lues.methode(code), code in suivies), code)
                    for _, code in self.methode.options
                ]
                self.methode.value = choisie
            self.retenue.dire_l_etat(self.essai)

    # --- la mémoire -------------------------------------------------------------------------------

    @property
    def _nom_de_memoire(self) -> str:
        return f"priorites-{self.dossier.departement.code}"

    def _garder_l_essai(self) -> None:
        garde = memoire.retenir(
            self.dossier.espace,
            self._nom_de_memoire,
            {"parametres": json.dumps(self.parametres(), ensure_ascii=False, default=str)},
        )
        if not garde:
            dire(self.message, "Cet essai ne survivra pas à un redémarrage : le dossier ne s'écrit pas.")

    def _reprendre(self) -> None:
        """Reprend l'essai d'avant le redémarrage ; à défaut, part du réglage retenu."""
        garde = essai_garde(memoire.se_souvenir(self.dossier.espace, self._nom_de_memoire), self.lues)
        if garde is None:
            self._prendre(self.essai)
            return
        essai, sorte, territoire = garde
        with self._sans_geste():
            self.methode.value = essai.base.code
        self._prendre(essai, sorte, territoire)
        if not self.retenue.est_a_l_ecran(essai):
            dire(self.message, "L'essai en cours a été repris là où il était. Il n'est pas enregistré.")
