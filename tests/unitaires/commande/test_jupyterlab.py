"""Les réglages de JupyterLab : pas de question sur les nouvelles, le français si sa traduction est là."""

import json
from pathlib import Path

import pytest

from sdsf.commande import jupyterlab


@pytest.mark.parametrize("installe", [True, False])
def test_le_francais_se_regle_si_sa_traduction_est_la(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installe: bool
) -> None:
    monkeypatch.setattr(jupyterlab, "francais_installe", lambda: installe)
    jupyterlab.regler_jupyterlab(tmp_path)
    langue = tmp_path / jupyterlab.LANGUE
    assert langue.exists() == installe
    assert not installe or json.loads(langue.read_text(encoding="utf-8")) == {"locale": "fr_FR"}
    assert json.loads((tmp_path / jupyterlab.NOUVELLES).read_text(encoding="utf-8")) == {"fetchNews": "false"}
