"""Un essai de réglage : ce que la commission a bougé, et le réglage que cela donne.

Tant qu'aucun poids n'a bougé, le calcul garde les poids écrits, exactement : un tiers affiché « 34 »
départagerait des ex æquo que le texte laisse ex æquo.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sdsf.ateliers.priorites import poids as p
from sdsf.plan.communs import Retenu
from sdsf.plan.reglages import (
    Changements,
    Decoupe,
    ExAequo,
    Normalisation,
    Priorite,
    PrioriteReglee,
)
from sdsf.referentiel.priorites import MethodeDePriorite


@dataclass(frozen=True)
class Essai:
    """L'état des réglages d'une méthode, tel qu'il est à l'écran."""

    base: MethodeDePriorite
    actifs: tuple[str, ...]
    ecrits: Mapping[str, float]
    """Les poids écrits, par le texte ou par un réglage retenu."""
    bouges: p.Poids | None
    """Les poids bougés, en points ; ``None`` : ce sont les poids écrits."""
    sens: Mapping[str, Priorite]
    """Ce qui rend prioritaire, pour les critères que le texte laisse ouverts."""
    denominateur: str | None
    normalisation: Normalisation
    ex_aequo: ExAequo
    decoupe: Decoupe
    nombre: int
    bornes: tuple[float, ...]
    hasard: tuple[int | None, int | None] = (None, None)
    """Les tirages et la graine que les réglages changent déjà."""

    @property
    def poids(self) -> dict[str, int]:
        """Le poids de chaque critère actif, en points : la somme est toujours 100."""
        if self.bouges is not None:
            return dict(self.bouges)
        return p.en_points({code: self.ecrits[code] for code in self.actifs})

    def deplacer(self, code: str, points: int) -> "Essai":
        return replace(self, bouges=p.deplacer(self.poids, code, points, self._repli))

    def basculer(self, code: str) -> "Essai":
        """Coupe un critère actif, ou rend un critère coupé ; le dernier ne se coupe pas."""
        if code in self.actifs and len(self.actifs) == 1:
            return self
        retire = code in self.actifs
        actifs = tuple(c for c in self._codes if (c in self.actifs) != (c == code))
        if self.bouges is None:
            return replace(self, actifs=actifs)
        if retire:
            bouges = p.retirer(self.bouges, code, self._repli)
        else:
            bouges = p.ajouter(self.bouges, code, self._repli, self._codes)
        return replace(self, actifs=actifs, bouges=bouges)

    @property
    def _codes(self) -> list[str]:
        return [critere.code for critere in self.base.criteres]

    @property
    def _repli(self) -> dict[str, float]:
        """Les proportions à reprendre quand il n'en reste pas : celles qui sont écrites, sinon le texte."""
        return {c.code: self.ecrits[c.code] or c.poids for c in self.base.criteres}

    @property
    def effet(self) -> tuple[object, ...]:
        """Ce que le calcul suit : deux essais de même effet donnent le même classement."""
        bouges = {code: float(valeur) for code, valeur in (self.bouges or {}).items() if valeur}
        poids = bouges if self.bouges is not None else {c: self.ecrits[c] for c in self.actifs}
        reste = (self.denominateur, self.normalisation, self.ex_aequo, self.decoupe, self.nombre)
        return (poids, dict(self.sens), self.bornes, self.hasard, *reste)

    def changements(self) -> Changements | None:
        """Ce que l'essai change au texte ; ``None`` s'il n'y change rien."""
        autres = {
            nom: getattr(self, nom) if getattr(self, nom) != getattr(self.base, nom) else None
            for nom in ("denominateur", "normalisation", "ex_aequo")
        }
        coupe = self.base.classes
        autre_coupe = (self.decoupe, self.nombre, self.bornes) != (
            coupe.decoupe,
            coupe.nombre,
            tuple(coupe.bornes),
        )
        change = Changements(
            poids=self._poids_changes(),
            prioritaire=dict(self.sens),
            **autres,
            decoupe=self.decoupe if autre_coupe else None,
            nombre=self.nombre if autre_coupe else None,
            bornes=list(self.bornes) if autre_coupe else [],
            tirages=self.hasard[0],
            graine=self.hasard[1],
        )
        return None if change == SANS_CHANGEMENT else change

    def _poids_changes(self) -> dict[str, float]:
        coupes = {code: 0.0 for code in self._codes if code not in self.actifs}
        if self.bouges is not None:
            return {c: coupes.get(c, float(self.bouges.get(c, 0))) for c in self._codes}
        textes = {critere.code: critere.poids for critere in self.base.criteres}
        ecrits = {c: self.ecrits[c] for c in self.actifs if self.ecrits[c] != textes[c]}
        return {c: ({**coupes, **ecrits})[c] for c in self._codes if c in coupes or c in ecrits}

    def reglee(self, retenu: Retenu | None = None) -> PrioriteReglee:
        """Le réglage à essayer, ou à garder avec son auteur, sa date et sa raison."""
        return PrioriteReglee(methode=self.base.code, changements=self.changements(), retenu=retenu)


SANS_CHANGEMENT = Changements(
    poids={},
    prioritaire={},
    denominateur=None,
    normalisation=None,
    ex_aequo=None,
    decoupe=None,
    nombre=None,
    bornes=[],
    tirages=None,
    graine=None,
)


def depuis(base: MethodeDePriorite, change: Changements | None) -> Essai:
    """L'essai qui part d'un réglage écrit ; ``None`` : les réglages du texte."""
    dit = change or SANS_CHANGEMENT
    ecrits = {c.code: dit.poids.get(c.code, c.poids) for c in base.criteres}
    coupe = base.classes if dit.decoupe is None and dit.nombre is None else None
    return Essai(
        base=base,
        actifs=tuple(code for code, valeur in ecrits.items() if valeur > 0),
        ecrits=ecrits,
        bouges=None,
        sens=dict(dit.prioritaire),
        denominateur=dit.denominateur or base.denominateur,
        normalisation=dit.normalisation or base.normalisation,
        ex_aequo=dit.ex_aequo or base.ex_aequo,
        decoupe=dit.decoupe or base.classes.decoupe,
        nombre=dit.nombre or base.classes.nombre,
        bornes=tuple(coupe.bornes if coupe else dit.bornes),
        hasard=(dit.tirages, dit.graine),
    )
