"""L'empreinte d'un contenu : un fichier, les noms d'un dossier, une arborescence, des lignes d'une table.

Un processus relève vingt rapports de suite : ce qu'il a lu ne se relit que si son état a changé. Rien ici
n'importe pandas.
"""

import csv
import hashlib
import io
import json
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sdsf.chiffres import empreinte_de
from sdsf.temoin import etat_de

CODE = re.compile(r"0\d|[1-8]\d|9[0-5]|2[AB]|97\d")
NATIONAL = "data/national/"
SEPARATEUR = "\x1f"
FRAIS_NS = 2_000_000_000


class Table:
    """Les lignes d'un CSV, numérotées, rangées par valeur : en retenir quelques-unes ne relit pas les autres.

    Chaque ligne est un texte, et non une liste de cellules : la plus grosse table tient en peu de mémoire.
    """

    def __init__(self, octets: bytes):
        lecteur = csv.reader(io.StringIO(octets.decode("utf-8", "replace"), newline=""))
        self.entetes = next(lecteur, [])
        # Une ligne de longueur fausse fait refuser tout le fichier : chaque choix la retient. De même une
        # ligne qui porterait notre séparateur : on ne saurait plus où sont ses cellules.
        self.fausses: set[int] = set()
        self.lignes: list[str] = []
        self._rangs: dict[str, dict[str, list[int]]] = {}
        self._connues: dict[str, str] = {}
        for rang, cellules in enumerate(cellules for cellules in lecteur if cellules):
            ligne = SEPARATEUR.join([str(lecteur.line_num), *cellules])
            if ligne.count(SEPARATEUR) != len(self.entetes) or len(cellules) != len(self.entetes):
                self.fausses.add(rang)
            self.lignes.append(ligne)

    def empreinte(self, garder: Mapping[str, list[str]]) -> str:
        """L'empreinte des lignes retenues, avec leur numéro ; vide si une colonne du choix n'existe pas."""
        if not set(garder) <= set(self.entetes):
            return ""
        cle = json.dumps(garder, sort_keys=True)
        if cle not in self._connues:
            rangs = sorted(self._retenus(garder) | self.fausses)
            self._connues[cle] = empreinte_de([self.entetes, [self.lignes[rang] for rang in rangs]])
        return self._connues[cle]

    def _retenus(self, garder: Mapping[str, list[str]]) -> set[int]:
        """Les lignes qui ont, dans chaque colonne du choix, l'une des valeurs voulues."""
        par_colonne = [
            {rang for valeur in valeurs for rang in self._par_valeur(nom).get(valeur, ())}
            for nom, valeurs in garder.items()
        ]
        return set.intersection(*par_colonne) if par_colonne else set(range(len(self.lignes)))

    def _par_valeur(self, nom: str) -> dict[str, list[int]]:
        """Les rangs des lignes, par la valeur qu'elles ont dans une colonne."""
        if nom not in self._rangs:
            colonne, ranges = self.entetes.index(nom) + 1, defaultdict(list)
            for rang, ligne in enumerate(self.lignes):
                if rang not in self.fausses:
                    ranges[ligne.split(SEPARATEUR, colonne + 1)[colonne]].append(rang)
            self._rangs[nom] = dict(ranges)
        return self._rangs[nom]


@dataclass
class Lu:
    """Un fichier lu par ce processus, tant qu'il ne change pas."""

    chemin: Path
    etat: list[int]
    empreinte: str

    @cached_property
    def table(self) -> Table:
        return Table(_octets(self.chemin) or b"")


_lus: dict[Path, Lu] = {}


def relire(chemin: Path) -> Lu:
    """Un fichier déjà lu ne se relit que si son état a changé : un ouvrier relève vingt rapports de suite.

    Un fichier écrit à l'instant se relit toujours : deux écritures peuvent porter la même date.
    """
    etat, connu = etat_de(chemin), _lus.get(chemin)
    if connu is None or connu.etat != etat or _tout_frais(etat):
        connu = _lus[chemin] = Lu(chemin, etat, _empreinte(_octets(chemin)))
    return connu


def _tout_frais(etat: list[int]) -> bool:
    return not etat or time.time_ns() - max(etat[:2]) < FRAIS_NS


def _octets(chemin: Path) -> bytes | None:
    try:
        return chemin.read_bytes()
    except OSError:
        return None


def _empreinte(octets: bytes | None) -> str:
    return "" if octets is None else hashlib.sha256(octets).hexdigest()


def empreinte_des_noms(chemin: Path, nom: str, code: str) -> str:
    """L'empreinte des noms d'un dossier, fichiers cachés exclus ; vide s'il manque.

    Sous data/national/, le dossier d'un autre département n'est pas une dépendance.
    """
    try:
        noms = sorted(entree.name + "/" * entree.is_dir() for entree in chemin.iterdir())
    except OSError:
        return ""
    ailleurs = [n for n in noms if f"{nom}/".startswith(NATIONAL) and _d_un_autre(n, code)]
    return empreinte_de([n for n in noms if not n.startswith(".") and n not in ailleurs])


def _d_un_autre(nom: str, code: str) -> bool:
    return nom.endswith("/") and nom != f"{code}/" and CODE.fullmatch(nom[:-1]) is not None


def empreinte_de_l_arbre(racine: Path, chemins: Iterable[Path]) -> str:
    """L'empreinte de ces fichiers et de leur place sous ``racine``."""
    fiches = {chemin.relative_to(racine).as_posix(): relire(chemin).empreinte for chemin in chemins}
    return empreinte_de(fiches)
