"""Un essai : une requête conditionnelle, des octets écrits au fur et à mesure, un fichier contrôlé.

Une coupure, même par Ctrl-C, laisse ce qui est arrivé dans « .partiel » : l'essai suivant ne demande que
la suite, si le serveur a donné une marque de version (ETag fort, ou date) et si elle n'a pas changé.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

import httpx

from sdsf import erreurs as err
from sdsf.telechargement import echecs
from sdsf.telechargement.cache import Fiche, Place, empreinte
from sdsf.telechargement.cadence import Cadence
from sdsf.telechargement.demandes import Demande
from sdsf.telechargement.echecs import Echec, EchecPassager, dire
from sdsf.telechargement.nature import NOMS, autre_nature

REDIRECTIONS = 5
PAGE_WEB = "Ouvrez l'adresse dans un navigateur : le service est en panne, ou a changé d'adresse."
Avancer = Callable[[int, int | None], None]


class Issue(Enum):
    """Ce qu'un essai réussi a fait."""

    RECU = "reçu"
    REPRIS = "repris"
    INCHANGE = "inchangé"


@dataclass(frozen=True)
class Essai:
    """De quoi faire un essai : le client, le rythme, l'heure, la place dans le cache."""

    client: httpx.Client
    cadence: Cadence
    demande: Demande
    place: Place
    avancer: Avancer

    def tenter(self) -> Issue:
        """Une requête, et ce qu'il en reste dans le cache. Lève ``Echec``."""
        avant = self._deja_recus()
        try:
            return self._suivre(self.demande.adresse)
        except httpx.TransportError as refus:
            raise echecs.coupure(self.demande, refus, self._deja_recus() > avant) from refus

    def _deja_recus(self) -> int:
        """Les octets qu'un essai n'aurait pas à redemander."""
        commence = self.place.a_reprendre(self.demande.adresse)
        return commence[0] if commence else 0

    def _suivre(self, adresse: str) -> Issue:
        """Suit les renvois, chacun contrôlé, jusqu'à une réponse."""
        entetes = self._entetes()
        for _ in range(REDIRECTIONS):
            self.cadence.respecter(urlsplit(adresse).hostname or "")
            with self.client.stream("GET", adresse, headers=entetes) as reponse:
                if reponse.next_request is None:
                    return self._recevoir(reponse)
                adresse = self._renvoi_admis(reponse.next_request.url)
        raise Echec(dire(err.RedirectionRefusee, self.demande, recu=adresse))

    def _entetes(self) -> dict[str, str]:
        """Ce que l'on a déjà : le début d'un fichier, ou le fichier d'une certaine version."""
        # Une réponse compressée ne se reprendrait pas à un octet près.
        entetes = {"Accept-Encoding": "identity"}
        adresse = self.demande.adresse
        if commence := self.place.a_reprendre(adresse):
            return {**entetes, "Range": f"bytes={commence[0]}-", "If-Range": commence[1]}
        if fiche := self.place.fiche(adresse):
            connus = {"If-None-Match": fiche.etag, "If-Modified-Since": fiche.modifie}
            entetes |= {nom: valeur for nom, valeur in connus.items() if valeur}
        return entetes

    def _renvoi_admis(self, adresse: httpx.URL) -> str:
        if adresse.scheme != "https" or adresse.host not in self.demande.hotes or adresse.port:
            recu = f"{adresse.scheme}://{adresse.netloc.decode()}"
            raise Echec(dire(err.RedirectionRefusee, self.demande, recu=recu))
        return str(adresse)

    def _recevoir(self, reponse: httpx.Response) -> Issue:
        statut, maintenant = reponse.status_code, self.cadence.horloge.maintenant()
        if statut == 304 and (fiche := self.place.fiche(self.demande.adresse)):
            self.place.noter(fiche.model_copy(update={"verifie_le": maintenant}))
            return Issue.INCHANGE
        if statut == 416:  # le début gardé ne va avec rien de ce que le serveur a maintenant
            self.place.oublier_le_partiel()
            raise self._coupure("le serveur ne reconnaît pas le début déjà reçu")
        if statut not in (200, 206):
            raise echecs.refus_du_serveur(self.demande, reponse, maintenant)
        self._refuser_une_page_web(reponse)
        repris = self._preparer(reponse)
        self._ecrire(reponse)
        self._controler()
        self._adopter(reponse, maintenant)
        return Issue.REPRIS if repris else Issue.RECU

    def _refuser_une_page_web(self, reponse: httpx.Response) -> None:
        """Un portail de connexion, une page d'erreur : inutile d'en recevoir la fin."""
        if reponse.headers.get("Content-Type", "").lower().startswith("text/html"):
            self.place.oublier_le_partiel()
            raise self._inattendu("une page web")

    def _preparer(self, reponse: httpx.Response) -> bool:
        """Vrai si la réponse est la suite exacte de ce que l'on a ; sinon, le transfert recommence à zéro."""
        commence = self.place.a_reprendre(self.demande.adresse)
        if reponse.status_code == 206:
            debut = reponse.headers.get("Content-Range", "").removeprefix("bytes ").split("-")[0]
            if commence is None or debut != str(commence[0]):
                self.place.oublier_le_partiel()
                raise self._coupure("le serveur envoie un autre morceau que celui qu'on lui demande")
            return True
        self.place.commencer(self.demande.adresse, _marque(reponse))
        return False

    def _ecrire(self, reponse: httpx.Response) -> None:
        """Écrit ce qui arrive, sans dépasser la taille admise."""
        recus = self.place.partiel.stat().st_size
        annonce = reponse.headers.get("Content-Length")
        total = recus + int(annonce) if annonce and annonce.isdecimal() else None
        self._borner(total or 0)
        with self.place.partiel.open("ab") as flux:
            for morceau in reponse.iter_bytes():
                recus += len(morceau)
                self._borner(recus)
                flux.write(morceau)
                self.avancer(recus, total)

    def _borner(self, octets: int) -> None:
        if octets > self.demande.taille_max:
            self.place.oublier_le_partiel()
            limite = f"{self.demande.jeu.taille_max_mo} Mo"
            raise Echec(dire(err.TelechargementTropGros, self.demande, limite=limite))

    def _controler(self) -> None:
        autre = autre_nature(self.place.partiel, self.demande.jeu.nature)
        if autre:
            self.place.oublier_le_partiel()
            raise self._inattendu(autre)

    def _adopter(self, reponse: httpx.Response, maintenant: dt.datetime) -> None:
        recue, ancienne = empreinte(self.place.partiel), self.place.fiche(self.demande.adresse)
        meme = ancienne is not None and ancienne.empreinte == recue
        self.place.adopter(
            Fiche(
                adresse=self.demande.adresse,
                etag=reponse.headers.get("ETag"),
                modifie=reponse.headers.get("Last-Modified"),
                telecharge_le=maintenant,
                verifie_le=maintenant,
                taille=self.place.partiel.stat().st_size,
                empreinte=recue,
                lu=ancienne.lu if meme and ancienne else "",
            )
        )

    def _inattendu(self, recu: str) -> Echec:
        attendu = NOMS[self.demande.jeu.nature]
        return Echec(dire(err.ReponseInattendue, self.demande, attendu=attendu, recu=recu, conseil=PAGE_WEB))

    def _coupure(self, cause: str) -> EchecPassager:
        return EchecPassager(dire(err.TransfertCoupe, self.demande, cause=cause, essais=1))


def _marque(reponse: httpx.Response) -> str | None:
    """Ce qui dira, à la reprise, que la version est la même. Un ETag faible ne le peut pas (RFC 9110)."""
    etag: str | None = reponse.headers.get("ETag")
    date: str | None = reponse.headers.get("Last-Modified")
    # Un contenu que le serveur compresse malgré nous n'a pas les octets que l'on compterait.
    if reponse.headers.get("Content-Encoding", "identity") != "identity":
        return None
    return etag if etag and not etag.startswith("W/") else date
