"""Ce que les tests des faits ont en commun : les départements réels, les fichiers, les nombres d'un texte."""

import csv
import html
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from sdsf.espace import Espace
from sdsf.releves.lecture import fichiers_nationaux
from sdsf.vocabulaire import FICTIF

RACINE = Path(__file__).resolve().parents[2]
DEPARTEMENTS = RACINE / "data/departements"
NATIONALES = fichiers_nationaux(Espace(RACINE))

CLE = ["indicateur", "territoire", "maille", "perimetre", "periode", "source", "edition", "extrait"]
# Une part s'écrit aussi en mots : « la moitié », « un sur deux », « le quart », « les deux tiers ».
EN_LETTRES = {
    0: ("ne mobilisent pas",),
    1: ("un", "une", "premier", "première"),
    2: ("deux", "double", "doublé"),
    3: ("trois", "triple", "triplé"),
    4: ("quatre", "quart"),
    5: ("cinq",),
    6: ("six",),
    7: ("sept",),
    8: ("huit",),
    9: ("neuf",),
    10: ("dix", "dizaine"),
    12: ("douze",),
    13: ("treize",),
    14: ("quatorze",),
    15: ("quinze", "quinzaine"),
    16: ("seize",),
    20: ("vingt", "vingtaine"),
    25: ("quart",),
    30: ("trente", "trentaine"),
    33: ("tiers",),
    40: ("quarante", "quarantaine"),
    50: ("cinquante", "cinquantaine", "moitié", "deux"),
    67: ("deux tiers",),
    75: ("trois quarts",),
    100: ("cent", "centaine"),
}
CHIFFRES = r"\d+(?: \d{3})*(?:,\d+)?"
DECIMAUX = r"\d+(?: \d{3})*(?:[.,]\d+)?"  # le texte écrit aussi « 6.2 % »
MOTS = (
    r"\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|"
    r"quarante|cinquante|soixante|cents?|mille|millions?|dizaines?|quinzaine|vingtaine|trentaine|quarantaine|"
    r"cinquantaine|soixantaine|centaines?|milliers?|tiers|quarts?|moitié)\b"
)
Releve = dict[str, str]


# --- les fichiers -------------------------------------------------------------------------------


def lire(chemin: Path, separateur: str = ",") -> list[Releve]:
    with chemin.open(encoding="utf-8-sig", newline="") as fichier:
        return list(csv.DictReader(fichier, delimiter=separateur))


def lignes(chemin: Path, origine: str) -> list[Releve]:
    return [ligne for ligne in lire(chemin) if ligne["origine"] == origine]


def releves(departement: str) -> Path:
    return DEPARTEMENTS / departement / "releves.csv"


def avec(origine: str) -> list[str]:
    """Les départements réels dont les relevés ont des lignes de cette origine."""
    codes = (chemin.parent.name for chemin in sorted(DEPARTEMENTS.glob("*/releves.csv")))
    return [code for code in codes if code != FICTIF and lignes(releves(code), origine)]


def transcrits() -> list[str]:
    """Les départements réels qui ont un plan d'action."""
    plans = (RACINE / "params/departements").glob("*/*/plan.yml")
    return sorted({plan.parents[1].name for plan in plans} - {FICTIF})


# --- les nombres écartés ------------------------------------------------------------------------


def fichier_des_ecartes(departement: str) -> Path:
    return Path(__file__).with_name(f"nombres_ecartes_{departement}.yml")


def ecartes(departement: str) -> dict[str, Any]:
    """Le fichier des nombres écartés : la source, les lignes du diagnostic, les passages par raison."""
    lu: dict[str, Any] = yaml.safe_load(fichier_des_ecartes(departement).read_text(encoding="utf-8"))
    return lu


def passages_ecartes(departement: str) -> list[str]:
    return [passage for groupe in ecartes(departement)["ecartes"] for passage in groupe["passages"]]


# --- le texte et ses nombres --------------------------------------------------------------------


def normaliser(texte: str) -> str:
    """Le texte sans balises, emphase, exposants ni puces, avec des espaces simples.

    >>> normaliser("<p>le 6^{ème} des **99 centres**</p>  - et")
    'le 6ème des 99 centres et'
    """
    texte = html.unescape(re.sub(r"<[^>]+>", " ", texte)).replace("**", "")
    texte = re.sub(r"\^\{([^}]*)\}", r"\1", texte)
    return re.sub(r"(?<=\s)- (?=\S)", "", re.sub(r"\s+", " ", texte)).strip()


def porte_le_nombre(extrait: str, valeur: Decimal) -> bool:
    """L'extrait contient la valeur en chiffres (au signe près), ou en toutes lettres."""
    for chiffres in re.finditer(DECIMAUX, extrait):
        lu = Decimal(chiffres.group().replace(" ", "").replace(",", "."))
        signe = -1 if extrait[: chiffres.start()].endswith("-") and valeur < 0 else 1
        if signe * lu == valeur:
            return True
    mots = EN_LETTRES.get(int(valeur), ()) if valeur == int(valeur) else ()
    return any(re.search(rf"\b{mot}\b", extrait, re.IGNORECASE) for mot in mots)


def _places(texte: str, passage: str) -> list[range]:
    trouves = re.finditer(re.escape(normaliser(passage)), texte)
    return [range(trouve.start(), trouve.end()) for trouve in trouves]


def _couverture(texte: str, passages: Iterable[str]) -> list[int]:
    """Pour chaque caractère du texte, combien de passages différents le contiennent."""
    combien = [0] * len(texte)
    for passage in {normaliser(passage) for passage in passages}:
        for place in _places(texte, passage):
            for rang in place:
                combien[rang] += 1
    return combien


def _nombres(texte: str) -> list[range]:
    trouves = re.finditer(f"{CHIFFRES}|{MOTS}", texte, re.IGNORECASE)
    return [range(trouve.start(), trouve.end()) for trouve in trouves]


def nombres_sans_emploi(texte: str, passages: Iterable[str]) -> list[str]:
    """Les nombres du texte (en chiffres ou en lettres) qu'aucun passage ne contient."""
    combien = _couverture(texte, passages)
    orphelins = [nombre for nombre in _nombres(texte) if not all(combien[rang] for rang in nombre)]
    return [
        f"{texte[n.start : n.stop]} : « …{texte[max(0, n.start - 50) : n.stop + 50]}… »" for n in orphelins
    ]


def passages_sans_emploi(texte: str, extraits: Iterable[str], passages: Iterable[str]) -> list[str]:
    """Les passages qui ne couvrent aucun nombre que rien d'autre ne couvre."""
    releves_, ecartes_ = {normaliser(extrait) for extrait in extraits}, sorted(set(passages))
    combien = _couverture(texte, {*releves_, *ecartes_})
    seuls = {rang for nombre in _nombres(texte) for rang in nombre if combien[rang] == 1}
    return [
        passage
        for passage in ecartes_
        if normaliser(passage) in releves_
        or not any(rang in seuls for place in _places(texte, passage) for rang in place)
    ]
