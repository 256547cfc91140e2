"""Tous les rapports, dans tous leurs formats : les mêmes nombres, et des documents qui se lisent à l'oreille.

Une production par rapport du catalogue, sur le département d'exemple ; un rapport nouveau y entre seul.
"""

import csv
import html
import io
import re
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.generic import BooleanObject, DictionaryObject, NameObject
from tests import docx_controle, pdf_balise, xlsx_controle
from tests.diaporama import relire
from tests.rapports_partages import rapport_partage

from sdsf.production.catalogue import CATALOGUE, formats_de
from sdsf.rapports.page import RAPPORTS_COURTS
from sdsf.vocabulaire import RAPPORTS_A_DIAPOSITIVES

pytestmark = [pytest.mark.production, pytest.mark.xdist_group("memes_nombres")]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NOMBRE = re.compile(r"[+−]?\d+(?:,\d+)?")
# Ce qui n'a de sens qu'à l'écran : le papier ne se clique pas.
MOTS_DE_L_ECRAN = r"\bun clic\b|\bcliqu|\bse déplie"
Fichiers = Mapping[str, bytes]
# Un rapport court laisse à l'écran annexe, renvois et ce qui a changé : ses tests regardent son papier.
LONGS = [rapport for rapport in CATALOGUE if rapport not in RAPPORTS_COURTS]
CHAQUE_LONG = pytest.mark.parametrize("fichiers", LONGS, indirect=True)


@pytest.fixture(scope="module", params=list(CATALOGUE))
def fichiers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Fichiers:
    """Le contenu de chaque format d'un rapport, par suffixe."""
    ecrits = rapport_partage(tmp_path_factory, "00", request.param)
    return {chemin.name.removeprefix(f"{request.param}."): chemin.read_bytes() for chemin in ecrits}


def de_la_page(page: bytes) -> list[tuple[str, str]]:
    """Chaque chiffre de la page, dans l'ordre : son numéro, ce qui est écrit."""
    ecrits = re.findall(r'popovertarget="carte-(\d+)"[^>]*>([^<]*)</button>', page.decode())
    return [(numero, html.unescape(ecrit)) for numero, ecrit in ecrits]


def du_document(docx: bytes) -> list[tuple[str, str]]:
    """Chaque chiffre du document : un passage de style « Chiffre », puis son renvoi."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        racine = ElementTree.fromstring(archive.read("word/document.xml"))  # noqa: S314 : écrit par nous
    lus: list[tuple[str, str]] = []
    for passage in racine.iter(f"{W}r"):
        style = passage.find(f"{W}rPr/{W}rStyle")
        texte = "".join(morceau.text or "" for morceau in passage.iter(f"{W}t"))
        if style is not None and style.get(f"{W}val") == "Chiffre":
            lus.append(("", texte))
        elif style is not None and style.get(f"{W}val") == "Renvoi":
            lus[-1] = (texte, lus[-1][1])
    return lus


def sans_espaces(texte: str) -> str:
    return "".join(texte.split())


# --- les mêmes nombres ----------------------------------------------------------------------------


def test_chiffres_csv_a_la_valeur_de_chaque_chiffre_de_la_page(fichiers: Fichiers) -> None:
    lignes = {x["numero"]: x for x in csv.DictReader(fichiers["chiffres.csv"].decode().splitlines())}
    ecarts = [(n, mot) for n, mot in de_la_page(fichiers["html"]) if not egale(mot, lignes[n]["valeur"])]
    assert len(lignes) > 5
    assert ecarts == []


def egale(ecrit: str, valeur: str) -> bool:
    """Vrai si la valeur, arrondie comme elle est écrite, est ce qui est écrit ; un mot n'a pas de valeur."""
    if not valeur:
        return not NOMBRE.fullmatch(ecrit)
    nombre = sans_espaces(ecrit).replace("−", "-").replace(",", ".")
    return abs(float(nombre) - float(valeur)) <= 0.5 * 10 ** -len(nombre.partition(".")[2]) + 1e-9


def test_le_document_ecrit_chaque_chiffre_de_la_page_dans_le_meme_ordre(fichiers: Fichiers) -> None:
    assert du_document(fichiers["docx"]) == de_la_page(fichiers["html"])


@CHAQUE_LONG
def test_le_pdf_ecrit_chaque_chiffre_de_la_page_dans_le_meme_ordre(fichiers: Fichiers) -> None:
    texte, place = pdf_balise.texte_suivi(fichiers["pdf"]), 0
    for numero, ecrit in de_la_page(fichiers["html"]):
        trouve = texte.find(sans_espaces(ecrit) + numero, place)
        assert trouve >= 0, f"chiffre {numero} ({ecrit}) absent du PDF après « {texte[place - 40 : place]} »"
        place = trouve + 1


