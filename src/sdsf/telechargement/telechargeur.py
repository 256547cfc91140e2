"""Obtenir un fichier : du cache s'il est récent, sinon du serveur, en réessayant avec patience."""

import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import certifi
import httpx
import tenacity

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs
from sdsf.telechargement.cache import Fiche, Place
from sdsf.telechargement.cadence import Cadence
from sdsf.telechargement.demandes import Demande
from sdsf.telechargement.echecs import Echec, EchecPassager, dire, trop_long
from sdsf.telechargement.horloge import Horloge, HorlogeDuSysteme
from sdsf.telechargement.transfert import Essai, Issue

ESSAIS, ESSAIS_SANS_SERVEUR, ESSAIS_EN_TOUT = 5, 2, 60
ATTENTE_MAXIMALE = 120.0
DELAIS = httpx.Timeout(120.0, connect=15.0)
CROISSANTE = tenacity.wait_exponential_jitter(initial=1, max=60, jitter=1)


class Suivi(Protocol):
    """Ce que l'on montre pendant qu'un fichier arrive."""

    def avancer(self, fichier: str, recus: int, total: int | None) -> None:
        """Des octets sont arrivés."""

    def dire(self, phrase: str) -> None:
        """Une phrase à lire pendant l'attente."""


class Silence:
    """Un suivi qui ne montre rien."""

    def avancer(self, fichier: str, recus: int, total: int | None) -> None:
        """Rien à montrer."""

    def dire(self, phrase: str) -> None:
        """Rien à dire."""


@dataclass(frozen=True)
class Reglage:
    """Ce que l'utilisateur a demandé : rester hors ligne, redemander ce qui est récent."""

    hors_ligne: bool = False
    forcer: bool = False
    frais_heures: int = 0


@dataclass(frozen=True)
class Obtenu:
    """Un fichier du cache, prêt à lire, et d'où il vient."""

    demande: Demande
    place: Place
    fiche: Fiche
    issue: Issue | None
    """``None`` : le serveur n'a pas été appelé."""


@dataclass
class Telechargeur:
    """Un client qui se nomme, un cache, un rythme ; à fermer (``with``)."""

    cache: Path
    requetes_par_minute: Mapping[str, int]
    reglage: Reglage = field(default_factory=Reglage)
    horloge: Horloge = field(default_factory=HorlogeDuSysteme)
    suivi: Suivi = field(default_factory=Silence)
    transport: httpx.BaseTransport | None = None
    """Par où passent les requêtes ; ``None`` : le réseau, avec le mandataire du système."""

    def __post_init__(self) -> None:
        self._cadence = Cadence(self.requetes_par_minute, self.horloge)
        self._ouvert: httpx.Client | None = None
        self._muets: dict[str, Echec] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, genre: type[BaseException] | None, faute: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._ouvert is not None:
            self._ouvert.close()

    def obtenir(self, demande: Demande) -> Obtenu:
        """Le fichier demandé. Lève ``Erreurs`` : rien n'a remplacé le fichier du cache, s'il y en a un."""
        place = Place(self.cache / demande.jeu.source, demande.fichier)
        fiche = place.fiche(demande.adresse)
        if self.reglage.hors_ligne and fiche is None:
            raise Erreurs([dire(err.AbsentHorsLigne, demande)])
        if fiche is not None and (self.reglage.hors_ligne or self._recent(fiche)):
            return Obtenu(demande, place, fiche, None)
        if muet := self._muets.get(demande.hote):
            raise Erreurs([muet.pour(demande)])
        essai = Essai(self._client(), self._cadence, demande, place, _Avance(self.suivi, demande.fichier))
        issue = self._insister(essai)
        neuve = place.fiche(demande.adresse)
        assert neuve is not None, "un essai réussi laisse un fichier et sa fiche"
        return Obtenu(demande, place, neuve, issue)

    def _recent(self, fiche: Fiche) -> bool:
        age = self.horloge.maintenant() - fiche.verifie_le
        return not self.reglage.forcer and 0 <= age.total_seconds() < 3600 * self.reglage.frais_heures

    def _insister(self, essai: Essai) -> Issue:
        """Des essais de plus en plus espacés ; un transfert qui avance ne compte pas comme un échec."""
        patience = _Patience(essai.demande, self.suivi)
        essais = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(EchecPassager),
            stop=patience.renonce,
            wait=patience.attente,
            before_sleep=patience.prevenir,
            sleep=self.horloge.attendre,
            reraise=True,
        )
        try:
            return essais(essai.tenter)
        except Echec as echec:
            if echec.injoignable or echec.attente > ATTENTE_MAXIMALE:
                # Il ne répondra pas mieux au fichier suivant : inutile de l'importuner.
                self._muets[essai.demande.hote] = echec
            raise Erreurs([patience.erreur(echec)]) from echec

    def _client(self) -> httpx.Client:
        if self._ouvert is None:
            self._ouvert = httpx.Client(
                transport=self.transport,
                headers={"User-Agent": agent()},
                timeout=DELAIS,
                verify=certificats(),
            )
        return self._ouvert


