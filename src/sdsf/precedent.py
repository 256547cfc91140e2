"""Le rapport d'avant : la version précédente du même rapport, ou celui d'une année antérieure.

On ne relit que ce qui a été publié dans la même édition : un rapport public ne se compare jamais à un
rapport interne. Ce qui est lu entre, avec son empreinte, dans les entrées du nouveau rapport.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sdsf.chiffres import empreinte_de
from sdsf.demande import Demande
from sdsf.espace import VERSIONS, Espace

# Ce que la comparaison lit d'un manifeste ; la date et la durée d'une production n'en sont pas.
LUS = (
    "rapport", "titre", "annee", "edition", "etat", "version", "donnees", "seuils", "parametres_relus",
    "entrees", "paquet",
)  # fmt: skip
# Ce que l'écriture met devant un texte qu'un tableur exécuterait.
NEUTRALISE = re.compile(r"^'(?=\s*[=+\-@]|\t)")
MODIFIE = "ses chiffres ne sont plus ceux que son manifeste décrit"
SANS_CLE = "il a été écrit avant que les chiffres aient une clé qui permette de les apparier"
ILLISIBLE = "ses chiffres ne se lisent pas"


@dataclass(frozen=True)
class Precedent:
    """Un rapport d'avant, et ses chiffres. ``refus`` : pourquoi on ne s'y compare pas, ou rien."""

    manifeste: Mapping[str, Any]
    chemin: str
    """Le fichier de ses chiffres, tel qu'on l'écrit dans un rapport."""
    chiffres: tuple[Mapping[str, str], ...] = ()
    refus: str = ""
    empreintes: Mapping[str, str] = field(default_factory=dict)
    """L'empreinte de ce qui a été lu, par chemin sous l'espace."""

    @property
    def nom(self) -> str:
        """« Point annuel d'avancement 2023 — …, version 2 »."""
        return f"{self.manifeste['titre']}, {str(self.manifeste['version']).lower()}"

    @property
    def annee(self) -> int:
        return int(self.manifeste["annee"])


def nom_de_version(nom: str, code: str, version: int) -> str:
    """Le nom d'un fichier rangé.

    >>> nom_de_version("point_annuel.chiffres.csv", "point_annuel", 1)
    'point_annuel.v1.chiffres.csv'
    """
    return f"{code}.v{version}{nom.removeprefix(code)}"


def numero_de_version(manifeste: Mapping[str, Any]) -> int:
    """Le numéro de la version d'un manifeste, qui l'écrit « Version 2 ».

    >>> numero_de_version({"version": "Version 2"})
    2
    """
    return int(str(manifeste["version"]).split()[-1])


def dossier_des_rapports(espace: Espace, demande: Demande, annee: int) -> Path:
    """Le dossier d'une année ; l'édition interne a le sien, qui ne s'envoie pas par mégarde."""
    dossier = espace.reports / demande.departement.code / str(annee)
    return dossier / "interne" if demande.edition == "interne" else dossier


def lire_precedent(espace: Espace, demande: Demande, version: int) -> Precedent | None:
    """Le rapport qui précède la version demandée ; ``None`` s'il n'y en a aucun."""
    for chemin in _candidats(espace, demande, version):
        manifeste = _lire_manifeste(chemin)
        if manifeste is not None and manifeste["edition"] == demande.edition:
            return _ouvrir(espace, chemin, manifeste)
    return None


def _candidats(espace: Espace, demande: Demande, version: int) -> Iterator[Path]:
    """Les manifestes possibles : les versions d'avant, de la plus haute ; puis les années d'avant."""
    code, dossier = demande.nom_de_fichier, dossier_des_rapports(espace, demande, demande.annee)
    yield from _versions_d_avant(dossier, code, version)
    annees = [d.name for d in (espace.reports / demande.departement.code).glob("*") if _est_annee(d.name)]
    for annee in sorted((int(a) for a in annees if int(a) < demande.annee), reverse=True):
        yield dossier_des_rapports(espace, demande, annee) / f"{code}.manifeste.json"


def _est_annee(nom: str) -> bool:
    return re.fullmatch(r"\d{4}", nom) is not None


def _versions_d_avant(dossier: Path, code: str, version: int) -> list[Path]:
    chemins = [dossier / f"{code}.manifeste.json", *(dossier / VERSIONS).glob(f"{code}.v*.manifeste.json")]
    lus = [(numero_de_version(lu), c) for c in chemins if (lu := _lire_manifeste(c)) is not None]
    # Juste après la correction, l'ancienne version est à deux places : celle qui est rangée fait foi.
    avant = sorted((n, c.parent.name == VERSIONS, c) for n, c in lus if n < version)
    return [chemin for *_, chemin in reversed(avant)]


def _lire_manifeste(chemin: Path) -> dict[str, Any] | None:
    """Un manifeste ; ``None`` s'il est absent ou abîmé : le rapport d'avant n'est alors pas connu."""
    try:
        lu = json.loads(chemin.read_text(encoding="utf-8"))
        numero_de_version(lu)
        int(lu["annee"])
        return {**lu, "fichiers": dict(lu["fichiers"]), "titre": str(lu["titre"]), "edition": lu["edition"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _ouvrir(espace: Espace, chemin: Path, manifeste: dict[str, Any]) -> Precedent:
    chiffres = chemin.with_name(chemin.name.replace(".manifeste.json", ".chiffres.csv"))
    nom, lu = espace.relatif(chiffres), _octets(chiffres)
    empreinte = hashlib.sha256(lu).hexdigest()
    empreintes = {
        nom: empreinte,
        espace.relatif(chemin): empreinte_de({cle: manifeste.get(cle) for cle in LUS}),
    }
    # Le nom du rapport, sans le numéro d'une version rangée : celui que le manifeste connaît.
    code = re.sub(r"(\.v\d+)?\.manifeste\.json$", "", chemin.name)
    attendue = manifeste["fichiers"].get(f"{code}.chiffres.csv", {}).get("sha256")
    if empreinte != attendue:
        return Precedent(manifeste, nom, refus=MODIFIE, empreintes=empreintes)
    return _avec_ses_chiffres(Precedent(manifeste, nom, empreintes=empreintes), lu)


def _octets(chemin: Path) -> bytes:
    """Le contenu d'un fichier ; rien s'il manque (son empreinte ne sera pas celle attendue)."""
    try:
        return chemin.read_bytes()
    except OSError:
        return b""


def _avec_ses_chiffres(precedent: Precedent, octets: bytes) -> Precedent:
    lignes = lire_les_lignes(octets)
    if lignes is None:
        return Precedent(precedent.manifeste, precedent.chemin, (), ILLISIBLE, precedent.empreintes)
    refus = SANS_CLE if lignes and "cle" not in lignes[0] else ""
    gardees = () if refus else lignes
    return Precedent(precedent.manifeste, precedent.chemin, gardees, refus, precedent.empreintes)


def lire_les_lignes(octets: bytes) -> tuple[Mapping[str, str], ...] | None:
    """Les lignes de ``chiffres.csv``, chacune avec son numéro (``ligne``) ; ``None`` : illisibles."""
    try:
        lecteur = csv.DictReader(io.StringIO(octets.decode("utf-8"), newline=""))
        return tuple(
            {**{nom: NEUTRALISE.sub("", mot) for nom, mot in ligne.items()}, "ligne": str(lecteur.line_num)}
            for ligne in lecteur
        )
    except (UnicodeDecodeError, csv.Error, TypeError):
        return None
