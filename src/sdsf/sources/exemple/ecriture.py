"""Lire les textes de l'exemple, tirer au sort à graine fixe, composer du YAML et du CSV."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import yaml

TEXTES = Path(__file__).with_name("textes")
GRAINE = 20212026
ANNEES = range(2021, 2026)
ENTETE = "# Données fictives, engendrées par sdsf.sources.exemple : ne pas modifier à la main.\n"
EDITEUR = "# yaml-language-server: $schema={}\n"


def lire_textes(nom: str) -> Any:
    """Le contenu d'un fichier de ``textes/``."""
    return yaml.safe_load((TEXTES / f"{nom}.yml").read_text(encoding="utf-8"))


def alea() -> Random:
    """Un tirage neuf : chaque table a le sien, pour que changer l'une ne déplace pas les autres."""
    return Random(GRAINE)


def texte_yaml(contenu: Mapping[str, Any], schema: str) -> str:
    """Un fichier YAML : le schéma JSON qui aide l'éditeur, et l'avertissement qui dit d'où il vient."""
    texte = yaml.safe_dump(contenu, allow_unicode=True, sort_keys=False, width=100)
    return EDITEUR.format(schema) + ENTETE + texte


def texte_csv(colonnes: Sequence[str], lignes: Iterable[Mapping[str, Any]]) -> str:
    """Un fichier CSV ; une clé absente ou ``None`` donne une cellule vide, une clé inconnue une erreur."""
    sortie = io.StringIO()
    redacteur = csv.DictWriter(sortie, colonnes, restval="", lineterminator="\n")
    redacteur.writeheader()
    redacteur.writerows(lignes)
    return sortie.getvalue()


def nombre(valeur: float) -> str:
    """Un nombre tel qu'on l'écrit dans un CSV : point décimal, une décimale au plus.

    >>> nombre(60.0), nombre(55.8)
    ('60', '55.8')
    """
    return str(int(valeur)) if valeur == int(valeur) else f"{valeur:.1f}"


def saisie_apres(annee: int, tirage: Random) -> dt.date:
    """Un jour de saisie dans les trois mois qui suivent la fin de l'année décrite."""
    return dt.date(annee + 1, 1, 10) + dt.timedelta(days=tirage.randrange(70))
