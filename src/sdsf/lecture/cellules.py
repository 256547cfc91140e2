"""Une cellule d'un producteur : un nombre, ou un trou avec son mot. Jamais un trou changé en zéro."""

import math
import re
from dataclasses import dataclass

from sdsf.vocabulaire import EtatValeur

# s : secret statistique ; nd : non disponible ; so : sans objet (légendes de l'Insee).
MOTS: dict[str, EtatValeur] = {
    "s": "secret",
    "nd": "non_disponible",
    "n.d.": "non_disponible",
    "n.d": "non_disponible",
    "so": "sans_objet",
    "": "non_renseignee",
}
ESPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
NOMBRE = re.compile(r"[+-]?\d{1,15}([.,]\d{1,15})?")
MILLIERS = re.compile(r"[+-]?\d{1,3}([\s\u00a0\u2007\u2009\u202f]\d{3})+([.,]\d{1,15})?")


@dataclass(frozen=True)
class Cellule:
    """Une valeur, ou ``None`` et le mot du trou."""

    valeur: float | None
    etat: EtatValeur

    def fois(self, facteur: float) -> "Cellule":
        """La valeur dans une autre unité ; un trou reste un trou."""
        return self if self.valeur is None else Cellule(round(self.valeur * facteur, 6), self.etat)


class Illisible(ValueError):
    """Une cellule qui n'est ni un nombre ni un mot connu ; le message dit pourquoi."""


def lire_cellule(contenu: object, pourcent: bool = False) -> Cellule:
    """Un nombre ou un mot de trou. ``pourcent`` : le signe « % » est admis. Lève ``Illisible``.

    >>> lire_cellule("1 234,5").valeur, lire_cellule("s").etat, lire_cellule("17 %", True).valeur
    (1234.5, 'secret', 17.0)
    """
    if isinstance(contenu, bool):
        raise Illisible("un oui ou un non n'est pas un nombre")
    if isinstance(contenu, int | float):
        return _nombre(float(contenu))
    texte = str(contenu or "").strip()
    if texte.lower() in MOTS:
        return Cellule(None, MOTS[texte.lower()])
    return _nombre(_convertir(_sans_pourcent(texte, pourcent)))


def _sans_pourcent(texte: str, admis: bool) -> str:
    if not texte.endswith("%"):
        return texte
    if not admis:
        raise Illisible("un pourcentage là où l'on attend un effectif")
    return texte[:-1].strip()


def _convertir(texte: str) -> float:
    if texte.lower().lstrip("+-") in ("nan", "inf", "infinity"):
        raise Illisible("ce n'est pas une valeur finie")
    if not (NOMBRE.fullmatch(texte) or MILLIERS.fullmatch(texte)):
        raise Illisible("ce n'est ni un nombre, ni « s », « nd » ou « so »")
    return float(ESPACES.sub("", texte).replace(",", "."))


def _nombre(valeur: float) -> Cellule:
    if not math.isfinite(valeur):
        raise Illisible("ce n'est pas une valeur finie")
    return Cellule(valeur, "valeur")


def ecrire_nombre(valeur: float | None) -> str:
    """Le nombre tel que le contrat l'écrit : sans « .0 » ; une valeur absente est vide.

    >>> ecrire_nombre(12488.0), ecrire_nombre(10.8), ecrire_nombre(None)
    ('12488', '10.8', '')
    """
    if valeur is None:
        return ""
    return str(int(valeur)) if valeur.is_integer() else format(valeur, ".15g")
