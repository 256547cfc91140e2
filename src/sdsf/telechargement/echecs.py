"""Un essai qui échoue : pourquoi, et si un autre essai a une chance."""

import datetime as dt
import errno
import ssl

import httpx

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Lieu
from sdsf.telechargement.cache import date_de
from sdsf.telechargement.demandes import Demande, a_la_main

# Un serveur qui dit « plus tard », ou qui tombe : un autre essai a une chance.
PASSAGERS = (408, 425, 429, 500, 502, 503, 504)
SENS = {
    400: "il ne comprend pas la demande",
    401: "il demande une clé",
    403: "il interdit l'accès",
    404: "rien n'est à cette adresse",
    410: "le fichier a été retiré",
    429: "trop de demandes",
    503: "il est surchargé",
}
DEPLACE = "Le producteur a sans doute déplacé le fichier : corrigez l'adresse dans le catalogue."
PLUS_TARD = "Le serveur a un incident : réessayez plus tard."


class Echec(Exception):
    """Un essai manqué ; sans ``passager``, un autre essai donnerait la même chose."""

    passager = False
    avance = False
    """Des octets sont arrivés, qu'un autre essai n'aura pas à redemander."""
    injoignable = False
    attente = 0.0
    """Le temps que le serveur demande d'attendre, en secondes."""

    def __init__(self, erreur: Erreur):
        self.erreur = erreur
        super().__init__(erreur.code)

    def pour(self, demande: Demande) -> Erreur:
        """Le même échec, pour un autre fichier du même serveur."""
        propres = {c: v for c, v in self.erreur.valeurs.items() if c not in ("titre", "hote", "main")}
        return dire(type(self.erreur), demande, **propres)


class EchecPassager(Echec):
    """Un autre essai peut réussir."""

    passager = True


def dire(classe: type[Erreur], demande: Demande, **valeurs: object) -> Erreur:
    """Une erreur de téléchargement : le jeu, le serveur, et comment faire à la main."""
    main = a_la_main(demande.jeu, demande.adresse, demande.fichier)
    lieu = Lieu(f"{demande.jeu.source}, jeu {demande.jeu.code}")
    communes = {"titre": demande.jeu.titre, "hote": demande.hote, "main": main}
    return classe(lieu, proche=None, **communes, **valeurs)


def coupure(demande: Demande, refus: httpx.TransportError, avance: bool) -> Echec:
    """Un transport qui échoue : avant d'avoir joint le serveur, ou en route."""
    if _certificat(refus):
        return Echec(dire(err.CertificatRefuse, demande))
    if isinstance(refus, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError):
        echec = EchecPassager(dire(err.ReseauAbsent, demande, cause=_cause(refus)))
        echec.injoignable = True
        return echec
    echec = EchecPassager(dire(err.TransfertCoupe, demande, cause=_cause(refus), essais=1))
    echec.avance = avance
    return echec


def refus_du_serveur(demande: Demande, reponse: httpx.Response, maintenant: dt.datetime) -> Echec:
    """Une réponse d'erreur ; son Retry-After est gardé."""
    statut = reponse.status_code
    passager = statut in PASSAGERS
    conseil = PLUS_TARD if passager else DEPLACE
    sens = SENS.get(statut, "erreur du serveur" if statut >= 500 else "demande refusée")
    erreur = dire(err.ServeurRefuse, demande, statut=statut, cause=sens, conseil=conseil)
    echec = EchecPassager(erreur) if passager else Echec(erreur)
    echec.attente = _attente(reponse.headers.get("Retry-After"), maintenant)
    return echec


def trop_long(demande: Demande, attente: float) -> Erreur:
    """Le serveur demande d'attendre plus que l'on ne fait patienter quelqu'un devant son écran."""
    duree = f"{round(attente / 60)} minutes" if attente >= 120 else f"{round(attente)} secondes"
    return dire(err.AttenteDemandee, demande, duree=duree)


def _attente(entete: str | None, maintenant: dt.datetime) -> float:
    """Retry-After, en secondes ou en date ; 0 s'il n'y en a pas, ou s'il ne se lit pas."""
    if entete is None:
        return 0.0
    if entete.strip().isdecimal():
        return float(entete.strip())
    date = date_de(entete)
    return max(0.0, (date - maintenant).total_seconds()) if date else 0.0


def _certificat(refus: BaseException | None) -> bool:
    """Le refus d'un certificat, où qu'il soit dans la chaîne des causes."""
    while refus is not None:
        if isinstance(refus, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(refus):
            return True
        refus = refus.__cause__ or refus.__context__
    return False


def _cause(refus: httpx.TransportError) -> str:
    """La cause d'un transport qui échoue, en français."""
    if isinstance(refus, httpx.ProxyError):
        return "le mandataire refuse"
    if isinstance(refus, httpx.TimeoutException):
        return "aucune réponse dans le délai"
    if isinstance(refus, httpx.ConnectError):
        refusee = f"Errno {errno.ECONNREFUSED}" in str(refus)
        return "connexion refusée" if refusee else "aucun réseau, ou nom de serveur introuvable"
    return "la connexion s'est fermée"
