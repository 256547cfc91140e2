"""Le carnet de la première heure s'exécute en entier, et ne touche à rien de ce qu'il lit."""

import hashlib
from pathlib import Path

import papermill
import pytest
from tests.fabrique import RACINE

from sdsf import premiere_heure
from sdsf.chargement import charger
from sdsf.demande import controler_demande
from sdsf.espace import Espace

CARNET = RACINE / "notebooks/00_premiere_heure.ipynb"
SAISIE = {
    "action": "pe-1.3-c",
    "statut": "realisee",
    "fin_reelle": "2024-11-29",
    "saisi_par": "pilote fiche 1.3, Département d'exemple",
}


def empreinte(espace: Espace) -> str:
    """Tout ce que l'espace contient, noms et octets."""
    fichiers = sorted(chemin for chemin in espace.racine.rglob("*") if chemin.is_file())
    lus = (f"{c.relative_to(espace.racine)}\0".encode() + c.read_bytes() for c in fichiers)
    return hashlib.sha256(b"".join(lus)).hexdigest()


@pytest.mark.production
def test_le_carnet_s_execute_et_n_ecrit_que_dans_sa_copie(
    espace_copie: Espace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDSF_RACINE", str(espace_copie.racine))
    avant = empreinte(espace_copie)
    execute = papermill.execute_notebook(
        str(CARNET), str(tmp_path / "fait.ipynb"), progress_bar=False, engine_name="sdsf"
    )
    sorties = "".join(
        str(sortie.get("data", {}).get("text/html", ""))
        for cellule in execute.cells
        if cellule.cell_type == "code"
        for sortie in cellule.outputs
    )
    assert "C'est écrit dans le journal" in sorties.replace("&#39;", "'")
    assert "Le rapport est produit" in sorties
    assert empreinte(espace_copie) == avant


def test_la_saisie_dit_ce_qu_elle_a_fait(espace_copie: Espace, capsys: pytest.CaptureFixture[str]) -> None:
    dits: list[str] = []
    dossier = charger(espace_copie, controler_demande(espace_copie, "00", 2024))
    copie = premiere_heure.copier(dossier)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(premiere_heure, "_dire", dits.append)
        premiere_heure.saisir(copie, **SAISIE)
        premiere_heure.saisir(copie, pourquoi="le pilote a répondu", **SAISIE)
    assert dits[0] == "Le journal dit déjà, pour « statut » : « sans_information », et non « realisee »."
    assert dits[-2] == "Rien n'est écrit. Pour changer ce qui était dit, ajoutez « pourquoi »."
    assert dits[-1].startswith("C'est écrit")
    comptes = premiere_heure.ce_que_change_la_saisie(dossier, copie)[0]
    valeurs = {ligne.cellules[0]: [c.valeur for c in ligne.cellules[1:]] for ligne in comptes.lignes}
    assert valeurs["actions : réalisée"] == [7, 8]
    assert valeurs["actions : sans information"] == [2, 1]
    assert valeurs["jalons échus tenus"] == [15, 16]


def test_l_essai_d_une_tolerance_change_les_jugements(espace_copie: Espace) -> None:
    dossier, essai = (
        charger(espace_copie, controler_demande(espace_copie, "00", 2024, reglages))
        for reglages in ("", '{"tolerance_trajectoire_pct": 30}')
    )
    (tableau,) = premiere_heure.les_jugements(dossier, essai)
    valeurs = {ligne.cellules[0]: [c.valeur for c in ligne.cellules[1:]] for ligne in tableau.lignes}
    assert valeurs["en retard"] == [7, 3]
    assert valeurs["à surveiller"] == [0, 4]
