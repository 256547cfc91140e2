"""Créer les fichiers d'un département : un squelette valide, dont les textes disent quoi écrire."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, select_autoescape

from sdsf import erreurs as err
from sdsf.demande import departement_connu
from sdsf.erreurs import Erreur, Erreurs, Lieu, plus_proche
from sdsf.espace import Espace
from sdsf.plan.lecture import PERIODE, periodes
from sdsf.production.ecriture import ecrire_lot
from sdsf.referentiel.lecture import lire_departements
from sdsf.referentiel.modeles import Departement
from sdsf.releves.lecture import contrats
from sdsf.vocabulaire import FICTIF

DUREE = 5  # sans --periode : de l'année en cours à celle-ci plus tant
BORNES = (1990, 2100)
GABARITS = {
    "reglages.yml": "params/departements/{code}/reglages.yml",
    "plan.yml": "params/departements/{code}/{periode}/plan.yml",
    "territoires.csv": "data/departements/{code}/territoires.csv",
    "releves.csv": "data/departements/{code}/releves.csv",
}


@dataclass(frozen=True)
class Squelette:
    """Les fichiers créés, et ceux d'un schéma précédent que l'on a laissés comme ils étaient."""

    departement: Departement
    periode: str
    crees: tuple[Path, ...]
    gardes: tuple[Path, ...]


def creer_departement(espace: Espace, code: str, nom: str = "", periode: str = "") -> Squelette:
    """Crée les fichiers d'un département pour une période. Lève ``Erreurs`` ; rien n'est alors écrit."""
    choisie = periode or periode_par_defaut(dt.date.today())
    err.lever([*_fautes_de_departement(espace, code, nom), *_fautes_de_periode(choisie)])
    err.lever(_chevauchement(espace, code, choisie))
    departement = departement_connu(espace, code)
    places = {g: espace.racine / place.format(code=code, periode=choisie) for g, place in GABARITS.items()}
    gardes = _gardes(espace, code, choisie, list(places.values()))
    contenus = {p: _remplir(espace, g, departement, choisie) for g, p in places.items() if p not in gardes}
    ecrire_lot(espace, contenus)
    return Squelette(departement, choisie, tuple(contenus), gardes)


def fichiers_d_accueil(espace: Espace, code: str, periode: str) -> dict[Path, bytes]:
    """Ce qu'il manque autour d'un plan pour qu'il se vérifie : les réglages, les tables vides."""
    departement = departement_connu(espace, code)
    places = {g: espace.racine / place.format(code=code, periode=periode) for g, place in GABARITS.items()}
    manquants = {g: place for g, place in places.items() if g != "plan.yml" and not place.exists()}
    return {place: _remplir(espace, g, departement, periode) for g, place in manquants.items()}


def _gardes(espace: Espace, code: str, periode: str, places: list[Path]) -> tuple[Path, ...]:
    """Les fichiers que le département a déjà, si c'est un schéma de plus. Sinon, lève ``Erreurs``."""
    presents = [place for place in places if place.exists()]
    decrites = periodes(espace, code)
    if decrites and periode not in decrites:
        return tuple(presents)
    err.lever([err.FichierNonRemplace(Lieu(espace.relatif(place))) for place in presents])
    return ()


def periode_par_defaut(jour: dt.date) -> str:
    """De l'année d'un jour à cinq ans plus tard.

    >>> periode_par_defaut(dt.date(2025, 3, 1))
    '2025-2030'
    """
    return f"{jour.year}-{jour.year + DUREE}"


def suite(squelette: Squelette, racine: str = "") -> list[str]:
    """Ce qu'il reste à faire, en commandes à recopier."""
    code, annee = squelette.departement.code, squelette.periode[:4]
    dossier = f'"{racine}"' if " " in racine else racine
    fin = f" --racine {dossier}" if racine else ""
    return [
        "Et maintenant :",
        "1. Ouvrez plan.yml dans un éditeur de texte : ses commentaires disent quoi écrire.",
        f"2. À tout moment, ce qui reste à faire, ligne par ligne : sdsf verifier {code}{fin}",
        f"3. Le premier rapport : sdsf produire {code} {annee} --rapport lecture_schema{fin}",
    ]


# --- la demande -----------------------------------------------------------------------------------


