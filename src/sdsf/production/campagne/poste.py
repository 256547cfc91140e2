"""Le poste de travail d'une campagne chez un ouvrier de la grappe : une copie de l'espace, des processus.

Le processus de Dask ne produit rien lui-même : il tient les mêmes ouvriers qu'une campagne d'ici
(``ouvriers_d_ici``), dans la copie que la campagne lui a envoyée. Qu'il meure, leur entrée se ferme, et ils
s'arrêtent. Un poste que plus personne n'emploie se ferme de lui-même : une campagne tuée net n'y laisse rien.
"""

import asyncio
import platform
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from sdsf.espace import Espace
from sdsf.production.campagne.envoi import Fichiers, Retour, deballer, ecarts
from sdsf.production.campagne.ouvrier import FAIRE
from sdsf.production.campagne.ouvriers_d_ici import Ouvrier
from sdsf.production.campagne.taches import Tache
from sdsf.production.dependances import Releveur

# Au-delà, la campagne qui l'employait est morte, ou finie : il rend sa mémoire et son disque.
REPOS_S = 120.0
TRACE_RENDUE = 20_000
# Ce qui change les octets d'un rapport, ou la façon de se parler.
RACINES_DU_VERROU = ("sdsf", "distributed")


# --- ce qu'un ouvrier dit de lui ------------------------------------------------------------------


@cache
def constater() -> dict[str, str]:
    """Ce qui doit être le même partout : Python, le système, les sources du logiciel, le verrou."""
    return {
        "Python": platform.python_version(),
        "système": f"{platform.system()} {platform.machine()}",
        "sources de sdsf": Releveur(Espace(Path())).paquet[:12],
        **dict(sorted(_verrou(RACINES_DU_VERROU).items())),
    }


def _verrou(racines: tuple[str, ...]) -> dict[str, str]:
    """Chaque bibliothèque dont dépendent celles-ci, et son numéro installé."""
    from packaging.utils import canonicalize_name

    trouvees: dict[str, str] = {}
    a_voir = list(racines)
    while a_voir:
        nom = str(canonicalize_name(a_voir.pop()))
        if nom not in trouvees:
            trouvees[nom] = _numero(nom)
            a_voir += _besoins(nom)
    return trouvees


def _numero(nom: str) -> str:
    try:
        return version(nom)
    except PackageNotFoundError:
        return "absente"


def _besoins(nom: str) -> Iterator[str]:
    """Les bibliothèques qu'une autre demande ici, sans ses options."""
    from packaging.requirements import Requirement

    try:
        ecrits = requires(nom) or []
    except PackageNotFoundError:
        return
    for demande in map(Requirement, ecrits):
        if demande.marker is None or demande.marker.evaluate({"extra": ""}):
            yield demande.name


def differences(ici: Mapping[str, str], la: Mapping[str, str]) -> list[str]:
    """Ce qu'un ouvrier a d'autre, mot pour mot.

    >>> differences({"Python": "3.11.2", "pandas": "3.0.1"}, {"Python": "3.12.0", "pandas": "3.0.1"})
    ['Python : 3.12.0, ici 3.11.2']
    """
    noms = dict.fromkeys([*ici, *la])
    absent = "absente"
    return [
        f"{nom} : {la.get(nom, absent)}, ici {ici.get(nom, absent)}"
        for nom in noms
        if ici.get(nom, absent) != la.get(nom, absent)
    ]


# --- les postes de ce processus -------------------------------------------------------------------


