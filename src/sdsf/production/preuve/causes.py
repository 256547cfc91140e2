"""Ce qui n'est pas le même entre deux exécutions, d'après leurs manifestes : de quoi expliquer un nombre."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sdsf.production.preuve.manifestes import Manifeste

Sorte = Literal[
    "demande", "donnee", "plan", "reglage", "referentiel", "precedent", "logiciel", "carnet", "gabarit",
    "bibliotheque", "machine", "etat",
]  # fmt: skip
SORTES: dict[Sorte, str] = {
    "demande": "demande",
    "donnee": "donnée",
    "plan": "plan",
    "reglage": "réglage",
    "referentiel": "référentiel",
    "precedent": "rapport d'avant",
    "logiciel": "logiciel",
    "carnet": "carnet",
    "gabarit": "gabarit",
    "bibliotheque": "bibliothèque",
    "machine": "machine",
    "etat": "état",
}
# Ce qui peut changer un nombre sans que les lignes lues changent.
DU_CALCUL: tuple[Sorte, ...] = (
    "demande",
    "reglage",
    "referentiel",
    "plan",
    "logiciel",
    "carnet",
    "bibliotheque",
)
CHANGE, EN_PLUS, EN_MOINS = "a changé", "est lu en plus", "n'est plus lu"
SORTES_DES_CHEMINS: dict[str, Sorte] = {
    r"params/departements/\w+/reglages\.yml": "reglage",
    r"params/departements/.*": "plan",
    r"params/.*": "referentiel",
    r"reports/.*": "precedent",
    r".*": "donnee",
}


@dataclass(frozen=True)
class Cause:
    """Une chose qui a changé. ``sujet`` : un fichier, un réglage, un paquet."""

    sorte: Sorte
    sujet: str
    dit: str

    def __str__(self) -> str:
        return f"{SORTES[self.sorte]} : {self.sujet} {self.dit}"


def causes(avant: Manifeste, apres: Manifeste) -> list[Cause]:
    """Tout ce que les deux manifestes ne disent pas pareil, la demande d'abord."""
    return [
        *_demande(avant, apres),
        *_etat(avant, apres),
        *_passages("reglage", _seuils(avant), _seuils(apres)),
        *_fichiers(avant, apres),
        *_outils(avant, apres),
        *_passages("bibliotheque", _bibliotheques(avant), _bibliotheques(apres)),
        *_passages("machine", avant.machine, apres.machine),
    ]


def _demande(avant: Manifeste, apres: Manifeste) -> Iterator[Cause]:
    yield from _passages("demande", _demandee(avant), _demandee(apres))
    reglages = avant.parametres_relus.reglages, apres.parametres_relus.reglages
    if reglages[0] != reglages[1]:
        dits = [f"« {texte} »" if texte else "rien" for texte in reglages]
        yield Cause("reglage", "les réglages demandés", f"étaient {dits[0]}, et sont {dits[1]}")


def _demandee(m: Manifeste) -> dict[str, str]:
    return {"rapport": m.rapport, "département": m.departement, "année": str(m.annee), "édition": m.edition}


def _etat(avant: Manifeste, apres: Manifeste) -> Iterator[Cause]:
    """L'état et la version s'impriment, sans changer aucun nombre."""
    yield from _passages("etat", {"état": avant.etat}, {"état": apres.etat})
    yield from _passages("etat", {"version": avant.version}, {"version": apres.version})


def _seuils(m: Manifeste) -> dict[str, str]:
    return {nom: f"{valeur:g}" for nom, valeur in m.seuils.items() if nom != "format"}


def _bibliotheques(m: Manifeste) -> dict[str, str]:
    """Les paquets que le manifeste nomme, le logiciel à part : ses sources changent sans son numéro."""
    return {nom: v for nom, v in m.versions.items() if nom != "sdsf"}


def _passages(sorte: Sorte, avant: Mapping[str, str], apres: Mapping[str, str]) -> Iterator[Cause]:
    """D'une valeur à l'autre, pour ce que les deux manifestes disent ; l'un peut en dire moins."""
    for nom, valeur in avant.items():
        if nom in apres and apres[nom] != valeur:
            yield Cause(sorte, nom, f"passe de « {valeur} » à « {apres[nom]} »")


# --- les fichiers ---------------------------------------------------------------------------------


def _fichiers(avant: Manifeste, apres: Manifeste) -> Iterator[Cause]:
    """Ce qui a été lu : les lignes, quand le manifeste en a l'empreinte ; sinon le fichier."""
    lignes = (avant.entrees, apres.entrees)
    entiers = (_releves(avant), _releves(apres))
    noms = dict.fromkeys([*sorted({*lignes[0], *lignes[1]}), *sorted({*entiers[0]} & {*entiers[1]})])
    for nom in noms:
        lus = lignes if nom in lignes[0] or nom in lignes[1] else entiers
        ici, la = lus[0].get(nom), lus[1].get(nom)
        if ici != la:
            yield Cause(sorte_du_chemin(nom), nom, _sort(ici, la))


def _releves(m: Manifeste) -> dict[str, str]:
    """L'empreinte des fichiers lus en entier, et celle des lignes retenues des autres."""
    if m.dependances is None:
        return {}
    retenues: dict[str, str] = {}
    for choix in m.dependances.lignes:
        retenues[choix.fichier] = retenues.get(choix.fichier, "") + choix.retenues
    return {**m.dependances.fichiers, **retenues}


def _sort(avant: str | None, apres: str | None) -> str:
    if avant and apres:
        return CHANGE
    return EN_PLUS if apres else EN_MOINS


def sorte_du_chemin(nom: str) -> Sorte:
    """Ce qu'est un fichier lu.

    >>> sorte_du_chemin("params/departements/13/2023-2026/plan.yml"), sorte_du_chemin("data/a.csv")
    ('plan', 'donnee')
    """
    return next(sorte for motif, sorte in SORTES_DES_CHEMINS.items() if re.fullmatch(motif, nom))


# --- les outils -----------------------------------------------------------------------------------


def _outils(avant: Manifeste, apres: Manifeste) -> Iterator[Cause]:
    yield from _passages("logiciel", {"sdsf": avant.paquet}, {"sdsf": apres.paquet})
    outils = [m.dependances.outils if m.dependances else {} for m in (avant, apres)]
    memes = avant.paquet == apres.paquet
    if memes and _differe(outils, "paquet"):
        yield Cause("logiciel", "sdsf", f"n'a plus les mêmes sources, sous le même numéro ({apres.paquet})")
    if avant.carnet != apres.carnet and avant.rapport == apres.rapport:
        yield Cause("carnet", "le carnet", CHANGE)
    if _differe(outils, "gabarits"):
        yield Cause("gabarit", "les gabarits", "ont changé")


def _differe(outils: list[dict[str, str]], nom: str) -> bool:
    """Vrai si les deux le disent, et pas pareil."""
    dits = [lot[nom] for lot in outils if nom in lot]
    return len(dits) == 2 and dits[0] != dits[1]
