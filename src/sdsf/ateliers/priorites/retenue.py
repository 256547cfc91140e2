"""Retenir un réglage des priorités, ou revenir à celui d'avant : ce que les rapports suivront."""

from collections.abc import Iterator
from contextlib import contextmanager

import ipywidgets

from sdsf import erreurs as err
from sdsf.ateliers.echecs import dire
from sdsf.ateliers.priorites.ecran import LARGE
from sdsf.ateliers.priorites.essai import Essai, depuis
from sdsf.ateliers.signature import Signature
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreurs
from sdsf.plan.lecture import lire_reglages
from sdsf.plan.priorites_retenues import annuler, retenir
from sdsf.plan.reglages import PrioriteReglee
from sdsf.referentiel.priorites import Priorites, methodes_reglees


class Retenue:
    """Les champs qui signent, les deux boutons, et l'état de ce que les rapports suivent."""

    def __init__(self, dossier: Dossier, lues: Priorites):
        self.dossier, self.lues = dossier, lues
        self.reglages = dossier.reglages
        self.signature = Signature("Qui retient ce réglage", "Le", "La raison", LARGE, lignes=2)
        self.sauver = ipywidgets.Button(
            description="Enregistrer ce réglage", button_style="primary", layout={"width": "auto"}
        )
        self.annuler = ipywidgets.Button(
            description="Annuler le dernier enregistrement", layout={"width": "auto"}
        )
        self.etat = ipywidgets.HTML()

    @property
    def suivies(self) -> set[str]:
        """Les méthodes que les rapports suivent."""
        return {une.methode for une in self.reglages.priorites}

    def de(self, code: str) -> PrioriteReglee | None:
        """Le réglage écrit d'une méthode ; ``None`` si aucun rapport ne la suit."""
        return next((une for une in self.reglages.priorites if une.methode == code), None)

    def essai_de(self, code: str) -> Essai:
        """L'essai qui part du réglage retenu, ou du texte si la méthode n'est pas suivie."""
        ecrite = self.de(code)
        return depuis(self.lues.methode(code), ecrite.changements if ecrite else None)

    def est_a_l_ecran(self, essai: Essai) -> bool:
        """Vrai si l'essai donne le classement que les rapports suivent déjà."""
        return self.de(essai.base.code) is not None and (essai.effet == self.essai_de(essai.base.code).effet)

    def dire_l_etat(self, essai: Essai) -> None:
        """Ce que le prochain rapport suivra, et si l'écran montre autre chose."""
        ecrite = self.de(essai.base.code)
        if ecrite is None:
            texte = "Aucun rapport ne suit encore cette méthode : l'enregistrer l'ajoute aux réglages."
        elif ecrite.retenu is None:
            texte = "Le prochain rapport suit cette méthode, telle que reglages.yml l'écrit."
        else:
            retenu = ecrite.retenu
            texte = f"Réglage retenu le {retenu.date:%d/%m/%Y} par {retenu.auteur} : « {retenu.motif} »."
        if not self.est_a_l_ecran(essai):
            texte += " Ce qui est à l'écran est un essai, que rien ne garde."
        dire(self.etat, texte)
        self.annuler.disabled = ecrite is None or ecrite.retenu is None

    def enregistrer(self, essai: Essai) -> None:
        """Enregistre le réglage et sa raison. Lève ``Erreurs``."""
        choisi = essai.reglee(self.signature.retenu())
        espace, code = self.dossier.espace, self.dossier.departement.code
        with self._relue_si_depassee():
            self.reglages = retenir(
                espace, code, choisi, lambda relus: methodes_reglees(espace, relus), vus=self.reglages
            )

    def revenir(self, methode: str) -> None:
        """Reprend le réglage d'avant. Lève ``Erreurs``."""
        with self._relue_si_depassee():
            self.reglages = annuler(
                self.dossier.espace, self.dossier.departement.code, methode, vus=self.reglages
            )

    @contextmanager
    def _relue_si_depassee(self) -> Iterator[None]:
        """Si un autre poste a changé ce réglage, le sien est lu : le prochain geste le remplacera."""
        try:
            yield
        except Erreurs as refus:
            if any(isinstance(un, err.ReglageDepasse) for un in refus.erreurs):
                self.reglages = lire_reglages(self.dossier.espace, self.dossier.departement.code)
            raise
