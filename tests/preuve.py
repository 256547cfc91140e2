"""Un rapport produit, factice : ses fichiers et un manifeste en règle, sans carnet ni noyau."""

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

from sdsf.espace import Espace
from sdsf.production.lectures import attacher, chemin_du_releve
from sdsf.production.preuve.manifestes import Scelle, lire_le_manifeste
from sdsf.production.versions import machine, versions

RELEVES = "data/departements/00/releves.csv"
PLAN = "params/departements/00/2021-2026/plan.yml"
CHIFFRE = {
    "numero": "1", "libelle": "Places", "valeur": "12.0", "unite": "places", "etat": "valeur",
    "nature": "publiee", "formule": "", "numerateur": "", "denominateur": "",
    "territoire": "Département d'exemple", "perimetre": "", "periode": "2023", "source": "Cnaf",
    "edition": "2024", "extrait": "", "note": "", "lignes_lues": f"{RELEVES}:2", "empreinte": "a" * 64,
    "cle": "places-departement-d-exemple-places",
}  # fmt: skip


def empreinte(texte: str | bytes) -> str:
    return hashlib.sha256(texte.encode() if isinstance(texte, str) else texte).hexdigest()


def chiffre(**champs: str) -> dict[str, str]:
    """Un chiffre, et ce qu'il a de particulier ; sa clé suit son libellé."""
    cle = champs["libelle"].lower() if "libelle" in champs else CHIFFRE["cle"]
    return {**CHIFFRE, "cle": cle, **champs}


def csv_de(chiffres: list[dict[str, str]]) -> str:
    tampon = io.StringIO()
    ecrivain = csv.DictWriter(tampon, list(CHIFFRE), lineterminator="\n")
    ecrivain.writeheader()
    ecrivain.writerows(chiffres)
    return tampon.getvalue()


def manifeste(octets: dict[str, bytes], /, **champs: Any) -> dict[str, Any]:
    """Un manifeste en règle, et ce qu'on y change."""
    return {
        "format": 1, "rapport": "point_annuel", "titre": "Point annuel 2024 — Département d'exemple (00)",
        "departement": "00", "annee": 2024, "edition": "publique", "etat": "Projet", "version": "Version 1",
        "seuils": {"format": 1, "tolerance_trajectoire_pct": 10.0}, "paquet": "0.1.0",
        "parametres_relus": {"departement": "00", "annee": 2024, "reglages": ""},
        "carnet": "c" * 64, "entrees": {RELEVES: "b" * 64}, "versions": versions(), "machine": machine(),
        "fichiers": {n: {"sha256": empreinte(o), "octets": len(o)} for n, o in octets.items()},
        "produit_le": "2026-01-01T00:00:00+00:00", "duree_s": 2.0,
        **champs,
    }  # fmt: skip


def deposer(
    espace: Espace, place: str = "00/2024/point_annuel", chiffres: list[dict[str, str]] | None = None,
    page: str = "<p>Une page</p>\n", dependances: dict[str, Any] | None = None, **champs: Any,
) -> Path:  # fmt: skip
    """Écrit un rapport sous reports/ ; rend son manifeste. ``champs`` : ce que le manifeste change."""
    base = espace.reports / place
    base.parent.mkdir(parents=True, exist_ok=True)
    nom = base.name.partition(".v")[0]
    octets = {f"{nom}.html": page.encode(), f"{nom}.chiffres.csv": csv_de(chiffres or [CHIFFRE]).encode()}
    for fichier, contenu in octets.items():
        (base.parent / fichier.replace(nom, base.name, 1)).write_bytes(contenu)
    chemin = base.with_name(f"{base.name}.manifeste.json")
    ecrit = json.dumps(manifeste(octets, **champs), ensure_ascii=False).encode()
    chemin.write_bytes(ecrit)
    chemin_du_releve(chemin).write_bytes(attacher(dependances, ecrit))
    return chemin


def scelle(espace: Espace, *places: Any, **champs: Any) -> Scelle:
    """Un rapport factice, relu."""
    return lire_le_manifeste(espace, deposer(espace, *places, **champs))
