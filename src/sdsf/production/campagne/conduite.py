"""Conduire une campagne : décider, prévoir, produire, dire ; et reprendre là où tout s'était arrêté.

L'espace est à une campagne à la fois. Ce processus ne charge ni tables ni figures : il compare des
empreintes, tient les ouvriers, écrit le journal, et sa mémoire ne grandit pas avec le nombre des rapports.
"""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from filelock import FileLock, Timeout

from sdsf import erreurs as err
from sdsf.campagnes import Campagne, lire_campagne
from sdsf.erreurs import Erreurs, Lieu, enumerer, plus_proche
from sdsf.espace import Espace
from sdsf.production.campagne.equipe import Equipe, partager
from sdsf.production.campagne.journal import Journal, nettoyer
from sdsf.production.campagne.ouvrier import FAIRE, Resultat
from sdsf.production.campagne.ouvriers_d_ici import EquipeDIci
from sdsf.production.campagne.page import Fiche, dossier_de, ecrire_la_page
from sdsf.production.campagne.prevision import Cout, Prevision, prevoir
from sdsf.production.campagne.reemploi import Decision, decider, decisions
from sdsf.production.campagne.taches import Ecartee, Tache, rapports_de
from sdsf.production.dependances import Releveur
from sdsf.production.ecriture import ecrire_lot

LIMITE = "au-delà de --limite"
PROCESSUS, PROCESSUS_MAXIMUM = 2, 64
# Ce qui est fait, et sur combien, à chaque rapport fini.
Suivi = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Options:
    """Ce que la ligne de commande demande d'une campagne."""

    processus: int | None = None
    """Combien de rapports à la fois ; sans lui, deux ici, ou autant que la grappe a de places."""
    seul: str = ""
    limite: int | None = None
    continuer: bool = False
    forcer: bool = False
    faire: str = FAIRE
    grappe: str = ""
    """L'adresse d'un planificateur Dask, ou le fichier qu'il écrit ; vide : tout se fait ici."""

    @property
    def ensemble(self) -> int:
        return PROCESSUS if self.processus is None else self.processus


@dataclass
class Preparation:
    """Une campagne lue, et ce que l'on en fera."""

    espace: Espace
    nom: str
    campagne: Campagne
    decisions: list[Decision]
    ecartees: list[Ecartee]
    options: Options
    reportees: set[str] = field(default_factory=set)
    """Les rapports que ``--limite`` laisse à une autre fois."""

    @cached_property
    def prevision(self) -> Prevision:
        """Ce que la campagne va coûter, dit une fois pour toutes : avant qu'elle produise."""
        return prevoir(self.espace, self.decisions, self.options.ensemble, len(self.reportees))


def preparer(espace: Espace, nom: str, options: Options) -> Preparation:
    """Lit la campagne, et décide de chaque rapport sans rien produire. Lève ``Erreurs``."""
    _verifier(options)
    campagne = lire_campagne(espace, nom)
    taches, ecartees = rapports_de(espace, _seul(campagne, options.seul))
    if not taches:
        motifs = enumerer(dict.fromkeys(e.motif for e in ecartees), 3)
        raise Erreurs([err.CampagneVide(Lieu(f"params/campagnes/{nom}.yml"), motifs=motifs)])
    jugees = decisions(espace, taches, options.forcer)
    court = Path(nom).name.removesuffix(".yml")
    return _limiter(Preparation(espace, court, campagne, jugees, ecartees, options))


def _verifier(options: Options) -> None:
    demandes = [("--processus", options.processus, PROCESSUS_MAXIMUM), ("--limite", options.limite, 10**6)]
    err.lever(
        [
            err.NombreDeCampagne(option=nom, recu=recu, maximum=maximum)
            for nom, recu, maximum in demandes
            if recu is not None and not (type(recu) is int and 1 <= recu <= maximum)
        ]
    )


