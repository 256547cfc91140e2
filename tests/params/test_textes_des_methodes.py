"""Les méthodes que les textes posent : chaque extrait cité se lit dans la source, à la ligne dite."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.fabrique import RACINE

FICHIERS = [
    "priorites",
    "services",
    *(f"questionnaires/{public}" for public in ("elus", "familles", "professionnels")),
]


def extraits(objet: Any, source: str = "") -> Iterator[tuple[str, int, str]]:
    """Chaque extrait d'un fichier : la source dite le plus près au-dessus, la ligne, les mots."""
    if isinstance(objet, dict):
        source = objet.get("source", source)
        if "extrait" in objet:
            yield source, objet["extrait"]["ligne"], objet["extrait"]["texte"]
        for partie in objet.values():
            yield from extraits(partie, source)
    elif isinstance(objet, list):
        for partie in objet:
            yield from extraits(partie, source)


def absents(cites: Iterator[tuple[str, int, str]], sources: Path) -> list[str]:
    """Les extraits qui ne sont pas à leur ligne."""
    griefs = []
    for source, ligne, texte in cites:
        _, departement, debut, fin = source.split("_")
        (chemin,) = sources.glob(f"{departement}_*_{debut}-{fin}.txt")
        if texte not in chemin.read_text(encoding="utf-8").split("\n")[ligne - 1]:
            griefs.append(f"{chemin.name}:{ligne} : {texte}")
    return griefs


@pytest.mark.shared
@pytest.mark.parametrize("nom", FICHIERS)
def test_chaque_extrait_se_lit_a_sa_ligne(nom: str, shared: Path) -> None:
    contenu = yaml.safe_load((RACINE / f"params/referentiel/{nom}.yml").read_text(encoding="utf-8"))
    assert list(extraits(contenu)) != []
    assert absents(extraits(contenu), shared / "sources") == []


@pytest.mark.shared
def test_un_extrait_deplace_serait_vu(shared: Path) -> None:
    cite = [("sdsf_63_2022_2026", 437, "Le taux de familles monoparentales")]
    assert len(absents(iter(cite), shared / "sources")) == 1
