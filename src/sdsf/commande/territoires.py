"""``sdsf lister territoires`` : tout département, avec ou sans plan, avec ou sans fichiers à lui."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from sdsf.demande import departement_connu
from sdsf.espace import Espace
from sdsf.lecture.csv_strict import lire_table
from sdsf.releves.lecture import contrats
from sdsf.territoires.appartenances import appartenances, parts_departementales, phrase_de_partage
from sdsf.territoires.lecture import lire_territoires
from sdsf.territoires.modeles import Territoires
from sdsf.vocabulaire import FICTIF

Ligne = dict[str, Any]


def territoires(espace: Espace, departement: str) -> list[Ligne]:
    """Le département, ses EPCI, EPT, communes et arrondissements municipaux, puis ceux de son fichier.

    Clés : ``territoire, maille, nom, rattachement, population`` (municipale, habitants ; ``None`` si elle
    n'est pas connue) et ``note`` (ce qu'il faut savoir d'un EPCI à cheval). Le fichier du département
    l'emporte pour le nom et le rattachement. Lève ``Erreurs``.
    """
    code = departement_connu(espace, departement).code
    nationales = [] if code == FICTIF else list(_nationales(lire_territoires(espace), code))
    propres = {(ligne["territoire"], ligne["maille"]): ligne for ligne in _propres(espace, code)}
    reprises = [ligne | propres.pop((ligne["territoire"], ligne["maille"]), {}) for ligne in nationales]
    return [*reprises, *(ligne | {"population": None, "note": ""} for ligne in propres.values())]


def _propres(espace: Espace, code: str) -> list[Ligne]:
    """Les lignes du fichier du département, s'il en a un, dans les colonnes du contrat."""
    chemin = espace.data / "departements" / code / "territoires.csv"
    if not chemin.exists():
        return []
    schema = contrats(espace)["territoires"]
    table = lire_table(chemin, espace.relatif(chemin), schema)
    return [{str(k): v for k, v in x.items()} for x in table[schema.colonnes].to_dict("records")]


def _nationales(tous: Territoires, code: str) -> Iterator[Ligne]:
    communes = appartenances(tous)
    communes = communes[communes["departement"] == code]
    yield _ligne(code, "departement", tous.noms["departement"][code], "", communes["population"].sum())
    yield from _groupements(tous, code, "epci", dict.fromkeys(communes["epci"], code))
    yield from _groupements(tous, code, "ept", dict(zip(communes["ept"], communes["epci"], strict=True)))
    for x in communes.itertuples():
        yield _ligne(x.commune, "commune", x.nom, x.ept or x.epci or code, x.population)
    arrondissements = tous.tables["arrondissements_municipaux"]
    for x in arrondissements[arrondissements["commune"].isin(communes["commune"])].itertuples():
        yield _ligne(x.arrondissement_municipal, "arrondissement_municipal", x.nom, x.commune, x.population)


def _groupements(tous: Territoires, code: str, niveau: str, rattachements: dict[str, str]) -> Iterator[Ligne]:
    """Les EPCI ou les EPT du département ; la population est celle de leur seule partie départementale."""
    parts = parts_departementales(tous, niveau, dans=code)
    for siren in sorted(filter(None, rattachements)):
        les_siennes = parts[parts[niveau] == siren]
        ici = les_siennes[les_siennes["departement"] == code].iloc[0]
        note = phrase_de_partage(les_siennes, code)
        yield _ligne(siren, niveau, tous.noms[niveau][siren], rattachements[siren], ici["population"], note)


def _ligne(code: Any, maille: str, nom: Any, rattachement: Any, population: Any, note: str = "") -> Ligne:
    return {
        "territoire": code,
        "maille": maille,
        "nom": nom,
        "rattachement": rattachement,
        "population": None if pd.isna(population) else int(population),
        "note": note,
    }
