"""Ce qu'une édition montre des relevés d'un département, et ce que les rapports d'avant en ont déjà montré.

Chaque rapport public garde à côté de lui les cases soumises à une règle, telles qu'il les publie
(``<rapport>.publie.csv``) : les rapports des autres années s'en servent pour ne rien redonner.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pandas as pd

from sdsf import erreurs as err
from sdsf.demande import Demande
from sdsf.erreurs import Erreur, Erreurs
from sdsf.espace import Espace
from sdsf.lecture.csv_strict import TRACE, Schema, lire_table
from sdsf.referentiel.secret import ReglesDeSecret
from sdsf.releves.lecture import contrats
from sdsf.secret.cases import CLE
from sdsf.secret.liens import Lien, liens_d_indicateur, liens_de_rattachement, liens_nationaux
from sdsf.secret.protection import Bilan
from sdsf.secret.publication import COLONNES, bilan_interne, lignes_publiees, publier
from sdsf.territoires.lecture import dossier_des_territoires, lire_territoires
from sdsf.vocabulaire import SUFFIXE_PUBLIE

# Ce que l'écriture met devant un texte qu'un tableur exécuterait.
NEUTRALISE = r"^'(?=\s*[=+\-@]|\t)"
SUFFIXE = SUFFIXE_PUBLIE


@dataclass(frozen=True)
class Publication:
    """Ce qu'une édition cache, ce qu'elle publie des cases soumises à une règle, et ce qui a été relu."""

    bilan: Bilan
    lignes: Sequence[Mapping[str, str]] = ()
    """Les lignes de ``.publie.csv`` ; aucune pour l'édition interne, qui ne se publie pas."""
    precedents: Mapping[str, str] = field(default_factory=dict)
    """L'empreinte de chaque rapport d'avant que l'on a relu, par chemin sous l'espace."""


def publier_les_releves(
    espace: Espace, demande: Demande, tables: Mapping[str, pd.DataFrame], regles: ReglesDeSecret
) -> tuple[pd.DataFrame, Publication]:
    """Les relevés de l'édition demandée : tout ce qui se calcule ensuite ne connaît qu'eux.

    Lève ``Erreurs`` si un rapport d'avant ne se lit pas, ``SecretNonTenu`` si l'attaque réussit.
    """
    code, releves = demande.departement.code, tables["releves"]
    if demande.edition == "interne":
        return releves, Publication(bilan_interne(releves))
    precedents, lus = lire_precedents(espace, code, demande.annee)
    liens = partial(_liens, espace, code, demande.annee, tables["territoires"], regles)
    publies, bilan = publier(releves, regles, liens, precedents)
    return publies, Publication(bilan, lignes_publiees(publies, regles), lus)


def _liens(
    espace: Espace, code: str, annee: int, propres: pd.DataFrame, regles: ReglesDeSecret
) -> list[Lien]:
    """Les sommes qu'un lecteur connaît : territoires du département, découpage national, totaux."""
    en_place = dossier_des_territoires(espace).is_dir()
    nationaux = liens_nationaux(lire_territoires(espace), code, annee) if en_place else []
    totaux = [liens_d_indicateur(total, parties) for total, parties in regles.totaux.items()]
    return list(dict.fromkeys([*liens_de_rattachement(propres), *nationaux, *totaux]))


def lire_precedents(espace: Espace, code: str, annee: int) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Les cases que les rapports des autres années ont publiées, et l'empreinte de leurs fichiers.

    Les rapports de la même année n'en sont pas : on les refait ensemble. Une version remplacée en est, quelle
    que soit son année : ce qu'elle a montré ne se reprend pas. Lève ``Erreurs`` avec toutes les causes : un
    rapport d'avant illisible n'est pas un rapport qui n'a rien montré.
    """
    trouves = [
        *(c for c in espace.reports.glob(f"{code}/*/*{SUFFIXE}") if c.parent.name != str(annee)),
        *espace.reports.glob(f"{code}/*/versions/*{SUFFIXE}"),
    ]
    chemins = {espace.relatif(c): c for c in sorted(trouves)}
    contrat = contrat_de_publication(contrats(espace)["releves"])
    tables: dict[str, pd.DataFrame] = {}
    fautes: list[Erreur] = []
    for nom, chemin in chemins.items():
        try:
            tables[nom] = _restituer(lire_table(chemin, nom, contrat).drop(columns=TRACE))
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
    err.lever(fautes)
    return tables, {nom: _empreinte(chemin) for nom, chemin in chemins.items()}


def contrat_de_publication(releves: Schema) -> Schema:
    """Le contrat de ``.publie.csv`` : des colonnes des relevés, sans clé (deux extraits, un même fait)."""
    champs = {champ.nom: champ for champ in releves.champs}
    return Schema("publie", "Cases publiées", tuple(champs[nom] for nom in COLONNES), ())


def _restituer(table: pd.DataFrame) -> pd.DataFrame:
    """Ôte l'apostrophe mise devant un texte qu'un tableur aurait exécuté : la clé doit se retrouver."""
    return table.assign(**{nom: table[nom].str.replace(NEUTRALISE, "", regex=True) for nom in CLE})


def _empreinte(chemin: Path) -> str:
    return hashlib.sha256(chemin.read_bytes()).hexdigest()
