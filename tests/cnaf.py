"""Fabriquer des fichiers au format exact de la Cnaf, et lire ce qu'ils deviennent."""

import csv
import datetime as dt
import io
from pathlib import Path

from sdsf.actualisation import Actualisation
from sdsf.espace import Espace
from sdsf.sources.cnaf import actualiser_cnaf

JOUR = dt.date(2026, 11, 22)
MODES = ("psu_col", "hors_psu_col", "eaje", "prescol", "am_ind", "gad_ind", "ind")
LIBELLES = (
    "Date référence;Numéro Département;Nom Département;Numéro Région;Nom Région;Taux de couv EAJE PSU;"
    "Taux de couv hors EAJE PSU;Taux de couv EAJE - ensemble;Taux de couv préscolarisation;"
    "Taux de couv assistante maternelle;Taux de couv salariée à domicile;"
    "Taux de couv accueil individuel - ensemble;Taux de couv global"
)
LIGNE = "2023;34;HERAULT;76;OCCITANIE;20.1;3.2;23.3;2.1;27.0;1.3;28.3;53.7"
ALLOCATAIRES = "dtreffre;numcomdo;nomcom;indfoy_ndur;indnbp_ndur;indfoy_rsa;indmtt_ndur"


def entete(suffixe: str, debut: str = "txcouv") -> str:
    """Les en-têtes techniques d'un jeu de taux (``txcouv``) ou de places (``pl``)."""
    total = f"txcouv_{suffixe}" if debut == "txcouv" else f"tot_offre_{suffixe}"
    return ";".join(
        ["annee", f"num{suffixe}", f"nom{suffixe}", *(f"{debut}_{m}_{suffixe}" for m in MODES), total]
    )


def jeu(*lignes: str) -> str:
    return "\n".join(lignes) + "\n"


def ecrire(dossier: Path, texte: str | bytes, nom: str = "txcouv_pe_dep.csv") -> Path:
    chemin = dossier / nom
    chemin.write_bytes(texte if isinstance(texte, bytes) else texte.encode())
    return chemin


def lire(espace: Espace, chemin: Path) -> Actualisation:
    return actualiser_cnaf(espace, chemin, JOUR)


def releves(bilan: Actualisation, fin: str = "") -> list[dict[str, str]]:
    """Les relevés des fichiers à écrire dont le chemin finit ainsi."""
    textes = [octets.decode() for chemin, octets in bilan.fichiers.items() if chemin.as_posix().endswith(fin)]
    return [ligne for texte in textes for ligne in csv.DictReader(io.StringIO(texte))]


def valeurs(bilan: Actualisation, territoire: str, indicateur: str = "taux_couverture_accueil") -> list[str]:
    """Les valeurs d'un indicateur d'un territoire, dans l'ordre du fichier."""
    return [
        ligne["valeur"]
        for ligne in releves(bilan)
        if (ligne["territoire"], ligne["indicateur"]) == (territoire, indicateur)
    ]
