"""L'index des rapports produits, composé de leurs manifestes : ce qui n'a pas de manifeste n'y est pas."""

import datetime as dt
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, TemplateError, select_autoescape

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.production.catalogue import AUTRES_FORMATS
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
    page = chemin.with_name(chemin.name.replace(".manifeste.json", ".html"))
    produit = dt.datetime.fromisoformat(manifeste["produit_le"])
    return {
        **manifeste,
        "intitule": INTITULES_RAPPORT.get(manifeste["rapport"], manifeste["rapport"]),
        "lien": page.relative_to(espace.reports).as_posix(),
        "formats": _formats(espace, page, manifeste["fichiers"]),
        "date": date(produit.date()),
        "taille": nombre(manifeste["fichiers"][page.name]["octets"] / 1000),
    }


def _formats(espace: Espace, page: Path, fichiers: Collection[str]) -> list[dict[str, str]]:
    """Les autres formats écrits avec cette page, et leur lien."""
    voisins = [(nom, page.with_suffix(f".{nom}")) for nom in AUTRES_FORMATS]
    return [
        {"nom": nom.upper(), "lien": voisin.relative_to(espace.reports).as_posix()}
        for nom, voisin in voisins
        if voisin.name in fichiers
    ]
