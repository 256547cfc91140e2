"""Réunir les relevés lus et ceux que l'espace a déjà : ce qui change se compte, et se dit.

Un relevé absent du fichier lu reste : il vient d'une autre édition, ou d'un fichier plus complet. Un
relevé identique garde sa date de saisie, pour qu'une relecture ne change aucun octet.
"""

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sdsf.actualisation import Actualisation
from sdsf.espace import Espace
from sdsf.lecture.csv_strict import Schema, lire_contrats, lire_table
from sdsf.plan.lecture import departements_decrits
from sdsf.sources.producteurs.communes import avis_des_communes
from sdsf.sources.producteurs.releves import NATIONALES, Choix, Recolte, Releve
from sdsf.vocabulaire import FICTIF

# Ce qui fait qu'une valeur a changé ; le reste est de la présentation.
FAIT = ("valeur", "etat", "unite", "nature")
CHANGEMENTS_CITES = 10


@dataclass(frozen=True)
class _Fusion:
    """Les lignes à écrire dans un fichier, et leur compte."""

    lignes: Sequence[dict[str, str]]
    ajoutees: int
    changees: Sequence[str]
    inchangees: int


def territoires_suivis(espace: Espace) -> Choix:
    """Les EPCI, EPT, communes et arrondissements des ``territoires.csv`` des départements décrits."""
    schema = lire_contrats(espace.data / "datapackage.json")["territoires"]
    suivis: dict[str, list[str]] = defaultdict(list)
    noms: dict[str, str] = {}
    for code in departements_decrits(espace):
        chemin = espace.data / "departements" / code / "territoires.csv"
        if code == FICTIF or not chemin.exists():
            continue
        table = lire_table(chemin, espace.relatif(chemin), schema)
        fins = table[~table["maille"].isin(NATIONALES)]
        noms |= dict(zip(table["territoire"], table["nom"], strict=True))
        for territoire in fins["territoire"]:
            suivis[territoire].append(code)
    return Choix(suivis, noms)


def actualiser_recoltes(espace: Espace, choix: Choix, recoltes: Iterable[Recolte], lu: Path) -> Actualisation:
    """Le lot à écrire dans ``data/national/<producteur>/`` ; chaque département décrit y a son dossier.

    ``lu`` : le fichier d'où viennent les récoltes, dont chaque relevé garde la date.

    Un fichier que rien ne change n'est pas récrit.
    """
    fichiers: dict[Path, bytes] = {}
    phrases: list[str] = []
    avis: list[str] = []
    schema = lire_contrats(espace.data / "datapackage.json")["releves"]
    du = f"fichier du {dt.date.fromtimestamp(lu.stat().st_mtime).isoformat()}"
    for recolte in recoltes:
        phrases += recolte.phrases
        avis += recolte.avertissements
        avis += avis_des_communes(espace, {r.territoire for r in recolte.releves if r.maille == "commune"})
        for chemin, releves in _par_fichier(espace, choix, recolte).items():
            dates = [replace(r, note=" ; ".join(filter(None, (r.note, du)))) for r in releves]
            fusion = _fusionner(espace, schema, chemin, dates)
            phrases.append(_phrase(espace.relatif(chemin), fusion))
            avis += fusion.changees[:CHANGEMENTS_CITES]
            if len(fusion.changees) > CHANGEMENTS_CITES:
                avis.append(f"… et {len(fusion.changees) - CHANGEMENTS_CITES} autres valeurs changées.")
            if fusion.ajoutees or fusion.changees:
                fichiers[chemin] = _octets(schema, fusion.lignes)
    return Actualisation(fichiers, tuple(phrases), tuple(avis))


def _par_fichier(espace: Espace, choix: Choix, recolte: Recolte) -> Mapping[Path, list[Releve]]:
    rangees: dict[Path, list[Releve]] = defaultdict(list)
    for releve in recolte.releves:
        dossier = espace.data / "national" / releve.mesure.dossier
        fins = () if releve.maille in NATIONALES else (choix.departements or {}).get(releve.territoire, ())
        for place in [dossier] if releve.maille in NATIONALES else [dossier / code for code in fins]:
            rangees[place / f"{recolte.table}.csv"].append(releve)
    return dict(sorted(rangees.items()))


def _fusionner(espace: Espace, schema: Schema, chemin: Path, releves: Iterable[Releve]) -> _Fusion:
    anciennes = _anciennes(espace, schema, chemin)
    jour = dt.date.today().isoformat()
    changees: list[str] = []
    ajoutees = inchangees = 0
    lignes = dict(anciennes)
    for releve in releves:
        neuve = dict.fromkeys(schema.colonnes, "") | releve.ligne(jour)
        cle = tuple(neuve[nom] for nom in schema.cle)
        ancienne = anciennes.get(cle)
        if ancienne is None:
            ajoutees += 1
        elif all(ancienne[nom] == neuve[nom] for nom in FAIT):
            inchangees += 1
            neuve = ancienne
        else:
            changees.append(_changement(ancienne, neuve))
        lignes[cle] = neuve
    return _Fusion([lignes[cle] for cle in sorted(lignes)], ajoutees, changees, inchangees)


def _anciennes(espace: Espace, schema: Schema, chemin: Path) -> dict[tuple[str, ...], dict[str, str]]:
    """Les lignes déjà écrites, contrôlées, telles qu'elles sont écrites."""
    if not chemin.exists():
        return {}
    lire_table(chemin, espace.relatif(chemin), schema)
    with chemin.open(encoding="utf-8", newline="") as flux:
        return {tuple(ligne[nom] for nom in schema.cle): ligne for ligne in csv.DictReader(flux)}


def _changement(ancienne: Mapping[str, str], neuve: Mapping[str, str]) -> str:
    avant, apres = (ligne["valeur"] or ligne["etat"] for ligne in (ancienne, neuve))
    return f"Valeur changée : {neuve['libelle']}, {neuve['periode']} : {avant} devient {apres}."


def _phrase(fichier: str, fusion: _Fusion) -> str:
    parties = (
        f"{fusion.ajoutees} ajoutés",
        f"{len(fusion.changees)} changés",
        f"{fusion.inchangees} inchangés",
        f"{len(fusion.lignes)} en tout",
    )
    return f"{fichier} : relevés {', '.join(parties)}."


def _octets(schema: Schema, lignes: Iterable[Mapping[str, str]]) -> bytes:
    texte = io.StringIO(newline="")
    plume = csv.DictWriter(texte, schema.colonnes, lineterminator="\n")
    plume.writeheader()
    plume.writerows(lignes)
    return texte.getvalue().encode()