def _seul(campagne: Campagne, rapport: str) -> Campagne:
    """La campagne, réduite à l'un de ses rapports."""
    if not rapport:
        return campagne
    connus = campagne.tous_les_rapports
    if rapport not in connus:
        proche, admis = plus_proche(rapport, connus), enumerer(connus)
        raise Erreurs([err.RapportInconnu(proche=proche, recu=rapport, admis=admis)])
    # Un rapport du pays que chaque département demande aussi se fait pour chacun.
    choisis = {nom: [r for r in getattr(campagne, nom) if r == rapport] for nom in ("rapports", "nationaux")}
    return campagne.model_copy(update=choisis)


def _limiter(preparation: Preparation) -> Preparation:
    limite, a_faire = preparation.options.limite, 0
    for rang, decision in enumerate(preparation.decisions):
        a_faire += decision.refaire
        if decision.refaire and limite is not None and a_faire > limite:
            preparation.reportees.add(decision.tache.cle)
            preparation.decisions[rang] = replace(decision, refaire=False, motifs=(LIMITE,))
    return preparation


@dataclass
class Compte:
    """Ce que la campagne a fait."""

    fiches: list[Fiche]
    fichiers: list[Path] = field(default_factory=list)
    interrompues: list[str] = field(default_factory=list)
    """Les rapports qu'une campagne précédente avait commencés sans les finir."""
    cout: Cout | None = None
    """Ce que la production a pris ; rien si rien n'a été refait."""

    @property
    def sortie(self) -> int:
        """0, ou le code du premier échec."""
        return next((fiche.sortie for fiche in self.fiches if fiche.sortie), 0)


def conduire(
    preparation: Preparation,
    suivre: Suivi = lambda faits, total, nom: None,
    equipe: Equipe | None = None,
) -> Compte:
    """Produit ce qui doit l'être. Lève ``Erreurs`` si l'espace est pris, ou ne s'écrit pas.

    ``equipe`` : qui produit ; sans elle, des ouvriers de cette machine.
    """
    espace, nom, debut = preparation.espace, preparation.nom, time.monotonic()
    equipe, prevue = equipe or equipe_d_ici(preparation), preparation.prevision
    journal = Journal(espace, dossier_de(espace, nom) / "journal.jsonl")
    with espace_reserve(espace, nom):
        compte = Compte([_fiche(preparation, d) for d in preparation.decisions])
        compte.interrompues = journal.interrompues()
        nettoyer(espace.racine, compte.interrompues)
        journal.ouvrir()
        conduite = _Conduite(preparation, compte, journal, suivre)
        try:
            partager(
                equipe, _files(preparation.decisions), conduite.avant, conduite.apres,
                preparation.options.continuer,
            )  # fmt: skip
        finally:
            compte.cout = _cout(preparation, compte, conduite.faits, time.monotonic() - debut)
            compte.fichiers = ecrire_la_page(
                espace, nom, preparation.campagne, compte.fiches, preparation.ecartees, (prevue, compte.cout)
            )
            if conduite.faits:
                _indexer(espace)
    return compte


def equipe_d_ici(preparation: Preparation) -> Equipe:
    """Les ouvriers de cette machine, dont les traces sont à côté de la page de la campagne."""
    options = preparation.options
    traces = dossier_de(preparation.espace, preparation.nom)
    return EquipeDIci(preparation.espace, traces, options.ensemble, options.faire)


def _fiche(preparation: Preparation, decision: Decision) -> Fiche:
    attend = decision.refaire or decision.tache.cle in preparation.reportees
    return Fiche(decision.tache, "a_faire" if attend else "reemploye", decision.motifs)


def _cout(preparation: Preparation, compte: Compte, faits: int, duree_s: float) -> Cout | None:
    """Le temps écoulé, et le plus qu'un ouvrier a occupé, autant de fois qu'il y en avait."""
    if not faits:
        return None
    hautes = [fiche.memoire_mo for fiche in compte.fiches if fiche.memoire_mo]
    faites = {f.tache.departement for f in compte.fiches if f.etat in ("produit", "echec")}
    ouvriers = min(preparation.options.ensemble, len(faites))
    return Cout(faits, round(duree_s, 2), max(hautes) * ouvriers if hautes else None)


