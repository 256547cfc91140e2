"""Ouvrir les fichiers des producteurs : paquet npm, classeurs de la DGCL et de l'Insee, mouvements du COG.

Rien n'est décompressé sur le disque, et rien n'est lu au-delà d'une taille bornée.
"""

import csv
import io
import json
import re
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu, enumerer

TAILLE_D_UN_MEMBRE = 60_000_000
TAILLE_D_UN_CLASSEUR = 300_000_000
PAQUET = "@etalab/decoupage-administratif"
Rangee = dict[str, Any]


@dataclass(frozen=True)
class Paquet:
    """Un paquet npm ouvert : son millésime, sa version, ses tables JSON par nom.

    ``annee_des_communes`` : celle de sa liste de communes, quand elle retarde sur ses EPCI.
    """

    annee: int
    version: str
    tables: dict[str, list[Rangee]]
    annee_des_communes: int


@dataclass(frozen=True)
class Composition:
    """Un classeur qui donne, pour une année, le groupement de chaque commune : ``{commune: (code, nom)}``."""

    annee: int
    niveau: str
    membres: dict[str, tuple[str, str]]


# Les champs que l'on lit dans chaque table du paquet ; « ept » n'existe que depuis 2023.
CHAMPS = {
    "communes": ("code", "nom", "type"),
    "epci": ("code", "nom", "type", "membres"),
    "departements": ("code", "nom", "region"),
    "regions": ("code", "nom"),
    "arrondissements": ("code", "nom", "departement"),
}


def ouvrir_paquet(chemin: Path) -> Paquet:
    """Lit un paquet npm (.tgz), sans l'extraire. Lève ``Erreurs``."""
    lieu = Lieu(chemin.name)
    try:
        with tarfile.open(chemin, "r:gz") as archive:
            membres = {m.name: m for m in archive.getmembers() if m.isfile()}
            decrit = _json(archive, membres, "package/package.json", lieu)
            _refuser_un_autre_paquet(decrit, lieu)
            noms = [*CHAMPS, *(["ept"] if "package/data/ept.json" in membres else [])]
            tables = {nom: _json(archive, membres, f"package/data/{nom}.json", lieu) for nom in noms}
    except (OSError, tarfile.TarError, EOFError, ValueError) as refus:
        cause = "l'archive est abîmée ou coupée"
        raise Erreurs([err.FichierDeTerritoires(lieu, cause=cause, attendu=f"un paquet {PAQUET}")]) from refus
    err.lever(
        [err_ for nom, champs in CHAMPS.items() for err_ in _champs_absents(tables[nom], champs, nom, lieu)]
    )
    annee, annee_des_communes = _annees(decrit["version"], lieu)
    return Paquet(annee, decrit["version"], tables, annee_des_communes)


def _json(archive: tarfile.TarFile, membres: dict[str, tarfile.TarInfo], nom: str, lieu: Lieu) -> Any:
    if nom not in membres:
        attendu = f"un paquet {PAQUET} avec {nom}"
        raise Erreurs([err.FichierDeTerritoires(lieu, cause=f"« {nom} » n'y est pas", attendu=attendu)])
    if membres[nom].size > TAILLE_D_UN_MEMBRE:
        raise Erreurs(
            [err.FichierDeTerritoires(lieu, cause=f"« {nom} » est démesuré", attendu=f"un paquet {PAQUET}")]
        )
    flux = archive.extractfile(membres[nom])
    assert flux is not None
    return json.loads(flux.read().decode("utf-8"))


def _refuser_un_autre_paquet(decrit: Any, lieu: Lieu) -> None:
    nom = decrit.get("name") if isinstance(decrit, dict) else None
    if nom != PAQUET or not isinstance(decrit.get("version"), str):
        cause = f"c'est le paquet « {nom} »"
        raise Erreurs([err.FichierDeTerritoires(lieu, cause=cause, attendu=f"un paquet {PAQUET}")])


def _champs_absents(table: Any, champs: Sequence[str], nom: str, lieu: Lieu) -> list[err.Erreur]:
    """Le premier élément montre la forme de tous ; un élément sans champ se verra à la lecture."""
    if isinstance(table, list) and table and all(isinstance(element, dict) for element in table):
        absents = [c for c in champs if any(c not in element for element in table)]
        if not absents:
            return []
        cause = f"{nom}.json n'a pas {enumerer(absents)} ; champs trouvés : {', '.join(table[0])}"
    else:
        cause = f"{nom}.json n'est pas une liste d'objets"
    return [err.FichierDeTerritoires(lieu, cause=cause, attendu=f"les champs {', '.join(champs)}")]


# Avant la version 1, le numéro ne dit pas l'année ; lues sur les paquets : le compte de leurs communes et de
# leurs EPCI. La 0.8 a les EPCI de 2020 et encore les communes de 2019 ; la 0.9 mêle 2020 et 2021.
ANCIENNES = {"0.7": (2019, 2019), "0.8": (2020, 2019)}


def _annees(version: str, lieu: Lieu) -> tuple[int, int]:
    """Le millésime d'une version du paquet, et celui de ses communes : 1.x est 2021, 6.x est 2026."""
    debut = version.split(".")
    majeure = int(debut[0]) if debut[0].isdigit() else 0
    annees = ANCIENNES.get(".".join(debut[:2])) if majeure < 1 else (2020 + majeure, 2020 + majeure)
    if annees is None:
        cause = f"on ne sait pas quelle année la version {version} décrit"
        attendu = f"une version {', '.join(ANCIENNES)}, ou 1.0 et plus récente"
        raise Erreurs([err.FichierDeTerritoires(lieu, cause=cause, attendu=attendu)])
    return annees


