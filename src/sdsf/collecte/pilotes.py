"""Qui répond à quoi : l'institution que le plan nomme, au plus près de l'action ou de l'indicateur.

L'action, sinon sa fiche, sinon le niveau du dessus. Quand le texte ne nomme personne, rien n'est deviné :
il y a un classeur « pilote non renseigné » par nœud de premier niveau, à confier par la commission.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sdsf.evaluation.acteurs import noms_par_forme
from sdsf.lecture.encodage import sans_accent
from sdsf.plan.modeles import Action, Fiche, Indicateur, Noeud, Plan

SANS_PILOTE = "pilote-non-renseigne"
LONGUEUR_DU_CODE = 60
# Windows refuse un fichier de ce nom, quel que soit son suffixe.
RESERVES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{rang}" for port in ("com", "lpt") for rang in range(1, 10)),
}


@dataclass(frozen=True)
class Pilote:
    """Qui remplit un classeur. ``code`` nomme son fichier ; ``motif`` : pourquoi personne n'est nommé."""

    code: str
    nom: str
    motif: str = ""


class Porteurs:
    """Les institutions d'un plan, et celles qui répondent d'une action, d'une étape ou d'un indicateur."""

    def __init__(self, plan: Plan):
        self._noms = noms_par_forme(plan)
        self._noeuds = {noeud.id: noeud for noeud in plan.arborescence}

    def de_l_action(self, fiche: Fiche, action: Action | None) -> tuple[str, ...]:
        """Les noms de ceux qui portent une action ; une fiche entière, sans action."""
        propres = action.pilotes if action else []
        return self._nommer(propres or fiche.pilotes or fiche.copilotes or self._du_dessus(fiche))

    def de_l_indicateur(self, fiche: Fiche, indicateur: Indicateur) -> tuple[str, ...]:
        """L'institution que le texte charge de le fournir ; sinon celle de l'action, ou de la fiche."""
        if indicateur.responsable:
            return self._nommer([indicateur.responsable])
        action = next((a for a in fiche.actions if a.id == indicateur.action), None)
        return self.de_l_action(fiche, action)

    def premier_niveau(self, fiche: Fiche) -> Noeud:
        """Le nœud de premier niveau au-dessus d'une fiche."""
        return self._lignee(fiche)[-1]

    def _du_dessus(self, fiche: Fiche) -> list[str]:
        return next((noeud.pilotes for noeud in self._lignee(fiche) if noeud.pilotes), [])

    def _lignee(self, fiche: Fiche) -> list[Noeud]:
        """Les nœuds au-dessus d'une fiche, du plus proche au plus haut."""
        lignee = [self._noeuds[fiche.parent]]
        while (parent := lignee[-1].parent) is not None:
            lignee.append(self._noeuds[parent])
        return lignee

    def _nommer(self, formes: Iterable[str]) -> tuple[str, ...]:
        """Chaque institution une fois, sous le nom que le plan lui donne."""
        return tuple(dict.fromkeys(self._noms.get(forme, forme) for forme in formes))


def pilote_non_renseigne(noeud: Noeud) -> Pilote:
    """Celui d'un nœud dont le texte ne nomme pas les pilotes."""
    titre = " ".join(filter(None, [noeud.niveau.capitalize(), noeud.code, "—", noeud.intitule]))
    motif = (
        "Le texte du schéma ne nomme aucun pilote pour ces fiches : ce classeur réunit celles d'un même "
        f"{noeud.niveau}. La commission dit à qui elle le confie."
    )
    return Pilote(f"{SANS_PILOTE}-{_sur(noeud.id)}", f"Pilote non renseigné, {titre}", motif)


def coder(noms: Sequence[str]) -> Mapping[str, str]:
    """Un code par institution, qui fait un nom de fichier sûr partout ; deux noms voisins en ont deux.

    >>> coder(["Caf d'exemple", "CAF d'Exemple", "Aux"])
    {"Caf d'exemple": 'caf-d-exemple', "CAF d'Exemple": 'caf-d-exemple-2', 'Aux': 'aux-pilote'}
    """
    codes: dict[str, str] = {}
    pris: set[str] = set()
    for nom in noms:
        base = _sur(nom)
        essais = (base if rang == 1 else f"{base}-{rang}" for rang in range(1, len(noms) + 2))
        codes[nom] = next(essai for essai in essais if essai not in pris)
        pris.add(codes[nom])
    return codes


def _sur(nom: str) -> str:
    code = re.sub(r"[^a-z0-9]+", "-", sans_accent(nom).lower())[:LONGUEUR_DU_CODE].strip("-")
    return f"{code or 'sans-nom'}-pilote" if code in RESERVES or not code else code
