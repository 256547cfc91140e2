"""Ce qu'un taux de la Cnaf ne peut pas être : démesuré, ou coupé à la fin d'un fichier incomplet."""

import re
from pathlib import Path

import duckdb

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu
from sdsf.sources.cnaf.controles import RETENUES
from sdsf.sources.cnaf.jeux import ANCIEN, TAUX, Jeu
from sdsf.sources.cnaf.tables import mesures_lues
from sdsf.sources.producteurs.releves import TAUX_MAXIMAL

FIN_ENTIERE = re.compile(rb"[.,]\d+\"?\s*$")


def refuser_les_taux_impossibles(
    base: duckdb.DuckDBPyConnection, jeu: Jeu, lieu: Lieu, premiere_ligne: int
) -> None:
    """Lève ``Erreurs`` : la première valeur démesurée de chaque colonne de taux."""
    if jeu.famille not in (TAUX, ANCIEN):
        return
    fautes = []
    for rang, colonne in enumerate(mesures_lues(jeu)):
        requete = f"SELECT rowid, v{rang} FROM lu WHERE v{rang} > ? AND {RETENUES} LIMIT 1"  # noqa: S608
        for ligne, valeur in base.execute(requete, [TAUX_MAXIMAL]).fetchall():
            place = Lieu(lieu.fichier, ligne + premiere_ligne, f"colonne {colonne}")
            cause = "un taux de couverture n'est jamais si grand"
            fautes.append(err.ValeurDuProducteur(place, recu=f"{valeur:g}", cause=cause))
    err.lever(fautes)


def refuser_un_taux_coupe(jeu: Jeu, chemin: Path, lieu: Lieu) -> None:
    """Lève ``Erreurs`` si le dernier taux d'un fichier non clos a perdu sa décimale : 65,3 s'y lirait 65."""
    if jeu.famille not in (TAUX, ANCIEN):
        return
    with chemin.open("rb") as flux:
        flux.seek(max(0, chemin.stat().st_size - 64))
        if not FIN_ENTIERE.search(flux.read()):
            raise Erreurs([err.FinDeFichier(lieu)])