def test_le_classeur_a_les_valeurs_de_chiffres_csv_et_chaque_tableau_de_la_page(fichiers: Fichiers) -> None:
    lignes = list(csv.DictReader(fichiers["chiffres.csv"].decode().splitlines()))
    *feuilles, derniere = load_workbook(io.BytesIO(fichiers["xlsx"])).worksheets
    lues = {ligne[0]: ligne[4] for ligne in derniere.iter_rows(values_only=True)}
    assert {int(x["numero"]): float(x["valeur"]) for x in lignes if x["valeur"]} == {
        numero: valeur for numero, valeur in lues.items() if isinstance(valeur, int | float)
    }
    connues = {float(x["valeur"]) for x in lignes if x["valeur"]}
    cases = [case.value for feuille in feuilles for ligne in feuille.iter_rows() for case in ligne]
    assert {float(v) for v in cases if isinstance(v, int | float)} <= connues
    assert len(feuilles) == fichiers["html"].count(b"<table")


def test_une_diapositive_n_ecrit_que_des_nombres_de_la_page(fichiers: Fichiers) -> None:
    if "pptx" not in fichiers:
        assert formats_de("diagnostic") == ("html", "pdf", "docx", "xlsx")
        return
    soupe = BeautifulSoup(fichiers["html"], "html.parser")
    for inutile in soupe.select(".renvoi, script, style"):
        inutile.decompose()
    connus = set(NOMBRE.findall(sans_fines(soupe.get_text(" "))))
    vues = relire(fichiers["pptx"])
    assert len(vues) == 10
    # Le numéro de la diapositive, et « les 4 premières lignes sur 5 », ne sont pas des nombres du rapport.
    dits = [
        p for vue in vues for p in vue.paragraphes if not re.search(r"^\d+ / 10$|premières lignes|^… et", p)
    ]
    ecrits = {nombre for paragraphe in dits for nombre in NOMBRE.findall(sans_fines(paragraphe))}
    assert len(ecrits) > 30
    assert ecrits - connus == set()


def sans_fines(texte: str) -> str:
    """Un texte dont les nombres n'ont plus d'espace de milliers."""
    return re.sub(r"(?<=\d)[\u202f\u00a0](?=\d{3})", "", texte)


# --- des documents qui se lisent ------------------------------------------------------------------


def test_le_pdf_passe_les_controles_de_balisage(fichiers: Fichiers) -> None:
    assert pdf_balise.reproches(fichiers["pdf"]) == []


def test_le_document_et_le_classeur_passent_leurs_controles(fichiers: Fichiers) -> None:
    assert docx_controle.reproches(fichiers["docx"]) == []
    assert xlsx_controle.reproches(fichiers["xlsx"]) == []


def test_les_diapositives_se_lisent_a_l_oreille_et_rappellent_ce_qu_elles_sont(fichiers: Fichiers) -> None:
    vues = relire(fichiers["pptx"]) if "pptx" in fichiers else []
    for vue in vues:
        assert vue.titre
        assert vue.langues == {"fr-FR"}
        assert any("Données fictives" in texte for texte in vue.paragraphes)
        assert any("Version 1" in texte for texte in vue.paragraphes)
        assert all(len(texte) > 30 for texte in vue.alternatives)
        assert vue.notes
    titres = [vue.titre for vue in vues]
    assert len(set(titres)) == len(titres)


def test_le_papier_ne_parle_pas_de_cliquer(fichiers: Fichiers) -> None:
    pdf = pdf_balise.texte(fichiers["pdf"])
    with zipfile.ZipFile(io.BytesIO(fichiers["docx"])) as archive:
        document = re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode())
    for texte in (pdf, document):
        assert re.findall(MOTS_DE_L_ECRAN, texte) == []
    assert RAPPORTS_A_DIAPOSITIVES


@pytest.mark.parametrize("fichiers", ["synthese_travaux"], indirect=True)
def test_les_controles_savent_trouver_une_faute(fichiers: Fichiers) -> None:
    """Un contrôle qui ne reproche rien à un document abîmé ne prouve rien."""
    lu = PdfReader(io.BytesIO(fichiers["pdf"]))
    pdf_balise.racine(lu)["/MarkInfo"][NameObject("/Marked")] = BooleanObject(False)
    tableau = next(balise for balise in pdf_balise.balises(lu) if balise["/S"] == "/TH")
    tableau[NameObject("/A")] = DictionaryObject()
    dessin = lu.pages[0].get_contents()
    assert dessin is not None
    dessin.set_data(dessin.get_data() + b"\n0 0 m\n9 9 l\nS\n")
    lu.pages[0][NameObject("/Contents")] = dessin
    controles = ("document", "en-têtes", "hors balise")
    dits = [texte for nom in controles for texte in pdf_balise.CONTROLES[nom](lu)]
    assert dits[0] == "le document ne se dit pas balisé"
    assert "en-têtes sans portée" in dits[1]
    assert dits[2] == "page 1 : 1 tracés hors de toute balise"
    assert len(dits) == 3
