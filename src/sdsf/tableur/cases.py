"""Une valeur devient le contenu d'une case, et une case redevient exactement la même valeur.

Une case vide : le texte se tait (null), ou la liste est vide. Ce qu'une case ne sait pas dire s'écrit
entre doubles crochets : ``[[à la ligne]]``, ``[[non dit]]``, ``[[vide]]``, ``[[U+000D]]``.
"""

import datetime as dt
import re
from enum import Enum
from typing import Any

from sdsf.tableur.mots import normaliser
from sdsf.tableur.structure import Colonne

A_LA_LIGNE = "[[à la ligne]]"
TEXTE_VIDE = "[[vide]]"
# Un tableur ne sait pas dater avant 1900, et se trompe d'un jour jusqu'en mars.
PREMIER_JOUR = dt.date(1900, 3, 1)
# Ce que le format .xlsx ne garde pas : caractères de commande, et ses propres codes « _x000D_ ».
_A_ECRIRE_EN_CODE = re.compile(
    r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|\[(?=\[)|_(?=x[0-9A-Fa-f]{4}_)|x(?=005F_)"
)
_CODE = re.compile(r"\[\[U\+([0-9A-F]{4,6})\]\]")
_CODE_DU_TABLEUR = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Marque(Enum):
    """Ce qu'une case dit d'autre qu'une valeur."""

    VIDE = ""
    # Le sous-ensemble est là, et le texte n'en dit rien.
    NON_DIT = "[[non dit]]"
    # Le champ facultatif est écrit, et vaut null.
    RIEN = "[[rien]]"


# --- écrire ---------------------------------------------------------------------------------------


def ecrire_valeur(colonne: Colonne, valeur: Any) -> str | int | float | dt.date | None:
    """Le contenu de la case ; ``None`` : la case reste vide."""
    if valeur is None or valeur is Marque.VIDE:
        return None
    if isinstance(valeur, Marque):
        return str(valeur.value)
    if colonne.genre == "liste":
        return "\n".join(en_code(element).replace("\n", A_LA_LIGNE) for element in valeur) or None
    if colonne.genre == "mot":
        return next(mot for mot, admis in colonne.mots.items() if admis == valeur)
    if isinstance(valeur, dt.date):
        return valeur if valeur >= PREMIER_JOUR else valeur.isoformat()
    return en_code(valeur) if isinstance(valeur, str) else valeur


def en_code(texte: str) -> str:
    """Un texte, ses caractères impossibles écrits en code ; jamais blanc.

    >>> en_code("=1+1"), en_code("a\\rb"), en_code(""), en_code(" ")
    ('=1+1', 'a[[U+000D]]b', '[[vide]]', '[[U+0020]]')
    """
    if not texte.strip():
        return "".join(map(_code, texte)) or TEXTE_VIDE
    return _A_ECRIRE_EN_CODE.sub(lambda trouve: _code(trouve[0]), texte)


def _code(caractere: str) -> str:
    return f"[[U+{ord(caractere):04X}]]"


# --- lire -----------------------------------------------------------------------------------------


def lire_valeur(colonne: Colonne, brut: object) -> Any:
    """La valeur d'une case, ou une ``Marque``. Une valeur du mauvais type est rendue telle quelle."""
    texte = propre(brut) if isinstance(brut, str) else brut
    if texte is None or texte == "" or (isinstance(texte, str) and not texte.strip()):
        return Marque.VIDE
    if texte in (Marque.NON_DIT.value, Marque.RIEN.value):
        return Marque(texte)
    if colonne.genre == "liste":
        return _liste(texte) if isinstance(texte, str) else [texte]
    if colonne.genre == "mot":
        return _mot(colonne, texte)
    if colonne.genre == "date":
        return _date(texte)
    if colonne.genre == "entier" and isinstance(texte, float) and texte.is_integer():
        return int(texte)
    return sans_code(texte) if isinstance(texte, str) else texte


def propre(texte: str) -> str:
    """Un texte tel que le tableur le montre : ses codes de caractères et ses fins de ligne en moins."""
    decode = _CODE_DU_TABLEUR.sub(lambda trouve: chr(int(trouve[1], 16)), texte)
    return decode.replace("\r\n", "\n").replace("\r", "\n")


def sans_code(texte: str) -> str:
    """Le texte qu'``en_code`` avait écrit.

    >>> sans_code("a[[U+000D]]b"), sans_code("[[vide]]")
    ('a\\rb', '')
    """
    return "" if texte == TEXTE_VIDE else _CODE.sub(lambda trouve: _caractere(trouve[1]), texte)


def _caractere(code: str) -> str:
    rang = int(code, 16)
    return chr(rang) if rang <= 0x10FFFF else f"[[U+{code}]]"


def _liste(texte: str) -> list[str]:
    """Un élément par ligne ; une ligne blanche n'en est pas un."""
    lignes = (ligne for ligne in texte.split("\n") if ligne.strip())
    return [sans_code(ligne.replace(A_LA_LIGNE, "\n")) for ligne in lignes]


def _mot(colonne: Colonne, recu: object) -> Any:
    """La valeur d'un mot choisi dans la liste, ou de son code ; un mot inconnu est rendu tel quel."""
    admis = {normaliser(mot): valeur for mot, valeur in colonne.mots.items()}
    admis |= {normaliser(valeur): valeur for valeur in colonne.mots.values()}
    return admis.get(normaliser(recu), recu)


def _date(recu: object) -> Any:
    """Un jour ; un texte « année-mois-jour » en est un, toute autre écriture est rendue telle quelle."""
    if isinstance(recu, dt.datetime) and recu.time() == dt.time():
        return recu.date()
    if isinstance(recu, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", recu.strip()):
        try:
            return dt.date.fromisoformat(recu.strip())
        except ValueError:
            return recu
    return recu
