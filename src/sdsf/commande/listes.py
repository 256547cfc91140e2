"""Lister ce que l'espace contient, en tableau, en CSV ou en JSON."""

import csv
import datetime as dt
import json
import re
import textwrap
from collections.abc import Callable, Sequence
from typing import Any, TextIO

import pandas as pd
from rich.console import Console
from rich.table import Table

from sdsf import erreurs as err
from sdsf.chargement import charger
from sdsf.commande import listes_du_plan as du_plan
from sdsf.commande.echeances import COURTES as COURTES_DES_ECHEANCES
from sdsf.commande.echeances import des_echeances
from sdsf.commande.listes_du_plan import COURTES
from sdsf.commande.territoires import territoires
from sdsf.demande import ANNEES, controler_demande, departement_connu, periode_choisie
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreurs, enumerer, plus_proche
from sdsf.espace import Espace
from sdsf.plan.lecture import periodes
from sdsf.production.catalogue import CATALOGUE
from sdsf.production.rapport import neutraliser
from sdsf.rapports.chiffrer import nom_du_territoire
from sdsf.referentiel.lecture import lire_departements, lire_referentiel
from sdsf.releves.lecture import contrats
from sdsf.releves.periodes import annee_de

Ligne = dict[str, Any]
ABREGEES = {**COURTES, "echeances": COURTES_DES_ECHEANCES}
FORMATS = ("table", "csv", "json")
HORS_TABLE = ("sous_actions",)
COLONNES_EN_TABLE = 10  # au-delà, un écran n'en montre plus : la table s'en tient à ESSENTIELLES
ESSENTIELLES = ("indicateur", "territoire", "maille", "periode", "valeur", "unite", "etat", "source")
LONGUEUR_EN_TABLE = 120
# Ce que l'on recopie d'un tableau dans un fichier : jamais coupé.
A_RECOPIER = ("id", "fiche", "code", "nature", "type", "annee", "jour", "echeance", "rapport")


def liste(
    espace: Espace, quoi: str, departement: str | None, periode: str | None, annee: str = ""
) -> tuple[list[str], list[Ligne]]:
    """Les colonnes courtes et les lignes, entières, d'une liste. Lève ``Erreurs`` si elle n'existe pas."""
    if annee and quoi != "echeances":
        raise Erreurs([err.AnneeSansObjet(recu=quoi)])
    if annee and not re.fullmatch(r"[12]\d{3}", annee):
        raise Erreurs([err.AnneeMalEcrite(recu=annee)])
    courtes: Sequence[str] = ()
    if quoi in GENERALES and not (departement and quoi in PROPRES):
        lignes = GENERALES[quoi](espace)
    elif quoi in SANS_DOSSIER:
        code = _departement(espace, quoi, departement, periode)
        lignes = SANS_DOSSIER[quoi](espace, code)
    elif quoi in PROPRES:
        lignes, courtes = PROPRES[quoi](_dossier(espace, quoi, departement, periode)), ABREGEES.get(quoi, ())
    else:
        admis = list(dict.fromkeys([*GENERALES, *PROPRES, *SANS_DOSSIER]))
        raise Erreurs(
            [err.ListeInconnue(proche=plus_proche(quoi, admis), recu=quoi, admis=enumerer(admis, 20))]
        )
    colonnes = list(courtes or (lignes[0] if lignes else ()))
    return colonnes, [ligne for ligne in lignes if not annee or ligne["annee"] == int(annee)]


def _departement(espace: Espace, quoi: str, departement: str | None, periode: str | None) -> str:
    """Le code du département demandé. Lève ``Erreurs`` s'il manque, ou si la période n'est pas la sienne."""
    if not departement:
        raise Erreurs([err.DepartementRequis(recu=quoi)])
    code = departement_connu(espace, departement).code
    if periodes(espace, code):
        periode_choisie(espace, code, periode or "")
    return code


def _dossier(espace: Espace, quoi: str, departement: str | None, periode: str | None) -> Dossier:
    """Le dossier du schéma demandé ; sans schéma, celui des données, pour une liste qui en tient lieu."""
    code = _departement(espace, quoi, departement, periode)
    if quoi in SANS_SCHEMA and not periode and not periodes(espace, code):
        return charger(espace, controler_demande(espace, code, ANNEES[1], rapport="diagnostic"))
    choisie = periode_choisie(espace, code, periode or "")
    return charger(espace, controler_demande(espace, code, int(choisie.split("-")[1])))


def departements(espace: Espace) -> list[Ligne]:
    """Les départements du référentiel, et les périodes décrites pour chacun."""
    return [
        {"code": d.code, "nom": d.nom, "periodes": periodes(espace, d.code)}
        for d in lire_departements(espace).values()
    ]


def rapports(espace: Espace) -> list[Ligne]:
    """Les rapports que cette version produit ; ils ne dépendent pas de l'espace."""
    return [{"code": r.code, "intitule": r.intitule, "carnet": r.carnet} for r in CATALOGUE.values()]


def indicateurs_communs(espace: Espace) -> list[Ligne]:
    """Les indicateurs du référentiel, que tout plan peut citer."""
    fiches_ = sorted(lire_referentiel(espace).indicateurs.values(), key=lambda fiche: fiche.repere)
    return [
        {"code": f.code, "repere": f.repere, "intitule": f.intitule, "unite": f.unite, "sens": f.sens}
        for f in fiches_
    ]


