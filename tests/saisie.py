"""Des lignes à saisir sur le département 00 : justes par défaut, abîmées par ce qu'on en dit."""

import shutil
from pathlib import Path

from tests.fabrique import RACINE

from sdsf.espace import Espace
from sdsf.journal import Correction

PILOTE = "pilote fiche 1.1, Caf d'exemple"
POURQUOI = Correction("le compte rendu donne un autre chiffre", PILOTE, "2025-03-01")


def espace_de_saisie(vers: Path) -> Espace:
    """Le minimum pour saisir sur 00 : son plan, le référentiel, ses tables, le contrat."""
    for dossier in ("params/referentiel", "params/departements/00", "data/departements/00"):
        shutil.copytree(RACINE / dossier, vers / dossier)
    shutil.copyfile(RACINE / "data/datapackage.json", vers / "data/datapackage.json")
    return Espace(vers)


def avancement(**champs: str) -> dict[str, str]:
    defauts = {"action": "pe-1.1-a", "date_arret": "2024-11-30", "statut": "en_cours"}
    return {**defauts, "saisi_par": PILOTE, "saisi_le": "2025-02-04", **champs}


def releve(**champs: str) -> dict[str, str]:
    lieu = {"indicateur": "pe-1.1-i1", "territoire": "00", "maille": "departement", "periode": "2026"}
    valeur = {"valeur": "12", "unite": "places_pour_100_enfants", "etat": "valeur", "nature": "declaree"}
    origine = {"origine": "saisie", "source": "exemple_fictif", "saisi_par": PILOTE, "saisi_le": "2025-02-04"}
    return {"libelle": "Taux de couverture", **lieu, **valeur, **origine, **champs}


def texte(espace: Espace, table: str) -> str:
    chemin = espace.data / f"departements/00/{table}.csv"
    return chemin.read_text(encoding="utf-8") if chemin.exists() else ""
