"""Les renvois entre fichiers : ce qu'une table de data/ cite doit exister dans le plan ou le référentiel."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Lieu, plus_proche
from sdsf.plan.modeles import Plan
from sdsf.referentiel.lecture import Referentiel

INSTANCES = ("une instance du plan", "plan.yml (gouvernance)")
SOURCES = ("une source de sources.yml", "params/referentiel/sources.yml")
UNITES = ("une unité de unites.yml", "params/referentiel/unites.yml")


@dataclass(frozen=True)
class Regle:
    """Une colonne, les codes qu'elle peut citer, comment on nomme ces codes, où on les trouve."""

    table: str
    colonne: str
    codes: Callable[[Plan, Referentiel], Sequence[str]]
    attendu: str
    ou: str


def actions_et_fiches(plan: Plan, _: Referentiel) -> list[str]:
    """Une action, ou une fiche entière."""
    return [*(action.id for fiche in plan.fiches for action in fiche.actions), *fiches(plan, _)]


def fiches(plan: Plan, _: Referentiel) -> list[str]:
    return [fiche.id for fiche in plan.fiches]


def etapes(plan: Plan, _: Referentiel) -> list[str]:
    return [etape.id for fiche in plan.fiches for etape in fiche.etapes]


def instances(plan: Plan, _: Referentiel) -> list[str]:
    return [instance.id for instance in plan.gouvernance]


def noeuds(plan: Plan, _: Referentiel) -> list[str]:
    return [noeud.id for noeud in plan.arborescence]


def indicateurs(plan: Plan, referentiel: Referentiel) -> list[str]:
    """Un indicateur du plan, ou un indicateur commun."""
    propres = [indicateur.id for fiche in plan.fiches for indicateur in fiche.indicateurs]
    return [*propres, *referentiel.indicateurs]


def sources(_: Plan, referentiel: Referentiel) -> list[str]:
    return list(referentiel.sources)


def unites(plan: Plan, referentiel: Referentiel) -> list[str]:
    """Une unité du référentiel, ou une unité que le plan emploie lui-même."""
    propres = {i.unite for fiche in plan.fiches for i in fiche.indicateurs if i.unite}
    return [*referentiel.unites, *sorted(propres)]


REGLES = [
    Regle("avancement", "action", actions_et_fiches, "une action du plan", "« sdsf lister actions {d} »"),
    Regle("avancement", "etape", etapes, "une étape du plan", "plan.yml"),
    Regle("reunions", "instance", instances, *INSTANCES),
    Regle("decisions", "instance", instances, *INSTANCES),
    Regle("moyens", "axe", noeuds, "un axe du plan", "plan.yml (arborescence)"),
    Regle("moyens", "fiche", fiches, "une fiche du plan", "« sdsf lister fiches {d} »"),
    Regle("moyens", "source", sources, *SOURCES),
    Regle("recommandations", "indicateur", indicateurs, "un indicateur", "« sdsf lister indicateurs {d} »"),
    Regle("releves", "source", sources, *SOURCES),
    Regle("releves", "unite", unites, *UNITES),
]


# Ce qui se vérifie sans plan : les codes que le référentiel connaît à lui seul.
SANS_PLAN = [regle for regle in REGLES if regle.codes in (sources, unites)]


def verifier_renvois_des_tables(
    plan: Plan,
    tables: Mapping[str, pd.DataFrame],
    referentiel: Referentiel,
    departement: str,
    sans_plan: bool = False,
) -> list[Erreur]:
    """Tout ce que les tables citent et que ni le plan ni le référentiel ne connaissent.

    ``sans_plan`` : ce que seul un plan nommerait (actions, instances…) n'est alors pas vérifié.
    """
    renvois = [
        faute
        for regle in (SANS_PLAN if sans_plan else REGLES)
        for faute in _fautes(tables[regle.table], regle, regle.codes(plan, referentiel), departement)
    ]
    return [*renvois, *_unites_differentes(tables["releves"], plan, referentiel)]


def renvois_inconnus_de_tous(
    plans: Iterable[Plan], tables: Mapping[str, pd.DataFrame], referentiel: Referentiel, departement: str
) -> list[Erreur]:
    """Ce qu'aucun des schémas d'un département ne connaît ; le premier est celui que les messages citent.

    Les tables d'un département suivent ses schémas l'un après l'autre : une action de l'ancien y reste.
    """
    restent: dict[str, Erreur] | None = None
    for plan in plans:
        fautes = verifier_renvois_des_tables(plan, tables, referentiel, departement)
        vues = {f"{faute.code} {faute.lieu}": faute for faute in fautes}
        restent = vues if restent is None else {cle: f for cle, f in restent.items() if cle in vues}
        if not restent:
            return []
    return list((restent or {}).values())


def _unites_differentes(releves: pd.DataFrame, plan: Plan, referentiel: Referentiel) -> list[Erreur]:
    """Une ligne dans une autre unité que son indicateur : le calcul et le secret s'y tromperaient."""
    propres = {i.id: i.unite for fiche in plan.fiches for i in fiche.indicateurs if i.unite}
    communes = {code: fiche.unite for code, fiche in referentiel.indicateurs.items()}
    attendues = releves["indicateur"].map({**communes, **propres})
    autres = releves.assign(attendue=attendues)[attendues.notna() & (releves["unite"] != attendues)]
    return [
        err.UniteDeLIndicateur(
            Lieu(ligne["fichier"], int(ligne["ligne"]), "colonne unite"),
            indicateur=ligne["indicateur"],
            attendu=ligne["attendue"],
            recu=ligne["unite"],
        )
        for ligne in autres.to_dict("records")
    ]


def _fautes(table: pd.DataFrame, regle: Regle, codes: Sequence[str], departement: str) -> list[Erreur]:
    colonne = regle.colonne
    inconnus = table[(table[colonne] != "") & ~table[colonne].isin(codes)]
    return [
        err.RenvoiInconnu(
            Lieu(ligne["fichier"], int(ligne["ligne"]), f"colonne {colonne}"),
            proche=plus_proche(ligne[colonne], codes),
            recu=ligne[colonne],
            attendu=regle.attendu,
            ou=regle.ou.format(d=departement),
        )
        for ligne in inconnus.to_dict("records")
    ]
