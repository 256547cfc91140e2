"""Ce que l'on peut saisir d'un plan : ses pilotes, leurs fiches, leurs actions, étapes et indicateurs."""

from dataclasses import dataclass

from sdsf.dossier import Dossier
from sdsf.evaluation.acteurs import noms_par_forme
from sdsf.plan.modeles import Fiche, Plan
from sdsf.referentiel.lecture import SOURCES_INTERNES

TOUS, COMMUNS = "", "communs"


@dataclass(frozen=True)
class Sujet:
    """Ce dont une ligne parle : une action, une étape, un indicateur."""

    table: str
    id: str
    titre: str
    fixes: tuple[tuple[str, str], ...]
    """Les colonnes que le sujet décide seul."""

    def concerne(self, valeurs: "dict[str, str]") -> bool:
        """Vrai si une ligne de la table parle de ce sujet."""
        cles = ("action", "etape") if self.table == "avancement" else ("indicateur",)
        fixes = dict(self.fixes)
        return all(valeurs[nom] == fixes[nom] for nom in cles)


def pilotes(plan: Plan) -> list[str]:
    """Les institutions qui pilotent une fiche, sous le nom que le plan leur donne."""
    return sorted({nom for fiche in plan.fiches for nom in pilotes_de(plan, fiche)})


def pilotes_de(plan: Plan, fiche: Fiche) -> list[str]:
    noms = noms_par_forme(plan)
    ecrits = [*fiche.pilotes, *fiche.copilotes, *(p for action in fiche.actions for p in action.pilotes)]
    return list(dict.fromkeys(noms.get(forme, forme) for forme in ecrits))


def fiches_de(plan: Plan, pilote: str) -> list[Fiche]:
    """Les fiches d'un pilote, dans l'ordre du texte ; toutes, si l'on n'en choisit pas."""
    return [fiche for fiche in plan.fiches if pilote == TOUS or pilote in pilotes_de(plan, fiche)]


def sujets(dossier: Dossier, table: str, fiche: Fiche) -> list[Sujet]:
    """Ce que l'on saisit d'une fiche : ses actions puis ses étapes, ou ses indicateurs."""
    if table == "avancement":
        return [*_actions(fiche), *_etapes(fiche)]
    return [
        Sujet(
            "releves",
            indicateur.id,
            f"{indicateur.code or indicateur.id} — {indicateur.libelle}",
            (
                ("indicateur", indicateur.id),
                ("libelle", indicateur.libelle),
                ("unite", indicateur.unite or ""),
            ),
        )
        for indicateur in fiche.indicateurs
    ]


def sujets_communs(dossier: Dossier) -> list[Sujet]:
    """Les indicateurs du référentiel, dans l'ordre des repères, hors ceux que les registres calculent."""
    lus = dossier.referentiel.indicateurs.values()
    fiches = sorted((f for f in lus if f.numerateur.source not in SOURCES_INTERNES), key=lambda f: f.repere)
    return [
        Sujet(
            "releves",
            fiche.code,
            f"{fiche.repere} — {fiche.intitule}",
            (("indicateur", fiche.code), ("libelle", fiche.intitule), ("unite", fiche.unite)),
        )
        for fiche in fiches
    ]


def _actions(fiche: Fiche) -> list[Sujet]:
    return [
        Sujet("avancement", a.id, f"{a.code or a.id} — {a.intitule}", (("action", a.id), ("etape", "")))
        for a in fiche.actions
    ]


def _etapes(fiche: Fiche) -> list[Sujet]:
    return [
        Sujet(
            "avancement", e.id, f"Étape — {e.intitule}", (("action", e.action or fiche.id), ("etape", e.id))
        )
        for e in fiche.etapes
    ]


def titre_de_fiche(fiche: Fiche) -> str:
    return f"{fiche.code} — {fiche.intitule}" if fiche.code else fiche.intitule
