"""Un geste qui échoue : ce qui s'en dit, où, et la trace, qui va au journal du serveur et à nul autre."""

import logging
from collections.abc import Callable

import ipywidgets
import pytest

from sdsf import erreurs as err
from sdsf.ateliers.echecs import en_le_disant, en_le_remplacant
from sdsf.erreurs import Erreurs


def refuser() -> None:
    raise Erreurs([err.DecisionIncomplete(manque="la date <b>")])


def casser() -> None:
    raise ZeroDivisionError("secret de fabrique")


def remplacer(place: ipywidgets.HTML, faire: Callable[[], object]) -> bool:
    return en_le_remplacant(place, faire, "C'est un défaut du logiciel.")


@pytest.mark.parametrize("essayer", [en_le_disant, remplacer])
def test_un_refus_se_dit_echappe_et_n_est_pas_journalise(
    essayer: Callable[..., bool], caplog: pytest.LogCaptureFixture
) -> None:
    place = ipywidgets.HTML()
    assert not essayer(place, refuser)
    assert "Il manque : la date &lt;b&gt;" in place.value
    assert 'role="alert"' in place.value
    assert caplog.records == []


@pytest.mark.parametrize("essayer", [en_le_disant, remplacer])
def test_un_defaut_se_dit_sans_trace_et_la_trace_va_au_journal(
    essayer: Callable[..., bool], caplog: pytest.LogCaptureFixture
) -> None:
    place = ipywidgets.HTML()
    with caplog.at_level(logging.ERROR):
        assert not essayer(place, casser)
    assert "secret de fabrique" not in place.value
    assert 'role="alert"' in place.value
    assert "secret de fabrique" in caplog.text


@pytest.mark.parametrize("essayer", [en_le_disant, remplacer])
def test_un_geste_qui_aboutit_ne_dit_rien(essayer: Callable[..., bool]) -> None:
    place = ipywidgets.HTML()
    assert essayer(place, lambda: None)
    assert place.value == ""