# --- les classeurs --------------------------------------------------------------------------------


def ouvrir_composition(chemin: Path) -> Composition:
    """Lit un classeur de composition : EPCI de la DGCL (epcicom) ou EPT de l'Insee. Lève ``Erreurs``."""
    feuilles = _feuilles(chemin)
    for nom, lignes in feuilles.items():
        for niveau, lire in COMPOSITIONS.items():
            trouve = lire(nom, lignes)
            if trouve:
                return Composition(trouve[0], niveau, trouve[1])
    cause = f"aucune feuille ne donne les communes des EPCI ou des EPT (feuilles : {', '.join(feuilles)})"
    attendu = "epcicom (colonnes siren, raison_sociale, insee) ou ept (CODGEO, EPT, LIBEPT)"
    raise Erreurs([err.FichierDeTerritoires(Lieu(chemin.name), cause=cause, attendu=attendu)])


def _feuilles(chemin: Path) -> dict[str, list[list[Any]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    attendu = "un classeur .xlsx de la DGCL ou de l'Insee"
    lieu = Lieu(chemin.name)
    try:
        with zipfile.ZipFile(chemin) as archive:
            if sum(membre.file_size for membre in archive.infolist()) > TAILLE_D_UN_CLASSEUR:
                raise Erreurs([err.FichierDeTerritoires(lieu, cause="il est démesuré", attendu=attendu)])
        classeur = CalamineWorkbook.from_path(str(chemin))
        return {nom: classeur.get_sheet_by_name(nom).to_python() for nom in classeur.sheet_names}
    except (OSError, zipfile.BadZipFile, CalamineError) as refus:
        cause = "il ne s'ouvre pas comme un classeur"
        raise Erreurs([err.FichierDeTerritoires(lieu, cause=cause, attendu=attendu)]) from refus


def _epcicom(nom: str, lignes: list[list[Any]]) -> tuple[int, dict[str, tuple[str, str]]] | None:
    """La feuille de la DGCL porte son année ; ses SIREN sont des nombres."""
    annee = re.search(r"(20\d\d)", nom)
    entetes = [str(cellule).strip() for cellule in lignes[0]] if lignes else []
    if not annee or not {"siren", "raison_sociale", "insee"} <= set(entetes):
        return None
    siren, libelle, insee = (entetes.index(c) for c in ("siren", "raison_sociale", "insee"))
    membres = {texte(x[insee]): (texte(x[siren]), texte(x[libelle])) for x in lignes[1:] if x[insee]}
    return int(annee.group(1)), membres


def _ept(_: str, lignes: list[list[Any]]) -> tuple[int, dict[str, tuple[str, str]]] | None:
    """La feuille de l'Insee a son année dans un titre, ses codes en sixième ligne."""
    titres = " ".join(str(ligne[0]) for ligne in lignes[:4] if ligne)
    annee = re.search(r"Géographie au 01/01/(20\d\d)", titres)
    rang = next((r for r, ligne in enumerate(lignes[:12]) if ligne[:1] == ["CODGEO"]), None)
    if not annee or rang is None or not {"EPT", "LIBEPT"} <= set(lignes[rang]):
        return None
    ept, libelle = lignes[rang].index("EPT"), lignes[rang].index("LIBEPT")
    suite = [ligne for ligne in lignes[rang + 1 :] if not texte(ligne[ept]).startswith("Z")]
    return int(annee.group(1)), {texte(x[0]): (texte(x[ept]), texte(x[libelle])) for x in suite if x[0]}


Lecteur = Callable[[str, list[list[Any]]], tuple[int, dict[str, tuple[str, str]]] | None]
COMPOSITIONS: dict[str, Lecteur] = {"epci": _epcicom, "ept": _ept}


def texte(cellule: Any) -> str:
    """Une cellule en texte ; un code lu comme un nombre perd sa décimale.

    >>> texte(200029999.0), texte(" CC A ")
    ('200029999', 'CC A')
    """
    return str(int(cellule)) if isinstance(cellule, float) and cellule.is_integer() else str(cellule).strip()


# --- les mouvements de communes -------------------------------------------------------------------

COLONNES_DES_MOUVEMENTS = (
    "MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "LIBELLE_AV", "TYPECOM_AP", "COM_AP", "LIBELLE_AP",
)  # fmt: skip


def ouvrir_mouvements(chemin: Path) -> list[dict[str, str]]:
    """Lit les mouvements de communes du COG (Insee, CSV). Lève ``Erreurs`` si ce n'est pas ce fichier."""
    attendu = "les colonnes " + ", ".join(COLONNES_DES_MOUVEMENTS)
    if chemin.stat().st_size > TAILLE_D_UN_MEMBRE:
        raise Erreurs([err.FichierDeTerritoires(Lieu(chemin.name), cause="il est démesuré", attendu=attendu)])
    octets = chemin.read_bytes()
    try:
        lu = octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        lu = octets.decode("latin-1")
    lecteur = csv.DictReader(io.StringIO(lu, newline=""))
    trouvees = lecteur.fieldnames or []
    absentes = [nom for nom in COLONNES_DES_MOUVEMENTS if nom not in trouvees]
    if absentes:
        cause = f"il manque {enumerer(absentes)} ; colonnes trouvées : {', '.join(trouvees)[:300]}"
        raise Erreurs([err.FichierDeTerritoires(Lieu(chemin.name, 1), cause=cause, attendu=attendu)])
    return [{nom: ligne[nom] or "" for nom in COLONNES_DES_MOUVEMENTS} for ligne in lecteur]
