"""Le manifeste d'un rapport : ce qu'il a lu, ce qu'on lui a demandé, avec quoi, et ce qu'il a donné."""

import datetime as dt
import hashlib
import platform
from collections.abc import Mapping
from typing import Any

from sdsf.production.sorties import sorties
from sdsf.production.versions import versions
from sdsf.rapports.origine import MIME_CHIFFRES
from sdsf.rapports.page import MIME_PAGE, MIME_PUBLICATION


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
    """Les paramètres tels que papermill les a injectés dans le carnet exécuté."""
    return dict(carnet.metadata.get("papermill", {}).get("parameters", {}))


def composer(
    carnet: Any,
    empreinte_du_carnet: str,
    fichiers: Mapping[str, bytes],
    duree_s: float,
    produit_le: dt.datetime,
) -> dict[str, Any]:
    """Le manifeste, en données simples."""
    page = page_de(carnet)
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
        "fichiers": {
            nom: {"sha256": hashlib.sha256(contenu).hexdigest(), "octets": len(contenu)}
            for nom, contenu in fichiers.items()
        },
        "versions": versions(),
        "plateforme": platform.platform(),
        "produit_le": produit_le.isoformat(timespec="seconds"),
        "duree_s": round(duree_s, 2),
    }
