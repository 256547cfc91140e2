"""303 rapports, de vraies données : rien de changé n'exécute rien ; une valeur n'atteint que qui l'a lue."""

import json
import subprocess
import sys

import pytest
from tests.mesures.reemploi import TOUCHE, a_refaire, changer_une_valeur
from tests.pays_factice import ANNEES, CAMPAGNE, NATIONALE, comparables, pays_factice

from sdsf.campagnes import lire_campagne
from sdsf.espace import Espace
from sdsf.production.campagne.conduite import Options, preparer

SANS_TABLES = """
import sys
from sdsf.cli import principal
try:
    principal()
except SystemExit as fin:
    assert not fin.code, fin.code
print("lourds :", *[nom for nom in ("pandas", "numpy", "matplotlib", "papermill", "nbconvert")
                    if nom in sys.modules])
"""


@pytest.fixture(scope="module")
def pays(tmp_path_factory: pytest.TempPathFactory) -> Espace:
    return pays_factice(tmp_path_factory.mktemp("pays") / "espace")


def test_rien_de_change_n_execute_rien_et_ne_charge_aucune_table(pays: Espace) -> None:
    commande = [sys.executable, "-c", SANS_TABLES, "campagne", CAMPAGNE, "--racine", str(pays.racine)]
    course = subprocess.run(commande, capture_output=True, text=True, check=True)
    assert "0 rapport à produire, 303 réemployés." in course.stdout
    assert course.stdout.rstrip().endswith("lourds :")
    lu = json.loads((pays.reports / f"campagnes/{CAMPAGNE}/resume.json").read_text())
    assert lu["comptes"] == {"produit": 0, "reemploye": 303, "echec": 0, "a_faire": 0, "ecarte": 0}


def test_une_valeur_changee_ne_refait_que_les_rapports_qui_l_ont_lue(pays: Espace) -> None:
    intacte = (pays.racine / NATIONALE).read_bytes()
    changer_une_valeur(pays, TOUCHE)
    codes = lire_campagne(pays, CAMPAGNE).departements
    lecteurs = {code for code in codes if TOUCHE in (code, *comparables(code, codes))}
    assert sorted(a_refaire(pays)) == sorted(code for code in lecteurs for _ in ANNEES)
    motifs = {m for d in preparer(pays, CAMPAGNE, Options()).decisions if d.refaire for m in d.motifs}
    assert motifs == {f"{NATIONALE} a changé dans les lignes lues"}
    (pays.racine / NATIONALE).write_bytes(intacte)
    assert a_refaire(pays) == []
