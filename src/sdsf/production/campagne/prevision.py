"""Ce qu'une campagne va coûter : d'après les mêmes rapports, produits ici, sinon d'après les repères."""

import json
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sdsf.espace import Espace
from sdsf.production.campagne.reemploi import Decision
from sdsf.production.campagne.taches import Tache
from sdsf.production.deja_produits import D_APRES_LES_REPERES, Production, duree_ecrite, productions
from sdsf.production.reperes import demarrage_s, repere
from sdsf.rendu.nombres import accorder


@dataclass(frozen=True)
class Prevision:
    """Le nombre de rapports, le temps et la mémoire attendus."""

    a_refaire: int
    reemployes: int
    duree_s: float
    memoire_mo: int
    reportes: int = 0
    """Ceux que ``--limite`` laisse à une autre fois : ni refaits, ni réemployés."""
    a_vue: bool = False
    """Vrai si l'un de ces rapports n'a encore jamais été produit ici : un ordre de grandeur."""

    @property
    def duree(self) -> str:
        return f"{self._environ} {duree_ecrite(self.duree_s)}"

    @property
    def memoire(self) -> str:
        return f"{self._environ} {self.memoire_mo} Mio"

    @property
    def _environ(self) -> str:
        return "de l'ordre de" if self.a_vue else "environ"

    def phrases(self) -> list[str]:
        """Ce que la commande annonce."""
        refaits = f"{self.a_refaire} {accorder(self.a_refaire, 'rapport à produire', 'rapports à produire')}"
        gardes = f"{self.reemployes} {accorder(self.reemployes, 'réemployé', 'réemployés')}"
        return [f"{refaits}, {gardes}.", *([self._cout()] if self.a_refaire else [])]

    def _cout(self) -> str:
        source = f" ({D_APRES_LES_REPERES})" if self.a_vue else ""
        return f"Durée attendue : {self.duree} ; mémoire : {self.memoire}{source}."


@dataclass(frozen=True)
class Cout:
    """Ce que la campagne a pris, mesuré comme il avait été prévu."""

    refaits: int
    duree_s: float
    memoire_mo: int | None

    def phrase(self, prevu: Prevision) -> str:
        """Le réel, face à ce qui était annoncé."""
        memoire = "inconnue" if self.memoire_mo is None else f"{self.memoire_mo} Mio"
        return (
            f"Durée : {duree_ecrite(self.duree_s)} (attendue : {prevu.duree}) ; "
            f"mémoire des ouvriers : {memoire} (attendue : {prevu.memoire})."
        )


def prevoir(espace: Espace, decisions: Sequence[Decision], processus: int, reportes: int = 0) -> Prevision:
    """Le temps : celui de la file la plus longue, ou le total partagé entre les ouvriers."""
    a_faire = [decision.tache for decision in decisions if decision.refaire]
    faites = productions(espace) if a_faire else []
    reemployes = len(decisions) - len(a_faire) - reportes
    duree = _partager(a_faire, faites, processus) + (demarrage_s() if a_faire else 0)
    a_vue = any(tache.rapport not in {p.rapport for p in faites} for tache in a_faire)
    memoire = _memoire(espace, a_faire, processus)
    return Prevision(len(a_faire), reemployes, duree, memoire, reportes, a_vue)


def _duree(faites: Sequence[Production], rapport: str, formats: Sequence[str]) -> float:
    """La durée médiane de ce rapport ici, dans les mêmes formats si possible ; à défaut, son repère."""
    siennes = [p for p in faites if p.rapport == rapport]
    memes = [p for p in siennes if set(p.formats) == {"html", *formats}]
    if not siennes:
        return repere(rapport, formats).duree_s
    return statistics.median(p.duree_s for p in memes or siennes)


def _partager(taches: Sequence[Tache], faites: Sequence[Production], processus: int) -> float:
    sortes = {(tache.rapport, tache.formats) for tache in taches}
    durees = {sorte: _duree(faites, *sorte) for sorte in sortes}
    par_file: dict[str, float] = defaultdict(float)
    for tache in taches:
        par_file[tache.departement] += durees[tache.rapport, tache.formats]
    return max([sum(par_file.values()) / processus, *par_file.values()])


def _memoire(espace: Espace, taches: Sequence[Tache], processus: int) -> int:
    """Le plus qu'un ouvrier a pris pour ces rapports, autant de fois qu'il y aura d'ouvriers."""
    vues: dict[str, int] = defaultdict(int)
    for chemin in espace.reports.glob("campagnes/*/resume.json"):
        for fiche in _fiches(chemin):
            if isinstance(fiche.get("memoire_mo"), int):
                vues[str(fiche.get("rapport"))] = max(vues[str(fiche.get("rapport"))], fiche["memoire_mo"])
    hautes = [vues.get(t.rapport) or repere(t.rapport, t.formats).memoire_mo for t in taches]
    return max(hautes, default=0) * min(processus, len({tache.departement for tache in taches}))


def _fiches(resume: Path) -> list[dict[str, Any]]:
    """Les rapports d'un résumé ; aucun s'il est abîmé : la mémoire a alors son repère."""
    try:
        lues = json.loads(resume.read_text(encoding="utf-8"))["rapports"]
        return [fiche for fiche in lues if isinstance(fiche, dict)]
    except (OSError, ValueError, KeyError, TypeError):
        return []
