"""Ce qu'un plan changerait à un autre, en une phrase par sorte : ajoutés, retirés, modifiés."""

from collections.abc import Mapping
from dataclasses import dataclass

from sdsf.plan.ecriture import contenu
from sdsf.plan.modeles import Plan
from sdsf.tableur.mots import titre

CITES = 8
SORTES = ("fiches", "actions", "indicateurs")


@dataclass(frozen=True)
class Differences:
    """Une phrase par sorte d'élément, et les autres parties du plan qui changent."""

    fiches: str
    actions: str
    indicateurs: str
    autres: str

    def phrases(self) -> list[str]:
        """De quoi imprimer ce qui a changé."""
        return [f"{titre(nom)} : {getattr(self, nom)}." for nom in (*SORTES, "autres")]


def comparer(ancien: Plan | None, nouveau: Plan) -> Differences:
    """Ce que ``nouveau`` changerait ; ``None`` : l'ancien plan ne se lit pas."""
    if ancien is None:
        illisible = "le plan en place ne se lit pas"
        return Differences(illisible, illisible, illisible, illisible)
    avant, apres = _elements(ancien), _elements(nouveau)
    fiches, actions, indicateurs = (_difference(avant[sorte], apres[sorte]) for sorte in SORTES)
    return Differences(fiches, actions, indicateurs, _autres(ancien, nouveau))


def _elements(plan: Plan) -> dict[str, dict[str, object]]:
    """Les éléments d'un plan par identifiant ; une fiche sans ce qu'on compte à part."""
    a_part = dict.fromkeys(("actions", "indicateurs"))
    return {
        "fiches": {fiche.id: {**contenu(fiche), **a_part} for fiche in plan.fiches},
        "actions": {a.id: (fiche.id, contenu(a)) for fiche in plan.fiches for a in fiche.actions},
        "indicateurs": {i.id: (fiche.id, contenu(i)) for fiche in plan.fiches for i in fiche.indicateurs},
    }


def _difference(avant: Mapping[str, object], apres: Mapping[str, object]) -> str:
    """Les identifiants ajoutés, retirés, modifiés."""
    cas = {
        "à ajouter": [cle for cle in apres if cle not in avant],
        "à retirer": [cle for cle in avant if cle not in apres],
        "à modifier": [cle for cle in avant if cle in apres and avant[cle] != apres[cle]],
    }
    return " ; ".join(f"{len(cles)} {mot} ({_citer(cles)})" for mot, cles in cas.items() if cles) or "rien"


def _citer(cles: list[str]) -> str:
    return ", ".join(cles[:CITES]) + (", …" if len(cles) > CITES else "")


def _autres(ancien: Plan, nouveau: Plan) -> str:
    """Les autres parties du plan, et l'ordre des éléments si lui seul change."""
    avant, apres = contenu(ancien), contenu(nouveau)
    parties = [titre(nom) for nom in avant if nom != "fiches" and avant[nom] != apres[nom]]
    memes = _elements(ancien) == _elements(nouveau)
    if memes and avant["fiches"] != apres["fiches"]:
        parties.append("l'ordre des lignes")
    return ", ".join(parties) or "rien"
