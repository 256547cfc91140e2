"""Lire les commentaires d'un .docx : chacun à son signet, sans le nom de personne, sans confiance."""

import io
import zipfile
from pathlib import Path

import pytest
from tests.documents import NOM, Note, changer, commenter

from sdsf.erreurs import Erreurs
from sdsf.lecture import document_docx
from sdsf.lecture.document_docx import lire_commentaires, nom_de_signet

ESPACE_XML = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CORPS = (
    f"<w:document {ESPACE_XML}><w:body>"
    "<w:p><w:r><w:t>Avant tout signet</w:t></w:r></w:p>"
    '<w:p><w:bookmarkStart w:id="1" w:name="serie-p123456"/><w:r><w:t>Un paragraphe</w:t></w:r>'
    '<w:bookmarkStart w:id="9" w:name="_GoBack"/><w:r><w:t>suite</w:t></w:r></w:p>'
    '<w:bookmarkStart w:id="2" w:name="serie-t654321"/><w:tbl><w:tr><w:tc><w:p>'
    "<w:r><w:t>une cellule</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
)
PIECES = {
    "word/document.xml": CORPS,
    "word/comments.xml": f"<w:comments {ESPACE_XML}/>",
    "docProps/custom.xml": '<p><property name="sdsf-origine"><v>00/2024/point_annuel/publique/Version 1</v>'
    "</property></p>",
}


def document(**pieces: str) -> bytes:
    """Un petit .docx ; ``pieces`` : les parties à changer (vide : la partie manque)."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        for nom, contenu in {**PIECES, **pieces}.items():
            if contenu:
                archive.writestr(nom, contenu)
    return tampon.getvalue()


def lire(tmp_path: Path, octets: bytes) -> document_docx.DocumentCommente:
    chemin = tmp_path / "rapport.docx"
    chemin.write_bytes(octets)
    return lire_commentaires(chemin)


def refus(tmp_path: Path, octets: bytes) -> str:
    with pytest.raises(Erreurs) as leve:
        lire(tmp_path, octets)
    assert {erreur.code for erreur in leve.value.erreurs} == {"D323"}
    return str(leve.value)


def test_chaque_commentaire_retrouve_le_dernier_signet_pose_avant_lui(tmp_path: Path) -> None:
    notes = [Note("Un paragraphe", "a"), Note("suite", "b"), Note("une cellule", "c\nd"), Note("Avant", "e")]
    lu = lire(tmp_path, commenter(document(), notes))
    assert [(c.signet, c.texte) for c in lu.commentaires] == [
        ("", "e"),
        ("serie-p123456", "a"),
        ("serie-p123456", "b"),
        ("serie-t654321", "c d"),
    ]
    assert {c.jour for c in lu.commentaires} == {"2025-02-03"}
    assert lu.origine == "00/2024/point_annuel/publique/Version 1"


def test_le_nom_de_l_auteur_n_est_pas_lu(tmp_path: Path) -> None:
    lu = lire(tmp_path, commenter(document(), [Note("Un paragraphe", "a")]))
    assert NOM not in repr(lu)


def test_un_document_sans_commentaire_ni_origine_se_lit(tmp_path: Path) -> None:
    lu = lire(tmp_path, document(**{"word/comments.xml": "", "docProps/custom.xml": ""}))
    assert (lu.origine, lu.commentaires) == ("", ())


def test_un_caractere_de_commande_devient_une_espace(tmp_path: Path) -> None:
    avec = commenter(document(), [Note("Un paragraphe", "a\u202eb\u200bc")])
    assert lire(tmp_path, avec).commentaires[0].texte == "a b c"


@pytest.mark.parametrize(
    ("pieces", "cause"),
    [
        ({"word/document.xml": "<w:document"}, "abîmé"),
        ({"word/document.xml": ""}, "le texte n'y est pas"),
        ({"word/comments.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "une définition"),
        ({"docProps/custom.xml": '<!ENTITY x SYSTEM "file:///etc/passwd">'}, "une définition"),
    ],
)
def test_une_partie_abimee_ou_piegee_est_refusee(tmp_path: Path, pieces: dict[str, str], cause: str) -> None:
    assert cause in refus(tmp_path, document(**pieces))


def test_une_partie_demesuree_est_refusee(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_docx, "TAILLE_D_UNE_PARTIE", 100)
    assert "trop grosse" in refus(tmp_path, document())


def test_un_fichier_demesure_est_refuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_docx, "TAILLE_DU_FICHIER", 10)
    assert "trop gros" in refus(tmp_path, document())


@pytest.mark.parametrize("octets", [b"", b"%PDF-1.7", b"PK\x03\x04abime"])
def test_autre_chose_qu_un_document_est_refuse(tmp_path: Path, octets: bytes) -> None:
    assert "abîmé, ou d'un autre format" in refus(tmp_path, octets)


def test_un_fichier_absent_ou_un_dossier_le_dit(tmp_path: Path) -> None:
    for chemin, cause in ((tmp_path / "rien.docx", "n'existe pas"), (tmp_path, "c'est un dossier")):
        with pytest.raises(Erreurs, match=cause):
            lire_commentaires(chemin)


def test_une_ancre_trop_longue_a_le_signet_que_pandoc_lui_donne() -> None:
    """pandoc : « X », puis le SHA-1 du nom sans son premier signe."""
    assert nom_de_signet("a" * 40) == "a" * 40
    assert len(nom_de_signet("a" * 41)) == 40
    assert nom_de_signet("1-serie").startswith("X")


def test_changer_garde_le_reste(tmp_path: Path) -> None:
    change = changer(document(), {"word/comments.xml": lambda texte: texte})
    assert lire(tmp_path, change).origine.startswith("00/")
