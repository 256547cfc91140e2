"""La première différence de deux fichiers : nommée à sa ligne, dans une partie d'archive, à son octet."""

import zipfile
from pathlib import Path

import pytest

from sdsf.production.preuve import differences
from sdsf.production.preuve.differences import premiere_difference


def poser(dossier: Path, *contenus: bytes) -> list[Path]:
    chemins = [dossier / f"{rang}" for rang in range(len(contenus))]
    for chemin, contenu in zip(chemins, contenus, strict=True):
        chemin.write_bytes(contenu)
    return chemins


def archive(chemin: Path, **parties: str) -> Path:
    with zipfile.ZipFile(chemin, "w") as ecrite:
        for nom, texte in parties.items():
            ecrite.writestr(nom.replace("__", "/") + ".xml", texte)
    return chemin


def test_deux_fichiers_identiques_n_ont_pas_de_difference(tmp_path: Path) -> None:
    assert premiere_difference("a.html", *poser(tmp_path, b"pareil\n", b"pareil\n")) is None


def test_une_page_dit_la_ligne_et_l_endroit(tmp_path: Path) -> None:
    debut = b'<h2 id="serie">Titre</h2>\n'
    lu = premiere_difference("a.html", *poser(tmp_path, debut + b"<p>12</p>\n", debut + b"<p>13</p>\n"))
    assert lu is not None
    assert str(lu) == "a.html, ligne 2, après « serie » : « <p>12</p> » / « <p>13</p> »"


@pytest.mark.parametrize(("avant", "apres"), [(b"a\n", b"a\nb\n"), (b"a\nb\n", b"a\n")])
def test_un_fichier_coupe_le_dit(tmp_path: Path, avant: bytes, apres: bytes) -> None:
    lu = premiere_difference("a.csv", *poser(tmp_path, avant, apres))
    assert lu is not None
    assert lu.endroit == "ligne 2"
    assert {lu.avant, lu.apres} == {"b", differences.FINI}


def test_un_binaire_dit_l_octet(tmp_path: Path) -> None:
    lu = premiere_difference("a.pdf", *poser(tmp_path, b"%PDF\x00\x01", b"%PDF\x00\x02"))
    assert lu is not None
    assert (lu.endroit, lu.avant, lu.apres) == ("octet 6", "01", "02")


def test_d_un_document_la_partie_qui_differe(tmp_path: Path) -> None:
    une = archive(tmp_path / "a", mimetype="x", word__document="<w>un</w>")
    autre = archive(tmp_path / "b", mimetype="x", word__document="<w>deux</w>")
    lu = premiere_difference("a.docx", une, autre)
    assert lu is not None
    assert str(lu) == "a.docx, word/document.xml, ligne 1 : « <w>un</w> » / « <w>deux</w> »"


def test_d_un_document_la_partie_qui_manque(tmp_path: Path) -> None:
    lu = premiere_difference(
        "a.docx", archive(tmp_path / "a", un="x"), archive(tmp_path / "b", un="x", plus="y")
    )
    assert lu is not None
    assert (lu.avant, lu.apres) == ("(absente)", "plus.xml")


def test_une_archive_tronquee_se_dit_sans_tomber(tmp_path: Path) -> None:
    entiere = archive(tmp_path / "a", un="x" * 1000)
    coupee = tmp_path / "b"
    coupee.write_bytes(entiere.read_bytes()[:200])
    lu = premiere_difference("a.docx", entiere, coupee)
    assert lu is not None
    assert "tronquée" in lu.avant


def test_la_difference_se_trouve_au_dela_d_une_tranche(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(differences, "TRONCON", 64)
    commun = b"ligne\n" * 50
    lu = premiere_difference("a.csv", *poser(tmp_path, commun + b"x", commun + b"y"))
    assert lu is not None
    assert (lu.endroit, lu.avant) == ("ligne 51", "x")


def test_un_fichier_ne_pilote_pas_le_terminal(tmp_path: Path) -> None:
    lu = premiere_difference("a.html", *poser(tmp_path, b"\x1b[2Jun", b"\x1b[2Jdeux"))
    assert lu is not None
    assert lu.avant == "[2Jun"
