"""Joindre des relevés neufs à ceux d'un fichier : rien n'est perdu, ce qui change se compte.

Une ligne dont la valeur n'a pas changé reste telle quelle, avec sa date de saisie. Une ligne que le nouveau
fichier ne dit pas reste aussi : un export partiel n'efface rien.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdsf.lecture.csv_strict import Schema

Releve = dict[str, str]
Cle = tuple[str, ...]
# Ce qui fait qu'un relevé est un autre ; le reste (libellé, note, dates) n'est pas un changement.
FAIT = ("valeur", "unite", "etat", "nature")
RANGS = ("france", "region", "departement", "epci", "ept", "commune", "arrondissement_municipal")


@dataclass(frozen=True)
class Fusion:
    """Le fichier d'après, et ce qui y diffère de celui d'avant."""

    lignes: Sequence[Releve]
    ajoutees: int
    modifiees: tuple[tuple[Releve, Releve], ...]
    identiques: int
    absentes: int

    @property
    def change(self) -> bool:
        return bool(self.ajoutees or self.modifiees)


def lire_existants(chemin: Path, fichier: str, schema: "Schema") -> list[Releve]:
    """Les lignes d'un fichier du contrat, en texte ; aucune s'il n'existe pas. Lève ``Erreurs``."""
    if not chemin.exists():
        return []
    from sdsf.lecture.csv_strict import lire_table

    lire_table(chemin, fichier, schema)
    with chemin.open(encoding="utf-8", newline="") as lu:
        return list(csv.DictReader(lu))


def fusionner(existants: Sequence[Releve], neufs: Iterable[Releve], schema: "Schema") -> Fusion:
    """Joint deux listes de relevés par la clé du contrat."""
    par_cle = {_cle(ligne, schema): ligne for ligne in existants}
    vus: set[Cle] = set()
    ajoutees, modifiees, identiques = 0, [], 0
    for neuf in neufs:
        cle = _cle(neuf, schema)
        ancien = par_cle.get(cle)
        vus.add(cle)
        if ancien is None:
            ajoutees += 1
        elif _fait(ancien) == _fait(neuf):
            identiques += 1
            continue
        else:
            modifiees.append((ancien, neuf))
        par_cle[cle] = neuf
    perimetre = {_perimetre(ligne) for ligne in (par_cle[cle] for cle in vus)}
    absentes = sum(cle not in vus and _perimetre(ligne) in perimetre for cle, ligne in par_cle.items())
    lignes = sorted(par_cle.values(), key=_ordre)
    return Fusion(lignes, ajoutees, tuple(modifiees), identiques, absentes)


def _cle(ligne: Mapping[str, str], schema: "Schema") -> Cle:
    return tuple(ligne.get(colonne, "") for colonne in schema.cle)


def _fait(ligne: Mapping[str, str]) -> tuple[object, ...]:
    valeur, *reste = (ligne.get(colonne, "") for colonne in FAIT)
    return float(valeur) if valeur else None, *reste


def _perimetre(ligne: Mapping[str, str]) -> Cle:
    """Ce dont un fichier entier dirait tout : l'indicateur, la maille, la période et l'édition."""
    return tuple(ligne[c] for c in ("indicateur", "maille", "periode", "source", "edition"))


def _ordre(ligne: Mapping[str, str]) -> tuple[object, ...]:
    rang = RANGS.index(ligne["maille"]) if ligne["maille"] in RANGS else len(RANGS)
    return (ligne["indicateur"], rang, ligne["territoire"], ligne["periode"], ligne["edition"])


def ecrire_csv(lignes: Iterable[Releve], schema: "Schema") -> bytes:
    """Le fichier du contrat : UTF-8, virgule, fin de ligne simple."""
    sortie = io.StringIO()
    redacteur = csv.writer(sortie, lineterminator="\n")
    redacteur.writerow(schema.colonnes)
    colonnes = schema.colonnes
    redacteur.writerows([ligne.get(colonne, "") for colonne in colonnes] for ligne in lignes)
    return sortie.getvalue().encode()
