"""Les réglages de l'atelier des priorités : chacun a son libellé, se bouge au clavier, et la réponse suit."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import ipywidgets
from IPython.display import display

from sdsf import erreurs as err
from sdsf.ateliers import memoire
from sdsf.ateliers.echecs import dire, en_le_disant
from sdsf.ateliers.habillage import feuille, nommer_les_curseurs
from sdsf.ateliers.listes import lisible
from sdsf.ateliers.priorites.ecran import (
    LARGE,
    PLEIN,
    en_html,
    essai_garde,
    lire_les_bornes,
    liste_a_choisir,
    nom_de_methode,
    rangee,
    titre,
)
from sdsf.ateliers.priorites.essai import Essai, depuis
from sdsf.ateliers.seance import ArretEnSeance
from sdsf.ateliers.signature import Signature
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreurs, Lieu
from sdsf.plan.lecture import lire_reglages
from sdsf.plan.priorites_retenues import annuler, retenir
from sdsf.plan.reglages import Priorite, PrioriteReglee, Reglages
from sdsf.rapports.priorites.section import DECOUPES, EX_AEQUO, NORMALISATIONS
from sdsf.rapports.priorites.vue import VueDesPriorites, vue_des_priorites
from sdsf.rapports.seance.priorites import NOM, parametres
from sdsf.referentiel.priorites import (
    MethodeDePriorite,
    Priorites,
    lire_priorites,
    methodes_reglees,
    regler,
)
from sdsf.rendu.nombres import nombre
from sdsf.rendu.registre import Registre

SENS: dict[str, Priorite | None] = {
    "à fixer": None,
    "une valeur élevée": "valeur_elevee",
    "une valeur basse": "valeur_basse",
}
NOMS_DES_NORMALISATIONS = {"rang": "par rangs", "min_max": "de 0 à 1", "z": "en écarts-types"}


def atelier_des_priorites(dossier: Dossier) -> None:
    """Affiche l'atelier : les réglages, le classement et la carte, la sensibilité, de quoi garder."""
    nommer_les_curseurs()
    display(Atelier(dossier).boite)


