"""Une faute du modèle, dite à sa case : ce qui ne va pas, la valeur valable la plus proche, le remède."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Lieu, enumerer, plus_proche
from sdsf.lecture.dates import date_proposee, porte_une_heure
from sdsf.tableur.structure import Colonne

ATTENDUS = {
    "texte": "un texte",
    "liste": "un texte",
    "entier": "un nombre entier",
    "nombre": "un nombre",
    "date": "une date",
}
TEXTE_DEVENU_NOMBRE = (
    "Donnez à la case le format Texte, puis retapez la valeur : un tableur change 1.10 en 1.1 et 01 en 1."
)
TEXTE_DEVENU_DATE = (
    "Donnez à la case le format Texte, puis retapez la valeur : un tableur l'a prise pour une date."
)
NOMBRE_ATTENDU = "Tapez le nombre seul, sans unité ni espace, dans une case au format Nombre."
UN_IDENTIFIANT = "un identifiant s'écrit en minuscules sans accent, chiffres, points et tirets"
FORMES = {
    "departement": "ce n'est pas un code de département (01, 2A, 974)",
    "periode": "écrivez 2020, 2023-T4, 2018-12-31, 2021-2022 ou 2016/2019",
    "indicateur": "un code s'écrit en minuscules sans accent, avec des soulignés",
}
CAUSES = {
    "string_too_short": "le texte est vide",
    "too_short": "il y faut au moins {min_length} éléments, un par ligne",
    "greater_than_equal": "il faut au moins {ge}",
    "less_than_equal": "il faut au plus {le}",
}


def dire(erreur: Mapping[str, Any], colonne: Colonne, lieu: Lieu) -> Erreur:
    """Une erreur de pydantic, en français, dans les mots d'un tableur."""
    genre, recu = str(erreur["type"]), erreur["input"]
    if genre == "missing":
        return err.CaseVide(lieu, cause="cette colonne est obligatoire")
    if genre == "literal_error":
        proche, admis = plus_proche(recu, colonne.mots), enumerer(colonne.mots, 20)
        return err.ValeurHorsListe(lieu, proche=proche, recu=afficher(recu), admis=admis)
    if genre.startswith("date") and isinstance(recu, str | dt.datetime):
        precision = " : la case porte aussi une heure, retirez-la" if porte_une_heure(recu) else ""
        exemple = date_proposee(recu)
        return err.DateDeCase(lieu, recu=afficher(recu), precision=precision, exemple=exemple)
    if genre.endswith("_type") or genre == "int_from_float":
        return mauvais_type(recu, colonne, lieu)
    return err.ValeurDeCase(
        lieu,
        proche=proposer(recu, colonne),
        recu=afficher(recu),
        cause=_cause(genre, erreur.get("ctx", {}), colonne),
        complement=", ou videz-la" if colonne.nullable else "",
    )


def _cause(genre: str, contexte: Mapping[str, Any], colonne: Colonne) -> str:
    if genre == "string_pattern_mismatch":
        return FORMES.get(colonne.place[-1], UN_IDENTIFIANT)
    return CAUSES.get(genre, "la forme n'est pas celle attendue").format(**contexte)


def mauvais_type(recu: Any, colonne: Colonne, lieu: Lieu) -> Erreur:
    """Un nombre là où l'on attend un texte, un texte là où l'on attend un nombre."""
    genre, conseil = "un texte", NOMBRE_ATTENDU
    if colonne.genre in ("texte", "liste"):
        conseil = TEXTE_DEVENU_DATE if isinstance(recu, dt.date | dt.time) else TEXTE_DEVENU_NOMBRE
    elif colonne.genre == "date":
        conseil = "Donnez à la case le format Date, puis tapez jour/mois/année."
    if not isinstance(recu, str):
        genre = "une date" if isinstance(recu, dt.date | dt.time) else "un nombre"
    return err.TypeDeCase(
        lieu,
        proche=proposer(recu, colonne),
        recu=afficher(recu),
        genre="vrai ou faux" if isinstance(recu, bool) else genre,
        attendu=ATTENDUS.get(colonne.genre, "un mot de la liste"),
        conseil=conseil,
    )


def afficher(recu: object) -> str:
    """Une valeur telle qu'un tableur en français la montre.

    >>> afficher(dt.datetime(2024, 6, 30)), afficher(1.1), afficher(True), afficher(["axe", "fiche"])
    ('30/06/2024', '1.1', 'VRAI', 'axe / fiche')
    """
    if isinstance(recu, bool):
        return "VRAI" if recu else "FAUX"
    if isinstance(recu, list):
        return " / ".join(map(afficher, recu))
    if isinstance(recu, dt.datetime) and recu.time() != dt.time():
        return recu.strftime("%d/%m/%Y %H:%M")
    return recu.strftime("%d/%m/%Y") if isinstance(recu, dt.date) else str(recu)


def proposer(recu: object, colonne: Colonne) -> str | None:
    """L'écriture voisine que la colonne admet, si elle diffère de celle qu'on a reçue."""
    essai = voisine(recu, colonne)
    return None if essai is None or str(essai) == str(recu) else str(essai)


def voisine(recu: object, colonne: Colonne) -> object:
    """La première valeur voisine que la colonne admet ; ``None`` : on ne devine pas."""
    # D'un nombre à virgule, on ne devine pas le texte : 1.1 peut venir de 1.10.
    if isinstance(recu, bool) or not isinstance(recu, str | int):
        return None
    return next((essai for essai in _voisines(str(recu)) if admet(colonne, essai)), None)


def admet(colonne: Colonne, valeur: object) -> bool:
    try:
        TypeAdapter(colonne.type).validate_python(valeur, strict=True)
    except ValidationError:
        return False
    return True


def _voisines(texte: str) -> Iterator[object]:
    """Les écritures voisines : le nombre d'un texte, le texte d'un nombre, un identifiant sans accent."""
    nombre = re.sub(r"[\s\u00a0\u202f]", "", texte).replace(",", ".")
    if re.fullmatch(r"-?\d{1,15}", nombre):
        yield int(nombre)
    if re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", nombre):
        yield float(nombre)
    yield from (texte.strip(), texte.strip().zfill(2), texte.strip().upper())
    decompose = unicodedata.normalize("NFKD", texte.replace("œ", "oe")).encode("ascii", "ignore").decode()
    for lien in "-_":
        yield re.sub(r"[^a-z0-9.]+", lien, decompose.lower()).strip(lien)
