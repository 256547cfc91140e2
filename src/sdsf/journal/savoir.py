"""Ce que l'on sait d'un département quand on y saisit : ses plans, le référentiel, ses territoires."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sdsf.espace import Espace
from sdsf.journal.fichier import chemin_de
from sdsf.lecture.csv_strict import lire_cellules
from sdsf.plan.absent import plan_absent
from sdsf.plan.lecture import lire_plan, periodes
from sdsf.plan.modeles import Action, Etape, Fiche, Plan
from sdsf.referentiel.lecture import Referentiel, lire_referentiel
from sdsf.releves.lecture import contrats
from sdsf.territoires.lecture import dossier_des_territoires, lire_territoires
from sdsf.vocabulaire import FICTIF

# Un lieu-dit, un quartier : aucune liste ne les connaît tous.
SANS_LISTE = ("qpv", "autre")


@dataclass(frozen=True)
class Savoir:
    """Les plans d'un département, du plus ancien au plus récent, et ce qui vaut pour tous."""

    espace: Espace
    departement: str
    plans: tuple[Plan, ...]
    referentiel: Referentiel
    territoires: frozenset[tuple[str, str]]
    """Maille et code des territoires que le département nomme lui-même."""

    def fiche_de(self, action: str) -> tuple[Fiche, Action | None] | None:
        """La fiche d'une action, ou la fiche elle-même ; ``None`` si aucun plan ne la connaît."""
        for plan in reversed(self.plans):
            for fiche in plan.fiches:
                if fiche.id == action:
                    return fiche, None
                trouvee = next((une for une in fiche.actions if une.id == action), None)
                if trouvee:
                    return fiche, trouvee
        return None

    def etape(self, ident: str) -> tuple[Fiche, Etape] | None:
        """Une étape et sa fiche ; ``None`` si aucun plan ne la connaît."""
        trouvees = (
            (fiche, etape)
            for plan in reversed(self.plans)
            for fiche in plan.fiches
            for etape in fiche.etapes
            if etape.id == ident
        )
        return next(trouvees, None)

    def indicateurs(self) -> set[str]:
        """Les indicateurs que l'on peut saisir : ceux des plans, et les communs."""
        propres = {i.id for plan in self.plans for fiche in plan.fiches for i in fiche.indicateurs}
        return propres | set(self.referentiel.indicateurs)

    def connait(self, maille: str, code: str) -> bool:
        """Vrai si ce territoire existe ; le département fictif ne connaît que les siens."""
        if maille in SANS_LISTE or (maille, code) in {*self.territoires, ("france", "FR")}:
            return True
        if self.departement == FICTIF or not dossier_des_territoires(self.espace).is_dir():
            return (maille, code) == ("departement", self.departement)
        return code in lire_territoires(self.espace).noms.get(maille, {})


def savoir(espace: Espace, departement: str) -> Savoir:
    """Relu seulement quand un fichier change. Lève ``Erreurs`` si le plan ou le référentiel ne se lit pas."""
    sources = [
        *sorted((espace.params / "referentiel").rglob("*.yml")),
        *sorted((espace.params / "departements" / departement).glob("*/plan.yml")),
        chemin_de(espace, departement, "territoires"),
    ]
    return _savoir(espace, departement, tuple(_etat(chemin) for chemin in sources))


def _etat(chemin: Path) -> tuple[str, int, int]:
    if not chemin.exists():
        return str(chemin), 0, 0
    statut = chemin.stat()
    return str(chemin), statut.st_mtime_ns, statut.st_size


@lru_cache(maxsize=8)
def _savoir(espace: Espace, departement: str, _etats: tuple[tuple[str, int, int], ...]) -> Savoir:
    referentiel = lire_referentiel(espace)
    lus = [lire_plan(espace, departement, p, referentiel.indicateurs) for p in periodes(espace, departement)]
    plans = tuple(lu.plan for lu in lus or [plan_absent(departement, 2000)])
    return Savoir(espace, departement, plans, referentiel, _territoires(espace, departement))


def _territoires(espace: Espace, departement: str) -> frozenset[tuple[str, str]]:
    chemin = chemin_de(espace, departement, "territoires")
    if not chemin.exists():
        return frozenset()
    table = lire_cellules(chemin, espace.relatif(chemin), contrats(espace)["territoires"])
    return frozenset(zip(table["maille"], table["territoire"], strict=True))
