"""La copie où un rapport se refait : ce qu'elle contient, et ce qu'un disque plein en fait."""

import errno
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.preuve import RELEVES, deposer, scelle

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.production.preuve import refaire
from sdsf.production.preuve.refaire import formats_de, refait

RELU = "reports/00/2023/point_annuel.chiffres.csv"


@pytest.fixture
def espace(tmp_path: Path) -> Espace:
    for nom in ("params", "templates", "notebooks", "data/departements/00"):
        (tmp_path / nom).mkdir(parents=True)
    (tmp_path / RELEVES).write_text("valeur\n12\n")
    deposer(Espace(tmp_path), "00/2023/point_annuel", annee=2023)
    return Espace(tmp_path)


def test_la_copie_n_a_de_reports_que_ce_qui_a_ete_relu(
    espace: Espace, monkeypatch: pytest.MonkeyPatch
) -> None:
    vus: list[Any] = []

    def produire(copie: Espace, *demande: object, **_: object) -> None:
        fichiers = sorted(lu.relative_to(copie.racine) for lu in copie.racine.rglob("*.*"))
        vus.extend([[chemin.as_posix() for chemin in fichiers], demande])
        deposer(copie)

    monkeypatch.setattr(refaire, "produire", produire)
    rapport = scelle(espace, entrees={RELEVES: "b" * 64, RELU: "c" * 64, "reports/00/2022/perdu.csv": ""})
    avant = sorted(espace.racine.rglob("*"))
    with refait(espace, rapport) as neuf:
        assert neuf.base == "point_annuel"
        copie = neuf.chemin
    assert vus == [[RELEVES, RELU], ("00", 2024, "point_annuel", "html", "")]
    assert not copie.exists()
    assert sorted(espace.racine.rglob("*")) == avant


def test_les_formats_refaits_sont_ceux_du_manifeste(espace: Espace) -> None:
    fiche = {"sha256": "a" * 64, "octets": 1}
    rapport = scelle(espace, fichiers={f"point_annuel.{s}": fiche for s in ("html", "pdf", "chiffres.csv")})
    assert formats_de(rapport) == ["html", "pdf"]


@pytest.mark.parametrize(
    ("refus", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "E601"),
        (PermissionError(errno.EACCES, "non"), "E602"),
    ],
)
@pytest.mark.parametrize("geste", ["copytree", "copyfile"])
def test_un_disque_qui_refuse_se_dit(
    espace: Espace, monkeypatch: pytest.MonkeyPatch, refus: OSError, code: str, geste: str
) -> None:
    def refuser(*_: object, **__: object) -> None:
        raise refus

    rapport = scelle(espace, entrees={RELU: "c" * 64})
    monkeypatch.setattr(shutil, geste, refuser)
    with pytest.raises(Erreurs, match=code), refait(espace, rapport):
        pass
