"""Les départements fictifs des mesures : aucun vrai nom, aucune vraie ligne, jamais dans le dépôt."""

import csv
from pathlib import Path

import pytest
from tests.fixtures.departements import RACINE, campagne, espace_fictif

from sdsf.campagnes import lire_campagne
from sdsf.referentiel.lecture import lire_departements


def test_noms_et_lignes_nationales(tmp_path: Path) -> None:
    espace, codes = espace_fictif(tmp_path / "espace", 2)
    assert codes == ["01", "02"]
    assert lire_departements(espace)["01"].nom == "Département fictif 01"
    for chemin in (espace.data / "national/cnaf").glob("*.csv"):
        lignes = csv.DictReader(chemin.read_text(encoding="utf-8").splitlines())
        vus = {ligne["territoire"] for ligne in lignes if ligne["maille"] == "departement"}
        assert not vus & set(codes), chemin.name
    plan = (espace.params / "departements/02/2021-2026/plan.yml").read_text(encoding="utf-8")
    assert "departement: '02'" in plan
    assert "departement: '00'" not in plan
    assert ",02,departement," in (espace.data / "departements/02/releves.csv").read_text(encoding="utf-8")


def test_la_campagne_ecrite_se_lit(tmp_path: Path) -> None:
    espace, codes = espace_fictif(tmp_path / "espace", 1)
    campagne(espace, "mesure", codes, [2024], "point_annuel")
    assert lire_campagne(espace, "mesure").departements == ["01"]


def test_jamais_dans_le_depot() -> None:
    with pytest.raises(ValueError, match="dépôt"):
        espace_fictif(RACINE / "essai", 1)
