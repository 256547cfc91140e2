"""Ouvrir les ateliers : JupyterLab, ou Voilà sans le code, sur 127.0.0.1 et nulle part ailleurs.

Le serveur tourne dans ce processus : l'arrêter, c'est l'arrêter tout entier. Il lit une configuration
jetable : celle de l'utilisateur ne peut ni l'ouvrir au réseau, ni lui faire appeler une adresse distante.
"""

import os
import re
import secrets
import shutil
import socket
import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

from sdsf import erreurs as err
from sdsf.commande.jupyterlab import regler_jupyterlab
from sdsf.erreurs import Erreurs, enumerer, plus_proche
from sdsf.espace import Espace
from sdsf.forge.dossiers import dossier_de_passage
from sdsf.forge.transport import CLIENT
from sdsf.production.forges import HACHAGE

ADRESSE = "127.0.0.1"
GABARIT = "sdsf"
DELAI_D_OUVERTURE_S = 60
Reglages = dict[str, dict[str, Any]]
# Un lecteur qui ferme sa page sans prévenir laisse un noyau : on l'arrête après ce temps d'inactivité.
INACTIF_S = 900
COMMUNS: Reglages = {
    "Application": {"log_level": "WARN"},
    "MappingKernelManager": {"cull_interval": 60, "cull_idle_timeout": INACTIF_S},
}


def laisser_fermer(requete: Any, **_: Any) -> None:
    """Pose le jeton que la page rend en se fermant : sans lui, Voilà refuse d'arrêter son noyau."""
    _ = requete.xsrf_token


VOILA: Reglages = {
    "Voila": {"ip": ADRESSE, "port_retries": 0, "open_browser": False, "config_file_paths": []},
    "VoilaConfiguration": {
        "template": GABARIT,
        "allow_template_override": "NO",
        "allow_theme_override": "NO",
        "classic_tree": True,
        "strip_sources": True,
        "show_tracebacks": False,
        "file_allowlist": [],
        "prelaunch_hook": laisser_fermer,
    },
    "VoilaExporter": {"language_code": "fr"},
}
LAB: Reglages = {
    "ServerApp": {
        "ip": ADRESSE,
        "port_retries": 0,
        "open_browser": False,
        "answer_yes": True,
        # Un conteneur n'a souvent que ce compte ; l'outil refuserait, en anglais. Voilà n'y regarde pas.
        "allow_root": True,
        "allow_remote_access": False,
    },
    # Ni nouvelles, ni recherche de mises à jour, ni catalogue d'extensions : rien ne part vers le réseau.
    "LabApp": {
        "news_url": None,
        "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "extension_manager": "readonly",
    },
}
# Les noyaux parlent par des fichiers du dossier jetable, et non par des ports en clair que toute la machine
# peut écouter ; Windows n'a pas ce transport, et garde ses ports sur 127.0.0.1. Leur client n'oublie aucune
# réponse : celui d'origine laissait parfois muette une page à widget ``Output``.
TRANSPORT = {} if sys.platform == "win32" else {"transport": "ipc"}
NOYAUX: Reglages = {"KernelManager": {**TRANSPORT, "client_factory": CLIENT}}
# Ceux de Voilà naissent d'une forge (noyaux.py), que jupyter_client trouve par ce nom.
LANCEUR = "sdsf-ateliers"
CHAUDS: Reglages = {"KernelProvisionerFactory": {"default_provisioner_name": LANCEUR}}
Dire = Callable[[str], None]


@dataclass(frozen=True)
class Ouverture:
    """Un atelier à ouvrir : quel serveur, quel carnet, sur quel port, avec quel jeton."""

    carnet: str
    """Le nom du fichier du carnet ; vide : la liste."""
    voila: bool
    port: int
    jeton: str
    prefixe: str = ""
    """Le début des adresses vues par le lecteur, derrière un mandataire qui authentifie ; vide : sans lui."""

    @property
    def chemin(self) -> str:
        """Ce que l'adresse dit après le port."""
        if self.voila:
            return "/"
        return f"/lab/tree/{self.carnet}" if self.carnet else "/lab"

    @property
    def adresse(self) -> str:
        jeton = f"?token={self.jeton}" if self.jeton else ""
        return f"http://{ADRESSE}:{self.port}{self.chemin}{jeton}"


def ouvrir_l_atelier(
    espace: Espace, carnet: str, voila: bool, port: int, navigateur: bool, dire: Dire, derriere: str = ""
) -> None:
    """Sert un carnet, ou tous, jusqu'à l'arrêt. Lève ``Erreurs`` si le carnet ou le port ne va pas."""
    choisi = carnet_demande(espace, carnet).name if carnet else ""
    prefixe = prefixe_demande(derriere, voila)
    # Derrière un mandataire, c'est lui qui sait qui entre : il ne connaît pas notre jeton.
    jeton = "" if prefixe else secrets.token_urlsafe(24)
    ouverture = Ouverture(choisi, voila, port_libre(port), jeton, prefixe)
    dire(ouverture.adresse)
    dire("Cette adresse ne vaut que sur cette machine. Pour arrêter : Ctrl+C.")
    if navigateur:
        Thread(target=_montrer, args=(ouverture,), daemon=True).start()
    with configuration_jetable(espace):
        servir(espace, ouverture)


