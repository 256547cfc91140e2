"""Un pays factice : les 101 départements du dépôt, trois années, un diagnostic factice chacun, déjà en place.

Aucun carnet n'est exécuté : chaque rapport a de vrais fichiers, du poids d'un vrai, et un manifeste dont les
dépendances sont relevées par la production sur les vraies données, comme celles d'un vrai diagnostic.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.mesures.rapport import copier_l_espace

from sdsf.campagnes import lire_campagne
from sdsf.espace import Espace
from sdsf.production.campagne.taches import Tache, rapports_de
from sdsf.production.dependances import Releveur, relever
from sdsf.production.lectures import attacher, chemin_du_releve
from sdsf.production.versions import versions
from sdsf.temoin import etat_de

CAMPAGNE = "mesure"
ANNEES = (2022, 2023, 2024)
NATIONALE = "data/national/cnaf/taux_couverture.csv"
# Les tables dont un diagnostic garde les lignes de son département, de ses cinq comparables et de la France.
TABLES = (
    NATIONALE, "data/national/drees/offre_accueil.csv", "data/national/insee/ages.csv",
    "data/national/insee/chomage.csv", "data/national/insee/contexte.csv", "data/national/insee/familles.csv",
    "data/national/insee/naissances.csv", "data/national/insee/pauvrete.csv",
    "data/national/insee/population.csv", "data/national/insee/structures.csv",
)  # fmt: skip
CRITERES = ["part_moins_20_ans", "part_places_accueil_individuel", "population", "taux_pauvrete"]
COMPARABLES = 5
# Ce que pèsent la page, les chiffres, les cases publiées et les marques d'un vrai diagnostic.
OCTETS = {"html": 450_000, "chiffres.csv": 95_000, "publie.csv": 22_000, "marques.csv": 6_400}


def pays_factice(racine: Path, annees: Sequence[int] = ANNEES) -> Espace:
    """L'espace, sa campagne « mesure » et ses rapports en place."""
    espace = Espace(copier_l_espace(racine))
    codes = lire_campagne(espace, "pays").departements
    croise = {"departements": codes, "annees": list(annees), "rapports": ["diagnostic"], "formats": ["html"]}
    ecrit = {"format": 1, "intitule": "Le pays factice", "reglages": {}, **croise}
    (espace.params / f"campagnes/{CAMPAGNE}.yml").write_text(json.dumps(ecrit), encoding="utf-8")
    taches, ecartees = rapports_de(espace, lire_campagne(espace, CAMPAGNE))
    assert not ecartees
    releveur, communs = Releveur(espace), _fichiers_communs(espace)
    for tache in taches:
        deposer(espace, tache, releveur, [*communs, *_lignes_lues(espace, tache, codes)])
    return espace


def comparables(code: str, codes: Sequence[str]) -> list[str]:
    """Les cinq suivants de la liste : il suffit qu'ils soient cinq, et toujours les mêmes."""
    rang = codes.index(code)
    return [codes[(rang + pas) % len(codes)] for pas in range(1, COMPARABLES + 1)]


def _fichiers_communs(espace: Espace) -> list[dict[str, Any]]:
    """Ce que tout rapport lit en entier : le référentiel, et les contrats des tables."""
    chemins = [*sorted((espace.params / "referentiel").rglob("*.yml")), espace.data / "datapackage.json"]
    chemins += [espace.data / f"national/territoires/{n}" for n in ("datapackage.json", "millesimes.csv")]
    return [{"quoi": "fichier", "chemin": espace.relatif(c), "etat": etat_de(c)} for c in chemins]


def _lignes_lues(espace: Espace, tache: Tache, codes: Sequence[str]) -> list[dict[str, Any]]:
    territoires = sorted([tache.departement, *comparables(tache.departement, codes), "FR"])
    les_siennes = {"territoire": territoires, "maille": ["departement", "france"]}
    choix: list[tuple[str, Mapping[str, list[str]]]] = [
        ("data/national/territoires/communes.csv", {"departement": [tache.departement]}),
        *((nom, les_siennes) for nom in TABLES),
        *((nom, {"indicateur": CRITERES}) for nom in TABLES),
    ]
    return [
        {"quoi": "lignes", "chemin": nom, "etat": etat_de(espace.racine / nom), "garder": garder}
        for nom, garder in choix
    ]


def deposer(espace: Espace, tache: Tache, releveur: Releveur, registre: list[dict[str, Any]]) -> None:
    """Les fichiers et le manifeste d'un rapport factice qui aurait lu ce que dit le registre."""
    dossier, fichiers = espace.racine / tache.dossier, {}
    dossier.mkdir(parents=True, exist_ok=True)
    for suffixe, octets in OCTETS.items():
        nom, contenu = f"{tache.base}.{suffixe}", (f"{tache.cle} {suffixe}\n".encode() * octets)[:octets]
        (dossier / nom).write_bytes(contenu)
        fichiers[nom] = {"sha256": hashlib.sha256(contenu).hexdigest(), "octets": octets}
    place = (tache.dossier, tache.base)
    manifeste = {
        "rapport": tache.rapport, "titre": tache.nom, "departement": tache.departement, "annee": tache.annee,
        "fictif": False, "edition": "publique", "etat": "Projet, non validé", "version": "Version 1",
        "erratum": "", "donnees": "", "avertissements": ["Un avis."], "seuils": {}, "paquet": "",
        "parametres_relus": {"reglages": tache.reglages}, "entrees": {}, "versions": versions(),
        "duree_s": 9.0, "produit_le": "2026-01-01T00:00:00+00:00", "fichiers": fichiers,
    }  # fmt: skip
    chemin = dossier / f"{tache.base}.manifeste.json"
    ecrit = json.dumps(manifeste, ensure_ascii=False, indent=2).encode()
    chemin.write_bytes(ecrit)
    releve = relever(espace, registre, tache.rapport, tache.departement, place, (), releveur=releveur)
    chemin_du_releve(chemin).write_bytes(attacher(releve, ecrit))
