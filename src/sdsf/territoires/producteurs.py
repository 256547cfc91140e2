"""Ouvrir les fichiers des producteurs : paquet npm, classeurs de la DGCL et de l'Insee.

Rien n'est décompressé sur le disque, et rien n'est lu au-delà d'une taille bornée.
"""

import datetime as dt
import json
import re
import tarfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu, enumerer
from sdsf.lecture.classeur import Feuille, avis_du_classeur, code_texte, lire_feuilles

TAILLE_D_UN_MEMBRE = 60_000_000
TAILLE_D_UN_PAQUET = 200_000_000
TAILLE_D_UN_CLASSEUR = 300_000_000
PAQUET = "@etalab/decoupage-administratif"
Rangee = dict[str, Any]
Membres = dict[str, tuple[str, str]]


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
    membres: Membres
    avertissements: tuple[str, ...] = ()


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
            membres = _membres_de_l_archive(archive, lieu)
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


def _membres_de_l_archive(archive: tarfile.TarFile, lieu: Lieu) -> dict[str, tarfile.TarInfo]:
    """Les fichiers de l'archive, sans la dérouler au-delà de la borne."""
    membres: dict[str, tarfile.TarInfo] = {}
    reste = TAILLE_D_UN_PAQUET
    for membre in archive:
        reste -= max(membre.size, 512)
        if reste < 0:
            attendu = f"un paquet {PAQUET}"
            raise Erreurs([err.FichierDeTerritoires(lieu, cause="l'archive est démesurée", attendu=attendu)])
        if membre.isfile():
            membres[membre.name] = membre
    return membres


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
    if annees[0] > dt.date.today().year:
        raise Erreurs([err.AnneeFuture(lieu, recu=annees[0], annee=dt.date.today().year)])
    return annees


# --- les classeurs --------------------------------------------------------------------------------


def ouvrir_composition(chemin: Path) -> Composition:
    """Lit un classeur de composition : EPCI de la DGCL (epcicom) ou EPT de l'Insee. Lève ``Erreurs``."""
    feuilles = _feuilles(chemin)
    for feuille in feuilles.values():
        for niveau, lire in COMPOSITIONS.items():
            trouve = lire(feuille)
            if trouve:
                return Composition(trouve[0], niveau, trouve[1], tuple(avis_du_classeur(chemin)))
    cause = f"aucune feuille ne donne les communes des EPCI ou des EPT (feuilles : {', '.join(feuilles)})"
    attendu = "epcicom (colonnes siren, raison_sociale, insee) ou ept (CODGEO, EPT, LIBEPT)"
    raise Erreurs([err.FichierDeTerritoires(Lieu(chemin.name), cause=cause, attendu=attendu)])


def _feuilles(chemin: Path) -> dict[str, Feuille]:
    """Les feuilles d'un classeur, relu et borné avant d'être ouvert. Lève ``Erreurs``."""
    try:
        return lire_feuilles(chemin, limite=TAILLE_D_UN_CLASSEUR)
    except Erreurs as refus:
        cause = refus.erreurs[0].lignes()[1].strip().rstrip(".")
        attendu = "un classeur .xlsx de la DGCL ou de l'Insee"
        raise Erreurs([err.FichierDeTerritoires(Lieu(chemin.name), cause=cause, attendu=attendu)]) from refus


def _epcicom(feuille: Feuille) -> tuple[int, Membres] | None:
    """La feuille de la DGCL porte son année ; ses SIREN sont des nombres."""
    annee = re.search(r"(20\d\d)", feuille.nom)
    entetes = [str(cellule).strip() for cellule in feuille.lignes[0]] if feuille.lignes else []
    colonnes = ("insee", "siren", "raison_sociale")
    if not annee or not set(colonnes) <= set(entetes):
        return None
    return int(annee.group(1)), _membres(feuille, 0, [entetes.index(c) for c in colonnes])


def _ept(feuille: Feuille) -> tuple[int, Membres] | None:
    """La feuille de l'Insee a son année dans un titre, ses codes en sixième ligne."""
    titres = " ".join(str(ligne[0]) for ligne in feuille.lignes[:4] if ligne)
    annee = re.search(r"Géographie au 01/01/(20\d\d)", titres)
    rangs = [r for r, ligne in enumerate(feuille.lignes[:12]) if ligne[:1] == ("CODGEO",)]
    if not annee or not rangs or not {"EPT", "LIBEPT"} <= set(feuille.lignes[rangs[0]]):
        return None
    entetes = list(feuille.lignes[rangs[0]])
    membres = _membres(feuille, rangs[0], [entetes.index(c) for c in ("CODGEO", "EPT", "LIBEPT")])
    return int(annee.group(1)), {c: x for c, x in membres.items() if not x[0].startswith("Z")}


def _membres(feuille: Feuille, rang_des_entetes: int, rangs: Sequence[int]) -> Membres:
    """Le groupement de chaque commune. Lève ``Erreurs`` : une commune y est deux fois, sans son code."""
    commune, groupement, libelle = rangs
    lus: Membres = {}
    fautes: list[Erreur] = []
    for rang, ligne in enumerate(feuille.lignes[rang_des_entetes + 1 :], rang_des_entetes + 1):
        code, lu = code_texte(ligne[commune]), (code_texte(ligne[groupement]), code_texte(ligne[libelle]))
        if code and lus.setdefault(code, lu) != lu:
            deux = f"la commune {code} est dans {lus[code][0]} et {lu[0]}"
            fautes.append(err.TerritoiresIncoherents(feuille.lieu(rang), cause=deux))
    err.lever(fautes[:20])
    return lus


Lecteur = Callable[[Feuille], tuple[int, Membres] | None]
COMPOSITIONS: dict[str, Lecteur] = {"epci": _epcicom, "ept": _ept}
