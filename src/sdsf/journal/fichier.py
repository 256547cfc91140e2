"""Un CSV que l'on complète : ce qui y est ne bouge pas d'un octet, hors la ligne que l'on corrige."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sdsf.espace import Espace
from sdsf.journal.modeles import Ecriture, Valeurs, cle_de, sujet
from sdsf.lecture.csv_strict import Schema, lire_cellules
from sdsf.releves.lecture import contrats


@dataclass
class Rangee:
    """Un enregistrement, et les lignes du fichier qu'il occupe (la fin est exclue)."""

    valeurs: Valeurs
    debut: int
    fin: int


@dataclass
class Fichier:
    """Une table en cours d'écriture : ses lignes de texte, ses enregistrements, lequel fait foi par clé."""

    schema: Schema
    nom: str
    lignes: list[str]
    rangees: list[Rangee]
    par_cle: dict[tuple[str, ...], Rangee] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for rangee in self.rangees:
            self._faire_foi(rangee)

    def _faire_foi(self, rangee: Rangee) -> None:
        """Le dernier écrit fait foi pour sa clé."""
        if sujet(self.schema):
            self.par_cle[cle_de(self.schema, rangee.valeurs)] = rangee

    @property
    def octets(self) -> bytes:
        return "".join(self.lignes).encode("utf-8")

    def ecriture(self, rangee: Rangee) -> Ecriture:
        return Ecriture(self.schema.nom, self.nom, rangee.debut + 1, rangee.valeurs)

    def ajouter(self, valeurs: Valeurs) -> Rangee:
        """Un enregistrement de plus, à la fin."""
        if self.lignes and not self.lignes[-1].endswith(("\n", "\r")):
            self.lignes[-1] += self._saut
        neuves = self._ecrire(valeurs)
        rangee = Rangee(valeurs, len(self.lignes), len(self.lignes) + len(neuves))
        self.lignes += neuves
        self.rangees.append(rangee)
        self._faire_foi(rangee)
        return rangee

    def remplacer(self, ancienne: Rangee, valeurs: Valeurs) -> None:
        """Un enregistrement change à sa place ; ceux d'après se décalent s'il le faut."""
        neuves = self._ecrire(valeurs)
        decalage = len(neuves) - (ancienne.fin - ancienne.debut)
        self.lignes[ancienne.debut : ancienne.fin] = neuves
        for rangee in self.rangees:
            if rangee.debut > ancienne.debut:
                rangee.debut += decalage
                rangee.fin += decalage
        ancienne.valeurs, ancienne.fin = valeurs, ancienne.fin + decalage

    @property
    def _saut(self) -> str:
        return "\r\n" if self.lignes and self.lignes[0].endswith("\r\n") else "\n"

    def _ecrire(self, valeurs: Valeurs) -> list[str]:
        tampon = io.StringIO(newline="")
        csv.writer(tampon, lineterminator=self._saut).writerow([valeurs[n] for n in self.schema.colonnes])
        return list(io.StringIO(tampon.getvalue(), newline=""))


def chemin_de(espace: Espace, departement: str, table: str) -> Path:
    return espace.data / "departements" / departement / f"{table}.csv"


def ouvrir(espace: Espace, departement: str, schema: Schema) -> Fichier:
    """La table telle qu'elle est sur le disque, à cet instant ; absente, elle n'a que ses en-têtes.

    Lève ``Erreurs`` si ses colonnes ou son encodage ne sont pas ceux du contrat.
    """
    chemin = chemin_de(espace, departement, schema.nom)
    nom = espace.relatif(chemin)
    if not chemin.exists():
        return Fichier(schema, nom, [",".join(schema.colonnes) + "\n"], [])
    lire_cellules(chemin, nom, schema)
    lignes = list(io.StringIO(chemin.read_bytes().decode("utf-8"), newline=""))
    return Fichier(schema, nom, lignes, _rangees(lignes, schema))


def lire_lignes(espace: Espace, departement: str, table: str) -> list[Ecriture]:
    """Les lignes d'une table, en texte, dans l'ordre du fichier. Lève ``Erreurs`` si elle ne se lit pas."""
    fichier = ouvrir(espace, departement, contrats(espace)[table])
    return [fichier.ecriture(rangee) for rangee in fichier.rangees]


def _rangees(lignes: Sequence[str], schema: Schema) -> list[Rangee]:
    lecteur = csv.reader(lignes, strict=True)
    next(lecteur)
    rangees: list[Rangee] = []
    debut = lecteur.line_num
    for cellules in lecteur:
        if cellules:
            valeurs = dict(zip(schema.colonnes, cellules, strict=True))
            rangees.append(Rangee(valeurs, debut, lecteur.line_num))
        debut = lecteur.line_num
    return rangees
