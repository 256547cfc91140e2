"""Les exemples du guide de la grappe se lisent, et disent ce que le guide promet."""

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.fabrique import RACINE

EXEMPLES = RACINE / "docs" / "exemples" / "grappe"
FICHIERS = sorted(EXEMPLES.iterdir())


def documents(nom: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((EXEMPLES / nom).read_text(encoding="utf-8")))


@pytest.mark.parametrize("chemin", FICHIERS, ids=lambda chemin: chemin.name)
def test_le_guide_renvoie_a_chaque_exemple(chemin: Path) -> None:
    guide = (RACINE / "docs/guides/grappe.md").read_text(encoding="utf-8")
    assert f"(../exemples/grappe/{chemin.name})" in guide


def test_la_grappe_de_kubernetes_est_fermee_et_la_campagne_la_joint() -> None:
    grappe, fermeture, travail = documents("kubernetes.yml")
    assert [d["kind"] for d in (grappe, fermeture, travail)] == ["DaskCluster", "NetworkPolicy", "Job"]
    assert {"worker", "scheduler"} <= set(grappe["spec"])
    assert grappe["spec"]["scheduler"]["service"]["type"] == "ClusterIP"
    gens = fermeture["spec"]["ingress"][0]["from"]
    assert {"podSelector": {"matchLabels": travail["spec"]["template"]["metadata"]["labels"]}} in gens
    [campagne] = travail["spec"]["template"]["spec"]["containers"]
    assert campagne["args"][:4] == ["sdsf", "campagne", "pays", "--grappe"]
    assert campagne["args"][4] == f"tcp://{grappe['metadata']['name']}-scheduler:8786"
    images = [conteneur(grappe["spec"][qui]) for qui in ("worker", "scheduler")]
    assert images == [campagne["image"]] * 2


def conteneur(groupe: dict[str, Any]) -> str:
    [seul] = groupe["spec"]["containers"]
    return str(seul["image"])


def test_les_certificats_sont_ceux_que_dask_attend() -> None:
    dask = pytest.importorskip("dask", reason="l'extra « grappe » n'est pas installé")
    pytest.importorskip("distributed")
    [reglages] = documents("tls.yml")
    connues = dask.config.get("distributed.comm")
    ecrites = reglages["distributed"]["comm"]
    assert set(ecrites) <= set(connues)
    for role in ("client", "scheduler", "worker"):
        assert set(ecrites["tls"][role]) == set(connues["tls"][role])


def test_le_programme_de_slurm_n_ouvre_rien_au_dehors() -> None:
    programme = ast.parse((EXEMPLES / "slurm.py").read_text(encoding="utf-8"))
    textes = [
        n.value for n in ast.walk(programme) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    ]
    assert "tls" in textes
    assert textes.count("127.0.0.1:0") == 2
