"""Les quatre formats d'un rapport : les mêmes nombres partout, et des documents que chacun peut lire."""

import csv
import io
import re
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject
from tests.fabrique import copier_espace

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.production.rapport import Produit, produire

pytestmark = [pytest.mark.production, pytest.mark.xdist_group("formats")]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SUITES = ("html", "chiffres.csv", "pdf", "docx", "xlsx")
Fichiers = Mapping[str, bytes]


@pytest.fixture(scope="module")
def espace(tmp_path_factory: pytest.TempPathFactory) -> Espace:
    return copier_espace(tmp_path_factory.mktemp("formats") / "espace", ["00"])


@pytest.fixture(scope="module")
def produit(espace: Espace) -> Produit:
    """Le point annuel du 00, dans tous les formats."""
    return produire(espace, "00", 2024, formats="html,pdf,docx,xlsx")


@pytest.fixture(scope="module")
def fichiers(produit: Produit) -> Fichiers:
    """Le contenu de chaque format, par suffixe."""
    par_nom = {chemin.name: chemin.read_bytes() for chemin in produit.fichiers}
    return {suite: par_nom[f"point_annuel.{suite}"] for suite in SUITES}


# --- les nombres de chaque format -----------------------------------------------------------------


def de_la_page(page: bytes) -> list[tuple[str, str]]:
    """Chaque chiffre de la page, dans l'ordre : son numéro, ce qui est écrit."""
    return re.findall(r'popovertarget="carte-(\d+)"[^>]*>([^<]*)</button>', page.decode())


def du_document(docx: bytes) -> list[tuple[str, str]]:
    """Chaque chiffre du document : un passage de style « Chiffre », puis son renvoi."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        racine = ElementTree.fromstring(archive.read("word/document.xml"))  # noqa: S314 : écrit par nous
    lus: list[tuple[str, str]] = []
    for passage in racine.iter(f"{W}r"):
        style = passage.find(f"{W}rPr/{W}rStyle")
        texte = "".join(morceau.text or "" for morceau in passage.iter(f"{W}t"))
        nom = "" if style is None else style.get(f"{W}val")
        if nom == "Chiffre":
            lus.append(("", texte))
        elif nom == "Renvoi":
            lus[-1] = (texte, lus[-1][1])
    return lus


def feuilles(xlsx: bytes) -> list[Worksheet]:
    return list(load_workbook(io.BytesIO(xlsx)).worksheets)


def sans_espaces(texte: str) -> str:
    return "".join(texte.split())


def test_le_document_ecrit_chaque_chiffre_de_la_page_dans_le_meme_ordre(fichiers: Fichiers) -> None:
    attendus = de_la_page(fichiers["html"])
    assert len(attendus) > 300
    assert du_document(fichiers["docx"]) == attendus


def test_le_pdf_ecrit_chaque_chiffre_de_la_page_dans_le_meme_ordre(fichiers: Fichiers) -> None:
    """Le texte du PDF se lit dans l'ordre des balises : chaque chiffre y suit le précédent."""
    pages = PdfReader(io.BytesIO(fichiers["pdf"])).pages
    texte, place = sans_espaces("".join(page.extract_text() for page in pages)), 0
    for numero, ecrit in de_la_page(fichiers["html"]):
        trouve = texte.find(sans_espaces(ecrit) + numero, place)
        assert trouve >= 0, f"chiffre {numero} ({ecrit}) absent du PDF après « {texte[place - 40 : place]} »"
        place = trouve + 1


def test_le_classeur_liste_les_chiffres_de_chiffres_csv(fichiers: Fichiers) -> None:
    lignes = list(csv.DictReader(fichiers["chiffres.csv"].decode().splitlines()))
    derniere = feuilles(fichiers["xlsx"])[-1]
    lues = {ligne[0]: ligne[4] for ligne in derniere.iter_rows(values_only=True)}
    assert {int(x["numero"]): float(x["valeur"]) for x in lignes if x["valeur"]} == {
        numero: valeur for numero, valeur in lues.items() if isinstance(valeur, int | float)
    }
    assert {lues[int(x["numero"])] for x in lignes if not x["valeur"]} <= {
        "non renseigné", "n.d.", "secret", "– (sans objet)",
    }  # fmt: skip


