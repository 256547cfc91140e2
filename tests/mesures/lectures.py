"""Mesurer la lecture des gros fichiers de la Cnaf et de l'Insee, contre pandas sur les mêmes fichiers.

Les trois voies d'une série font le même travail et rendent la même table, octet pour octet : lire, contrôler,
garder un département, mettre en long. « pandas » demande toutes les colonnes à ``read_csv`` ; « pandas,
colonnes choisies », plus soigné, ne lui demande que les utiles.
"""

import csv
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.mesures.alternance import RACINE, Series, alterner, essayer, programme, tableau

DEPARTEMENT = "34"
PIC_MAXIMAL = 500  # Mo : ce qu'un poste ordinaire a de libre
COMMUNES = RACINE / "data" / "national" / "territoires" / "communes.csv"


@dataclass(frozen=True)
class Lecture:
    """Un gros fichier à engendrer, et les programmes de ``voies/`` qui portent son nom."""

    nom: str
    fichier: str
    quoi: str


CNAF = Lecture("cnaf", "s_ben_com_f.csv", "Allocataires de la Cnaf, au format de `s_ben_com_f`")
MELODI = Lecture("melodi", "DS_BPE.zip", "Équipements de l'Insee, un CSV Melodi dans son zip (`DS_BPE`)")


def mesurer(lecture: Lecture, dossier: Path, essais: int, pas: int = 1) -> list[str]:
    """Le tableau d'une lecture, en lignes de texte ; le fichier engendré a une commune sur ``pas``."""
    fichier = dossier / lecture.fichier
    taille = engendrer(lecture, fichier, pas)
    series, lignes = comparer(lecture, fichier, dossier, essais)
    fichier.unlink()
    ce_que_c_est = f"{lecture.quoi} : {taille}, dont le département {DEPARTEMENT} est gardé."
    pic = max(essai.memoire_mo for essai in series["sdsf"])
    borne = (
        f"Le pic de sdsf est {'sous' if pic < PIC_MAXIMAL else 'AU-DESSUS de'} la borne de {PIC_MAXIMAL} Mo."
    )
    identiques = f"Les trois voies rendent les mêmes {lignes} relevés."
    return [ce_que_c_est, identiques, "", *tableau(series), "", borne]


def engendrer(lecture: Lecture, fichier: Path, pas: int) -> str:
    """Écrit le fichier ; rend ce que son programme en dit. Dans un processus à part, pour rester léger."""
    commande = programme(f"engendrer_{lecture.nom}", fichier, COMMUNES, pas)
    return subprocess.run(commande, check=True, capture_output=True, text=True).stdout.strip()


def comparer(lecture: Lecture, fichier: Path, dossier: Path, essais: int) -> tuple[Series, int]:
    """Les essais de chaque voie, et le nombre de relevés de leur résultat commun."""
    espace = espace_d_un_departement(dossier / "espace")
    sorties = [dossier / f"{lecture.nom}_{rang}.csv" for rang in range(3)]
    ordinaire = (f"{lecture.nom}_pandas", fichier, DEPARTEMENT)
    commandes = {
        "sdsf": programme(f"{lecture.nom}_sdsf", fichier, espace, sorties[0]),
        "pandas": programme(*ordinaire, sorties[1]),
        "pandas, colonnes choisies": programme(*ordinaire, sorties[2], "choisies"),
    }
    series = alterner({nom: partial(essayer, commande) for nom, commande in commandes.items()}, essais)
    return series, exiger_le_meme_resultat(dict(zip(commandes, sorties, strict=True)))


def exiger_le_meme_resultat(sorties: Mapping[str, Path]) -> int:
    """Le nombre de relevés. Lève ``RuntimeError`` si les voies n'ont pas écrit les mêmes octets."""
    if len({sortie.read_bytes() for sortie in sorties.values()}) != 1:
        raise RuntimeError(f"Les voies ne rendent pas le même résultat : {', '.join(sorties)}.")
    return next(iter(sorties.values())).read_bytes().count(b"\n") - 1


def espace_d_un_departement(espace: Path) -> Path:
    """Un espace de travail qui ne décrit qu'un département, sans aucun relevé."""
    if not espace.exists():
        (espace / "params" / "departements" / DEPARTEMENT).mkdir(parents=True)
        nationaux = espace / "data" / "national" / "territoires"
        shutil.copytree(RACINE / "data" / "national" / "territoires", nationaux)
        shutil.copy(RACINE / "data" / "datapackage.json", espace / "data")
        suivis = espace / "data" / "departements" / DEPARTEMENT
        suivis.mkdir(parents=True)
        (suivis / "territoires.csv").write_text(_territoires(), encoding="utf-8")
    return espace


def _territoires() -> str:
    """Toutes les communes du département, au format de ``territoires.csv``."""
    with COMMUNES.open(encoding="utf-8", newline="") as lu:
        siennes = [c for c in csv.DictReader(lu) if c["departement"] == DEPARTEMENT]
    lignes = [f'{c["commune"]},commune,"{c["nom"]}",{DEPARTEMENT}' for c in siennes]
    return "\n".join(["territoire,maille,nom,rattachement", *lignes]) + "\n"