def chiffres(dossier: Dossier) -> list[Ligne]:
    """Les faits que le texte du schéma cite."""
    cites = dossier.releves[dossier.releves["origine"] == "texte"]
    return [
        {
            "libelle": x["libelle"],
            "valeur": None if pd.isna(x["valeur"]) else x["valeur"],
            "unite": x["unite"],
            "annee": annee_de(x["periode"]),
            "territoire": nom_du_territoire(dossier, x),
            "source": dossier.referentiel.sources[x["source"]].titre,
            "extrait": x["extrait"],
        }
        for _, x in cites.iterrows()
    ]


def releves(dossier: Dossier) -> list[Ligne]:
    """Les relevés du département, de ses EPCI et de ses communes, dans les colonnes du contrat.

    D'abord ceux de son propre fichier, puis ceux des producteurs, tels que l'édition publique les montre ; la
    France et les départements comparables n'y sont pas.
    """
    colonnes, code = contrats(dossier.espace)["releves"].colonnes, dossier.departement.code
    lus = dossier.releves
    est_propre = lus["fichier"].str.startswith(f"data/departements/{code}/")
    est_ailleurs = (lus["maille"] == "france") | (
        (lus["maille"] == "departement") & (lus["territoire"] != code)
    )
    siens = pd.concat([lus[est_propre], lus[~est_propre & ~est_ailleurs]])
    return [{nom: _simple(x[nom]) for nom in colonnes} for x in siens.to_dict("records")]


def _simple(valeur: Any) -> Any:
    """Une cellule en valeur simple, que JSON sait écrire."""
    if isinstance(valeur, pd.Timestamp):
        return valeur.date().isoformat()
    return None if pd.isna(valeur) else valeur


GENERALES: dict[str, Callable[[Espace], list[Ligne]]] = {
    "departements": departements,
    "rapports": rapports,
    "indicateurs": indicateurs_communs,
}
# Ce qui se liste pour tout département, même sans plan.
SANS_DOSSIER: dict[str, Callable[[Espace, str], list[Ligne]]] = {"territoires": territoires}
# Ce qui se liste d'un dossier, et qui a un sens avant le premier schéma.
SANS_SCHEMA = ("releves",)
PROPRES: dict[str, Callable[[Dossier], list[Ligne]]] = {
    "fiches": du_plan.fiches,
    "actions": du_plan.actions,
    "indicateurs": du_plan.indicateurs,
    "feuille_de_route": du_plan.feuille_de_route,
    "chiffres": chiffres,
    "instances": du_plan.instances,
    "vigilance": du_plan.vigilance,
    "releves": releves,
    "echeances": des_echeances,
}


def ecrire(console: Console, flux: TextIO, colonnes: list[str], lignes: list[Ligne], format_: str) -> None:
    """Écrit une liste : toute en JSON, l'essentiel sinon. Lève ``Erreurs`` si le format n'existe pas."""
    if format_ not in FORMATS:
        proche = plus_proche(format_, FORMATS)
        raise Erreurs([err.FormatInconnu(proche=proche, recu=format_, admis=enumerer(FORMATS))])
    if format_ == "json":
        flux.write(json.dumps(lignes, ensure_ascii=False, indent=2, default=_en_iso) + "\n")
    elif format_ == "csv":
        ecrivain = csv.DictWriter(flux, colonnes, lineterminator="\n")
        ecrivain.writeheader()
        ecrivain.writerows({nom: neutraliser(_a_plat(x[nom])) for nom in colonnes} for x in lignes)
    else:
        console.print(_tableau(_en_table(colonnes), lignes))


def _en_table(colonnes: list[str]) -> list[str]:
    """Les colonnes qu'un écran peut montrer."""
    if len(colonnes) > COLONNES_EN_TABLE:
        return [nom for nom in colonnes if nom in ESSENTIELLES]
    return [nom for nom in colonnes if nom not in HORS_TABLE]


def _en_iso(valeur: object) -> str:
    """Une date, que JSON ne sait pas écrire."""
    if isinstance(valeur, dt.date):
        return valeur.isoformat()
    raise TypeError(f"{type(valeur)} ne s'écrit pas en JSON")


def _tableau(colonnes: list[str], lignes: list[Ligne]) -> Table:
    """Un tableau à lire : les identifiants entiers, les textes repliés, les plus longs coupés."""
    from rich.text import Text

    tableau = Table(show_lines=False)
    for nom in colonnes:
        tableau.add_column(nom, no_wrap=nom in A_RECOPIER, overflow="fold")
    for ligne in lignes:
        tableau.add_row(*(Text(_couper(str(_a_plat(ligne[nom])))) for nom in colonnes))
    return tableau


def _couper(texte: str) -> str:
    """Un texte long, coupé après un mot.

    >>> _couper("un " * 60)[-6:], _couper("court")
    ('un un…', 'court')
    """
    return (
        texte
        if len(texte) <= LONGUEUR_EN_TABLE
        else textwrap.shorten(texte, LONGUEUR_EN_TABLE, placeholder="…")
    )


def _a_plat(valeur: Any) -> Any:
    """Une liste sur une ligne ; un ensemble par son intitulé ; une absence en blanc."""
    if isinstance(valeur, list):
        return " ; ".join(str(_a_plat(v)) for v in valeur)
    if isinstance(valeur, dict):
        return valeur.get("intitule", "")
    return "" if valeur is None else valeur
