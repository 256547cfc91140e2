"""Un nombre tel qu'un pilote l'écrit : lu s'il n'a qu'un sens, refusé sinon ; « NC » n'est pas zéro."""

import datetime as dt
import math
import re
from dataclasses import dataclass

from sdsf.rendu.nombres import nombre
from sdsf.tableur.cases import Marque, propre
from sdsf.tableur.mots import normaliser

# Ce qui dit sans équivoque que la valeur n'est pas connue.
NON_DISPONIBLE = {
    "nc", "n.c.", "n.c", "n/c", "nd", "n.d.", "n.d", "n/d", "non connu", "non connue", "non communiqué",
    "non communiquée", "non disponible", "pas disponible", "inconnu", "inconnue",
}  # fmt: skip
SANS_OBJET = {"so", "s.o.", "s.o", "s/o", "sans objet"}
CLAIR = re.compile(r"[+-]?\d{1,15}(,\d{1,15})?")
PROPOSE = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
ESPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")


@dataclass(frozen=True)
class NonDit:
    """La case dit que la valeur manque, et pourquoi."""

    etat: str
    mot: str


class PasUnNombre(ValueError):
    """Une écriture que l'on ne devine pas. ``proche`` : le nombre qu'on y voit, à confirmer par le pilote."""

    def __init__(self, cause: str, proche: str | None = None):
        self.proche = proche
        super().__init__(cause)


def lire_nombre(brut: object) -> float | NonDit | Marque:
    """Un nombre, « la valeur manque », ou une case vide. Lève ``PasUnNombre``.

    >>> lire_nombre(12), lire_nombre("12,5"), lire_nombre("NC").etat
    (12.0, 12.5, 'non_disponible')
    """
    if isinstance(brut, bool):
        raise PasUnNombre("c'est un oui ou un non")
    if isinstance(brut, dt.date | dt.time | dt.timedelta):
        raise PasUnNombre("le tableur l'a pris pour une date ; « 12/15 » n'est pas un nombre")
    if isinstance(brut, int | float):
        return _fini(float(brut))
    return _texte(propre(str(brut)).strip())


def _fini(valeur: float) -> float:
    if not math.isfinite(valeur) or abs(valeur) >= 1e15:
        raise PasUnNombre("il est trop grand")
    return valeur


def _texte(texte: str) -> float | NonDit | Marque:
    if not texte:
        return Marque.VIDE
    mot = normaliser(texte)
    if mot in NON_DISPONIBLE:
        return NonDit("non_disponible", "non disponible")
    if mot in SANS_OBJET:
        return NonDit("sans_objet", "sans objet")
    if CLAIR.fullmatch(texte):
        return _fini(float(texte.replace(",", ".")))
    raise PasUnNombre(_cause(mot), _proche(texte))


def _cause(mot: str) -> str:
    if "%" in mot:
        return "l'unité est déjà dans la colonne « Unité »"
    if re.search(r"\d\s*[/-]\s*\d", mot):
        return "une fraction ou un intervalle en dit deux"
    if re.search(r"\d", mot) and re.search(r"[a-zà-ÿ~≈<>]", mot):
        return "il est accompagné d'un mot ou d'un signe"
    return "l'écriture a plusieurs sens, ou aucun"


def _proche(texte: str) -> str | None:
    """Le seul nombre que l'on y voit ; aucun s'il y en a deux, ou « plus de », « moins de »."""
    lus = PROPOSE.findall(ESPACES.sub("", texte))
    if len(lus) != 1 or re.search(r"moins|plus|<|>", texte.lower()):
        return None
    valeur = float(lus[0].replace(",", "."))
    return nombre(valeur, len(lus[0].replace(",", ".").partition(".")[2])).replace("\u202f", "")
