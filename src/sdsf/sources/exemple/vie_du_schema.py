"""La vie fictive du schéma : réunions, décisions, moyens, schémas communaux, contrôles, recommandations."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

from sdsf.sources.exemple.ecriture import ANNEES, alea, lire_textes

TABLES = (
    "reunions",
    "decisions",
    "moyens",
    "schemas_communaux",
    "controles",
    "experimentations",
    "recommandations",
    "remarques",
    "corrections",
)
SOURCE = "exemple_fictif"
# La dernière année dont les comptes sont clos.
DERNIERS_COMPTES = 2024
Ligne = dict[str, Any]


def lignes(table: str) -> list[Ligne]:
    """Les lignes d'une table : tirées à partir des textes, ou prises telles quelles."""
    textes = lire_textes("vie_du_schema")
    if table == "reunions":
        return sorted(_reunions(textes), key=lambda ligne: (ligne["date"], ligne["instance"]))
    if table == "moyens":
        return list(_moyens(textes["moyens"]))
    return list(textes[table])


def _reunions(textes: Ligne) -> Iterator[Ligne]:
    tirage = alea()
    prises = Counter((decision["instance"], decision["date"]) for decision in textes["decisions"])
    for instance, suivi in textes["reunions"].items():
        for date in suivi["tenues"]:
            presents = {"tenue": "oui", "presents": _presents(suivi["membres"], tirage)}
            yield _reunion(instance, date, suivi, tirage) | presents | {"decisions": prises[instance, date]}
        for date in suivi["annulees"]:
            yield _reunion(instance, date, suivi, tirage) | {"tenue": "non", "decisions": 0}


def _reunion(instance: str, date: dt.date, suivi: Ligne, tirage: Random) -> Ligne:
    return {
        "instance": instance,
        "date": date,
        "membres": suivi["membres"],
        "saisi_par": suivi["saisi_par"],
        "saisi_le": date + dt.timedelta(days=tirage.randrange(1, 15)),
    }


def _presents(membres: int | None, tirage: Random) -> int:
    """Une instance sans liste de membres (rencontres ouvertes) compte ses présents, sans plus."""
    return round(membres * tirage.uniform(0.55, 0.95)) if membres else tirage.randrange(25, 60)


def _moyens(programme: list[Ligne]) -> Iterator[Ligne]:
    tirage = alea()
    for prevision in programme:
        depuis = prevision.get("depuis", ANNEES[0])
        cle = {nom: prevision[nom] for nom in ("axe", "fiche", "financeur", "nature")}
        for annee in range(depuis, ANNEES.stop):
            montants = _montants(prevision["prevu_eur"] * 1.02 ** (annee - depuis), annee, tirage)
            yield {**cle, "annee": annee, **montants, "source": SOURCE}


def _montants(prevu: float, annee: int, tirage: Random) -> Ligne:
    """Prévu, engagé, réalisé à la centaine d'euros ; le réalisé attend la clôture des comptes."""
    engage = prevu * tirage.uniform(0.78, 1.0)
    realise = engage * tirage.uniform(0.85, 1.0)
    connu = annee <= DERNIERS_COMPTES
    return {
        "prevu_eur": _centaines(prevu),
        "engage_eur": _centaines(engage),
        "realise_eur": _centaines(realise) if connu else None,
    }


def _centaines(montant: float) -> int:
    return int(round(montant, -2))
