"""Les carnets des ateliers s'exécutent d'un bout à l'autre, sur l'exemple et sur un vrai département."""

from pathlib import Path

import pytest
from tests.fabrique import copier_espace
from tests.production import executer


@pytest.mark.production
@pytest.mark.parametrize("departement", ["00", "13"])
@pytest.mark.parametrize("nom", ["83_atelier_priorites", "84_atelier_trajectoires"])
def test_le_carnet_d_un_atelier_s_execute(nom: str, departement: str, tmp_path: Path) -> None:
    espace = copier_espace(tmp_path / "espace")
    parametres: dict[str, object] = {"departement": departement, "annee": 2024}
    carnet = espace.notebooks / f"{nom}.ipynb"
    fait = executer(espace, carnet, parametres, tmp_path / "sortie.ipynb")
    sorties = [s for c in fait.carnet.cells if c.cell_type == "code" for s in c.outputs]
    assert any("application/vnd.jupyter.widget-view+json" in s.get("data", {}) for s in sorties)
    assert not [s for s in sorties if s.output_type == "error"]
