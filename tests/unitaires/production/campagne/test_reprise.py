"""Vingt morts au hasard, vingt reprises, mêmes octets ; et rien à moitié visible pendant ce temps."""

import itertools
import os
import sys
from pathlib import Path

import pytest
from tests.campagnes import AVEC_NOYAU, espace_factice
from tests.pannes import VICTIMES, chemins_des_tests, tuer_et_reprendre

from sdsf.espace import Espace

FOIS = 20


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="les victimes se trouvent dans /proc")
def test_vingt_morts_net_puis_vingt_reprises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sys.platform == "linux"
    milieu = chemins_des_tests()
    monkeypatch.setenv("PYTHONPATH", milieu["PYTHONPATH"])
    rangs = itertools.count()

    def neuf() -> Espace:
        espace = espace_factice(tmp_path / str(next(rangs)), ["13", "34"], [2022, 2023, 2024])
        (espace.data / "lenteur").write_text("0.05")
        return espace

    bilan = tuer_et_reprendre(neuf, AVEC_NOYAU, FOIS, graine=7, milieu=milieu)
    assert bilan.morts == bilan.completes == bilan.identiques == FOIS
    assert min(bilan.tues.values()) >= FOIS // len(VICTIMES) - 3, bilan.tues
    assert (bilan.fautes, bilan.restes) == (set(), set())
    assert bilan.regards > FOIS