@dataclass(frozen=True)
class _Avance:
    suivi: Suivi
    fichier: str

    def __call__(self, recus: int, total: int | None) -> None:
        self.suivi.avancer(self.fichier, recus, total)


@dataclass
class _Patience:
    """Quand renoncer, et combien attendre avant l'essai suivant."""

    demande: Demande
    suivi: Suivi
    sans_progres: int = 0
    essais: int = 0

    def renonce(self, etat: tenacity.RetryCallState) -> bool:
        echec = _echec(etat)
        self.essais = etat.attempt_number
        self.sans_progres = 1 if echec.avance else self.sans_progres + 1
        admis = ESSAIS_SANS_SERVEUR if echec.injoignable else ESSAIS
        epuise = self.sans_progres >= admis or self.essais >= ESSAIS_EN_TOUT
        return epuise or echec.attente > ATTENTE_MAXIMALE

    def attente(self, etat: tenacity.RetryCallState) -> float:
        """Ce que le serveur demande s'il demande plus que notre délai croissant."""
        return max(_echec(etat).attente, CROISSANTE(etat))

    def prevenir(self, etat: tenacity.RetryCallState) -> None:
        """Dit pourquoi rien ne bouge."""
        secondes = round(etat.next_action.sleep) if etat.next_action else 0
        self.suivi.dire(f"{self.demande.hote} : nouvel essai dans {secondes} s.")

    def erreur(self, echec: Echec) -> err.Erreur:
        """Ce qu'il faut dire après le dernier essai."""
        if echec.attente > ATTENTE_MAXIMALE:
            echec.erreur = trop_long(self.demande, echec.attente)
        echec.erreur.valeurs["essais"] = self.essais
        return echec.erreur


def _echec(etat: tenacity.RetryCallState) -> Echec:
    refus = etat.outcome.exception() if etat.outcome else None
    assert isinstance(refus, Echec)
    return refus


def agent() -> str:
    """Comment l'on se nomme aux serveurs : le logiciel et sa version, sans accent."""
    return f"sdsf/{version('sdsf')} (carnets d'evaluation des services aux familles)"


def certificats() -> ssl.SSLContext:
    """Les autorités de ce système (celle d'une administration y est souvent), et celles du web."""
    contexte = ssl.create_default_context()
    contexte.load_verify_locations(certifi.where())
    return contexte


def marquer_lus(obtenus: list[Obtenu], cle: str) -> None:
    """Note que ces fichiers ont été lus : tant qu'ils ne changent pas, rien n'est à relire."""
    for obtenu in obtenus:
        # Une note qui ne s'écrit pas ne fait que relire une fois de trop.
        with suppress(OSError):
            obtenu.place.noter(obtenu.fiche.model_copy(update={"lu": cle}))
