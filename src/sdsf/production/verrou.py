"""Un rapport validé ne se réécrit pas : le corriger est une nouvelle version, et l'ancienne reste à côté.

Le manifeste fait foi : c'est lui qui dit la version, la séance, et l'empreinte de chaque fichier écrit.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.espace import VERSIONS, Espace
from sdsf.plan.reglages import EtatDeRapport
from sdsf.precedent import nom_de_version, numero_de_version
from sdsf.production.ecriture import ecrire_lot
from sdsf.production.lectures import chemin_du_releve

ABSENT, MODIFIE = "a disparu", "a été modifié"


@dataclass(frozen=True)
class EnPlace:
    """Le rapport déjà écrit, tel que son manifeste le décrit."""

    dossier: Path
    code: str
    manifeste: dict[str, Any]

    @property
    def version(self) -> int:
        return numero_de_version(self.manifeste)

    @property
    def seance(self) -> str:
        """« validé en séance du … », ou un texte vide pour un projet."""
        etat = str(self.manifeste["etat"])
        return etat[0].lower() + etat[1:] if etat.startswith("Validé") else ""

    def fichiers(self) -> Iterator[Path]:
        """Tout ce qui a été écrit sous le nom de ce rapport, sauf le carnet d'un essai manqué."""
        tous = sorted(self.dossier.glob(f"{self.code}.*"))
        return (chemin for chemin in tous if not chemin.name.endswith(".echec.ipynb"))


