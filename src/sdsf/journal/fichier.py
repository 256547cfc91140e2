"""Un CSV que l'on complète : ce qui y est ne bouge pas d'un octet, hors la ligne que l'on corrige."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from sdsf.espace import Espace
from sdsf.journal.modeles import Ecriture, Valeurs, cle_de, sujet
from sdsf.lecture.csv_strict import Schema, lire_cellules
from sdsf.releves.lecture import contrats


@dataclass(frozen=True)
class Rangee:
    """Un enregistrement, et les lignes du fichier qu'il occupe (la fin est exclue)."""

    valeurs: Valeurs
    debut: int
    fin: int


@dataclass(frozen=True)
class Fichier:
    """Une table en cours d'écriture : ses lignes de texte, et ses enregistrements."""

    schema: Schema
    nom: str
    lignes: tuple[str, ...]
    rangees: tuple[Rangee, ...]

    @cached_property
    def par_cle(self) -> Mapping[tuple[str, ...], Rangee]:
        """L'enregistrement qui fait foi pour chaque clé : le dernier écrit."""
        return {cle_de(self.schema, r.valeurs): r for r in self.rangees} if sujet(self.schema) else {}

    @property
    def octets(self) -> bytes:
        return "".join(self.lignes).encode("utf-8")

    def ecriture(self, rangee: Rangee) -> Ecriture:
        return Ecriture(self.schema.nom, self.nom, rangee.debut + 1, rangee.valeurs)

    def ajoutee(self, valeurs: Valeurs) -> tuple["Fichier", Rangee]:
        """Le fichier avec un enregistrement de plus, à la fin."""
        lignes = list(self.lignes)
        if lignes and not lignes[-1].endswith(("\n", "\r")):
            lignes[-1] += self._saut
        neuves = self._ecrire(valeurs)
        rangee = Rangee(valeurs, len(lignes), len(lignes) + len(neuves))
        return replace(self, lignes=(*lignes, *neuves), rangees=(*self.rangees, rangee)), rangee

    def remplacee(self, ancienne: Rangee, valeurs: Valeurs) -> tuple["Fichier", Rangee]:
        """Le fichier où un enregistrement prend la place d'un autre."""
        neuves = self._ecrire(valeurs)
        lignes = (*self.lignes[: ancienne.debut], *neuves, *self.lignes[ancienne.fin :])
        relu = replace(self, lignes=lignes, rangees=_rangees(lignes, self.schema))
        return relu, next(r for r in relu.rangees if r.debut == ancienne.debut)

    @property
    def _saut(self) -> str:
        return "\r\n" if self.lignes and self.lignes[0].endswith("\r\n") else "\n"

    def _ecrire(self, valeurs: Valeurs) -> tuple[str, ...]:
        tampon = io.StringIO(newline="")
        csv.writer(tampon, lineterminator=self._saut).writerow([valeurs[n] for n in self.schema.colonnes])
        return tuple(io.StringIO(tampon.getvalue(), newline=""))


def chemin_de(espace: Espace, departement: str, table: str) -> Path:
    return espace.data / "departements" / departement / f"{table}.csv"


def ouvrir(espace: Espace, departement: str, schema: Schema) -> Fichier:
    """La table telle qu'elle est sur le disque, à cet instant ; absente, elle n'a que ses en-têtes.

    Lève ``Erreurs`` si ses colonnes ou son encodage ne sont pas ceux du contrat.
    """
    chemin = chemin_de(espace, departement, schema.nom)
    nom = espace.relatif(chemin)
    if not chemin.exists():
        return Fichier(schema, nom, (",".join(schema.colonnes) + "\n",), ())
    lire_cellules(chemin, nom, schema)
    lignes = tuple(io.StringIO(chemin.read_bytes().decode("utf-8"), newline=""))
    return Fichier(schema, nom, lignes, _rangees(lignes, schema))


def lire_lignes(espace: Espace, departement: str, table: str) -> list[Ecriture]:
    """Les lignes d'une table, en texte, dans l'ordre du fichier. Lève ``Erreurs`` si elle ne se lit pas."""
    fichier = ouvrir(espace, departement, contrats(espace)[table])
    return [fichier.ecriture(rangee) for rangee in fichier.rangees]


def _rangees(lignes: Sequence[str], schema: Schema) -> tuple[Rangee, ...]:
    lecteur = csv.reader(lignes, strict=True)
    next(lecteur)
    rangees: list[Rangee] = []
    debut = lecteur.line_num
    for cellules in lecteur:
        if cellules:
            valeurs = dict(zip(schema.colonnes, cellules, strict=True))
            rangees.append(Rangee(valeurs, debut, lecteur.line_num))
        debut = lecteur.line_num
    return tuple(rangees)