def test_les_nombres_d_une_feuille_s_affichent_comme_ceux_de_la_page(fichiers: Fichiers) -> None:
    page = fichiers["html"].decode()
    corps = page[page.index("Moyens par financeur en 2024") :].partition("</table>")[0]
    (feuille,) = [f for f in feuilles(fichiers["xlsx"]) if str(f["A1"].value).startswith("Moyens par fin")]
    cases = [case for ligne in feuille.iter_rows() for case in ligne if isinstance(case.value, int | float)]
    ecrits = [sans_espaces(ecrit) for _, ecrit in de_la_page(corps.encode())]
    assert len(ecrits) == 15
    assert [f"{case.value:.0f}" for case in cases] == ecrits
    assert {case.number_format for case in cases} == {"#,##0"}


# --- le PDF ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pdf(fichiers: Fichiers) -> PdfReader:
    return PdfReader(io.BytesIO(fichiers["pdf"]))


def balises(noeud: object) -> list[DictionaryObject]:
    """Tous les éléments de structure d'un PDF."""
    objet = noeud.get_object() if hasattr(noeud, "get_object") else noeud
    if isinstance(objet, ArrayObject):
        return [balise for enfant in objet for balise in balises(enfant)]
    if not isinstance(objet, DictionaryObject):
        return []
    return [*([objet] if "/S" in objet else []), *balises(objet.get("/K"))]


def test_le_pdf_est_balise_en_francais_avec_son_titre_et_ses_signets(pdf: PdfReader) -> None:
    racine = pdf.trailer["/Root"].get_object()
    assert isinstance(racine, DictionaryObject)
    assert str(racine["/Lang"]).startswith("fr")
    assert racine["/MarkInfo"]["/Marked"].value is True
    assert racine["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert pdf.metadata is not None
    assert str(pdf.metadata.title).startswith("Point annuel d'avancement 2024")
    assert b"pdfuaid:part" in pdf.xmp_metadata.stream.get_data()  # type: ignore[union-attr]
    signets = [s for s in pdf.outline if not isinstance(s, list)]
    assert signets


def test_chaque_figure_du_pdf_a_son_texte_et_chaque_tableau_ses_en_tetes(pdf: PdfReader) -> None:
    racine = pdf.trailer["/Root"].get_object()
    assert isinstance(racine, DictionaryObject)
    toutes = balises(racine["/StructTreeRoot"]["/K"])
    figures = [b for b in toutes if b["/S"] == "/Figure"]
    assert len(figures) == 5
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
    assert len(re.findall(r'<wp:docPr descr="[^"]{20,}"', corps)) == corps.count("<wp:docPr") == 5
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


def test_le_classeur_n_a_aucune_formule(fichiers: Fichiers) -> None:
    with zipfile.ZipFile(io.BytesIO(fichiers["xlsx"])) as archive:
        assert [n for n in archive.namelist() if b"<f>" in archive.read(n)] == []


# --- l'index --------------------------------------------------------------------------------------


def test_l_index_mene_a_chaque_format_ecrit(espace: Espace, produit: Produit) -> None:
    liens = re.findall(r'href="(00/2024/[^"]+)"', (espace.reports / "index.html").read_text("utf-8"))
    attendus = {f"00/2024/point_annuel.{suite}" for suite in ("html", "pdf", "docx", "xlsx")}
    assert produit.fichiers
    assert attendus <= set(liens)


# --- tout ou rien ---------------------------------------------------------------------------------


def test_un_format_impossible_arrete_avant_tout_calcul_et_dit_le_remede(
    espace: Espace, produit: Produit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    avant = {chemin: chemin.read_bytes() for chemin in produit.fichiers}
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango-1.0-0')")
    for nom in [nom for nom in sys.modules if nom.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, nom)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(Erreurs, match="Pango est absente") as refus:
        produire(espace, "00", 2024, formats="pdf")
    assert "apt-get install libpango" in str(refus.value)
    assert {chemin: chemin.read_bytes() for chemin in produit.fichiers} == avant


def test_l_edition_interne_se_dit_dans_chaque_format_et_les_vieux_formats_sont_retires(
    espace: Espace, produit: Produit
) -> None:
    ecrit = {c.suffix: c for c in produire(espace, "00", 2024, formats="xlsx", edition="interne").fichiers}
    assert ecrit[".xlsx"].parent.name == "interne"
    assert all("Édition interne" in str(f["A2"].value) for f in feuilles(ecrit[".xlsx"].read_bytes()))
    assert all(chemin.is_file() for chemin in produit.fichiers)
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
