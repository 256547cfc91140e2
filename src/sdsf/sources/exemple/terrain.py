"""Les relevés fictifs de terrain : services, relais, places, familles, communes, indicateurs communs.

Un effectif du département est la somme de ceux de ses intercommunalités, connus tous.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from sdsf.sources.exemple.ecriture import ANNEES, lire_textes, nombre

SOURCE, GEOGRAPHIE = "exemple_fictif", "géographie fictive 2024"
OBSERVATOIRE = "observatoire fictif de la petite enfance, Caf d'exemple"
DEPARTEMENT = "00"
ANNEES_DES_RELAIS = (2024, 2025)
REFERENTIEL = Path(__file__).parents[4] / "params/referentiel/indicateurs"
NOTES = {"secret": "petit effectif", "non_renseignee": "le service n'a pas répondu"}
Ligne = dict[str, Any]


def tous() -> Iterator[Ligne]:
    """Toutes les lignes, table de ``terrain.yml`` par table."""
    textes, noms = lire_textes("terrain"), _noms()
    yield from _taux(textes["taux_des_familles"], "epci", noms)
    yield from _taux(textes["criteres_des_communes"], "communes", noms)
    yield from _population(textes["population"], noms)
    yield from _ecoles(textes["ecoles"], noms)
    yield from _services(textes["services"], noms)
    yield from _relais(textes["relais"], noms)
    yield from _places(textes["places"], noms)
    yield from _departement(textes["departement"], noms)


def _noms() -> dict[str, str]:
    textes = lire_textes("territoires")
    locaux = {t["code"]: t["nom"] for t in (*textes["epci"], *textes["communes"])}
    return {DEPARTEMENT: textes["departement"], **locaux}


def _relever(territoire: str, noms: dict[str, str], annee: int, valeur: float | str, **quoi: Any) -> Ligne:
    """Une ligne ; un mot à la place d'une valeur est l'état du trou."""
    maille = {2: "departement", 5: "commune"}.get(len(territoire), "epci")
    etat = valeur if isinstance(valeur, str) else "valeur"
    return {
        "territoire": territoire,
        "maille": maille,
        "periode": str(annee),
        "valeur": "" if isinstance(valeur, str) else nombre(valeur),
        "etat": etat,
        "nature": "publiee",
        "origine": "producteur",
        "source": SOURCE,
        "geographie": GEOGRAPHIE,
        "note": NOTES.get(etat, ""),
        "saisi_par": OBSERVATOIRE,
        "saisi_le": dt.date(annee + 1, 3, 15),
        **quoi,
        "libelle": f"{noms[territoire]} — {quoi['libelle']}",
    }


def _taux(textes: Ligne, cle: str, noms: dict[str, str]) -> Iterator[Ligne]:
    unites = textes.get("unites", {})
    for code, valeurs in textes[cle].items():
        for (indicateur, libelle), valeur in zip(textes["libelles"].items(), valeurs, strict=True):
            quoi = {"indicateur": indicateur, "libelle": libelle, "unite": unites.get(indicateur, "pourcent")}
            yield _relever(code, noms, textes["annee"], valeur, **quoi)


def _population(textes: Ligne, noms: dict[str, str]) -> Iterator[Ligne]:
    quoi = {"indicateur": "population_municipale", "libelle": "population municipale", "unite": "habitants"}
    for code, valeur in textes["communes"].items():
        yield _relever(code, noms, textes["annee"], valeur, **quoi)


def _ecoles(textes: Ligne, noms: dict[str, str]) -> Iterator[Ligne]:
    for code, valeurs in textes["communes"].items():
        for indicateur, valeur in zip(textes["colonnes"], valeurs, strict=True):
            quoi = {"indicateur": indicateur, "libelle": textes["libelles"][indicateur], "unite": "nombre"}
            yield _relever(code, noms, textes["annee"], valeur, **quoi)


def _services(textes: Ligne, noms: dict[str, str]) -> Iterator[Ligne]:
    for code, services in textes["epci"].items():
        for indicateur, serie in services.items():
            unite = textes["unites"].get(indicateur, "actions")
            quoi = {"indicateur": indicateur, "libelle": textes["libelles"][indicateur], "unite": unite}
            for annee, valeur in zip(ANNEES, serie, strict=True):
                yield _relever(code, noms, annee, valeur, **quoi)


def _relais(textes: Ligne, noms: dict[str, str]) -> Iterator[Ligne]:
    quoi = {
        "indicateur": "assistants_maternels_par_etp_rpe",
        "libelle": "assistants maternels par ETP d'animation de relais",
        "unite": "assistants_maternels_par_etp",
    }
    for code, membres in textes.items():
        series = zip(ANNEES_DES_RELAIS, membres["assistants"], membres["etp"], strict=True)
        for annee, assistants, etp in series:
            connu = not isinstance(assistants, str)
            membres_ecrits = (
                {"numerateur": assistants, "denominateur": etp} if connu else {"denominateur": etp}
            )
            ratio = round(assistants / etp, 1) if connu else assistants
            yield _relever(code, noms, annee, ratio, **quoi, **membres_ecrits)


def _places(textes: Ligne, noms: dict[str, str]) -> Iterator[Ligne]:
    """Les places ouvertes, fermées, et leur solde : chaque intercommunalité, puis le département."""
    libelles = {
        "places_eaje_ouvertes": "places d'établissement ouvertes dans l'année",
        "places_eaje_fermees": "places d'établissement fermées dans l'année",
        "solde_places_eaje": "solde net de places d'établissement",
    }
    for rang, annee in enumerate(ANNEES):
        ouvertes = {code: serie[rang] for code, serie in textes["ouvertes"].items()}
        fermees = {code: serie[rang] for code, serie in textes["fermees"].items()}
        for code in (DEPARTEMENT, *ouvertes):
            o, f = (sum(par.values()) if code == DEPARTEMENT else par[code] for par in (ouvertes, fermees))
            for (indicateur, libelle), valeur in zip(libelles.items(), (o, f, o - f), strict=True):
                quoi = {"indicateur": indicateur, "libelle": libelle, "unite": "places"}
                yield _relever(code, noms, annee, valeur, **quoi)


def _departement(textes: Ligne, noms: dict[str, str]) -> Iterator[Ligne]:
    for indicateur, serie in textes.items():
        fiche = yaml.safe_load((REFERENTIEL / f"{indicateur}.yml").read_text(encoding="utf-8"))
        libelle = fiche["intitule"][0].lower() + fiche["intitule"][1:]
        quoi = {"indicateur": indicateur, "libelle": libelle, "unite": fiche["unite"]}
        for annee, valeur in zip(ANNEES, serie, strict=True):
            yield _relever(DEPARTEMENT, noms, annee, valeur, **quoi)
