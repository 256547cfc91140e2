"""La preuve d'un vrai rapport : mêmes octets ailleurs et à une autre heure, refait de son seul manifeste.

Le point annuel du 00 s'est produit ici, dans tous les formats ; la commande le certifie ailleurs.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.fabrique import RELEVES_00, copier_espace
from tests.horloge import JOURS, NOM, autre_machine
from tests.production import produire
from tests.rapports_partages import rapport_partage

from sdsf.espace import Espace
from sdsf.production.preuve.manifestes import lire_le_manifeste
from sdsf.production.preuve.refaire import refait

pytestmark = [pytest.mark.production, pytest.mark.xdist_group("preuve")]

SDSF = Path(sys.executable).with_name("sdsf")
FORMATS = "html,pdf,docx,xlsx,pptx"


def commander(espace: Espace, *mots: str, **variables: str) -> subprocess.CompletedProcess[str]:
    ordre = [str(SDSF), *mots, "--racine", str(espace.racine)]
    return subprocess.run(
        ordre, capture_output=True, encoding="utf-8", check=False, cwd=espace.racine,
        env={**os.environ, **variables},
    )  # fmt: skip


@pytest.fixture(scope="module")
def espace(tmp_path_factory: pytest.TempPathFactory) -> Espace:
    """Un espace où le point annuel du 00 est produit dans tous les formats, la page de l'élu en HTML."""
    copie = copier_espace(tmp_path_factory.mktemp("preuve") / "espace", ("00",))
    produire(copie, "00", 2024, "page_elu")
    for chemin in rapport_partage(tmp_path_factory, "00", "point_annuel"):
        for fichier in (chemin, chemin.with_name(".point_annuel.lectures.json")):
            shutil.copy(fichier, copie.reports / "00/2024")
    return copie


def octets(dossier: Path) -> dict[str, bytes]:
    return {chemin.name: chemin.read_bytes() for chemin in dossier.iterdir() if chemin.is_file()}


def ici_et_maintenant(variables: dict[str, str]) -> tuple[str, float]:
    """Le nom de la machine et l'heure, tels qu'un processus les voit."""
    ordre = [sys.executable, "-c", "import socket, time; print(socket.gethostname(), time.time())"]
    vu = subprocess.run(ordre, capture_output=True, text=True, env={**os.environ, **variables}, check=True)
    nom, heure = vu.stdout.split()
    return nom, float(heure)


def test_une_autre_machine_une_autre_heure_une_autre_langue_donnent_les_memes_octets(
    espace: Espace, tmp_path: Path
) -> None:
    ailleurs = autre_machine(tmp_path)
    nom, heure = ici_et_maintenant(ailleurs)
    assert (nom, round((time.time() - heure) / 86400)) == (NOM, JOURS)
    avant = octets(espace.reports / "00/2024")
    fait = commander(espace, "certifier", "00", "2024", "--format", "json", **ailleurs)
    assert fait.returncode == 0, fait.stdout + fait.stderr
    lu = json.loads(fait.stdout)
    assert (lu["verdict"], lu["constats"], lu["differents"]) == ("conforme", [], [])
    assert {nom.rpartition(".")[2] for nom in lu["fichiers"]} == {*FORMATS.split(","), "csv"}
    assert octets(espace.reports / "00/2024") == avant, "certifier a touché à reports/"


def test_aucun_fichier_du_rapport_ne_nomme_la_machine_ni_l_espace(espace: Espace) -> None:
    ecrits = octets(espace.reports / "00/2024")
    textes = {nom: lu for nom, lu in ecrits.items() if nom.endswith((".html", ".csv", ".json"))}
    mots = [mot.encode() for mot in (os.uname().nodename, str(espace.racine)) if len(mot) > 6]
    assert [(nom, mot) for nom, texte in textes.items() for mot in mots if mot in texte] == []


def test_un_rapport_efface_se_refait_de_son_seul_manifeste(espace: Espace, tmp_path: Path) -> None:
    copie = Espace(tmp_path / "espace")
    shutil.copytree(espace.racine, copie.racine, ignore=shutil.ignore_patterns("reports"))
    garde = tmp_path / "page_elu.manifeste.json"
    shutil.copyfile(espace.reports / "00/2024/page_elu.manifeste.json", garde)
    with refait(copie, lire_le_manifeste(copie, garde)) as neuf:
        refaits = octets(neuf.chemin.parent)
    scelles = json.loads(garde.read_text(encoding="utf-8"))["fichiers"]
    attendus = octets(espace.reports / "00/2024")
    assert sorted(scelles) == [f"page_elu.{s}" for s in ("chiffres.csv", "html", "marques.csv", "publie.csv")]
    assert {nom: refaits[nom] == attendus[nom] for nom in scelles} == dict.fromkeys(scelles, True)
    assert not copie.reports.exists()


def test_le_manifeste_dit_de_quoi_refaire_et_controler(espace: Espace) -> None:
    lu = json.loads((espace.reports / "00/2024/point_annuel.manifeste.json").read_text(encoding="utf-8"))
    assert lu["parametres_relus"] == {"departement": "00", "annee": 2024, "reglages": ""}
    assert sorted(lu["formats"]) == sorted(FORMATS.split(","))
    assert {"python", "sdsf", "pandas", "matplotlib", "weasyprint"} <= lu["versions"].keys()
    assert {"systeme", "architecture", "pango"} <= lu["machine"].keys()
    assert list(lu["carnet_execute"]) == ["point_annuel.ipynb"]
    assert lu["durees"]["carnet_s"] > 0
    assert lu["durees"]["cellules_s"]["ouverture"] > 0


def test_un_rapport_retouche_ou_une_donnee_changee_se_voient_sans_refaire(
    espace: Espace, tmp_path: Path
) -> None:
    copie = Espace(tmp_path / "espace")
    shutil.copytree(espace.racine, copie.racine)
    assert commander(copie, "certifier", "00", "2024", "--sans-refaire").returncode == 0
    with (copie.racine / RELEVES_00).open("a", encoding="utf-8") as flux:
        flux.write("\n")
    change = commander(copie, "certifier", "00", "2024", "--sans-refaire")
    assert (change.returncode, f"{RELEVES_00} a changé" in change.stdout) == (11, True)
    page = copie.reports / "00/2024/point_annuel.html"
    page.write_bytes(page.read_bytes().replace(b"Point annuel", b"Point final", 1))
    retouche = commander(copie, "certifier", str(page), "--sans-refaire")
    assert (retouche.returncode, retouche.stdout.startswith("Retouché")) == (13, True)
