"""Le lien avec le planificateur d'une grappe Dask : son adresse, la connexion, le contrôle de ses ouvriers.

Rien n'écoute ici : cette machine se connecte, et c'est tout. ``distributed`` ne se charge que si l'on demande
une grappe.
"""

import json
import logging
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.production.campagne import poste
from sdsf.production.campagne.envoi import Colis, emballer
from sdsf.production.campagne.ouvrier import FAIRE

CONNEXION_S = 10
# Le temps laissé à une grappe sans ouvrier pour qu'il en vienne un.
ATTENTE_S = 60
VEILLE_S = 2.0
ADRESSE = re.compile(r"(tcp|tls)://(\[[0-9a-fA-F:]+\]|[^\s:/\[\]]+):(\d{1,5})")
MOTIFS_DITS = 5


@dataclass(frozen=True)
class Demande:
    """Une grappe, telle que la ligne de commande la désigne."""

    adresse: str = ""
    fichier: str = ""

    @property
    def nom(self) -> str:
        return self.adresse or self.fichier


def lire_la_demande(recu: str) -> Demande:
    """L'adresse d'un planificateur, ou le fichier qu'il écrit. Lève ``Erreurs``."""
    if recu.endswith(".json"):
        return Demande(_adresse_du_fichier(recu), recu)
    return Demande(_verifiee(recu, recu))


def _adresse_du_fichier(recu: str) -> str:
    try:
        lue = json.loads(Path(recu).read_text(encoding="utf-8"))["address"]
    except (OSError, ValueError, KeyError, TypeError):
        cause = "ce fichier n'existe pas, ou un planificateur ne l'a pas écrit"
        raise Erreurs([err.AdresseDeGrappe(recu=recu, cause=cause)]) from None
    return _verifiee(str(lue), recu)


def _verifiee(adresse: str, recu: str) -> str:
    trouvee = ADRESSE.fullmatch(adresse)
    if trouvee is None or not 1 <= int(trouvee[3]) <= 65535:
        cause = "il faut tcp:// ou tls://, un nom de machine, et un port"
        raise Erreurs([err.AdresseDeGrappe(recu=recu, cause=cause)])
    return adresse


@contextmanager
def connecter(demande: Demande) -> Iterator[Any]:
    """Un client du planificateur, fermé à la fin. Lève ``Erreurs``."""
    try:
        import dask
        import distributed
    except ModuleNotFoundError:
        raise Erreurs([err.GrappeNonInstallee()]) from None
    # Ses messages sont en anglais, et les nôtres disent la même chose ; un rapport n'est pas un « graphe ».
    journal = logging.getLogger("distributed")
    avant = journal.level
    journal.setLevel(logging.CRITICAL)
    reglages = {"distributed.admin.large-graph-warning-threshold": "1GB"}
    try:
        with dask.config.set(reglages):
            client = _connecter(distributed, demande)
            try:
                yield client
            finally:
                with suppress(OSError, TimeoutError, CancelledError):
                    client.close(timeout=2)
    finally:
        journal.setLevel(avant)


def _connecter(distributed: Any, demande: Demande) -> Any:
    cause = _defaut_de_chiffrement(distributed, demande.adresse)
    if not cause:
        try:
            return distributed.Client(demande.adresse, timeout=CONNEXION_S, set_as_default=False, name="sdsf")
        except OSError:
            cause = f"pas de réponse en {CONNEXION_S} s"
    raise Erreurs([err.GrappeInjoignable(adresse=demande.nom, cause=cause)])


def _defaut_de_chiffrement(distributed: Any, adresse: str) -> str:
    """Ce qui manque pour chiffrer ; à voir d'avance : un client qui se ravise en route attend longtemps."""
    securite = distributed.Security()
    if adresse.startswith("tcp://"):
        exige = "les réglages de Dask exigent le chiffrement, et l'adresse n'est pas tls://"
        return exige if securite.require_encryption else ""
    try:
        pret = securite.get_connection_args("client").get("ssl_context")
    except OSError as refus:
        return f"ses certificats ne se lisent pas ({refus})"
    return "" if pret else "une adresse tls:// demande des certificats, dans les réglages de Dask"


