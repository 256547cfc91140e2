"""Un ouvrier : un processus qui produit les rapports qu'on lui donne, un à la fois, une ligne JSON chacun.

Son entrée se ferme quand la campagne meurt, même tuée net : il s'arrête alors aussitôt, comme elle, et ses
noyaux avec lui. Rien n'est à moitié écrit : chaque fichier d'un rapport paraît entier, ou ne paraît pas.
"""

import json
import os
import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.production.campagne.journal import nettoyer
from sdsf.production.campagne.taches import Tache
from sdsf.production.ecriture import erreur_d_ecriture

if TYPE_CHECKING:
    from sdsf.forge.forge import Forge

FAIRE = "sdsf.production.campagne.ouvrier:produire_la_tache"
SORTIE_D_UN_DEFAUT = 12
ATTENTE_S = 60


@dataclass(frozen=True)
class Resultat:
    """Ce qu'une tâche a donné. ``sortie`` : 0, ou le code de la famille de l'erreur."""

    sortie: int
    duree_s: float
    avertissements: tuple[str, ...] = ()
    erreur: str = ""
    memoire_mo: int | None = None

    @classmethod
    def lu(cls, ligne: Mapping[str, Any]) -> "Resultat":
        return cls(**{**ligne, "avertissements": tuple(ligne["avertissements"])})


# Exécuter un rapport : ce que la campagne demande, et rien de plus ; un autre moteur se met à sa place.
Faire = Callable[[Espace, Tache], tuple[str, ...]]


def produire_la_tache(espace: Espace, tache: Tache) -> tuple[str, ...]:
    """Produit un rapport, et rend ses avertissements. Lève ``Erreurs`` ou ``RefusDuCarnet``."""
    forge = _forge()  # d'abord : elle chauffe pendant que la production se charge
    from sdsf.production.rapport import produire

    formats, reglages = ",".join(dict.fromkeys(("html", *tache.formats))), tache.reglages
    produit = produire(
        espace, tache.departement, tache.annee, tache.rapport, formats, reglages,
        indexer=False, forge=forge,
    )  # fmt: skip
    return produit.avertissements


@cache
def _forge() -> "Forge":
    """La forge de cet ouvrier, allumée à son premier rapport : elle et ses noyaux meurent avec lui."""
    from sdsf.production.forges import forge_durable

    return forge_durable()


def executer(faire: Faire, espace: Espace, tache: Tache) -> Resultat:
    """Une tâche, seule à écrire ce rapport ; toute erreur devient un résultat."""
    from sdsf.production.refus import RefusDuCarnet

    debut = time.monotonic()
    avertissements: tuple[str, ...] = ()
    erreur, sortie = "", 0
    try:
        with rapport_reserve(espace, tache):
            # Celui que l'on vient d'attendre a pu mourir une préparation à la main.
            nettoyer(espace.racine, [tache.cle])
            avertissements = faire(espace, tache)
    except (Erreur, Erreurs) as refus:
        erreur, sortie = str(refus), refus.sortie
    except RefusDuCarnet as refus:
        erreur, sortie = refus.texte, refus.sortie
    except Exception as defaut:
        # Un défaut du logiciel dans un rapport n'arrête pas les autres ; sa trace va au journal de l'ouvrier.
        traceback.print_exc()
        erreur, sortie = f"Défaut du logiciel : {type(defaut).__name__} : {defaut}", SORTIE_D_UN_DEFAUT
    return Resultat(sortie, round(time.monotonic() - debut, 2), avertissements, erreur, _memoire())


@contextmanager
def rapport_reserve(espace: Espace, tache: Tache, delai_s: int = ATTENTE_S) -> Iterator[None]:
    """Le rapport à ce seul processus. Lève ``Erreurs`` s'il reste pris, ou si son dossier ne s'écrit pas."""
    from filelock import FileLock, Timeout

    dossier = espace.racine / tache.dossier
    # L'ouvrier d'une campagne que l'on vient de tuer peut finir de mourir : on l'attend.
    verrou = FileLock(dossier / f".{tache.base}.verrou", timeout=delai_s)
    try:
        dossier.mkdir(parents=True, exist_ok=True)
        verrou.acquire()
    except Timeout:
        raise Erreurs([err.RapportPris(Lieu(tache.cle), delai=delai_s)]) from None
    except OSError as refus:
        raise Erreurs([erreur_d_ecriture(espace, dossier, refus)]) from refus
    try:
        yield
    finally:
        verrou.release()


def _memoire() -> int | None:
    """Le plus que cet ouvrier et ses noyaux ont occupé, en Mio ; ``None`` là où le système ne le dit pas."""
    if sys.platform == "win32":
        return None
    import resource

    diviseur = 1024**2 if sys.platform == "darwin" else 1024
    qui = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    # Les noyaux d'une forge ne sont pas les enfants de cet ouvrier : elle dit elle-même ce qu'ils occupent.
    forges = _forge().memoire_kio / 1024 if _forge.cache_info().currsize else 0
    return round(sum(resource.getrusage(de).ru_maxrss for de in qui) / diviseur + forges)


def fonction_de(nom: str) -> Faire:
    """La fonction que désigne « module:fonction »."""
    module, _, fonction = nom.partition(":")
    trouvee: Faire = getattr(import_module(module), fonction)
    return trouvee


def _ecouter(entree: IO[str], taches: "queue.Queue[str]") -> None:
    for ligne in entree:
        taches.put(ligne)
    # L'entrée est fermée : la campagne est morte, ou n'a plus rien à demander.
    os._exit(0)


def principal(racine: str, faire: str) -> None:
    """Lit des tâches sur l'entrée, rend des résultats sur la sortie, jusqu'à ce que l'entrée se ferme."""
    espace, fonction = Espace(Path(racine)), fonction_de(faire)
    reponses = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # ce qu'une bibliothèque imprime ne se mêle pas aux réponses
    taches: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_ecouter, args=(sys.stdin, taches), daemon=True).start()
    while True:
        lue = json.loads(taches.get())
        tache = Tache(**{**lue, "formats": tuple(lue["formats"])})
        print(
            json.dumps(asdict(executer(fonction, espace, tache)), ensure_ascii=False),
            file=reponses,
            flush=True,
        )


if __name__ == "__main__":
    principal(*sys.argv[1:])
