"""``sdsf campagne`` : ce qui sera fait, où l'on en est, ce qui a été fait et pourquoi."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from sdsf.espace import Espace
from sdsf.production.campagne.conduite import (
    Compte,
    Options,
    Preparation,
    Suivi,
    conduire,
    equipe_d_ici,
    preparer,
)
from sdsf.production.campagne.equipe import Equipe
from sdsf.production.campagne.grappe import ouvrir_la_grappe
from sdsf.production.campagne.page import ETATS, Fiche, compter_les_etats, dossier_de
from sdsf.production.campagne.reemploi import Decision
from sdsf.rendu.nombres import accorder

INTERROMPUE = (
    "Interrompu : rien n'a été écrit à moitié. La même commande reprendra, sans refaire ce qui est fait."
)
MOTIFS_DITS = 4


@dataclass(frozen=True)
class Ecrans:
    """La sortie, et celle des avertissements et de l'avancement."""

    sortie: Console
    erreur: Console


def mener(
    espace: Espace, nom: str, options: Options, ecrans: Ecrans, prevoir_seulement: bool, expliquer: bool
) -> int:
    """Mène une campagne ; rend le code de sortie. Lève ``Erreurs``."""
    preparation = preparer(espace, nom, options)
    with _equipe(preparation, ecrans) as equipe:
        for phrase in [*annonce(preparation), *(_explications(preparation) if expliquer else ())]:
            ecrans.sortie.print(phrase)
        if prevoir_seulement:
            return 0
        with _avancement(ecrans, preparation) as suivre:
            compte = conduire(preparation, suivre, equipe)
    for phrase in compte_rendu(espace, compte, preparation):
        ecrans.sortie.print(phrase)
    return compte.sortie


@contextmanager
def _equipe(preparation: Preparation, ecrans: Ecrans) -> Iterator[Equipe]:
    """Ceux qui produiront : des processus d'ici, ou une grappe, contrôlée avant que rien ne commence."""
    espace, options = preparation.espace, preparation.options
    if not options.grappe:
        yield equipe_d_ici(preparation)
        return
    traces = dossier_de(espace, preparation.nom)
    # Une grappe sans ouvrier se fait attendre une minute : qu'on sache ce que l'on attend.
    ecrans.erreur.print(f"Grappe {options.grappe} : contrôle de ses ouvriers…", markup=False, soft_wrap=True)
    with ouvrir_la_grappe(options.grappe, espace, traces, options.processus, options.faire) as equipe:
        preparation.options = replace(options, processus=equipe.nombre)
        yield equipe


def annonce(preparation: Preparation) -> list[str]:
    """Ce qui sera fait, réemployé, laissé ; et ce que cela coûtera."""
    ecartes, reportes = len(preparation.ecartees), len(preparation.reportees)
    dits = [preparation.campagne.intitule, *preparation.prevision.phrases()]
    if ecartes:
        motif = preparation.ecartees[0].motif
        mot = accorder(ecartes, "rapport sans objet, non tenté", "rapports sans objet, non tentés")
        dits.append(f"{ecartes} {mot} ({motif})")
    if reportes:
        mot = accorder(reportes, "rapport laissé", "rapports laissés")
        dits.append(f"{reportes} {mot} à une autre fois (--limite).")
    return dits


def _explications(preparation: Preparation) -> list[str]:
    lignes = [_explication(decision) for decision in preparation.decisions]
    return lignes + [f"  {ecartee.nom} : non tenté — {ecartee.motif}" for ecartee in preparation.ecartees]


def _explication(decision: Decision) -> str:
    sort = "à refaire" if decision.refaire else "gardé"
    return f"  {decision.tache.nom} : {sort} — {_motifs(decision.motifs)}"


def _motifs(motifs: tuple[str, ...]) -> str:
    suite = len(motifs) - MOTIFS_DITS
    return " ; ".join(motifs[:MOTIFS_DITS]) + (f" ; et {suite} de plus" if suite > 0 else "")


@contextmanager
def _avancement(ecrans: Ecrans, preparation: Preparation) -> Iterator[Suivi]:
    """Une barre dans un terminal ; rien dans un fichier ou un tube."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    colonnes = (
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    visible = ecrans.erreur.is_terminal
    with Progress(*colonnes, console=ecrans.erreur, transient=True, disable=not visible) as barre:
        tache = barre.add_task(preparation.nom, total=preparation.prevision.a_refaire or None)
        yield lambda faits, total, nom: barre.update(tache, completed=faits, total=total, description=nom)


def compte_rendu(espace: Espace, compte: Compte, preparation: Preparation) -> list[str]:
    """Une ligne par rapport refait ou manqué, puis le compte, ce que cela a pris, et la page."""
    reprises = [f"Repris : {Path(cle).name}, commencé puis interrompu." for cle in compte.interrompues]
    lignes = [_ligne(fiche) for fiche in compte.fiches if fiche.etat in ("produit", "echec")]
    bilan = compter_les_etats(Counter(fiche.etat for fiche in compte.fiches))
    cout = [compte.cout.phrase(preparation.prevision)] if compte.cout else []
    pages = [espace.relatif(chemin) for chemin in compte.fichiers]
    return [*reprises, *lignes, f"Bilan : {bilan}.", *cout, *pages]


def _ligne(fiche: Fiche) -> str:
    if fiche.etat == "echec":
        return f"  {fiche.tache.nom} : échec — {fiche.erreur}"
    return f"  {fiche.tache.nom} : {ETATS[fiche.etat]} — {_motifs(fiche.motifs)}"
