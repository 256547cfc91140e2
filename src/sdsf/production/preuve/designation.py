"""Le rapport que l'on désigne : un fichier, un dossier, ou « 13 2024 point_annuel »."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, plus_proche
from sdsf.espace import Espace
from sdsf.production.deja_produits import Production, productions
from sdsf.production.preuve.manifestes import SUFFIXE, Scelle, lire_le_manifeste, manifestes_de

PAR_DEFAUT = "point_annuel"
MOTS = re.compile(r"(?P<code>[0-9][0-9AB][0-9]?) (?P<annee>\d{4})(?: (?P<suite>[\w.\- ]+))?")
MAXIMUM = 5000


def rapports_designes(espace: Espace, mots: Sequence[str]) -> list[Scelle]:
    """Tous les rapports que ces mots désignent. Lève ``Erreurs`` avec les fautes de tous leurs manifestes."""
    fautes: list[Erreur] = []
    lus: list[Scelle] = []
    for chemin in manifestes_designes(espace, mots):
        try:
            lus.append(lire_le_manifeste(espace, chemin))
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
    err.lever(fautes)
    return lus


def manifestes_designes(espace: Espace, mots: Sequence[str]) -> list[Path]:
    """Les manifestes que ces mots désignent, un au moins. Lève ``Erreurs``."""
    recu = " ".join(mots).strip()
    trouves = _du_chemin(espace, recu) or _des_mots(espace, recu)
    if not trouves:
        raise Erreurs([err.RapportIntrouvable(proche=_proche(espace, recu), recu=recu)])
    if len(trouves) > MAXIMUM:
        raise Erreurs([err.TropDeRapports(recu=recu, nombre=len(trouves), maximum=MAXIMUM)])
    return trouves


def _du_chemin(espace: Espace, recu: str) -> list[Path]:
    """Le manifeste d'un fichier, ou ceux d'un dossier, d'ici ou de l'espace ; rien si rien n'existe."""
    if not recu or "\0" in recu:
        return []
    places = [chemin for chemin in (Path(os.path.abspath(recu)), espace.racine / recu) if _existe(chemin)]
    lots = (list(manifestes_de(place)) if place.is_dir() else _a_cote(place) for place in places)
    return next((lot for lot in lots if lot), [])


def _existe(chemin: Path) -> bool:
    try:
        return chemin.exists()
    except OSError:  # un nom trop long pour le système
        return False


def _a_cote(fichier: Path) -> list[Path]:
    """Le manifeste d'un fichier : le nom le plus long qu'il prolonge (``point_annuel`` pour ``.html``)."""
    if fichier.name.endswith(SUFFIXE):
        return [fichier]
    parties = fichier.name.split(".")
    bases = [".".join(parties[:rang]) for rang in range(len(parties), 0, -1)]
    places = [fichier.with_name(base + SUFFIXE) for base in bases]
    return [place for place in places if place.is_file()][:1]


def _des_mots(espace: Espace, recu: str) -> list[Path]:
    """« 13 2024 », « 13 2024 point_annuel », et au besoin « v1 », « interne »."""
    trouve = MOTS.fullmatch(" ".join(recu.split()))
    if trouve is None:
        return []
    suite = (trouve["suite"] or "").split()
    version = next((mot for mot in suite if re.fullmatch(r"v\d{1,4}", mot)), "")
    rapport = next((mot for mot in suite if mot not in (version, "interne", "publique")), PAR_DEFAUT)
    dossier = espace.reports / trouve["code"] / trouve["annee"]
    dossier = dossier / "interne" if "interne" in suite else dossier
    en_place, rangee = dossier / (rapport + SUFFIXE), dossier / "versions" / f"{rapport}.{version}{SUFFIXE}"
    if version and rangee.is_file():
        return [rangee]
    return [en_place] if en_place.is_file() and _est_la_version(en_place, version) else []


def _est_la_version(chemin: Path, version: str) -> bool:
    """La version demandée peut être celle qui est en place ; sans version, c'est elle."""
    if not version:
        return True
    try:
        return f'"version": "Version {version[1:]}"' in chemin.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def _proche(espace: Espace, recu: str) -> str | None:
    """Le rapport produit dont le nom ressemble le plus à ce qui est demandé."""
    return plus_proche(" ".join(recu.split()), [_nom(production) for production in productions(espace)])


def _nom(production: Production) -> str:
    m = production.manifeste
    interne = " interne" if m.get("edition") == "interne" else ""
    return f"{m.get('departement')} {m.get('annee')} {production.base}{interne}"
