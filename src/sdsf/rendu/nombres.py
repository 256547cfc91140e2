"""Écrire un nombre, une date, un texte à la française : virgule, espaces insécables, guillemets."""

import datetime as dt
import re
from functools import lru_cache

from sdsf.referentiel.modeles import Unite

FINE = "\u202f"
INSECABLE = "\u00a0"
# Un nombre déjà écrit par milliers : une tête d'un à trois chiffres, puis des groupes de trois.
MILLIERS = re.compile(r"(?<![\d,.])\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)")
MOIS = [
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
]  # fmt: skip


def nombre(valeur: float, decimales: int = 0) -> str:
    """Un nombre avec sa virgule et ses milliers.

    >>> nombre(2043110), nombre(-0.04, 1), nombre(50.6, 1)
    ('2\\u202f043\\u202f110', '0,0', '50,6')
    """
    texte = f"{valeur:,.{decimales}f}".replace(",", FINE).replace(".", ",")
    if texte.startswith("-") and not re.search(r"[1-9]", texte):
        texte = texte[1:]
    return texte.replace("-", "\u2212")


def signe(valeur: float, decimales: int = 1) -> str:
    """Un écart, toujours avec son signe.

    >>> signe(2.6), signe(-10.3), signe(0)
    ('+2,6', '\\u221210,3', '0,0')
    """
    texte = nombre(valeur, decimales)
    return f"+{texte}" if valeur > 0 and re.search(r"[1-9]", texte) else texte


def avec_unite(texte: str, valeur: float, unite: Unite) -> str:
    """Un nombre déjà écrit, suivi de son unité accordée.

    Le pluriel commence à deux : « 1,9 place », « 2 places ».
    """
    mot = unite.singulier if abs(valeur) < 2 else unite.pluriel
    return f"{texte}{FINE if mot == '%' else INSECABLE}{mot}"


def date(jour: dt.date) -> str:
    """Une date en toutes lettres.

    >>> date(dt.date(2024, 3, 1))
    '1er\\xa0mars\\xa02024'
    """
    quantieme = "1er" if jour.day == 1 else str(jour.day)
    return INSECABLE.join([quantieme, MOIS[jour.month - 1], str(jour.year)])


JOUR = re.compile(rf"(1er|\d{{1,2}})[ {INSECABLE}]({'|'.join(MOIS)})[ {INSECABLE}](\d{{4}})")


def jour_ecrit(texte: str) -> str:
    """Le jour d'une date en toutes lettres, en chiffres ; un texte vide si ce n'en est pas une.

    >>> jour_ecrit("1er mars 2024"), jour_ecrit("en continu")
    ('2024-03-01', '')
    """
    trouve = JOUR.fullmatch(texte)
    if trouve is None:
        return ""
    quantieme, mois, annee = trouve.groups()
    return f"{annee}-{MOIS.index(mois) + 1:02}-{quantieme.removesuffix('er'):0>2}"


# Un rapport écrit des milliers de fois les mêmes sources, éditions et territoires.
@lru_cache(maxsize=8192)
def typographier(texte: str) -> str:
    """Les espaces insécables de la typographie française, sans changer un mot.

    >>> typographier("Pourquoi ? « Oui » : 12 %")
    'Pourquoi\\u202f? «\\xa0Oui\\xa0»\\xa0: 12\\u202f%'
    """
    texte = re.sub(r"[ \u00a0]+([;?!])(?=\s|$|[»)])", FINE + r"\1", texte)
    texte = re.sub(r"[ \u00a0]+:(?=\s|$)", INSECABLE + ":", texte)
    texte = re.sub(r"«[ \u00a0]+", "«" + INSECABLE, texte)
    texte = re.sub(r"[ \u00a0]+»", INSECABLE + "»", texte)
    texte = re.sub(r"(?<=[\d}])[ \u00a0]+(?=[%€‰])", FINE, texte)
    return MILLIERS.sub(lambda trouve: re.sub(r"[ \u00a0]", FINE, trouve.group()), texte)


def accorder(nombre_: float, singulier: str, pluriel: str) -> str:
    """Le mot au nombre qu'il faut.

    >>> accorder(1, "fiche", "fiches"), accorder(0, "fiche", "fiches")
    ('fiche', 'fiche')
    """
    return singulier if abs(nombre_) < 2 else pluriel


def abreger(mots: list[str], maximum: int = 3) -> str:
    """Une énumération qui s'arrête : les premiers mots, puis le nombre des autres.

    >>> abreger(["a", "b", "c", "d", "e"])
    'a, b, c et 2 autres'
    """
    reste = len(mots) - maximum
    if reste < 1:
        return liste_fr(mots)
    return f"{', '.join(mots[:maximum])} et {reste} {accorder(reste, 'autre', 'autres')}"


def liste_fr(mots: list[str]) -> str:
    """Une énumération.

    >>> liste_fr(["Caf", "MSA", "Département"])
    'Caf, MSA et Département'
    """
    return " et ".join(filter(None, [", ".join(mots[:-1]), *mots[-1:]]))