@dataclass
class Poste:
    """Une copie de l'espace et ses ouvriers, pour une seule campagne."""

    espace: Espace
    faire: str = FAIRE
    _libres: list[Ouvrier] = field(default_factory=list)
    _tous: list[Ouvrier] = field(default_factory=list)
    _prise: Any = field(default_factory=threading.Lock)
    _veille: threading.Timer | None = None
    ferme: bool = False

    def travailler(self, tache: Tache, envoyes: Fichiers) -> Retour | None:
        """Fait la tâche dans la copie ; ``None`` si le poste est fermé, ou se ferme en route."""
        with self._un_ouvrier() as ouvrier:
            if ouvrier is None:
                return None
            self._poser(tache, envoyes)
            debut = _taille(ouvrier.trace)
            resultat = ouvrier.executer(tache)
            if resultat is None:
                return None
            trace = _suite(ouvrier.trace, debut) if resultat.sortie else ""
            return Retour(resultat, *ecarts(self.espace, tache, envoyes), trace)

    @contextmanager
    def _un_ouvrier(self) -> Iterator[Ouvrier | None]:
        """Un ouvrier que personne d'autre n'emploie ; le poste ne se ferme pas tant qu'il sert."""
        with self._prise:
            self._veiller(None)
            ouvrier = None if self.ferme else self._prendre()
        try:
            yield ouvrier
        finally:
            with self._prise:
                if ouvrier is not None:
                    self._libres.append(ouvrier)
                if len(self._libres) == len(self._tous) and not self.ferme:
                    self._veiller(REPOS_S)

    def _prendre(self) -> Ouvrier:
        if self._libres:
            return self._libres.pop()
        trace = self.espace.racine / f"ouvrier-{len(self._tous) + 1}.log"
        self._tous.append(Ouvrier(self.espace, self.faire, trace))
        return self._tous[-1]

    def _veiller(self, delai_s: float | None) -> None:
        """Remet l'heure de fermer à plus tard ; à jamais, sans délai."""
        if self._veille is not None:
            self._veille.cancel()
        self._veille = None
        if delai_s is not None:
            self._veille = threading.Timer(delai_s, self.fermer, [True])
            self._veille.daemon = True
            self._veille.start()

    def _poser(self, tache: Tache, envoyes: Fichiers) -> None:
        """Les rapports du département, tels que la campagne les a chez elle, et rien d'autre."""
        shutil.rmtree(self.espace.reports / tache.departement, ignore_errors=True)
        for nom, octets in envoyes.items():
            chemin = self.espace.racine / nom
            chemin.parent.mkdir(parents=True, exist_ok=True)
            chemin.write_bytes(octets)

    def fermer(self, si_inoccupe: bool = False) -> None:
        """Arrête ses ouvriers, et rend le disque."""
        with self._prise:
            if si_inoccupe and len(self._libres) < len(self._tous):
                return
            self.ferme = True
            self._veiller(None)
        for ouvrier in self._tous:
            ouvrier.arreter()
        shutil.rmtree(self.espace.racine, ignore_errors=True)


def _taille(trace: Path) -> int:
    return trace.stat().st_size if trace.is_file() else 0


def _suite(trace: Path, debut: int) -> str:
    """Ce qu'un ouvrier a dit depuis ``debut`` : la campagne le garde à côté de sa page."""
    if not trace.is_file():
        return ""
    octets = trace.read_bytes()[debut:]
    return octets[-TRACE_RENDUE:].decode("utf-8", "replace")


_postes: dict[str, Poste] = {}


async def installer(campagne: str, colis: bytes, faire: str, dask_worker: Any) -> None:
    """Déballe l'espace d'une campagne sur le disque de cet ouvrier ; une seconde fois, ne fait rien."""
    poste = _postes.get(campagne)
    if poste is None or poste.ferme:
        # Dask efface ce dossier quand l'ouvrier s'arrête, et ceux des ouvriers tués quand il démarre.
        vers = Path(tempfile.mkdtemp(prefix="sdsf-", dir=dask_worker.local_directory))
        espace = await asyncio.to_thread(deballer, colis, vers)
        _postes[campagne] = Poste(espace, faire)


def travailler(campagne: str, tache: Mapping[str, Any], envoyes: Fichiers) -> dict[str, Any]:
    """Fait une tâche ; rend de quoi installer cet ouvrier s'il n'a pas, ou plus, la copie de l'espace."""
    from distributed import get_worker

    poste = _postes.get(campagne)
    lue = Tache(**{**tache, "formats": tuple(tache["formats"])})
    retour = poste.travailler(lue, envoyes) if poste else None
    if retour is None:
        return {"a_installer": get_worker().address, "constat": constater()}
    return retour.plat()


def fermer(campagne: str) -> None:
    """Ferme le poste d'une campagne : ce qui s'y faisait s'arrête aussitôt."""
    poste = _postes.pop(campagne, None)
    if poste is not None:
        poste.fermer()
