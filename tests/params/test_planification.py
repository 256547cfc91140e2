"""Les exemples de planification : des fichiers bien formés, des commandes et des options qui existent."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import typer
import yaml

from sdsf.campagnes import noms_des_campagnes
from sdsf.cli import application
from sdsf.espace import Espace

RACINE = Path(__file__).resolve().parents[2]
EXEMPLES = RACINE / "docs/exemples/planification"
TOUS = sorted(EXEMPLES.iterdir())
GUIDE = RACINE / "docs/guides/campagnes.md"
# La commande, jusqu'à ce qui la suit sur sa ligne.
COMMANDE = re.compile(r"(?:^|[\s/`])sdsf (campagne [^|&;`\n]*)", re.MULTILINE)


def commandes(texte: str) -> list[list[str]]:
    return [shlex.split(trouvee.strip()) for trouvee in COMMANDE.findall(texte)]


def options_de_campagne() -> set[str]:
    campagne = typer.main.get_command(application).commands["campagne"]  # type: ignore[attr-defined]
    return {option for parametre in campagne.params for option in parametre.opts}


@pytest.mark.parametrize("fichier", [*TOUS, GUIDE], ids=lambda chemin: chemin.name)
def test_chaque_commande_citee_existe_avec_ses_options(fichier: Path) -> None:
    citees = commandes(fichier.read_text(encoding="utf-8"))
    assert citees or fichier.suffix == ".timer"
    for _, nom, *suite in citees:
        assert nom in noms_des_campagnes(Espace(RACINE)), f"{fichier.name} : {nom}"
        assert {mot for mot in suite if mot.startswith("-")} <= options_de_campagne()


def test_le_guide_mene_a_chaque_exemple() -> None:
    texte = (RACINE / "docs/guides/planifier.md").read_text(encoding="utf-8")
    assert [e.name for e in TOUS if f"(../exemples/planification/{e.name})" not in texte] == []


def test_le_guide_nomme_toutes_les_options() -> None:
    texte = GUIDE.read_text(encoding="utf-8")
    # Où est l'espace de travail, et l'aide, ne sont pas propres à une campagne.
    siennes = {o for o in options_de_campagne() if o.startswith("--")} - {"--racine", "--help", "--grappe"}
    assert {option for option in siennes if option not in texte} == set()


@pytest.mark.parametrize("nom", ["gitlab-ci.yml", "github-actions.yml"])
def test_les_chaines_d_integration_sont_du_yaml_et_publient(nom: str) -> None:
    lu = yaml.safe_load((EXEMPLES / nom).read_text(encoding="utf-8"))
    assert isinstance(lu, dict)
    texte = str(lu)
    assert "requirements.lock" in texte
    assert "interne" in texte  # une édition interne ne se publie pas
    assert "-name '.*'" in texte  # ni le relevé des lectures
    assert (RACINE / "requirements.lock").is_file()
    if nom.startswith("gitlab"):
        assert lu["pages"]["artifacts"]["paths"] == ["public"]
    else:
        # « on » se lit comme un booléen en YAML 1.1 ; GitHub, lui, l'entend bien.
        assert set(lu[True]) == {"schedule", "workflow_dispatch"}
        assert any("deploy-pages" in str(etape) for etape in lu["jobs"]["rapports"]["steps"])


def unite(nom: str) -> configparser.ConfigParser:
    lue = configparser.ConfigParser(interpolation=None, strict=True)
    lue.optionxform = str  # type: ignore[assignment,method-assign]
    lue.read_string((EXEMPLES / nom).read_text(encoding="utf-8"))
    return lue


def test_les_unites_de_systemd_vont_ensemble() -> None:
    service, minuteur = unite("sdsf-campagne.service"), unite("sdsf-campagne.timer")
    assert service["Service"]["ExecStart"].startswith(service["Service"]["WorkingDirectory"] + "/.venv/bin/")
    assert service["Service"]["ReadWritePaths"] == service["Service"]["WorkingDirectory"] + "/reports"
    assert minuteur["Install"]["WantedBy"] == "timers.target"
    assert minuteur["Timer"]["Persistent"] == "true"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd n'est pas là")
def test_systemd_lit_le_calendrier_du_minuteur() -> None:
    calendrier = unite("sdsf-campagne.timer")["Timer"]["OnCalendar"]
    lu = subprocess.run(["systemd-analyze", "calendar", calendrier], capture_output=True, text=True)
    assert lu.returncode == 0, lu.stderr


def test_la_table_de_cron_a_ses_champs() -> None:
    lignes = (EXEMPLES / "sdsf.cron").read_text(encoding="utf-8").splitlines()
    travaux = [
        ligne for ligne in lignes if ligne and not ligne.startswith("#") and "=" not in ligne.split()[0]
    ]
    assert len(travaux) == 2
    for ligne in travaux:
        *instants, compte, commande = ligne.split(maxsplit=6)
        assert all(re.fullmatch(r"[\d*/,-]+", instant) for instant in instants)
        assert compte == "sdsf"
        assert "sdsf campagne" in commande
