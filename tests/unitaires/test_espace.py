"""L'espace de travail : le trouver, et ne jamais en sortir."""

from pathlib import Path

import pytest

from sdsf.erreurs import CheminHorsEspace, EspaceIntrouvable
from sdsf.espace import Espace, trouver_espace


@pytest.fixture(autouse=True)
def sans_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SDSF_RACINE", raising=False)


@pytest.fixture
def espace(tmp_path: Path) -> Espace:
    (tmp_path / "espace/params/departements").mkdir(parents=True)
    return Espace(tmp_path / "espace")


def test_les_dossiers_sont_sous_la_racine(espace: Espace) -> None:
    dossiers = [espace.params, espace.data, espace.templates, espace.notebooks, espace.reports]
    assert [d.name for d in dossiers] == ["params", "data", "templates", "notebooks", "reports"]
    assert {d.parent for d in dossiers} == {espace.racine}


def test_l_espace_donne_est_pris(espace: Espace) -> None:
    assert trouver_espace(espace.racine) == espace
    assert trouver_espace(str(espace.racine)) == espace


def test_la_variable_designe_l_espace(espace: Espace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDSF_RACINE", str(espace.racine))
    assert trouver_espace() == espace


def test_l_espace_donne_l_emporte_sur_la_variable(
    espace: Espace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDSF_RACINE", str(tmp_path))
    assert trouver_espace(espace.racine) == espace


def test_un_sous_dossier_retrouve_l_espace(espace: Espace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(espace.params / "departements")
    assert trouver_espace() == espace


def test_une_racine_donnee_ne_se_cherche_pas_plus_haut(espace: Espace) -> None:
    """``--racine params`` est une faute : on ne devine pas que l'on voulait son parent."""
    with pytest.raises(EspaceIntrouvable):
        trouver_espace(espace.params)


def test_sans_espace_le_dossier_cherche_est_dit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EspaceIntrouvable, match="P110") as refus:
        trouver_espace()
    assert str(tmp_path) in str(refus.value)


def test_un_chemin_s_ecrit_relatif_a_l_espace(espace: Espace) -> None:
    assert espace.relatif(espace.reports / "13" / "2024") == "reports/13/2024"
    assert espace.relatif(Path("reports/13")) == "reports/13"


@pytest.mark.parametrize("chemin", ["../ailleurs", "reports/../../ailleurs", "/etc/passwd"])
def test_un_chemin_hors_de_l_espace_est_refuse(espace: Espace, chemin: str) -> None:
    with pytest.raises(CheminHorsEspace, match="E603"):
        espace.relatif(Path(chemin))


def test_un_lien_qui_sort_de_l_espace_est_refuse(espace: Espace, tmp_path: Path) -> None:
    (espace.racine / "reports").symlink_to(tmp_path)
    with pytest.raises(CheminHorsEspace):
        espace.relatif(espace.reports / "page.html")


def test_un_dossier_au_nom_voisin_n_est_pas_dans_l_espace(espace: Espace, tmp_path: Path) -> None:
    with pytest.raises(CheminHorsEspace):
        espace.relatif(tmp_path / "espace-bis" / "page.html")
