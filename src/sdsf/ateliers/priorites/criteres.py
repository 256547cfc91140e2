"""Les critères d'une méthode à l'écran : une case, un curseur et un poids écrit pour chacun."""

from collections.abc import Callable

import ipywidgets

from sdsf.ateliers.priorites.ecran import liste_a_choisir, rangee
from sdsf.ateliers.priorites.essai import Essai
from sdsf.plan.reglages import Priorite
from sdsf.referentiel.priorites import MethodeDePriorite
from sdsf.rendu.nombres import nombre

SENS: dict[str, Priorite | None] = {
    "à fixer": None,
    "une valeur élevée": "valeur_elevee",
    "une valeur basse": "valeur_basse",
}
ParCode = Callable[[str], None]


class Criteres:
    """Les rangées des critères ; ``deplacer``, ``basculer`` et ``changer`` : ce que fait chaque geste."""

    def __init__(self, deplacer: ParCode, basculer: ParCode, changer: Callable[[], None]):
        self.deplacer, self.basculer, self.changer = deplacer, basculer, changer
        self.boite = ipywidgets.VBox()
        self.curseurs: dict[str, ipywidgets.IntSlider] = {}
        self.cases: dict[str, ipywidgets.Checkbox] = {}
        self.sens: dict[str, ipywidgets.Dropdown] = {}
        self.lectures: dict[str, ipywidgets.HTML] = {}

    def lister(self, methode: MethodeDePriorite) -> None:
        """Les rangées d'une méthode ; son sens se choisit là où le texte le laisse ouvert."""
        self.curseurs, self.cases, self.sens, self.lectures = {}, {}, {}, {}
        rangees = []
        for critere in methode.criteres:
            rangees.append(self._rangee(critere.code, critere.intitule))
            if critere.prioritaire is None:
                self.sens[critere.code] = liste_a_choisir(
                    f"Rend prioritaire, pour « {critere.intitule} »", [(mot, mot) for mot in SENS]
                )
                self.sens[critere.code].observe(lambda _: self.changer(), "value")
                rangees.append(self.sens[critere.code])
        self.boite.children = rangees

    def _rangee(self, code: str, intitule: str) -> ipywidgets.Box:
        case = ipywidgets.Checkbox(description=intitule, indent=False, layout={"width": "min(26rem, 100%)"})
        curseur = ipywidgets.IntSlider(
            min=0, max=100, step=1, readout=False, description="Poids",
            tooltip=f"Poids de « {intitule} », sur 100",
            style={"description_width": "3rem"}, layout={"width": "min(22rem, 100%)"},
        )  # fmt: skip
        lecture = ipywidgets.HTML()
        lecture.add_class("sdsf-poids")
        case.observe(lambda _: self.basculer(code), "value")
        curseur.observe(lambda _: self.deplacer(code), "value")
        self.cases[code], self.curseurs[code], self.lectures[code] = case, curseur, lecture
        return rangee(case, curseur, lecture)

    def sens_choisis(self) -> dict[str, Priorite]:
        """Ce qui rend prioritaire, pour les critères où on l'a fixé."""
        fixes = {code: SENS[liste.value] for code, liste in self.sens.items()}
        return {code: sens for code, sens in fixes.items() if sens}

    def ecrire(self, essai: Essai) -> None:
        """Remet chaque rangée sur ce que dit l'essai."""
        poids, mots = essai.poids, {sens: mot for mot, sens in SENS.items()}
        for code, curseur in self.curseurs.items():
            actif = code in essai.actifs
            self.cases[code].value = actif
            curseur.disabled = not actif or len(essai.actifs) == 1
            curseur.value = poids.get(code, 0)
            self.lectures[code].value = f"{nombre(curseur.value)} %" if actif else "non compté"
        for code, liste in self.sens.items():
            liste.value = mots[essai.sens.get(code)]