class Atelier:
    """Les réglages à l'écran, l'essai qu'ils font, et la réponse."""

    def __init__(self, dossier: Dossier):
        self.dossier = dossier
        self.reglages = dossier.reglages
        self.lues: Priorites = lire_priorites(dossier.espace)
        self._en_cours = False
        self.message = ipywidgets.HTML()
        self.classement = ipywidgets.HTML()
        self.epreuve = ipywidgets.HTML()
        self.criteres = ipywidgets.VBox()
        self._creer_les_choix()
        self._creer_les_gestes()
        self.seance = ArretEnSeance(lambda: dossier, NOM, self.parametres)
        self.essai: Essai = self._essai_de(self.methode.value)
        self.boite = self._composer()
        self._ouvrir()

    # --- ce qui est à l'écran ---------------------------------------------------------------------

    def _creer_les_choix(self) -> None:
        suivies = {une.methode for une in self.reglages.priorites}
        rangees = sorted(self.lues.methodes, key=lambda m: m.code not in suivies)
        self.methode = ipywidgets.Dropdown(
            options=[(nom_de_methode(m, m.code in suivies), m.code) for m in rangees],
            description="Méthode", style=LARGE, layout=PLEIN,
        )  # fmt: skip
        self.sorte = liste_a_choisir("Territoires", [("", 0)])
        self.normalisation = liste_a_choisir(
            "Rendre comparable", [(NOMS_DES_NORMALISATIONS[code], code) for code in NORMALISATIONS]
        )
        self.ex_aequo = liste_a_choisir("Ex æquo", [(libelle, code) for code, libelle in EX_AEQUO.items()])
        self.decoupe = liste_a_choisir(
            "Coupe en classes", [(f"classes {mot}", code) for code, mot in DECOUPES.items()]
        )
        self.nombre = ipywidgets.BoundedIntText(
            min=2, max=7, description="Nombre de classes", style=LARGE, layout={"width": "20rem"}
        )
        self.bornes = ipywidgets.Text(
            description="Bornes des scores", placeholder="10 ; 20", style=LARGE, layout={"width": "30rem"},
            continuous_update=False,
        )  # fmt: skip
        self.denominateur = liste_a_choisir("Dénominateur des taux", [("", None)])
        self.territoire = liste_a_choisir("Pourquoi ce territoire ?", [("le premier du classement", "")])
        self.curseurs: dict[str, ipywidgets.IntSlider] = {}
        self.cases: dict[str, ipywidgets.Checkbox] = {}
        self.sens: dict[str, ipywidgets.Dropdown] = {}
        self.lectures: dict[str, ipywidgets.HTML] = {}

    def _creer_les_gestes(self) -> None:
        self.au_texte = ipywidgets.Button(
            description="Revenir aux réglages du texte", layout={"width": "auto"}
        )
        self.au_retenu = ipywidgets.Button(description="Revenir au réglage retenu", layout={"width": "auto"})
        self.signature = Signature("Qui retient ce réglage", "Le", "La raison", LARGE, lignes=2)
        self.sauver = ipywidgets.Button(
            description="Enregistrer ce réglage", button_style="primary", layout={"width": "auto"}
        )
        self.annuler = ipywidgets.Button(
            description="Annuler le dernier enregistrement", layout={"width": "auto"}
        )
        self.etat = ipywidgets.HTML()

    def _composer(self) -> ipywidgets.VBox:
        listes = [lisible(liste) for liste in (self.normalisation, self.ex_aequo, self.decoupe)]
        reglages = [*listes, self.nombre, self.bornes]
        boite = ipywidgets.VBox(
            [
                feuille(self.dossier.espace),
                lisible(self.methode),
                lisible(self.sorte),
                titre("Les critères et leurs poids (la somme fait toujours 100)"),
                self.criteres,
                titre("Ce que le texte ne fixe pas"),
                *reglages,
                lisible(self.denominateur),
                rangee(self.au_texte, self.au_retenu),
                self.message,
                lisible(self.territoire),
                self.classement,
                self.epreuve,
                titre("Retenir ce réglage"),
                self.etat,
                *self.signature.champs,
                rangee(self.sauver, self.annuler),
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
        for reglage in (
            self.normalisation, self.ex_aequo, self.decoupe, self.nombre, self.bornes, self.denominateur
        ):  # fmt: skip
            reglage.observe(lambda _: self._geste(self._changer_un_reglage), "value")
        self.au_texte.on_click(lambda _: self._geste(self._revenir_au_texte))
        self.au_retenu.on_click(lambda _: self._geste(self._revenir_au_retenu))
        self.sauver.on_click(lambda _: self._geste(self._sauver))
        self.annuler.on_click(lambda _: self._geste(self._annuler))
        en_le_disant(self.message, self._reprendre)
        self.seance.suivre()

    # --- ce qu'un geste change --------------------------------------------------------------------

    def _geste(self, faire: Any) -> None:
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

    def _essai_de(self, code: str) -> Essai:
        """L'essai qui part du réglage retenu, ou du texte si la méthode n'est pas suivie."""
        ecrite = next((une for une in self.reglages.priorites if une.methode == code), None)
        return depuis(self.lues.methode(code), ecrite.changements if ecrite else None)

    def _changer_de_methode(self) -> None:
        self._prendre(self._essai_de(self.methode.value))

    def _prendre(self, essai: Essai, sorte: int = 0, territoire: str = "") -> None:
        """Met un essai à l'écran, et sa réponse."""
        self.essai = essai
        with self._sans_geste():
            self._lister_les_criteres()
            self.sorte.options = [(s.intitule, rang) for rang, s in enumerate(essai.base.territoires)]
            self.sorte.value = sorte if sorte < len(essai.base.territoires) else 0
            noms = [(d.intitule, d.code) for d in essai.base.denominateurs]
            self.denominateur.options = noms or [("sans objet", None)]
            self.denominateur.layout.display = None if len(noms) > 1 else "none"
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

    def _lister_les_criteres(self) -> None:
        """Une case, un curseur et un poids écrit par critère de la méthode."""
        self.curseurs, self.cases, self.sens, self.lectures = {}, {}, {}, {}
        rangees = []
        for critere in self.essai.base.criteres:
            rangees.append(self._rangee_du_critere(critere.code, critere.intitule))
            if critere.prioritaire is None:
                self.sens[critere.code] = liste_a_choisir(
                    f"Rend prioritaire, pour « {critere.intitule} »", [(mot, mot) for mot in SENS]
                )
                self.sens[critere.code].observe(lambda _: self._geste(self._changer_un_reglage), "value")
                rangees.append(self.sens[critere.code])
        self.criteres.children = rangees

    def _rangee_du_critere(self, code: str, intitule: str) -> ipywidgets.Box:
        case = ipywidgets.Checkbox(description=intitule, indent=False, layout={"width": "min(26rem, 100%)"})
        curseur = ipywidgets.IntSlider(
            min=0, max=100, step=1, readout=False, description="Poids",
            tooltip=f"Poids de « {intitule} », sur 100",
            style={"description_width": "3rem"}, layout={"width": "min(22rem, 100%)"},
        )  # fmt: skip
        lecture = ipywidgets.HTML()
        lecture.add_class("sdsf-poids")
        case.observe(lambda _: self._geste(partial(self._basculer, code)), "value")
        curseur.observe(lambda _: self._curseur_bouge(code), "value")
        self.cases[code], self.curseurs[code], self.lectures[code] = case, curseur, lecture
        return rangee(case, curseur, lecture)

    def _deplacer(self, code: str) -> None:
        self._essayer(self.essai.deplacer(code, self.curseurs[code].value))

    def _curseur_bouge(self, code: str) -> None:
        """La page rend parfois la valeur qu'on lui a donnée : ce n'est pas un geste."""
        if self.curseurs[code].value != self.essai.poids.get(code, 0):
            self._geste(partial(self._deplacer, code))

    def _basculer(self, code: str) -> None:
        if self.cases[code].value == (code in self.essai.actifs):
            return
        neuf = self.essai.basculer(code)
        if neuf is self.essai:
            dire(self.message, "Un critère au moins reste compté : c'est le dernier.", echec=True)
        self._essayer(neuf)

    def _changer_un_reglage(self) -> None:
        """Ce que le texte ne fixe pas. Lève ``Erreurs`` si des bornes ne se lisent pas."""
        bornes = lire_les_bornes(self.bornes.value) if self.decoupe.value == "bornes" else ()
        choix = {
            "normalisation": self.normalisation.value,
            "ex_aequo": self.ex_aequo.value,
            "decoupe": self.decoupe.value,
            "nombre": self.nombre.value,
            "bornes": bornes,
            "denominateur": self.denominateur.value,
            "sens": {code: SENS[liste.value] for code, liste in self.sens.items() if SENS[liste.value]},
        }
        self._essayer(Essai(**{**self.essai.__dict__, **choix}))

    def _revenir_au_texte(self) -> None:
        self._prendre(depuis(self.essai.base, None), self.sorte.value, self.territoire.value)
        dire(self.message, "Les réglages sont ceux du texte.")

    def _revenir_au_retenu(self) -> None:
        self._prendre(self._essai_de(self.essai.base.code), self.sorte.value, self.territoire.value)
        dire(self.message, "Les réglages sont ceux que le prochain rapport suivra.")

    def _essayer(self, essai: Essai) -> None:
        self.essai = essai
        with self._sans_geste():
            self._ecrire_les_choix()
        self.montrer()
        self._garder_l_essai()

    def _ecrire_les_choix(self) -> None:
        """Remet chaque réglage sur ce que dit l'essai."""
        essai, poids = self.essai, self.essai.poids
        for code, curseur in self.curseurs.items():
            actif = code in essai.actifs
            self.cases[code].value = actif
            curseur.disabled = not actif or len(essai.actifs) == 1
            curseur.value = poids.get(code, 0)
            self.lectures[code].value = f"{nombre(curseur.value)} %" if actif else "non compté"
        for nom in ("normalisation", "ex_aequo", "decoupe", "nombre", "denominateur"):
            getattr(self, nom).value = getattr(essai, nom)
        self.bornes.value = " ; ".join(f"{borne:g}".replace(".", ",") for borne in essai.bornes)
        self.ex_aequo.disabled = essai.normalisation != "rang"
        self.bornes.layout.display = None if essai.decoupe == "bornes" else "none"
        mots = {sens: mot for mot, sens in SENS.items()}
        for code, liste in self.sens.items():
            liste.value = mots[essai.sens.get(code)]

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
        self._dire_l_etat()

    def parametres(self) -> dict[str, Any]:
        """Ce qu'une annexe de séance garde de cette vue."""
        return parametres(self.essai.reglee(), self.sorte.value or 0, self.territoire.value or "")

    def _dire_l_etat(self) -> None:
        ecrite = self._retenue()
        if ecrite is None:
            texte = "Aucun rapport ne suit encore cette méthode : l'enregistrer l'ajoute aux réglages."
        elif ecrite.retenu is None:
            texte = "Le prochain rapport suit cette méthode, telle que reglages.yml l'écrit."
        else:
            retenu = ecrite.retenu
            texte = f"Réglage retenu le {retenu.date:%d/%m/%Y} par {retenu.auteur} : « {retenu.motif} »."
        if ecrite is None or self.essai.effet != self._essai_de(ecrite.methode).effet:
            texte += " Ce qui est à l'écran est un essai, que rien ne garde."
        dire(self.etat, texte)
        self.annuler.disabled = ecrite is None or ecrite.retenu is None

    def _retenue(self) -> PrioriteReglee | None:
        code = self.essai.base.code
        return next((une for une in self.reglages.priorites if une.methode == code), None)

    # --- garder, revenir --------------------------------------------------------------------------

    def _sauver(self) -> None:
        """Enregistre le réglage et sa raison. Lève ``Erreurs``."""
        choisi = self.essai.reglee(self.signature.retenu())
        espace, code = self.dossier.espace, self.dossier.departement.code
        with self._relu_si_depasse():
            self._suivre(
                retenir(
                    espace, code, choisi, lambda relus: methodes_reglees(espace, relus), vus=self.reglages
                )
            )
        self._garder_l_essai()
        dire(self.message, "Enregistré dans reglages.yml : le prochain rapport suivra ce réglage.")

    def _annuler(self) -> None:
        code = self.essai.base.code
        with self._relu_si_depasse():
            self._suivre(annuler(self.dossier.espace, self.dossier.departement.code, code, vus=self.reglages))
        self._prendre(self._essai_de(code), self.sorte.value, self.territoire.value)
        self._garder_l_essai()
        dire(self.message, "Le dernier enregistrement est annulé : le réglage d'avant est repris.")

    @contextmanager
    def _relu_si_depasse(self) -> Iterator[None]:
        """Si un autre poste a changé ce réglage, le sien est lu : le prochain geste le remplacera."""
        try:
            yield
        except Erreurs as refus:
            if any(isinstance(un, err.ReglageDepasse) for un in refus.erreurs):
                self._suivre(lire_reglages(self.dossier.espace, self.dossier.departement.code))
            raise

    def _suivre(self, relus: Reglages) -> None:
        self.reglages = relus
        suivies = {une.methode for une in relus.priorites}
        with self._sans_geste():
            choisie = self.methode.value
            self.methode.options = [
                (nom_de_methode(self.lues.methode(code), code in suivies), code)
                for _, code in self.methode.options
            ]
            self.methode.value = choisie
        self._dire_l_etat()

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
        ecrite = self._retenue()
        if ecrite is None or essai.effet != self._essai_de(ecrite.methode).effet:
            dire(self.message, "L'essai en cours a été repris là où il était. Il n'est pas enregistré.")