def carnet_demande(espace: Espace, nom: str) -> Path:
    """Le carnet d'un nom : « 70_tableau_de_bord », « tableau_de_bord », ou son chemin. Lève ``Erreurs``."""
    connus = {chemin.stem: chemin for chemin in sorted(espace.notebooks.glob("*.ipynb"))}
    courts = {stem.partition("_")[2]: chemin for stem, chemin in connus.items()}
    cle = Path(nom).name.removesuffix(".ipynb")
    trouve = connus.get(cle) or courts.get(cle)
    if trouve is None:
        admis = list(connus)
        proche = plus_proche(cle, [*admis, *courts])
        raise Erreurs([err.CarnetInconnu(proche=proche, recu=nom, admis=enumerer(admis, 30))])
    return trouve


def prefixe_demande(derriere: str, voila: bool) -> str:
    """Le préfixe d'un mandataire, « /lecture/ ». Lève ``Erreurs`` s'il ne va pas, ou sans ``--voila``."""
    if derriere and not (voila and re.fullmatch(r"/([\w.@%~-]+/)*", f"/{derriere.strip('/')}/")):
        raise Erreurs([err.PrefixeImpossible(recu=derriere)])
    return f"/{derriere.strip('/')}/".replace("//", "/") if derriere else ""


def port_libre(demande: int) -> int:
    """Le port demandé s'il est libre ; 0 : un port libre, choisi par le système. Lève ``Erreurs``."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as prise:
        if os.name != "nt":  # un serveur qu'on vient d'arrêter laisse son port en attente
            prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind((ADRESSE, demande))
        except (OSError, OverflowError):
            raise Erreurs([err.PortIndisponible(recu=demande)]) from None
        return int(prise.getsockname()[1])


@contextmanager
def configuration_jetable(espace: Espace) -> Iterator[Path]:
    """Un dossier de configuration neuf, avec notre gabarit ; il disparaît à la fin."""
    # Les noyaux parlent par des sockets de ce dossier : son chemin doit être court.
    with dossier_de_passage(court=True) as dossier:
        preparer_la_configuration(espace, dossier)
        os.environ.update(milieu(espace, dossier))
        yield dossier


def preparer_la_configuration(espace: Espace, dossier: Path) -> None:
    """Range le gabarit de Voilà et les réglages de JupyterLab là où ils les cherchent."""
    gabarit = espace.templates / "voila"
    if gabarit.is_dir():
        shutil.copytree(gabarit, dossier / "voila" / "templates" / GABARIT)
    regler_jupyterlab(dossier / "reglages")


def milieu(espace: Espace, dossier: Path) -> dict[str, str]:
    """Les variables qui isolent le serveur de la configuration de l'utilisateur."""
    ailleurs = {nom: str(dossier / nom.lower()) for nom in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    return {
        **ailleurs,
        "JUPYTER_PATH": str(dossier),
        "JUPYTER_RUNTIME_DIR": str(dossier / "execution"),
        "JUPYTERLAB_SETTINGS_DIR": str(dossier / "reglages"),
        "JUPYTERLAB_WORKSPACES_DIR": str(dossier / "espaces"),
        "JUPYTER_NO_CONFIG": "1",
        "SDSF_RACINE": str(espace.racine),
        **HACHAGE,  # une forge ne donne de noyau qu'à qui hache comme elle
    }


def reglages_du_serveur(espace: Espace, ouverture: Ouverture) -> Reglages:
    """Les réglages du serveur, tels que sa bibliothèque les nomme."""
    port, jeton = ouverture.port, ouverture.jeton
    if ouverture.voila:
        propres = {**VOILA["Voila"], "port": port, "token": jeton}
        if ouverture.prefixe:
            propres |= {"base_url": ouverture.prefixe, "server_url": "/"}
        return {**COMMUNS, **NOYAUX, **CHAUDS, **VOILA, "Voila": propres}
    propres = {**LAB["ServerApp"], "port": port, "root_dir": str(espace.notebooks)}
    return {**COMMUNS, **NOYAUX, **LAB, "ServerApp": propres, "IdentityProvider": {"token": jeton}}


def servir(espace: Espace, ouverture: Ouverture) -> None:
    """Lance le serveur ici même, et ne rend la main qu'à son arrêt."""
    from traitlets.config import Config

    reglages = reglages_du_serveur(espace, ouverture)
    if ouverture.voila:
        # D'abord : la forge chauffe pendant que Voilà se charge.
        import_module("sdsf.commande.noyaux").forge_des_ateliers()
        voila = import_module("voila.app").Voila
        voila.launch_instance(argv=[str(espace.notebooks / ouverture.carnet)], config=Config(reglages))
    else:
        # JupyterLab ne passe à son serveur que ce qu'il lit sur sa ligne de commande.
        import_module("jupyterlab.labapp").LabApp.launch_instance(argv=en_arguments(reglages))


def en_arguments(reglages: Reglages) -> list[str]:
    """Des réglages, en arguments de ligne de commande.

    >>> en_arguments({"ServerApp": {"port": 1, "allow_root": True}})
    ['--ServerApp.port=1', '--ServerApp.allow_root=True']
    """
    return [
        f"--{classe}.{nom}={valeur}"
        for classe, propres in reglages.items()
        for nom, valeur in propres.items()
    ]


def _montrer(ouverture: Ouverture) -> None:
    """Ouvre le navigateur quand le serveur répond ; s'il tarde, l'adresse affichée suffit."""
    limite = monotonic() + DELAI_D_OUVERTURE_S
    while monotonic() < limite:
        with socket.socket() as prise:
            if prise.connect_ex((ADRESSE, ouverture.port)) == 0:
                webbrowser.open(ouverture.adresse)
                return
        sleep(0.2)
