"""Un serveur HTTP sur 127.0.0.1 qui joue un scénario, une horloge qui n'attend pas, et le chemin vers lui.

Les requêtes partent vers « https://data.caf.fr/… », comme chez l'utilisateur ; ``VersLocal`` les mène au
serveur du test. Rien ne sort de la machine.
"""

import datetime as dt
import socket
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

DEBUT = dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC)


@dataclass
class HorlogeFeinte:
    """Le temps passe quand on attend, et seulement alors."""

    attentes: list[float] = field(default_factory=list)
    passe: float = 0.0

    def secondes(self) -> float:
        return self.passe

    def attendre(self, secondes: float) -> None:
        self.attentes.append(secondes)
        self.passe += secondes

    def maintenant(self) -> dt.datetime:
        return DEBUT + dt.timedelta(seconds=self.passe)


@dataclass(frozen=True)
class Reponse:
    """Ce que le serveur répond à une requête."""

    corps: bytes = b""
    statut: int = 200
    entetes: tuple[tuple[str, str], ...] = ()
    coupe_a: int | None = None
    """Ferme la connexion après ce nombre d'octets, sans finir."""
    suite: bool = False
    """Sait répondre à Range : 206 et la fin du corps."""


@dataclass
class Serveur:
    """Un scénario par chemin : la réponse de chaque requête, la dernière se répétant."""

    scenarios: dict[str, list[Reponse]] = field(default_factory=lambda: defaultdict(list))
    recues: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    port: int = 0

    def jouer(self, chemin: str, *reponses: Reponse) -> None:
        self.scenarios[chemin].extend(reponses)

    def entetes(self, nom: str) -> list[str | None]:
        """Un en-tête de chaque requête reçue."""
        return [entetes.get(nom) for _, entetes in self.recues]

    def suivante(self, chemin: str) -> Reponse:
        reponses = self.scenarios[chemin]
        if not reponses:
            return Reponse(b"rien", 404)
        return reponses.pop(0) if len(reponses) > 1 else reponses[0]


class VersLocal(httpx.HTTPTransport):
    """Mène toute requête au serveur du test ; la réponse croit venir du vrai serveur."""

    def __init__(self, port: int):
        super().__init__()
        self._port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert request.url.scheme == "https", "une requête est partie en clair"
        adresse = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        menee = httpx.Request(
            request.method,
            adresse,
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return super().handle_request(menee)


@contextmanager
def serveur_local() -> Iterator[Serveur]:
    """Un serveur, le temps d'un test."""
    scene = Serveur()

    class Guichet(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            """Rien à l'écran."""

        def do_GET(self) -> None:
            chemin = self.path.split("?")[0]
            scene.recues.append((f"{self.headers['Host']}{self.path}", dict(self.headers.items())))
            _repondre(self, scene.suivante(chemin))

    class Local(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """Un client qui part au milieu fait partie du scénario ; le reste se voit dans le test."""

    with Local(("127.0.0.1", 0), Guichet) as http:
        scene.port = http.server_address[1]
        fil = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        fil.start()
        try:
            yield scene
        finally:
            http.shutdown()
            fil.join()


def _repondre(guichet: BaseHTTPRequestHandler, reponse: Reponse) -> None:
    corps, statut, entetes = reponse.corps, reponse.statut, list(reponse.entetes)
    demande = guichet.headers.get("Range")
    if demande and reponse.suite:
        debut = int(demande.removeprefix("bytes=").removesuffix("-"))
        entetes.append(("Content-Range", f"bytes {debut}-{len(corps) - 1}/{len(corps)}"))
        corps, statut = corps[debut:], 206
    guichet.send_response(statut)
    for nom, valeur in entetes:
        guichet.send_header(nom, valeur)
    if statut != 304:
        guichet.send_header("Content-Length", str(len(corps)))
    guichet.end_headers()
    guichet.wfile.write(corps if reponse.coupe_a is None else corps[: reponse.coupe_a])
    guichet.wfile.flush()
    if reponse.coupe_a is not None:
        guichet.close_connection = True
        guichet.connection.shutdown(socket.SHUT_RDWR)
