"""Les renvois d'un plan à un indicateur commun : la même unité, et un motif partout où il n'y en a pas."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.fabrique import RACINE

from sdsf.espace import Espace
from sdsf.referentiel.lecture import lire_referentiel

COMMUNS = lire_referentiel(Espace(RACINE)).indicateurs
PLANS = sorted((RACINE / "params/departements").glob("*/*/plan.yml"))


def indicateurs(plan: Path) -> list[dict[str, Any]]:
    contenu = yaml.load(plan.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return [indicateur for fiche in contenu["fiches"] for indicateur in fiche["indicateurs"]]


def autre_unite(propres: list[dict[str, Any]]) -> list[str]:
    """Les indicateurs d'un plan qui renvoient à un indicateur commun d'une autre unité."""
    lies = [i for i in propres if i["indicateur"]]
    return [i["id"] for i in lies if i["unite"] != COMMUNS[i["indicateur"]].unite]


def communs_cites_a_tort(propres: list[dict[str, Any]]) -> list[str]:
    """Les motifs qui nomment, mot pour mot, un indicateur commun inconnu du référentiel."""
    mots = {i["id"]: (i["motif"] or "").replace(",", " ").split() for i in propres}
    return [
        ident for ident, dits in mots.items() for mot in dits if mot.count("_") > 1 and mot not in COMMUNS
    ]


@pytest.mark.parametrize("chemin", PLANS, ids=lambda c: "-".join(c.parts[-3:-1]))
def test_un_renvoi_garde_l_unite_du_plan(chemin: Path) -> None:
    assert autre_unite(indicateurs(chemin)) == []
    assert communs_cites_a_tort(indicateurs(chemin)) == []


@pytest.mark.parametrize("chemin", PLANS, ids=lambda c: "-".join(c.parts[-3:-1]))
def test_un_indicateur_renvoie_ou_dit_pourquoi_jamais_les_deux(chemin: Path) -> None:
    assert [i["id"] for i in indicateurs(chemin) if (i["indicateur"] is None) == (i["motif"] is None)] == []


def test_un_renvoi_d_une_autre_unite_serait_vu() -> None:
    faux = {"id": "i1", "indicateur": "nombre_laep", "unite": "pourcent", "motif": None}
    assert autre_unite([faux]) == ["i1"]
    assert communs_cites_a_tort([{"id": "i2", "motif": "voir nombre_de_laep, sinon"}]) == ["i2"]