def _fautes_de_departement(espace: Espace, code: str, nom: str) -> list[Erreur]:
    """Un code inconnu ou réservé, ou le nom d'un autre département."""
    if code == FICTIF:
        return [err.DepartementReserve(recu=code)]
    try:
        connu = departement_connu(espace, code)
    except Erreurs as refus:
        return list(refus.erreurs)
    if not nom or _simplifier(nom) == _simplifier(connu.nom):
        return []
    noms = {_simplifier(d.nom): f"{d.code} ({d.nom})" for d in lire_departements(espace).values()}
    proche = plus_proche(_simplifier(nom), noms)
    return [
        err.NomDeDepartement(
            proche=noms[proche] if proche else None, departement=code, nom=connu.nom, recu=nom
        )
    ]


def _simplifier(nom: str) -> str:
    """Un nom sans accent, sans majuscule ni trait d'union.

    >>> _simplifier("Côtes-d'Armor")
    'cotes d armor'
    """
    sans_accent = unicodedata.normalize("NFKD", nom).encode("ascii", "ignore").decode()
    return " ".join(re.split(r"[^a-z0-9]+", sans_accent.lower())).strip()


def _fautes_de_periode(periode: str) -> list[Erreur]:
    cause = _cause(periode)
    return [err.PeriodeMalEcrite(recu=periode, cause=cause, exemple=_exemple(periode))] if cause else []


def _chevauchement(espace: Espace, code: str, periode: str) -> list[Erreur]:
    """Une période qui partage une année avec un schéma déjà décrit, sans être la sienne."""
    decrites = periodes(espace, code)
    autres = [autre for autre in decrites if autre != periode and _se_croisent(autre, periode)]
    if not autres or periode in decrites:
        return []
    exemple = _apres(decrites, *_annees(periode))
    return [err.PeriodeQuiChevauche(recu=periode, autre=autres[-1], departement=code, exemple=exemple)]


def _annees(periode: str) -> tuple[int, int]:
    return int(periode[:4]), int(periode[-4:])


def _se_croisent(une: str, autre: str) -> bool:
    """Vrai si deux périodes ont une année en commun.

    >>> _se_croisent("2022-2026", "2026-2030"), _se_croisent("2022-2026", "2027-2030")
    (True, False)
    """
    return _annees(une)[0] <= _annees(autre)[1] and _annees(autre)[0] <= _annees(une)[1]


def _apres(decrites: list[str], debut: int, fin: int) -> str:
    """Une période aussi longue, après tous les schémas décrits."""
    libre = max(_annees(decrite)[1] for decrite in decrites) + 1
    return f"{libre}-{libre + fin - debut}"


def _cause(periode: str) -> str | None:
    """Ce qui ne va pas dans une période ; ``None`` si tout va."""
    if not PERIODE.fullmatch(periode):
        return "deux années sont attendues"
    debut, fin = (int(annee) for annee in periode.split("-"))
    if debut > fin:
        return "elle finit avant de commencer"
    if debut < BORNES[0] or fin > BORNES[1]:
        return f"une année est hors de {BORNES[0]}-{BORNES[1]}"
    return None


def _exemple(periode: str) -> str:
    """La période probable derrière une écriture fautive ; sinon celle par défaut."""
    annees = [annee for annee in re.findall(r"\d{4}", periode) if BORNES[0] <= int(annee) <= BORNES[1]]
    return "-".join(sorted(annees)) if len(annees) == 2 else periode_par_defaut(dt.date.today())


# --- les fichiers ---------------------------------------------------------------------------------


def _remplir(espace: Espace, gabarit: str, departement: Departement, periode: str) -> bytes:
    """Le contenu d'un fichier. Lève ``Erreurs`` si son gabarit manque ou se lit mal."""
    gabarits = Environment(
        loader=FileSystemLoader(espace.templates / "nouveau" / "departement"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    debut, fin = periode.split("-")
    colonnes = {nom: ",".join(schema.colonnes) for nom, schema in contrats(espace).items()}
    try:
        page = gabarits.get_template(f"{gabarit}.j2")
        return page.render(**departement.model_dump(), debut=debut, fin=fin, colonnes=colonnes).encode()
    except TemplateError as refus:
        lieu = Lieu(f"templates/nouveau/departement/{gabarit}.j2")
        raise Erreurs([err.RenduImpossible(lieu, cause=f"ce gabarit ne se lit pas ({refus})")]) from None
