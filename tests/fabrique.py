"""Fabriquer de petits objets du domaine : un plan de deux lignes, une table du contrat, un espace copié."""

import datetime as dt
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_origin

import pandas as pd
from tests.tableau import lignes

from sdsf.espace import Espace
from sdsf.lecture.csv_strict import TRACE, lire_contrats
from sdsf.plan import modeles as m

RACINE = Path(__file__).resolve().parents[1]
CODES = ("00", "13")
EXTRAIT = {"ligne": 1, "texte": "mot à mot"}
PLAN_00 = "params/departements/00/2021-2026/plan.yml"
RELEVES_00 = "data/departements/00/releves.csv"
AVANCEMENT_00 = "data/departements/00/avancement.csv"


# --- un espace de travail -------------------------------------------------------------------------


def copier_espace(vers: Path, codes: Sequence[str] = CODES) -> Espace:
    """Ce qu'il faut du dépôt pour produire un rapport de ces départements, et rien d'autre."""
    dossiers = ["templates", "notebooks", "params/referentiel", "data/national"]
    dossiers += [f"{sorte}/departements/{code}" for sorte in ("params", "data") for code in codes]
    for dossier in dossiers:
        shutil.copytree(RACINE / dossier, vers / dossier)
    shutil.copyfile(RACINE / "data/datapackage.json", vers / "data/datapackage.json")
    return Espace(vers)


def remplacer(espace: Espace, fichier: str, avant: str, apres: str) -> int:
    """Remplace la première occurrence d'un texte dans un fichier ; rend sa ligne."""
    chemin = espace.racine / fichier
    texte = chemin.read_text(encoding="utf-8")
    place = texte.index(avant)
    chemin.write_text(texte.replace(avant, apres, 1), encoding="utf-8")
    return texte[:place].count("\n") + 1


def ajouter(espace: Espace, fichier: str, texte: str) -> int:
    """Ajoute une ligne à la fin d'un fichier ; rend son numéro."""
    chemin = espace.racine / fichier
    ancien = chemin.read_text(encoding="utf-8").removesuffix("\n")
    chemin.write_text(f"{ancien}\n{texte}\n", encoding="utf-8")
    return ancien.count("\n") + 2


# --- des tables du contrat ------------------------------------------------------------------------


def table(nom: str, texte: str, **constantes: str) -> pd.DataFrame:
    """Une table du contrat, du tableau qu'on écrit ; les colonnes tues sont vides, ou constantes."""
    schema = lire_contrats(RACINE / "data/datapackage.json")[nom]
    rangees = [{**constantes, **ligne} for ligne in lignes(texte)]
    inconnues = {colonne for rangee in rangees for colonne in rangee} - set(schema.colonnes)
    assert not inconnues, f"colonnes hors du contrat : {inconnues}"
    lue = pd.DataFrame(rangees, columns=schema.colonnes, dtype="str").fillna("")
    lue = lue.assign(fichier=f"{nom}.csv", ligne=range(2, len(lue) + 2))
    lue = lue.assign(empreinte=[f"empreinte {ligne}" for ligne in lue["ligne"]])
    for champ in schema.champs:
        if champ.type in ("number", "integer"):
            lue[champ.nom] = pd.to_numeric(lue[champ.nom].replace("", None)).astype("float64")
        elif champ.type == "date":
            lue[champ.nom] = pd.to_datetime(lue[champ.nom].replace("", None), format="%Y-%m-%d")
    assert set(TRACE) <= set(lue.columns)
    return lue


def releves(texte: str, **constantes: str) -> pd.DataFrame:
    """Des relevés d'un indicateur ``taux`` du département ``A`` ; l'état suit la valeur."""
    defauts = {"indicateur": "taux", "territoire": "A", "maille": "departement", "origine": "producteur"}
    lus = table("releves", texte, **{**defauts, "source": "cnaf", **constantes})
    muets = lus["etat"] == ""
    deduits = lus["valeur"].notna().map({True: "valeur", False: "non_renseignee"})
    return lus.assign(etat=lus["etat"].where(~muets, deduits))


# --- un plan --------------------------------------------------------------------------------------


def dates(debut: str | None, fin: str | None) -> dict[str, Any]:
    lues = [dt.date.fromisoformat(jour) if jour else None for jour in (debut, fin)]
    return dict(zip(("debut", "fin"), lues, strict=True))


def en_vigueur(du: str | None, au: str | None, avenant: str | None = None) -> dict[str, Any]:
    lues = [dt.date.fromisoformat(jour) if jour else None for jour in (du, au)]
    return {"du": lues[0], "au": lues[1], "avenant": avenant}


def element(modele: type[m.Modele], **champs: Any) -> dict[str, Any]:
    """Un élément du plan : ce qu'on en dit ; le reste est tu (``None`` ou ``[]``), et l'extrait convenu."""
    connus = modele.model_fields
    assert not champs.keys() - connus.keys(), f"champs hors du modèle : {champs.keys() - connus.keys()}"
    tus = {n: [] if get_origin(c.annotation) is list else None for n, c in connus.items() if c.is_required()}
    extrait = {"extrait": EXTRAIT} if "extrait" in tus else {}
    return {**tus, **extrait, **champs}


def noeud(**champs: Any) -> dict[str, Any]:
    return element(m.Noeud, **{"id": "axe-1", "niveau": "axe", "intitule": "Un axe"} | champs)


def action(**champs: Any) -> dict[str, Any]:
    return element(m.Action, **{"id": "a1", "intitule": "Une action"} | champs)


def etape(**champs: Any) -> dict[str, Any]:
    return element(m.Etape, **{"id": "e1", "intitule": "Une étape"} | champs)


def indicateur(**champs: Any) -> dict[str, Any]:
    defauts = {"id": "i1", "libelle": "Un indicateur", "type": "resultat", "type_origine": "texte"}
    return element(m.Indicateur, **{**defauts, "motif": "absent du référentiel"} | champs)


def fiche(**champs: Any) -> dict[str, Any]:
    return element(m.Fiche, **{"id": "f1", "parent": "axe-1", "intitule": "Une fiche"} | champs)


def instance(**champs: Any) -> dict[str, Any]:
    return element(m.Instance, **{"id": "comite", "intitule": "Le comité"} | champs)


def obligation(**champs: Any) -> dict[str, Any]:
    defauts = {"id": "o1", "intitule": "Un bilan", "periodicite": "unique", "origine": "texte"}
    return element(m.Obligation, **{**defauts, "reference": "le schéma", "extrait": None} | champs)


def contenu_du_plan(debut: int = 2021, fin: int = 2026, **champs: Any) -> dict[str, Any]:
    """Le contenu d'un plan valide et presque vide."""
    defauts = {
        "format": 1,
        "departement": "00",
        "intitule": "Un schéma",
        "periode": {"debut": debut, "fin": fin, "signature": None, "extrait": EXTRAIT},
        "source": {"titre": "Le schéma", "producteur": "Le comité", "fichier": "schema.txt"},
        "niveaux": ["axe", "fiche"],
        "arborescence": [noeud()],
        "fiches": [fiche()],
    }
    return element(m.Plan, **{**defauts, **champs})


def plan(debut: int = 2021, fin: int = 2026, **champs: Any) -> m.Plan:
    return m.Plan.model_validate(contenu_du_plan(debut, fin, **champs))
