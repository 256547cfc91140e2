"""Ce que plusieurs tests emploient : la racine du dépôt, une copie d'espace, deux dossiers chargés."""

import gc
from pathlib import Path

import pytest
from hypothesis import settings
from tests.fabrique import RACINE, copier_espace

from sdsf.chargement import charger
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.espace import Espace

# Les mêmes exemples à chaque essai, sans délai : une machine chargée ne fait pas échouer un test.
settings.register_profile("sdsf", derandomize=True, deadline=None, database=None)
settings.load_profile("sdsf")


def pytest_collection_finish() -> None:
    """Ce qui est chargé, et tous les essais, vivent jusqu'à la fin : inutile de les parcourir sans cesse.

    Un essai lit des tables et compose des pages : des objets par millions, presque tous sans cycle. Les
    chercher au rythme ordinaire prend un septième du temps.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def racine() -> Path:
    """La racine du dépôt : à lire seulement."""
    return RACINE


@pytest.fixture(scope="session")
def shared(racine: Path) -> Path:
    """Le dossier partagé ; sans lui, le test se déclare sauté, avec son motif."""
    partage = racine.parent / "shared"
    if not partage.is_dir():
        pytest.skip(f"dossier partagé absent : {partage}")
    return partage


@pytest.fixture
def espace_copie(tmp_path: Path) -> Espace:
    """Une copie de l'espace de travail (départements 00 et 13) que le test peut abîmer."""
    return copier_espace(tmp_path / "espace")


def _dossier(code: str) -> Dossier:
    espace = Espace(RACINE)
    return charger(espace, controler_demande(espace, code, 2024))


@pytest.fixture(scope="session")
def dossier_00() -> Dossier:
    """Le département d'exemple en 2024."""
    return _dossier("00")


@pytest.fixture(scope="session")
def dossier_13() -> Dossier:
    """Les Bouches-du-Rhône en 2024."""
    return _dossier("13")
