"""Écrire les repères d'une première campagne : ce que chaque rapport, dans chaque format, coûte à un ouvrier.

Chaque rapport a son ouvrier, neuf : la mémoire de l'un ne compte pas dans celle de l'autre. Son premier essai
chauffe la forge et ne compte que pour le démarrage.

    python -m tests.mesures.reperes --ecrire      met à jour src/sdsf/production/reperes.json
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from tests.mesures.alternance import RACINE, la_machine
from tests.mesures.formats import AILLEURS, DEMANDES
from tests.mesures.rapport import copier_l_espace

from sdsf.espace import Espace
from sdsf.production.campagne.ouvrier import executer, produire_la_tache
from sdsf.production.campagne.taches import Tache
from sdsf.production.catalogue import CATALOGUE, formats_de

PAGE = "html"
FICHIER = RACINE / "src" / "sdsf" / "production" / "reperes.json"
Mesure = dict[str, dict[str, float]]


def mesurer_un_rapport(racine: Path, rapport: str) -> tuple[float, Mesure]:
    """Le démarrage (s), puis pour chaque format sa durée en plus de la page (s) et la mémoire (Mio)."""
    froid, _ = produire(racine, rapport, PAGE)
    page_s, page_mo = produire(racine, rapport, PAGE)
    mesures: Mesure = {PAGE: {"duree_s": page_s, "memoire_mo": page_mo}}
    # Le PDF en dernier : c'est lui qui occupe le plus de mémoire, et elle ne redescend pas.
    for format_ in sorted(formats_de(rapport), key=lambda nom: nom == "pdf"):
        if format_ != PAGE:
            duree_s, memoire_mo = produire(racine, rapport, format_)
            mesures[format_] = {"duree_s": round(max(0.0, duree_s - page_s), 2), "memoire_mo": memoire_mo}
    return froid - page_s, mesures


def produire(racine: Path, rapport: str, format_: str) -> tuple[float, int]:
    """Un rapport, comme un ouvrier le produit : sa durée, et le plus de mémoire qu'il a pris."""
    departement, annee = DEMANDES.get(rapport, AILLEURS)
    dossier = f"reports/{departement}/{annee}"
    tache = Tache(departement, annee, rapport, (format_,), "", dossier, rapport)
    resultat = executer(produire_la_tache, Espace(racine), tache)
    if resultat.sortie or resultat.memoire_mo is None:
        raise RuntimeError(resultat.erreur)
    return resultat.duree_s, resultat.memoire_mo


def mesurer(racine: Path, rapports: Sequence[str]) -> dict[str, object]:
    """Le contenu de ``reperes.json``."""
    neufs = ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1)
    with neufs as ouvriers:
        faites = ouvriers.map(partial(mesurer_un_rapport, racine), rapports)
        lues = dict(zip(rapports, faites, strict=True))
    demarrage = statistics.median(froid for froid, _ in lues.values())
    return {
        "machine": la_machine(),
        "demarrage_s": round(demarrage, 2),
        "rapports": {rapport: mesures for rapport, (_, mesures) in lues.items()},
    }


def principal() -> None:
    """Mesure chaque rapport du catalogue, ou ceux que l'on nomme, et imprime ou écrit."""
    options = argparse.ArgumentParser(description="Mesurer les repères d'une première campagne.")
    options.add_argument("--rapports", nargs="*", default=list(CATALOGUE))
    options.add_argument("--ecrire", action="store_true", help="met à jour reperes.json")
    choix = options.parse_args()
    with tempfile.TemporaryDirectory() as dossier:
        lues = mesurer(copier_l_espace(Path(dossier) / "espace"), choix.rapports)
    texte = json.dumps(lues, ensure_ascii=False, indent=1) + "\n"
    print(texte)
    if choix.ecrire:
        FICHIER.write_text(texte, encoding="utf-8")


if __name__ == "__main__":
    principal()
