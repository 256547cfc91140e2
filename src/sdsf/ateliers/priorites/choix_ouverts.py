"""Ce que le texte d'une méthode ne fixe pas : ce qui compare, les ex æquo, la coupe, le dénominateur."""

from collections.abc import Callable
from typing import Any

import ipywidgets

from sdsf.ateliers.listes import lisible
from sdsf.ateliers.priorites.ecran import LARGE, lire_les_bornes, liste_a_choisir
from sdsf.ateliers.priorites.essai import Essai
from sdsf.rapports.priorites.section import DECOUPES, EX_AEQUO, NORMALISATIONS
from sdsf.referentiel.priorites import MethodeDePriorite

NOMS_DES_NORMALISATIONS = {"rang": "par rangs", "min_max": "de 0 à 1", "z": "en écarts-types"}
REPRIS = ("normalisation", "ex_aequo", "decoupe", "nombre", "denominateur")


class ChoixOuverts:
    """Les listes et les nombres de ces réglages ; ``changer`` : ce que fait chaque geste."""

    def __init__(self, changer: Callable[[], None]):
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
        for reglage in (*(getattr(self, nom) for nom in REPRIS), self.bornes):
            reglage.observe(lambda _: changer(), "value")
        listes = [lisible(liste) for liste in (self.normalisation, self.ex_aequo, self.decoupe)]
        self.boites = [*listes, self.nombre, self.bornes, lisible(self.denominateur)]

    def lister(self, methode: MethodeDePriorite) -> None:
        """Les dénominateurs qu'une méthode admet."""
        noms = [(d.intitule, d.code) for d in methode.denominateurs]
        self.denominateur.options = noms or [("sans objet", None)]
        self.denominateur.layout.display = None if len(noms) > 1 else "none"

    def choisis(self) -> dict[str, Any]:
        """Ce que disent les réglages. Lève ``Erreurs`` si des bornes ne se lisent pas."""
        bornes = lire_les_bornes(self.bornes.value) if self.decoupe.value == "bornes" else ()
        return {**{nom: getattr(self, nom).value for nom in REPRIS}, "bornes": bornes}

    def ecrire(self, essai: Essai) -> None:
        """Remet chaque réglage sur ce que dit l'essai."""
        for nom in REPRIS:
            getattr(self, nom).value = getattr(essai, nom)
        self.bornes.value = " ; ".join(f"{borne:g}".replace(".", ",") for borne in essai.bornes)
        self.ex_aequo.disabled = essai.normalisation != "rang"
        self.bornes.layout.display = None if essai.decoupe == "bornes" else "none"