def _indexer(espace: Espace) -> None:
    from sdsf.production.index import composer_index

    ecrire_lot(espace, {espace.reports / "index.html": composer_index(espace).encode()})


class _Conduite:
    """Une campagne en route : ses ouvriers, son journal, où elle en est."""

    def __init__(self, preparation: Preparation, compte: Compte, journal: Journal, suivre: Suivi):
        self.preparation, self.journal, self.suivre = preparation, journal, suivre
        self.fiches = {fiche.tache.cle: fiche for fiche in compte.fiches}
        self.total = sum(decision.refaire for decision in preparation.decisions)
        self.faits = 0
        self.refaits: set[str] = set()
        self.prise = threading.Lock()

    def avant(self, tache: Tache) -> bool:
        """Vrai s'il faut la faire : un réemploi se rejuge quand son département vient de changer."""
        fiche = self.fiches[tache.cle]
        if tache.cle in self.preparation.reportees:
            return False
        if fiche.etat == "reemploye":
            if tache.departement not in self.refaits:
                return False
            jugee = decider(Releveur(self.preparation.espace), tache, False)
            if not jugee.refaire:
                return False
            fiche.motifs, self.total = jugee.motifs, self.total + 1
        with self.prise:
            self.journal.ajouter("commence", cle=tache.cle, motifs=list(fiche.motifs))
        return True

    def apres(self, tache: Tache, resultat: Resultat) -> None:
        fiche = self.fiches[tache.cle]
        with self.prise:
            self.refaits.add(tache.departement)
            fiche.etat = "echec" if resultat.sortie else "produit"
            fiche.erreur, fiche.sortie = resultat.erreur, resultat.sortie
            fiche.memoire_mo = resultat.memoire_mo
            self.faits += 1
            faits = {"etat": fiche.etat, "duree_s": resultat.duree_s, "erreur": resultat.erreur}
            self.journal.ajouter("finit", cle=tache.cle, **faits)
            self.suivre(self.faits, self.total, tache.nom)


def _files(jugees: Sequence[Decision]) -> list[list[Tache]]:
    """Une file par département où quelque chose est à faire, les plus longues d'abord."""
    files: dict[str, list[Tache]] = {}
    for decision in jugees:
        files.setdefault(decision.tache.departement, []).append(decision.tache)
    utiles = {decision.tache.departement for decision in jugees if decision.refaire}
    return sorted((file for code, file in files.items() if code in utiles), key=len, reverse=True)


@contextmanager
def espace_reserve(espace: Espace, nom: str) -> Iterator[None]:
    """L'espace à cette seule campagne ; le système rend le verrou d'un processus mort. Lève ``Erreurs``."""
    from sdsf.production.ecriture import erreur_d_ecriture

    temoin = espace.reports / "campagnes" / "en_cours.json"
    verrou = FileLock(espace.reports / "campagnes" / ".campagne.verrou", timeout=0)
    try:
        temoin.parent.mkdir(parents=True, exist_ok=True)
        verrou.acquire()
    except Timeout:
        lieu = Lieu(espace.relatif(temoin.parent))
        raise Erreurs([err.CampagneEnCours(lieu, qui=_qui(temoin))]) from None
    except OSError as refus:
        raise Erreurs([erreur_d_ecriture(espace, temoin.parent, refus)]) from refus
    try:
        ecrire_lot(espace, {temoin: json.dumps({"campagne": nom, "processus": os.getpid()}).encode()})
        yield
    finally:
        with suppress(OSError):  # seul le verrou fait foi
            temoin.unlink(missing_ok=True)
        verrou.release()


def _qui(temoin: Path) -> str:
    try:
        lu = json.loads(temoin.read_text(encoding="utf-8"))
        return f"« {lu['campagne']} », processus {lu['processus']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "elle vient de commencer"