@dataclass
class LienAvecLaGrappe:
    """Le lien avec le planificateur, et ce qui prouve qu'il tient encore."""

    client: Any
    nom: str
    campagne: str = field(default_factory=lambda: uuid.uuid4().hex)
    _colis: Colis | None = None
    _faire: str = FAIRE
    # Quand on lui a vu un ouvrier pour la dernière fois, et quand on le lui a demandé.
    _vue: float = field(default_factory=time.monotonic)
    _demandee: float = 0.0
    _prise: Any = field(default_factory=threading.Lock)

    # --- le contrôle ------------------------------------------------------------------------------

    def controler(self) -> None:
        """Attend un ouvrier, et refuse ceux qui ne feraient pas les mêmes octets. Lève ``Erreurs``."""
        with suppress(TimeoutError):
            self.client.wait_for_workers(1, timeout=ATTENTE_S)
        constats = self._partout(poste.constater)
        if not constats:
            raise Erreurs([err.GrappeSansOuvrier(adresse=self.nom, delai=ATTENTE_S)])
        self.comparer(constats)

    def comparer(self, constats: dict[str, Any]) -> None:
        """Lève ``Erreurs``, une par ouvrier différent, avec ce qu'il a d'autre."""
        fautes = [(adresse, _ecarts(lu)) for adresse, lu in sorted(constats.items())]
        err.lever([err.OuvrierDifferent(differences=f"{qui} — {quoi}") for qui, quoi in fautes if quoi])

    def places(self) -> int:
        """Combien de rapports la grappe peut faire à la fois, à cet instant."""
        return sum(self._demander(self.client.nthreads).values()) or 1

    # --- les envois -------------------------------------------------------------------------------

    def equiper(self, espace: Espace, faire: str) -> None:
        """Envoie l'espace, tel qu'il est à cet instant, à tous les ouvriers présents."""
        self._colis, self._faire = emballer(espace), faire
        self.installer(None)

    def installer(self, ouvriers: list[str] | None) -> None:
        assert self._colis is not None
        octets = self._colis.octets
        rendus = self._partout(poste.installer, self.campagne, octets, self._faire, workers=ouvriers)
        fautes = {qui: refus for qui, refus in rendus.items() if isinstance(refus, Exception)}
        self.comparer(fautes)

    def congedier(self) -> None:
        """Ferme les postes de cette campagne ; une grappe perdue n'a plus rien à fermer."""
        if self.client.status == "running":
            with suppress(Erreurs):
                self._partout(poste.fermer, self.campagne)

    def _partout(self, fonction: Callable[..., Any], *arguments: Any, **options: Any) -> dict[str, Any]:
        """Ce que rend une fonction sur chaque ouvrier, ou ce qu'elle y a levé."""
        run = self.client.run
        rendus: dict[str, Any] = self._demander(run, fonction, *arguments, on_error="return", **options)
        return rendus

    def _demander(self, demande: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        try:
            return demande(*arguments, **options)
        except (OSError, TimeoutError, CancelledError) as refus:
            raise self.perdue() from refus

    # --- la veille --------------------------------------------------------------------------------

    def veiller(self) -> None:
        """Lève ``Erreurs`` si la grappe ne répond plus, ou n'a plus d'ouvrier depuis trop longtemps."""
        if self.client.status != "running":
            raise self.perdue()
        with self._prise:
            maintenant = time.monotonic()
            if maintenant - self._demandee < VEILLE_S:
                return
            self._demandee = maintenant
            if self._demander(self.client.nthreads):
                self._vue = maintenant
            elif maintenant - self._vue > ATTENTE_S:
                raise Erreurs([err.GrappeSansOuvrier(adresse=self.nom, delai=ATTENTE_S)])

    def perdue(self) -> Erreurs:
        return Erreurs([err.GrappePerdue(adresse=self.nom)])


def _ecarts(constat: Any) -> str:
    """Ce qu'un ouvrier a d'autre ; une exception est ce qu'il a répondu au contrôle."""
    if isinstance(constat, ModuleNotFoundError):
        return f"la bibliothèque {constat.name} n'y est pas"
    if isinstance(constat, Exception):
        return f"il ne répond pas au contrôle ({type(constat).__name__} : {constat})"
    trouves = poste.differences(poste.constater(), constat)
    suite = f" ; et {len(trouves) - MOTIFS_DITS} de plus" if len(trouves) > MOTIFS_DITS else ""
    return " ; ".join(trouves[:MOTIFS_DITS]) + suite
