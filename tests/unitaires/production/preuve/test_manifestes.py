"""Un manifeste venu d'ailleurs : ce qui n'est pas en règle se dit, tout d'un coup, et rien n'est suivi."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.preuve import deposer, manifeste

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.production.preuve import designation
from sdsf.production.preuve.designation import manifestes_designes, rapports_designes
from sdsf.production.preuve.manifestes import lire_le_manifeste


@pytest.fixture
def espace(tmp_path: Path) -> Espace:
    (tmp_path / "params").mkdir()
    return Espace(tmp_path)


def refus(espace: Espace, contenu: object) -> list[str]:
    """Les codes des fautes d'un manifeste, écrit tel quel."""
    chemin = espace.racine / "x.manifeste.json"
    if isinstance(contenu, bytes):
        chemin.write_bytes(contenu)
    else:
        chemin.write_text(json.dumps(contenu))
    with pytest.raises(Erreurs) as leve:
        lire_le_manifeste(espace, chemin)
    return [f"{faute.code} {faute.valeurs.get('champ', '')}".strip() for faute in leve.value.erreurs]


def test_un_manifeste_en_regle_se_lit(espace: Espace) -> None:
    lu = lire_le_manifeste(espace, deposer(espace))
    assert lu.titre == "point_annuel 00 2024, version 1"
    assert lu.fichier("point_annuel.html") == espace.reports / "00/2024/point_annuel.html"
    assert lu.nom == "reports/00/2024/point_annuel.manifeste.json"


def test_les_fichiers_d_une_version_rangee_portent_son_numero(espace: Espace) -> None:
    lu = lire_le_manifeste(espace, deposer(espace, "00/2024/versions/point_annuel.v1"))
    assert lu.base == "point_annuel"
    assert lu.fichier("point_annuel.html").name == "point_annuel.v1.html"
    assert lu.dossier_d_origine(espace) == espace.reports / "00/2024"


@pytest.mark.parametrize(
    "contenu",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"format": NaN}', b"0" * 10_000],
    ids=["vide", "coupe", "binaire", "imbrique", "nan", "nombre sans fin"],
)
def test_un_manifeste_abime_est_illisible(espace: Espace, contenu: bytes) -> None:
    assert refus(espace, contenu) == ["C420"]


def test_un_manifeste_trop_gros_n_est_pas_lu(espace: Espace) -> None:
    chemin = espace.racine / "x.manifeste.json"
    with chemin.open("wb") as flux:
        flux.truncate(33 << 20)
    with pytest.raises(Erreurs, match="32 Mo"):
        lire_le_manifeste(espace, chemin)


def test_toutes_les_mentions_fautives_se_disent_d_un_coup(espace: Espace) -> None:
    fautif = manifeste({}, rapport=3, annee="2024", entrees=[])
    del fautif["carnet"]
    assert refus(espace, fautif) == ["C421 rapport", "C421 annee", "C421 carnet", "C421 entrees"]


def test_un_flot_de_fautes_est_coupe(espace: Espace) -> None:
    dits = refus(espace, manifeste({}, entrees={f"data/{n}": "x" for n in range(500)}))
    assert len(dits) == 21
    assert dits[-1] == "C421 …"


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"departement": "../..", "parametres_relus": None}, "C421 departement"),
        ({"annee": 99999}, "C421 annee"),
        ({"rapport": "../../etc"}, "C421 rapport"),
        ({"annee": 2023}, "C421 annee"),
        ({"version": "Version deux"}, "C421 version"),
        ({"edition": "secrète"}, "C421 edition"),
        ({"format": 2}, "C421 format"),
        ({"entrees": {"/etc/passwd": "a" * 64}}, "C422"),
        ({"entrees": {"data/../../secret": "a" * 64}}, "C422"),
        ({"entrees": {"data\\..\\secret": "a" * 64}}, "C422"),
        ({"fichiers": {"../autre.html": {"sha256": "a" * 64, "octets": 1}}}, "C422"),
        ({"fichiers": {".cache": {"sha256": "a" * 64, "octets": 1}}}, "C422"),
        ({"carnet_execute": {"a/b.ipynb": {"sha256": "a" * 64, "octets": 1}}}, "C422"),
    ],
)
def test_une_mention_hostile_est_refusee(espace: Espace, champs: dict[str, Any], attendu: str) -> None:
    assert attendu in refus(espace, manifeste({}, **champs))


