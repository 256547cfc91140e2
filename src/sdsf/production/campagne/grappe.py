"""L'équipe d'une grappe : les rapports d'une campagne d'ici, faits chez les ouvriers d'un planificateur Dask.

Le plan, le réemploi, le journal, la page restent ici, et ce processus est seul à écrire l'espace. Un ouvrier
mort ne coûte que du temps : Dask redonne sa tâche. Rien n'écoute ici : cette machine se connecte, et c'est
tout. ``distributed`` ne se charge que si l'on demande une grappe.
"""

import json
import logging
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.production.campagne import poste
from sdsf.production.campagne.envoi import Colis, Fichiers, Retour, deposer, emballer, rapports_a_envoyer
from sdsf.production.campagne.ouvrier import FAIRE, SORTIE_D_UN_DEFAUT, Resultat
from sdsf.production.campagne.taches import Tache

CONNEXION_S = 10
# Le temps laissé à une grappe sans ouvrier pour qu'il en vienne un.
ATTENTE_S = 60
VEILLE_S = 2.0
ADRESSE = re.compile(r"(tcp|tls)://(\[[0-9a-fA-F:]+\]|[^\s:/\[\]]+):(\d{1,5})")
# Un ouvrier neuf n'a pas la copie de l'espace : on la lui envoie, puis on lui redonne la tâche.
ENVOIS_MAXIMUM = 20
PERDU = "Les ouvriers de la grappe qui produisaient ce rapport sont morts, {essais} fois de suite."
DEFAUT = "Défaut sur la grappe : {nom} : {cause}"
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
def ouvrir_la_grappe(
    recu: str, espace: Espace, traces: Path, nombre: int | None = None, faire: str = FAIRE
) -> Iterator["EquipeDeGrappe"]:
    """L'équipe d'une grappe, contrôlée ouvrier par ouvrier ; congédiée à la fin. Lève ``Erreurs``.

    ``nombre`` : combien de rapports à la fois ; sans lui, autant que la grappe a de places.
    """
    demande = lire_la_demande(recu)
    with _client(demande) as client:
        grappe = LienAvecLaGrappe(client, demande.nom)
        grappe.controler()
        try:
            yield EquipeDeGrappe(grappe, espace, traces, nombre or grappe.places(), faire)
        finally:
            grappe.congedier()


@contextmanager
def _client(demande: Demande) -> Iterator[Any]:
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


@dataclass(frozen=True)
class EquipeDeGrappe:
    """Autant d'exécutants que de rapports à la fois ; Dask choisit chez qui chacun se fait."""

    grappe: LienAvecLaGrappe
    espace: Espace
    traces: Path
    nombre: int
    faire: str = FAIRE

    def recruter(self, files: int) -> Sequence["ExecutantDeGrappe"]:
        """Envoie l'espace aux ouvriers ; un exécutant par place, et pas plus qu'il n'y a de files."""
        self.grappe.equiper(self.espace, self.faire)
        return [ExecutantDeGrappe(self) for _ in range(min(self.nombre, files))]


@dataclass
class ExecutantDeGrappe:
    """Une tâche à la fois chez l'ouvrier que Dask choisit ; ce qu'il rend se dépose ici."""

    equipe: EquipeDeGrappe
    _futur: Any = None
    _arrete: bool = False

    def executer(self, tache: Tache) -> Resultat | None:
        """Fait la tâche ; ``None`` après l'ordre d'arrêter. Lève ``Erreurs`` si la grappe est perdue."""
        espace, grappe = self.equipe.espace, self.equipe.grappe
        envoyes = rapports_a_envoyer(espace, tache)
        for _ in range(ENVOIS_MAXIMUM):
            rendu = self._attendre(tache, envoyes)
            if rendu is None or isinstance(rendu, Resultat):
                return rendu
            if "a_installer" not in rendu:
                return self._recevoir(tache, envoyes, Retour.lu(rendu))
            grappe.comparer({rendu["a_installer"]: rendu["constat"]})
            grappe.installer([rendu["a_installer"]])
        return Resultat(SORTIE_D_UN_DEFAUT, 0.0, erreur=PERDU.format(essais=ENVOIS_MAXIMUM))

    def _attendre(self, tache: Tache, envoyes: Fichiers) -> Any:
        """Ce que l'ouvrier a rendu ; un résultat si la tâche a tué ses ouvriers ; ``None`` à l'arrêt."""
        from distributed import KilledWorker

        try:
            return self._soumettre(tache, envoyes)
        except KilledWorker as morts:
            return Resultat(SORTIE_D_UN_DEFAUT, 0.0, erreur=PERDU.format(essais=morts.allowed_failures + 1))
        except (CancelledError, OSError):
            if self._arrete:
                return None
            raise self.equipe.grappe.perdue() from None
        except Erreurs:
            raise
        except Exception as defaut:
            erreur = DEFAUT.format(nom=type(defaut).__name__, cause=defaut)
            return Resultat(SORTIE_D_UN_DEFAUT, 0.0, erreur=erreur)

    def _soumettre(self, tache: Tache, envoyes: Fichiers) -> Any:
        grappe = self.equipe.grappe
        arguments = (grappe.campagne, asdict(tache), envoyes)
        cle = f"sdsf-{tache.cle}-{uuid.uuid4().hex}"
        self._futur = grappe.client.submit(poste.travailler, *arguments, key=cle, pure=False)
        try:
            while not self._arrete:
                with suppress(TimeoutError):
                    return self._futur.result(timeout=VEILLE_S)
                grappe.veiller()
            return None
        finally:
            self._futur.release()

    def _recevoir(self, tache: Tache, envoyes: Fichiers, retour: Retour) -> Resultat:
        if retour.trace:
            with (self.equipe.traces / "grappe.log").open("a", encoding="utf-8") as trace:
                trace.write(f"{tache.nom}\n{retour.trace}\n")
        return deposer(self.equipe.espace, tache, envoyes, retour)

    def arreter(self) -> None:
        """Annule la tâche en vol ; l'ouvrier qui la faisait s'arrête quand la grappe est congédiée."""
        self._arrete = True
        if self._futur is not None and self.equipe.grappe.client.status == "running":
            with suppress(OSError, TimeoutError, CancelledError):
                self._futur.cancel()
