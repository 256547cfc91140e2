"""Un vrai rapport court, produit par la commande sur une grappe de la boucle locale : les octets d'ici."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.fabrique import copier_espace
from tests.fonctionnels.test_campagne import ECRITE
from tests.grappe import grappe

from sdsf.espace import Espace
from sdsf.production.campagne.conduite import Options, conduire, preparer
from sdsf.production.manifeste import DU_MOMENT

pytest.importorskip("distributed", reason="l'extra « grappe » n'est pas installé")
SDSF = [sys.executable, "-c", "from sdsf.cli import principal; principal()"]


def espace_de(racine: Path) -> Espace:
    espace = copier_espace(racine, ("00",))
    (espace.params / "campagnes").mkdir()
    (espace.params / "campagnes/essai.yml").write_text(ECRITE, encoding="utf-8")
    return espace


def manifeste(espace: Espace) -> dict[str, Any]:
    lu = json.loads((espace.reports / "00/2024/lettre.manifeste.json").read_text(encoding="utf-8"))
    return {cle: valeur for cle, valeur in lu.items() if cle not in DU_MOMENT}


def test_un_vrai_rapport_a_les_memes_octets_sur_une_grappe(tmp_path: Path) -> None:
    ici, ailleurs = espace_de(tmp_path / "ici"), espace_de(tmp_path / "ailleurs")
    conduire(preparer(ici, "essai", Options()))
    with grappe(tmp_path / "grappe", 1) as essai:
        options = ["--grappe", str(essai.fichier), "--racine", str(ailleurs.racine)]
        lance = subprocess.run([*SDSF, "campagne", "essai", *options], capture_output=True, text=True)
    assert lance.returncode == 0, lance.stdout + lance.stderr
    assert "Bilan : 1 produit." in lance.stdout
    assert lance.stderr == f"Grappe {essai.fichier} : contrôle de ses ouvriers…\n"
    assert manifeste(ailleurs) == manifeste(ici)
    for nom in manifeste(ici)["fichiers"]:
        place = Path("reports/00/2024") / nom
        assert (ailleurs.racine / place).read_bytes() == (ici.racine / place).read_bytes(), nom
    assert not preparer(ailleurs, "essai", Options()).decisions[0].refaire
