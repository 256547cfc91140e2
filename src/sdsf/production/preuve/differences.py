"""La première différence entre deux fichiers : où, et ce que chacun dit. Rien n'y est lu en entier."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sdsf.erreurs import Erreurs
from sdsf.lecture.octets import TAILLE_CLASSEUR, est_zip, morceaux, ouvrir_zip

TRONCON = 1 << 20
AUTOUR, APRES, EN_ARRIERE = 40, 80, 1 << 16
TEXTES = (".html", ".csv", ".xml", ".rels", ".ipynb", ".json")
ANCRE = re.compile(rb'\bid="([^"]{1,120})"')
FINI = "(le fichier s'arrête ici)"


@dataclass(frozen=True)
class Difference:
    """Où deux fichiers se séparent : un endroit, et ce que l'un et l'autre y disent."""

    fichier: str
    endroit: str
    avant: str
    apres: str

    def __str__(self) -> str:
        return f"{self.fichier}, {self.endroit} : « {self.avant} » / « {self.apres} »"


def premiere_difference(nom: str, avant: Path, apres: Path) -> Difference | None:
    """La première différence de deux fichiers ; ``None`` s'ils sont les mêmes."""
    if est_zip(avant) and est_zip(apres):
        trouvee = _dans_l_archive(nom, avant, apres)
        if trouvee is not None:
            return trouvee
    with avant.open("rb") as un, apres.open("rb") as autre:
        return _dans_le_flux(nom, "", _tranches(un), _tranches(autre), nom.endswith(TEXTES))


def _tranches(flux: IO[bytes]) -> Iterator[bytes]:
    while tranche := flux.read(TRONCON):
        yield tranche


def _dans_l_archive(nom: str, avant: Path, apres: Path) -> Difference | None:
    """Dans un document ou un classeur : la première partie qui n'est pas la même."""
    try:
        with ouvrir_zip(avant, TAILLE_CLASSEUR) as une, ouvrir_zip(apres, TAILLE_CLASSEUR) as autre:
            parties, autres = ({m.filename: m for m in archive.infolist()} for archive in (une, autre))
            seules = sorted(parties.keys() ^ autres.keys())
            if seules:
                ici = [seules[0] if seules[0] in lot else "(absente)" for lot in (parties, autres)]
                return Difference(nom, "les parties du fichier", lisible(ici[0]), lisible(ici[1]))
            for partie, membre in parties.items():
                lues = (morceaux(une, membre, avant), morceaux(autre, autres[partie], apres))
                trouvee = _dans_le_flux(nom, lisible(partie), *lues, partie.endswith(TEXTES))
                if trouvee is not None:
                    return trouvee
    except Erreurs as refus:
        return Difference(nom, "le fichier", lisible(str(refus.erreurs[0].valeurs.get("cause", ""))), "")
    return None


@dataclass
class _Curseur:
    """Où l'on en est d'une lecture : ce qui précède, la ligne, le rang de l'octet."""

    ligne: int = 1
    rang: int = 0
    passe: bytes = b""

    def avancer(self, lu: bytes) -> None:
        self.ligne += lu.count(b"\n")
        self.rang += len(lu)
        self.passe = (self.passe + lu)[-EN_ARRIERE:]


def _dans_le_flux(
    nom: str, partie: str, avant: Iterator[bytes], apres: Iterator[bytes], texte: bool
) -> Difference | None:
    """Compare deux lectures, tranche par tranche, quelle que soit la taille de leurs tranches."""
    curseur, un, autre = _Curseur(), b"", b""
    while True:
        un = un or next(avant, b"")
        autre = autre or next(apres, b"")
        if not un and not autre:
            return None
        commun = min(len(un), len(autre))
        if un[:commun] != autre[:commun] or not commun:
            place = _commun(un, autre)
            curseur.avancer(un[:place])
            return _difference(nom, partie, curseur, un[place:], autre[place:], texte)
        curseur.avancer(un[:commun])
        un, autre = un[commun:], autre[commun:]


def _commun(un: bytes, autre: bytes) -> int:
    """Le nombre des premiers octets qui sont les mêmes, par dichotomie."""
    debut, fin = 0, min(len(un), len(autre))
    while debut < fin:
        milieu = (debut + fin + 1) // 2
        debut, fin = (milieu, fin) if un[:milieu] == autre[:milieu] else (debut, milieu - 1)
    return debut


def _difference(nom: str, partie: str, curseur: _Curseur, un: bytes, autre: bytes, texte: bool) -> Difference:
    if not texte:
        endroit = ", ".join(filter(None, [partie, f"octet {curseur.rang + 1}"]))
        return Difference(nom, endroit, *(suite[:8].hex(" ") or FINI for suite in (un, autre)))
    ancres = ANCRE.findall(curseur.passe)
    pres = f"après « {lisible(ancres[-1].decode('utf-8', 'replace'))} »" if ancres else ""
    endroit = ", ".join(filter(None, [partie, f"ligne {curseur.ligne}", pres]))
    passe = curseur.passe.rpartition(b"\n")[2][-AUTOUR:]
    return Difference(nom, endroit, *(_extrait(passe, suite) for suite in (un, autre)))


def _extrait(passe: bytes, suite: bytes) -> str:
    if not suite:
        return FINI
    return lisible((passe + suite[:APRES]).decode("utf-8", "replace"))


def lisible(texte: str) -> str:
    """Un texte d'un fichier, sur une ligne, qui ne peut pas piloter un terminal.

    >>> lisible("a\\x1b[31m\\nb")
    'a [31m b'
    """
    return " ".join("".join(c if c.isprintable() else " " for c in texte).split())
