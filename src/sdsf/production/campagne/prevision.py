"""Ce qu'une campagne va coûter, d'après ce que les mêmes rapports ont coûté ici ; sinon, inconnu."""

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
from sdsf.production.deja_produits import Production, duree_ecrite, productions
from sdsf.rendu.nombres import accorder


@dataclass(frozen=True)
class Prevision:
    """Le nombre de rapports, le temps et la mémoire attendus. ``None`` : rien ne permet de le dire."""

    a_refaire: int
    reemployes: int
    duree_s: float | None
    memoire_mo: int | None
    reportes: int = 0
    """Ceux que ``--limite`` laisse à une autre fois : ni refaits, ni réemployés."""

    def phrases(self) -> list[str]:
        """Ce que la commande annonce."""
        refaits = f"{self.a_refaire} {accorder(self.a_refaire, 'rapport à produire', 'rapports à produire')}"
        gardes = f"{self.reemployes} {accorder(self.reemployes, 'réemployé', 'réemployés')}"
        return [f"{refaits}, {gardes}.", *([self._cout()] if self.a_refaire else [])]

    def _cout(self) -> str:
        duree = "inconnue : ces rapports n'ont encore jamais été tous produits ici"
        if self.duree_s is not None:
            duree = f"environ {duree_ecrite(self.duree_s)}"
        memoire = f"environ {self.memoire_mo} Mio" if self.memoire_mo else "inconnue"
        return f"Durée attendue : {duree} ; mémoire : {memoire}."


@dataclass(frozen=True)
class Cout:
    """Ce que la campagne a pris, mesuré comme il avait été prévu."""

    refaits: int
    duree_s: float
    memoire_mo: int | None

    def phrase(self, prevu: Prevision) -> str:
        """Le réel, face à ce qui était annoncé."""
        attendue = "inconnue" if prevu.duree_s is None else f"environ {duree_ecrite(prevu.duree_s)}"
        memoire = "inconnue" if self.memoire_mo is None else f"{self.memoire_mo} Mio"
        annoncee = "inconnue" if prevu.memoire_mo is None else f"environ {prevu.memoire_mo} Mio"
        return (
            f"Durée : {duree_ecrite(self.duree_s)} (attendue : {attendue}) ; "
            f"mémoire des ouvriers : {memoire} (attendue : {annoncee})."
        )


def prevoir(espace: Espace, decisions: Sequence[Decision], processus: int, reportes: int = 0) -> Prevision:
    """Le temps : celui de la file la plus longue, ou le total partagé entre les ouvriers."""
    a_faire = [decision.tache for decision in decisions if decision.refaire]
    durees = _durees(productions(espace) if a_faire else [], a_faire)
    duree = None if durees is None else _partager(a_faire, durees, processus)
    reemployes = len(decisions) - len(a_faire) - reportes
    return Prevision(len(a_faire), reemployes, duree, _memoire(espace, a_faire, processus), reportes)


def _durees(faites: Sequence[Production], taches: Sequence[Tache]) -> dict[str, float] | None:
    """La durée médiane de chaque rapport, dans les mêmes formats si possible ; ``None`` s'il en manque."""
    durees: dict[str, float] = {}
    for tache in taches:
        siennes = [p for p in faites if p.rapport == tache.rapport]
        memes = [p for p in siennes if set(p.formats) == {"html", *tache.formats}]
        if not siennes:
            return None
        durees[tache.rapport] = statistics.median(p.duree_s for p in memes or siennes)
    return durees


def _partager(taches: Sequence[Tache], durees: dict[str, float], processus: int) -> float:
    par_file: dict[str, float] = defaultdict(float)
    for tache in taches:
        par_file[tache.departement] += durees[tache.rapport]
    return max([sum(par_file.values()) / processus, *par_file.values()])


def _memoire(espace: Espace, taches: Sequence[Tache], processus: int) -> int | None:
    """Le plus qu'un ouvrier a pris pour ces rapports, autant de fois qu'il y aura d'ouvriers."""
    voulus = {tache.rapport for tache in taches}
    vues = [
        fiche["memoire_mo"]
        for chemin in espace.reports.glob("campagnes/*/resume.json")
        for fiche in _fiches(chemin)
        if fiche.get("rapport") in voulus and isinstance(fiche.get("memoire_mo"), int)
    ]
    files = len({tache.departement for tache in taches})
    return max(vues) * min(processus, files) if vues else None


def _fiches(resume: Path) -> list[dict[str, Any]]:
    """Les rapports d'un résumé ; aucun s'il est abîmé : la mémoire est alors inconnue, non fausse."""
    try:
        lues = json.loads(resume.read_text(encoding="utf-8"))["rapports"]
        return [fiche for fiche in lues if isinstance(fiche, dict)]
    except (OSError, ValueError, KeyError, TypeError):
        return []
