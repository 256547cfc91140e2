"""Une valeur du 63 change : les rapports qui l'ont lue se refont, une comparaison comprise ; eux seuls.

Les lectures sont celles de la production, entendues par le témoin pendant que chaque dossier se charge, sur
les vraies données ; le carnet, qui n'en lirait pas d'autres valeurs, n'est pas exécuté.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.mesures.rapport import copier_l_espace
from tests.mesures.reemploi import changer_une_valeur
from tests.pays_factice import NATIONALE, deposer

from sdsf.campagnes import lire_campagne
from sdsf.espace import Espace
from sdsf.production.campagne.conduite import Options, preparer
from sdsf.production.campagne.taches import Tache, rapports_de
from sdsf.production.dependances import Releveur
from sdsf.temoin import VARIABLE, lire_le_registre

# Deux campagnes, parce qu'une comparaison a ses propres départements : avec le 63, puis sans lui.
CAMPAGNES: dict[str, dict[str, Any]] = {
    "avec": {
        "departements": ["13", "63", "92"],
        "rapports": ["diagnostic", "comparaison"],
        "reglages": {"departements": ["13", "63"]},
    },
    "sans": {"departements": ["92"], "rapports": ["comparaison"], "reglages": {"departements": ["75", "92"]}},
}
CHARGER = """
import os, sys
from pathlib import Path
from sdsf.chargement import charger
from sdsf.demande import controler_demande
from sdsf.espace import Espace
from sdsf.temoin import brancher
racine, *taches = sys.argv[1:]
for quoi in taches:
    code, annee, rapport, reglages, registre = quoi.split("|")
    os.environ["SDSF_TEMOIN"] = registre
    espace = Espace(Path(racine))
    brancher(espace.racine)
    charger(espace, controler_demande(espace, code, int(annee), reglages, rapport))
"""


@pytest.fixture(scope="module")
def espace(tmp_path_factory: pytest.TempPathFactory) -> Espace:
    """Les vraies données, et chaque rapport des deux campagnes en place, avec ce qu'il a vraiment lu."""
    espace = Espace(copier_l_espace(tmp_path_factory.mktemp("63") / "espace"))
    taches: list[Tache] = []
    for nom, dite in CAMPAGNES.items():
        ecrite = {"format": 1, "intitule": "Essai", "annees": [2024], "formats": ["html"], **dite}
        (espace.params / f"campagnes/{nom}.yml").write_text(json.dumps(ecrite), encoding="utf-8")
        taches += rapports_de(espace, lire_campagne(espace, nom))[0]
    # La comparaison du 92 n'a qu'une place : c'est celle qui ne regarde pas le 63 que l'on garde.
    voulues = {tache.cle: tache for tache in taches}
    registres = {cle: espace.racine / f"registre-{rang}" for rang, cle in enumerate(voulues)}
    dites = [
        f"{t.departement}|{t.annee}|{t.rapport}|{t.reglages}|{registres[cle]}" for cle, t in voulues.items()
    ]
    milieu = {nom: valeur for nom, valeur in os.environ.items() if nom != VARIABLE}
    subprocess.run([sys.executable, "-c", CHARGER, str(espace.racine), *dites], check=True, env=milieu)
    releveur = Releveur(espace)
    for cle, tache in voulues.items():
        deposer(espace, tache, releveur, lire_le_registre(registres[cle]))
    return espace


def a_refaire(espace: Espace) -> dict[str, str]:
    """Ce que les deux campagnes referaient, et le premier motif."""
    jugees = [d for nom in CAMPAGNES for d in preparer(espace, nom, Options()).decisions]
    # « avec » voudrait d'autres réglages pour la comparaison du 92 : ce n'est pas ce que l'on éprouve.
    return {
        decision.tache.nom: decision.motifs[0]
        for decision in jugees
        if decision.refaire and decision.motifs != ("les réglages demandés ont changé",)
    }


def test_sans_changement_rien_ne_se_refait(espace: Espace) -> None:
    assert a_refaire(espace) == {}


def test_une_valeur_nationale_du_63_refait_ceux_qui_l_ont_lue(espace: Espace) -> None:
    intacte = (espace.racine / NATIONALE).read_bytes()
    changer_une_valeur(espace, "63")
    refaits = a_refaire(espace)
    assert {"diagnostic 63 2024", "comparaison 63 2024", "comparaison 13 2024"} <= set(refaits)
    assert not {"diagnostic 92 2024", "comparaison 92 2024"} & set(refaits)
    assert set(refaits.values()) == {f"{NATIONALE} a changé dans les lignes lues"}
    (espace.racine / NATIONALE).write_bytes(intacte)
    assert a_refaire(espace) == {}


def test_une_valeur_saisie_dans_le_63_ne_refait_que_le_63(espace: Espace) -> None:
    releves = Path("data/departements/63/releves.csv")
    intact = (espace.racine / releves).read_bytes()
    (espace.racine / releves).write_bytes(intact + intact.rstrip(b"\n").rsplit(b"\n", 1)[-1] + b"\n")
    refaits = a_refaire(espace)
    assert set(refaits) == {"diagnostic 63 2024", "comparaison 63 2024"}
    assert set(refaits.values()) == {f"{releves.as_posix()} a changé"}
    (espace.racine / releves).write_bytes(intact)
