"""Le manifeste d'un rapport : ce qu'il a lu, ce qu'on lui a demandé, avec quoi, et ce qu'il a donné."""

import ast
import datetime as dt
import hashlib
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sdsf.production.catalogue import FORMATS
from sdsf.production.sorties import MIME_CHIFFRES, MIME_PAGE, MIME_PUBLICATION, sorties
from sdsf.production.versions import empreinte_du_verrou, machine, versions

# Ce qui dit quand, et en combien de temps : deux productions du même rapport ne l'ont jamais en commun.
DU_MOMENT = ("produit_le", "duree_s", "durees", "carnet_execute")


def page_de(carnet: Any) -> dict[str, Any]:
    """Les mentions de page laissées par ``ouvrir`` (vide si le carnet n'ouvre rien)."""
    trouvees = sorties(carnet.cells, MIME_PAGE)
    return dict(trouvees[0]) if trouvees else {}


def pied_de(page: dict[str, Any]) -> str:
    """Le pied de chaque page d'un document : le rapport, son état, sa version, la date de ses données."""
    return " · ".join(str(page[nom]) for nom in ("titre", "etat", "version", "donnees"))


def chiffres_de(carnet: Any) -> list[dict[str, Any]]:
    """Les lignes de ``chiffres.csv`` laissées par la dernière annexe."""
    return [dict(ligne) for lot in sorties(carnet.cells, MIME_CHIFFRES) for ligne in lot]


def publication_de(carnet: Any) -> list[dict[str, Any]]:
    """Les cases soumises au secret, telles que ce rapport les publie, laissées par ``ouvrir``."""
    return [dict(ligne) for lot in sorties(carnet.cells, MIME_PUBLICATION) for ligne in lot]


def parametres_relus(carnet: Any) -> dict[str, Any]:
    """Les paramètres, relus dans la cellule que papermill a injectée : ceux qui se sont exécutés."""
    injectees = [c.source for c in carnet.cells if "injected-parameters" in c.metadata.get("tags", ())]
    affectations = [noeud for source in injectees for noeud in ast.parse(source).body]
    return {
        cible.id: ast.literal_eval(noeud.value)
        for noeud in affectations
        if isinstance(noeud, ast.Assign)
        for cible in noeud.targets
        if isinstance(cible, ast.Name)
    }


def durees(carnet: Any) -> dict[str, Any]:
    """Le temps du carnet, et celui de chacune de ses cellules de code, en secondes, d'après papermill."""
    cellules = {c.id: _duree(c) for c in carnet.cells if c.cell_type == "code"}
    return {
        "carnet_s": _duree(carnet),
        "cellules_s": {nom: s for nom, s in cellules.items() if s is not None},
    }


def _duree(porteur: Any) -> float | None:
    lue = porteur.metadata.get("papermill", {}).get("duration")
    return None if lue is None else round(float(lue), 3)


def composer(
    carnet: Any,
    empreinte_du_carnet: str,
    fichiers: Mapping[str, bytes],
    duree_s: float,
    produit_le: dt.datetime,
    racine: Path,
) -> dict[str, Any]:
    """Le manifeste, en données simples.

    Il scelle tous les fichiers du rapport. Le carnet exécuté a son empreinte à part : il porte des heures, et
    ne se refait pas octet pour octet.
    """
    page = page_de(carnet)
    empreintes = {nom: empreinte(contenu) for nom, contenu in fichiers.items()}
    execute = next((nom for nom in fichiers if nom.endswith(".ipynb")), "")
    return {
        "format": 1,
        "rapport": page["rapport"],
        "titre": page["titre"],
        "departement": page["departement"],
        "annee": page["annee"],
        "fictif": page["fictif"],
        "edition": page["edition"],
        "etat": page["etat"],
        "version": page["version"],
        "erratum": page["erratum"],
        "donnees": page["donnees"],
        "avertissements": page["avertissements"],
        "seuils": page["seuils"],
        "paquet": page["paquet"],
        "parametres_relus": parametres_relus(carnet),
        "carnet": empreinte_du_carnet,
        "entrees": page["entrees"],
        "formats": [nom for nom in FORMATS if any(f.endswith(f".{nom}") for f in fichiers)],
        "fichiers": {nom: fiche for nom, fiche in empreintes.items() if nom != execute},
        "carnet_execute": {execute: empreintes[execute]} if execute else {},
        "versions": versions(),
        "verrou": empreinte_du_verrou(racine),
        "machine": machine(),
        "plateforme": platform.platform(),
        "produit_le": produit_le.isoformat(timespec="seconds"),
        "duree_s": round(duree_s, 2),
        "durees": durees(carnet),
    }


def empreinte(contenu: bytes) -> dict[str, Any]:
    """L'empreinte d'un fichier du rapport, et sa taille."""
    return {"sha256": hashlib.sha256(contenu).hexdigest(), "octets": len(contenu)}