def en_place(dossier: Path, code: str) -> EnPlace | None:
    """Le rapport en place ; ``None`` s'il n'y en a pas, ou si son manifeste ne se lit pas."""
    try:
        lu = json.loads((dossier / f"{code}.manifeste.json").read_text(encoding="utf-8"))
        rapport = EnPlace(dossier, code, lu)
        _ = rapport.version, rapport.seance, dict(lu["fichiers"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return rapport


def controler_le_verrou(espace: Espace, dossier: Path, code: str, etat: EtatDeRapport) -> EnPlace | None:
    """Le rapport en place qu'une nouvelle version remplace, et qu'il faut garder ; ``None`` sinon.

    Lève ``Erreurs`` si la production réécrirait un rapport validé.
    """
    ancien = en_place(dossier, code)
    if ancien is None:
        err.lever(_manifeste_perdu(espace, dossier, code, etat))
        return None
    if ancien.seance:
        err.lever(_fautes_de_verrou(espace, ancien, etat))
    return ancien if etat.version > ancien.version else None


def _manifeste_perdu(espace: Espace, dossier: Path, code: str, etat: EtatDeRapport) -> list[Erreur]:
    """Une page dite validée dont le manifeste manque : on ne sait plus ce qui a été validé."""
    manifeste, page = dossier / f"{code}.manifeste.json", dossier / f"{code}.html"
    if etat.etat != "valide" or not page.exists():
        return []
    quoi = "ne se lit pas" if manifeste.exists() else "manque"
    return [err.ManifestePerdu(Lieu(espace.relatif(manifeste)), quoi=quoi)]


def _fautes_de_verrou(espace: Espace, ancien: EnPlace, etat: EtatDeRapport) -> list[Erreur]:
    touches = fautes_d_integrite(espace, ancien)
    if touches:
        return touches
    lieu = Lieu(espace.relatif(ancien.dossier / f"{ancien.code}.html"))
    reglages = f"params/departements/{ancien.manifeste['departement']}/reglages.yml"
    mots = {"seance": ancien.seance, "reglages": reglages}
    if etat.version <= ancien.version:
        return [err.RapportValide(lieu, version=ancien.version, suivante=ancien.version + 1, **mots)]
    return [] if etat.erratum else [err.ErratumManquant(lieu, version=etat.version, **mots)]


def fautes_d_integrite(espace: Espace, rapport: EnPlace, version: int | None = None) -> list[Erreur]:
    """Les fichiers d'un rapport validé qui ne sont plus ceux de son manifeste.

    ``version`` : celle d'un rapport rangé, dont les fichiers portent le numéro.
    """
    fautes: list[Erreur] = []
    for nom, fiche in sorted(rapport.manifeste["fichiers"].items()):
        garde = nom if version is None else nom_de_version(nom, rapport.code.split(".")[0], version)
        quoi = _ecart(rapport.dossier / garde, str(fiche["sha256"]))
        if quoi:
            lieu = Lieu(espace.relatif(rapport.dossier / garde))
            fautes.append(
                err.RapportValideModifie(lieu, version=rapport.version, seance=rapport.seance, quoi=quoi)
            )
    return fautes


def _ecart(chemin: Path, empreinte: str) -> str:
    if not chemin.is_file():
        return ABSENT
    return "" if hashlib.sha256(chemin.read_bytes()).hexdigest() == empreinte else MODIFIE


@contextmanager
def rangement(espace: Espace, ancien: EnPlace | None) -> Iterator[list[Path]]:
    """Range l'ancienne version avant de produire la nouvelle, qui s'y compare ; la retire si celle-ci échoue.

    Rend les copies écrites : ce qui était déjà rangé, à l'identique, n'en est pas.
    """
    copies = {} if ancien is None else _copies(espace, ancien)
    neuves = {place: contenu for place, contenu in copies.items() if not place.exists()}
    ecrire_lot(espace, neuves)
    try:
        yield list(neuves)
    except BaseException:
        for place in neuves:
            place.unlink()
        _retirer_si_vide(neuves)
        raise


def _retirer_si_vide(copies: Iterable[Path]) -> None:
    for dossier in {place.parent for place in copies}:
        if not any(dossier.iterdir()):
            dossier.rmdir()


def _copies(espace: Espace, ancien: EnPlace) -> dict[Path, bytes]:
    """Les copies à écrire pour garder l'ancienne version : ``versions/<rapport>.v1.html`` et les autres.

    Lève ``Erreurs`` si la place est prise par autre chose.
    """
    copies = {
        ancien.dossier / VERSIONS / nom_de_version(f.name, ancien.code, ancien.version): f.read_bytes()
        for f in ancien.fichiers()
    }
    copies |= _copie_du_releve(ancien)
    prises = [place for place, contenu in copies.items() if place.exists() and _lire(place) != contenu]
    if prises:
        raise Erreurs([err.RetoucheAGarder(Lieu(espace.relatif(place))) for place in prises])
    return copies


def _copie_du_releve(ancien: EnPlace) -> dict[Path, bytes]:
    """Le relevé des lectures suit la version dont il est, à côté de son manifeste."""
    manifeste = ancien.dossier / f"{ancien.code}.manifeste.json"
    range_ = ancien.dossier / VERSIONS / nom_de_version(manifeste.name, ancien.code, ancien.version)
    contenu = _lire(chemin_du_releve(manifeste))
    return {} if contenu is None else {chemin_du_releve(range_): contenu}


def _lire(chemin: Path) -> bytes | None:
    return chemin.read_bytes() if chemin.is_file() else None


def rapports_modifies(espace: Espace, departement: str) -> list[Erreur]:
    """Chaque fichier d'un rapport validé du département qui a changé depuis sa production."""
    manifestes = sorted((espace.reports / departement).rglob("*.manifeste.json"))
    return [faute for chemin in manifestes for faute in fautes_du_manifeste(espace, chemin)]


def fautes_du_manifeste(espace: Espace, manifeste: Path) -> list[Erreur]:
    """Ce qui a changé des fichiers d'un manifeste ; rien si son rapport n'est qu'un projet."""
    rapport = en_place(manifeste.parent, manifeste.name.removesuffix(".manifeste.json"))
    if rapport is None or not rapport.seance:
        return []
    rangee = rapport.version if manifeste.parent.name == VERSIONS else None
    return fautes_d_integrite(espace, rapport, rangee)


def avis_de_validation(
    ancien: EnPlace | None, etat: EtatDeRapport, contenus: Mapping[str, bytes]
) -> list[str]:
    """Ce qu'il faut savoir quand un projet devient le rapport validé : ses chiffres ont-ils bougé ?"""
    if ancien is None or ancien.seance or etat.etat != "valide" or ancien.version != etat.version:
        return []
    nom = f"{ancien.code}.chiffres.csv"
    avant = ancien.manifeste["fichiers"].get(nom, {}).get("sha256")
    if avant == hashlib.sha256(contenus[nom]).hexdigest():
        return []
    return [
        "Les chiffres de ce rapport validé ne sont plus ceux du projet qu'il remplace : comparez-les à ce "
        "que la séance a vu avant de le diffuser."
    ]
