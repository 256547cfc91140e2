"""Les formats du point annuel : ce qui leur est propre, et le tout ou rien de leur écriture.

Les mêmes nombres partout, pour chaque rapport : ``test_memes_nombres``.
"""

import io
import re
import shutil
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader
from tests.fabrique import copier_espace
from tests.pdf_balise import balises
from tests.production import produire
from tests.rapports_partages import rapport_partage

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.production.index import composer_index

pytestmark = [pytest.mark.production, pytest.mark.xdist_group("formats")]

SUITES = ("html", "chiffres.csv", "pdf", "docx", "xlsx")
Fichiers = Mapping[str, bytes]


@pytest.fixture(scope="module")
def espace(tmp_path_factory: pytest.TempPathFactory) -> Espace:
    return copier_espace(tmp_path_factory.mktemp("formats") / "espace", ["00"])


@pytest.fixture(scope="module")
def produits(espace: Espace, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Le point annuel du 00, dans tous les formats : une copie, que l'on peut refaire et abîmer."""
    dossier = espace.reports / "00" / "2024"
    dossier.mkdir(parents=True)
    return [Path(shutil.copy(c, dossier)) for c in rapport_partage(tmp_path_factory, "00", "point_annuel")]


@pytest.fixture(scope="module")
def fichiers(produits: list[Path]) -> Fichiers:
    """Le contenu de chaque format, par suffixe."""
    par_nom = {chemin.name: chemin.read_bytes() for chemin in produits}
    return {suite: par_nom[f"point_annuel.{suite}"] for suite in SUITES}


# --- les nombres de chaque format -----------------------------------------------------------------


def de_la_page(page: bytes) -> list[tuple[str, str]]:
    """Chaque chiffre de la page, dans l'ordre : son numéro, ce qui est écrit."""
    return re.findall(r'popovertarget="carte-(\d+)"[^>]*>([^<]*)</button>', page.decode())


def feuilles(xlsx: bytes) -> list[Worksheet]:
    return list(load_workbook(io.BytesIO(xlsx)).worksheets)


def sans_espaces(texte: str) -> str:
    return "".join(texte.split())


def test_les_nombres_d_une_feuille_s_affichent_comme_ceux_de_la_page(fichiers: Fichiers) -> None:
    page = fichiers["html"].decode()
    corps = page[page.index("Moyens par axe et par financeur en 2024") :].partition("</table>")[0]
    (feuille,) = [f for f in feuilles(fichiers["xlsx"]) if str(f["A1"].value).startswith("Moyens par axe")]
    cases = [case for ligne in feuille.iter_rows() for case in ligne if isinstance(case.value, int | float)]
    ecrits = [sans_espaces(ecrit) for _, ecrit in de_la_page(corps.encode())]
    assert len(ecrits) > 15
    # Un montant à l'euro, une part à une décimale.
    assert {case.number_format for case in cases} == {"#,##0", "#,##0.0"}
    decimales = [len(case.number_format.partition(".")[2]) for case in cases]
    lues = [f"{case.value:.{n}f}".replace(".", ",") for case, n in zip(cases, decimales, strict=True)]
    assert lues == ecrits


# --- le PDF ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pdf(fichiers: Fichiers) -> PdfReader:
    return PdfReader(io.BytesIO(fichiers["pdf"]))


def test_chaque_figure_du_pdf_a_son_texte_et_chaque_tableau_ses_en_tetes(
    pdf: PdfReader, fichiers: Fichiers
) -> None:
    toutes = balises(pdf)
    figures = [b for b in toutes if b["/S"] == "/Figure"]
    assert len(figures) == fichiers["html"].count(b"<figure")
    assert all(b.get("/Alt") for b in figures)
    genres = {str(b["/S"]) for b in toutes}
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/Caption"} <= genres


def test_chaque_page_du_pdf_dit_qu_elle_est_fictive_et_sa_version(pdf: PdfReader) -> None:
    textes = [page.extract_text() for page in pdf.pages]
    assert [n for n, t in enumerate(textes) if "Données fictives" not in t or "Version 1" not in t] == []


# --- le document ----------------------------------------------------------------------------------


def partie(docx: bytes, nom: str) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return archive.read(nom).decode()


def test_le_document_garde_styles_legendes_en_tetes_et_textes_alternatifs(fichiers: Fichiers) -> None:
    corps = partie(fichiers["docx"], "word/document.xml")
    tableaux = fichiers["html"].count(b"<table")
    assert corps.count("<w:tbl>") == corps.count("<w:tblHeader") == tableaux
    assert corps.count('w:val="TableCaption"') == tableaux
    assert len(re.findall(r'<wp:docPr descr="[^"]{20,}"', corps)) == corps.count("<wp:docPr")
    assert corps.count("<wp:docPr") == fichiers["html"].count(b"<figure")
    assert {"Title", "Heading1", "Heading2", "ImageCaption", "Note", "Alerte"} <= set(
        re.findall(r'w:pStyle w:val="(\w+)"', corps)
    )
    assert "Projet, non validé en séance" in corps


def test_chaque_page_du_document_rappelle_le_rapport_et_qu_il_est_fictif(fichiers: Fichiers) -> None:
    assert "Données fictives" in partie(fichiers["docx"], "word/header1.xml")
    assert "Version 1" in partie(fichiers["docx"], "word/footer1.xml")
    assert "fr-FR" in partie(fichiers["docx"], "docProps/core.xml")


# --- le classeur ----------------------------------------------------------------------------------


def test_le_classeur_a_un_tableau_par_feuille_et_un_sommaire_qui_y_mene(fichiers: Fichiers) -> None:
    sommaire, *autres = feuilles(fichiers["xlsx"])
    assert [len(feuille.tables) for feuille in (sommaire, *autres)] == [1] * (len(autres) + 1)
    cases = [case.hyperlink for (case,) in sommaire.iter_rows(max_col=1)]
    liens = [lien.location for lien in cases if lien is not None]
    assert liens == [f"'{feuille.title}'!A1" for feuille in autres]
    assert len(autres) == fichiers["html"].count(b"<table")
    assert all(feuille["A1"].value and not feuille.merged_cells.ranges for feuille in autres)


# --- l'index --------------------------------------------------------------------------------------


def test_l_index_mene_a_chaque_format_ecrit(espace: Espace, produits: list[Path]) -> None:
    liens = re.findall(r'href="(00/2024/[^"]+)"', composer_index(espace))
    attendus = {f"00/2024/point_annuel.{suite}" for suite in ("html", "pdf", "docx", "xlsx", "pptx")}
    assert len(produits) > len(attendus)
    assert attendus <= set(liens)


# --- tout ou rien ---------------------------------------------------------------------------------


def test_un_format_impossible_arrete_avant_tout_calcul_et_dit_le_remede(
    espace: Espace, produits: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    avant = {chemin: chemin.read_bytes() for chemin in produits}
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango-1.0-0')")
    for nom in [nom for nom in sys.modules if nom.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, nom)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(Erreurs, match="Pango est absente") as refus:
        produire(espace, "00", 2024, formats="pdf")
    assert "apt-get install libpango" in str(refus.value)
    assert {chemin: chemin.read_bytes() for chemin in produits} == avant


def test_l_edition_interne_se_dit_dans_chaque_format_et_les_vieux_formats_sont_retires(
    espace: Espace, produits: list[Path]
) -> None:
    ecrit = {c.suffix: c for c in produire(espace, "00", 2024, formats="xlsx", edition="interne").fichiers}
    assert ecrit[".xlsx"].parent.name == "interne"
    assert all("Édition interne" in str(f["A2"].value) for f in feuilles(ecrit[".xlsx"].read_bytes()))
    assert all(chemin.is_file() for chemin in produits)
    refait = produire(espace, "00", 2024, edition="interne")
    assert not ecrit[".xlsx"].exists()
    assert any("point_annuel.xlsx datait d'avant ce rapport" in avis for avis in refait.avertissements)


def test_un_document_repris_a_la_main_n_est_ni_ecrase_ni_retire(espace: Espace) -> None:
    (document,) = [
        c for c in produire(espace, "00", 2024, "qualite_donnees", "docx").fichiers if c.suffix == ".docx"
    ]
    document.write_bytes(repris := document.read_bytes() + b"repris")
    with pytest.raises(Erreurs, match="E605"):
        produire(espace, "00", 2024, "qualite_donnees", "docx")
    refait = produire(espace, "00", 2024, "qualite_donnees")
    assert document.read_bytes() == repris
    assert any("modifié à la main, est gardé" in avis for avis in refait.avertissements)
