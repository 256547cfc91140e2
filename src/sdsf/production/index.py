"""L'index des rapports produits, composé de leurs manifestes : ce qui n'a pas de manifeste n'y est pas."""

import datetime as dt
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, TemplateError, select_autoescape

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu
from sdsf.espace import VERSIONS, Espace
from sdsf.production.catalogue import AUTRES_FORMATS
from sdsf.production.verrou import en_place, fautes_du_manifeste
from sdsf.rendu.nombres import date, nombre, typographier
from sdsf.vocabulaire import INTITULES_RAPPORT


def composer_index(espace: Espace) -> str:
    """La page ``reports/index.html``."""
    essais = {c: _ligne(espace, c) for c in sorted(espace.reports.glob("*/*/*.manifeste.json"))}
    lus = [ligne for ligne in essais.values() if ligne]
    illisibles = [espace.relatif(chemin) for chemin, ligne in essais.items() if ligne is None]
    gabarits = Environment(
        loader=FileSystemLoader(espace.templates), autoescape=select_autoescape(default=True)
    )
    gabarits.filters["fr"] = typographier
    try:
        return gabarits.get_template("index/index.html.j2").render(rapports=lus, illisibles=illisibles)
    except TemplateError as refus:
        raise Erreurs([err.RenduImpossible(Lieu("templates/index"), cause=str(refus))]) from refus


def _ligne(espace: Espace, chemin: Path) -> dict[str, Any] | None:
    """La ligne d'un rapport ; ``None`` pour un manifeste illisible, que l'index dira."""
    try:
        return _composer_la_ligne(espace, chemin, json.loads(chemin.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError):
        return None


def _composer_la_ligne(espace: Espace, chemin: Path, manifeste: dict[str, Any]) -> dict[str, Any]:
    page = page_de_version(chemin)
    produit = dt.datetime.fromisoformat(manifeste["produit_le"])
    return {
        **manifeste,
        "intitule": INTITULES_RAPPORT.get(manifeste["rapport"], manifeste["rapport"]),
        "lien": page.relative_to(espace.reports).as_posix(),
        "formats": _formats(espace, page, manifeste["fichiers"]),
        "erratum": manifeste.get("erratum", ""),
        "versions": _versions(espace, chemin, code_de(chemin)),
        "modifies": _modifies(espace, chemin),
        "date": date(produit.date()),
        "taille": nombre(manifeste["fichiers"][page.name]["octets"] / 1000),
    }


def code_de(manifeste: Path) -> str:
    """Le nom commun des fichiers d'un rapport."""
    return manifeste.name.removesuffix(".manifeste.json")


def _versions(espace: Espace, chemin: Path, code: str) -> list[dict[str, str]]:
    """Les versions remplacées que l'on a gardées, de la plus récente à la plus ancienne."""
    gardees = (chemin.parent / VERSIONS).glob(f"{code}.v*.manifeste.json")
    lus = [(r, c) for c in gardees if (r := en_place(c.parent, code_de(c))) is not None]
    return [
        {
            "nom": f"{rapport.manifeste['version']} ({rapport.seance or 'projet'})",
            "lien": page_de_version(c).relative_to(espace.reports).as_posix(),
        }
        for rapport, c in sorted(lus, key=lambda couple: -couple[0].version)
    ]


def page_de_version(manifeste: Path) -> Path:
    """La page que décrit un manifeste."""
    return manifeste.with_name(f"{code_de(manifeste)}.html")


def _modifies(espace: Espace, chemin: Path) -> list[str]:
    """Les fichiers d'un rapport validé qui ont changé depuis sa production, rangés ou non."""
    code, fautes = code_de(chemin), []
    for manifeste in [chemin, *sorted((chemin.parent / VERSIONS).glob(f"{code}.v*.manifeste.json"))]:
        fautes += fautes_du_manifeste(espace, manifeste)
    return [faute.lieu.fichier for faute in fautes]


def _formats(espace: Espace, page: Path, fichiers: Collection[str]) -> list[dict[str, str]]:
    """Les autres formats écrits avec cette page, et leur lien."""
    voisins = [(nom, page.with_suffix(f".{nom}")) for nom in AUTRES_FORMATS]
    return [
        {"nom": nom.upper(), "lien": voisin.relative_to(espace.reports).as_posix()}
        for nom, voisin in voisins
        if voisin.name in fichiers
    ]