def test_une_mention_de_plus_ne_gene_pas(espace: Espace) -> None:
    assert lire_le_manifeste(espace, deposer(espace, plus_tard={"x": 1})).manifeste.annee == 2024


# --- désigner -------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _ailleurs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Un chemin relatif se cherche d'abord ici : les rapports produits dans le dépôt n'y comptent pas."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "mots",
    [
        ["00", "2024"],
        ["00", "2024", "point_annuel"],
        ["00 2024 point_annuel v1"],
        ["reports/00/2024/point_annuel.html"],
        ["reports/00/2024/point_annuel.chiffres.csv"],
        ["reports/00/2024/point_annuel.manifeste.json"],
        ["reports/00/2024"],
    ],
    ids=" ".join,
)
def test_un_rapport_se_designe_de_plusieurs_facons(espace: Espace, mots: list[str]) -> None:
    chemin = deposer(espace)
    assert [lu.chemin for lu in rapports_designes(espace, mots)] == [chemin]


def test_une_version_et_une_edition_se_designent(espace: Espace) -> None:
    deposer(espace, version="Version 2")
    rangee = deposer(espace, "00/2024/versions/point_annuel.v1")
    interne = deposer(espace, "00/2024/interne/point_annuel", edition="interne")
    assert manifestes_designes(espace, ["00 2024 point_annuel v1"]) == [rangee]
    assert [lu.version for lu in rapports_designes(espace, ["00 2024 point_annuel v2"])] == [2]
    assert manifestes_designes(espace, ["00 2024 point_annuel interne"]) == [interne]


@pytest.mark.parametrize(
    "recu",
    ["", "00 2024 lettre", "00 2024 ../../x", "rien.html", "x" * 5000, "a\0b", "00 2024 point_annuel v7"],
)
def test_un_rapport_qui_n_existe_pas_est_introuvable(espace: Espace, recu: str) -> None:
    deposer(espace)
    with pytest.raises(Erreurs, match="U420"):
        manifestes_designes(espace, [recu])


def test_le_rapport_le_plus_proche_est_propose(espace: Espace) -> None:
    deposer(espace)
    with pytest.raises(Erreurs, match="Le plus proche : « 00 2024 point_annuel »"):
        rapports_designes(espace, ["00 2024 point_anuel"])


def test_un_dossier_designe_tous_ses_rapports_sauf_les_versions_remplacees(espace: Espace) -> None:
    deposer(espace)
    deposer(espace, "00/2024/versions/point_annuel.v1")
    deposer(espace, "00/2024/interne/point_annuel", edition="interne")
    titres = [lu.titre for lu in rapports_designes(espace, ["reports/00"])]
    assert titres == ["point_annuel 00 2024, édition interne, version 1", "point_annuel 00 2024, version 1"]


def test_les_fautes_de_plusieurs_manifestes_se_disent_d_un_coup(espace: Espace) -> None:
    deposer(espace, titre=3)
    deposer(espace, "00/2024/lettre", entrees=[])
    with pytest.raises(Erreurs) as refus:
        rapports_designes(espace, ["reports/00"])
    assert len(refus.value.erreurs) == 2


def test_trop_de_rapports_ne_se_lisent_pas(espace: Espace, monkeypatch: pytest.MonkeyPatch) -> None:
    deposer(espace)
    deposer(espace, "00/2024/lettre")
    monkeypatch.setattr(designation, "MAXIMUM", 1)
    with pytest.raises(Erreurs, match="U421"):
        manifestes_designes(espace, ["reports"])
