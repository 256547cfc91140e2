"""Chaque commande qu'une page donne à taper est comprise ; celles du 00 s'exécutent, l'une après l'autre."""

import re
import shlex
import sys
from pathlib import Path

import pytest
from tests.fabrique import RACINE, copier_espace
from typer.core import TyperGroup
from typer.main import get_command

from sdsf import cli

PAGES = [RACINE / "README.md", RACINE / "CONTRIBUTING.md", *sorted((RACINE / "docs").rglob("*.md"))]
ENGENDREES = ("reference", "adr")
BLOC = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMANDE = re.compile(r"^\s*(?:\$ )?(?:\.venv/bin/)?sdsf (.+?)(?:\s+#.*)?$", re.MULTILINE)
# Ce qui demande le réseau, un fichier à soi, ou une demi-minute de carnet n'est que lu.
LENTES = ("produire", "actualiser")


def commandes(page: Path) -> list[str]:
    """Les commandes des blocs de code d'une page."""
    blocs = "\n".join(BLOC.findall(page.read_text(encoding="utf-8"))).replace("\\\n", " ")
    # Deux espaces : la suite explique la commande, et ne se tape pas.
    return [re.split(r"\s{2,}", mots)[0] for mots in COMMANDE.findall(blocs)]


TOUTES = [(page, mots) for page in PAGES if page.parent.name not in ENGENDREES for mots in commandes(page)]
SANS_ATTENTE = [
    mots for _, mots in TOUTES
    if not mots.startswith(LENTES) and re.search(r"\b00\b", mots) and "importer" not in mots
]  # fmt: skip


def analyser(mots: list[str]) -> str:
    """Le chemin de la commande que ces mots appellent ; lève si une option ou un argument ne va pas."""
    commande, contexte = get_command(cli.application), None
    nom, reste = "sdsf", mots
    while True:
        contexte = commande.make_context(nom, list(reste), parent=contexte)
        if not isinstance(commande, TyperGroup):
            return contexte.command_path
        suite = [*contexte._protected_args, *contexte.args]
        trouve, sous, reste = commande.resolve_command(contexte, suite)
        assert sous is not None, mots
        commande, nom = sous, trouve or ""


def test_il_y_a_des_commandes_dans_les_pages() -> None:
    assert len(TOUTES) > 30
    assert len(SANS_ATTENTE) > 5


@pytest.mark.parametrize(("page", "mots"), TOUTES, ids=[f"{p.stem}: {m}" for p, m in TOUTES])
def test_une_commande_ecrite_dans_une_page_est_comprise(page: Path, mots: str) -> None:
    assert analyser(shlex.split(mots)).startswith("sdsf "), f"{page.name} : sdsf {mots}"


def test_une_commande_mal_ecrite_serait_vue() -> None:
    with pytest.raises(cli.USAGES):
        analyser(["lister", "fiches", "13", "--zut", "1"])


def test_les_commandes_du_departement_d_exemple_s_executent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Dans une copie, l'une après l'autre, dans l'ordre des pages : aucune n'est refusée."""
    espace = copier_espace(tmp_path / "essai", ("00",))
    monkeypatch.setenv("SDSF_RACINE", str(espace.racine))
    (tmp_path / "ici").mkdir()
    monkeypatch.chdir(tmp_path / "ici")
    refusees = {}
    for mots in dict.fromkeys(SANS_ATTENTE):
        monkeypatch.setattr(sys, "argv", ["sdsf", *shlex.split(mots)])
        with pytest.raises(SystemExit) as fin:
            cli.principal()
        if fin.value.code:
            refusees[mots] = capsys.readouterr().err
    assert refusees == {}
