"""Ce que le manifeste relit du carnet exécuté, et ce qu'il dit des outils et de la machine."""

import io
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest

from sdsf.production import versions as outils
from sdsf.production.manifeste import durees, empreinte, parametres_relus
from sdsf.production.pandoc import convertir


def carnet(*cellules: Any, **metadonnees: Any) -> Any:
    return nbformat.v4.new_notebook(cells=list(cellules), metadata=metadonnees)


def cellule(source: str, *etiquettes: str, **papermill: Any) -> Any:
    metadonnees = {"tags": list(etiquettes), "papermill": papermill}
    return nbformat.v4.new_code_cell(source, metadata=metadonnees)


def test_les_parametres_sont_ceux_de_la_cellule_injectee() -> None:
    lu = carnet(
        cellule('departement = "00"\nannee = 2024\nreglages = ""', "parameters"),
        cellule(
            '# Parameters\ndepartement = "2A"\nannee = 2023\nreglages = \'{"semestre": 1}\'\n',
            "injected-parameters",
        ),
        papermill={"parameters": {"departement": "autre"}},
    )
    assert parametres_relus(lu) == {"departement": "2A", "annee": 2023, "reglages": '{"semestre": 1}'}


def test_sans_cellule_injectee_aucun_parametre_n_est_relu() -> None:
    assert parametres_relus(carnet(cellule("annee = 2024", "parameters"))) == {}


def test_un_parametre_n_est_jamais_execute() -> None:
    with pytest.raises(ValueError, match="malformed"):
        parametres_relus(carnet(cellule("annee = open('/etc/passwd')", "injected-parameters")))


def test_les_durees_sont_celles_du_carnet_et_de_ses_cellules() -> None:
    une, autre = cellule("1", duration=1.23456), cellule("2")
    lues = durees(carnet(une, autre, papermill={"duration": 2.5}))
    assert lues == {"carnet_s": 2.5, "cellules_s": {une.id: 1.235}}


def test_une_empreinte_dit_la_taille() -> None:
    assert empreinte(b"abc")["octets"] == 3


def test_un_paquet_facultatif_absent_n_est_pas_nomme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outils, "PAQUETS", ("sdsf", "un-paquet-qui-n-existe-pas"))
    outils._versions.cache_clear()
    assert outils.versions().keys() == {"python", "sdsf"}
    outils._versions.cache_clear()


def test_pango_se_dit_quand_il_a_servi(monkeypatch: pytest.MonkeyPatch) -> None:
    faux = SimpleNamespace(pango=SimpleNamespace(pango_version=lambda: 15012))
    monkeypatch.setitem(sys.modules, "weasyprint.text.ffi", faux)
    assert outils.machine()["pango"] == "15012"
    monkeypatch.delitem(sys.modules, "weasyprint.text.ffi")
    assert "pango" not in outils.machine()


def test_le_verrou_a_une_empreinte_ou_rien(tmp_path: Path) -> None:
    assert outils.empreinte_du_verrou(tmp_path) == ""
    (tmp_path / "requirements.lock").write_text("pandas==3\n")
    assert len(outils.empreinte_du_verrou(tmp_path)) == 64


@pytest.mark.parametrize("langue", ["POSIX", "C.UTF-8"])
def test_un_titre_accentue_survit_a_une_machine_sans_langue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, langue: str
) -> None:
    """Sous cron, la langue est « C » : pandoc y lisait ses arguments de travers."""
    monkeypatch.setenv("LC_ALL", langue)
    titre = "Été 2024 — Rhône"
    octets = convertir("<p>é</p>", "docx", [f"--metadata=title:{titre}"], tmp_path / "d.docx")
    with zipfile.ZipFile(io.BytesIO(octets)) as document:
        assert titre in document.read("word/document.xml").decode()
