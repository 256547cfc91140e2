"""Ce qu'un vérificateur PDF/UA regarde et que pypdf laisse voir : balises, langue, titre, polices, signets.

Chaque contrôle rend ce qu'il reproche, en clair ; une liste vide est une réussite.
"""

import gc
import io
import itertools
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache

import pytest
from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

TITRES = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")
# Ce qui met de l'encre sur la page, et doit donc être balisé ou déclaré décor.
ENCRE = {b"Tj", b"TJ", b"'", b'"', b"Do", b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"sh"}
TEXTE_ECRIT = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>", re.DOTALL)
STANDARD = {
    "/Document", "/Part", "/Sect", "/Div", "/P", *TITRES, "/L", "/LI", "/Lbl", "/LBody", "/Table", "/TR",
    "/TH", "/TD", "/THead", "/TBody", "/TFoot", "/Span", "/Quote", "/Link", "/Figure", "/Caption", "/Note",
    "/NonStruct", "/Art", "/BlockQuote", "/TOC", "/TOCI", "/Reference", "/Form",
}  # fmt: skip
Noeud = DictionaryObject


def reproches(pdf: bytes) -> list[str]:
    """Tout ce qui ne va pas, contrôle par contrôle."""
    lu = PdfReader(io.BytesIO(pdf))
    with _sans_ramasse_miettes():
        return [f"{nom} : {texte}" for nom, controle in CONTROLES.items() for texte in controle(lu)]


@contextmanager
def _sans_ramasse_miettes() -> Iterator[None]:
    """pypdf crée des millions d'objets sans cycle : les chercher prend un quart du temps de lecture."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def racine(pdf: PdfReader) -> DictionaryObject:
    objet = pdf.trailer["/Root"].get_object()
    assert isinstance(objet, DictionaryObject)
    return objet


def balises(pdf: PdfReader) -> list[Noeud]:
    """Tous les éléments de structure, dans l'ordre de lecture."""
    return list(_parcourir(racine(pdf)["/StructTreeRoot"]["/K"]))


def _parcourir(noeud: object) -> Iterator[Noeud]:
    objet = noeud.get_object() if hasattr(noeud, "get_object") else noeud
    if isinstance(objet, ArrayObject):
        for enfant in objet:
            yield from _parcourir(enfant)
    elif isinstance(objet, DictionaryObject):
        if "/S" in objet:
            yield objet
        yield from _parcourir(objet.get("/K"))


def _document(pdf: PdfReader) -> Iterator[str]:
    base = racine(pdf)
    if not str(base.get("/Lang", "")).startswith("fr"):
        yield f"langue {base.get('/Lang')}"
    if not _vrai(base.get("/MarkInfo", {}).get("/Marked")):
        yield "le document ne se dit pas balisé"
    if not _vrai(base.get("/ViewerPreferences", {}).get("/DisplayDocTitle")):
        yield "la fenêtre montre le nom du fichier, pas le titre"
    if not (pdf.metadata and pdf.metadata.title):
        yield "pas de titre"
    xmp = pdf.xmp_metadata
    if xmp is None or b"pdfuaid:part" not in xmp.stream.get_data():
        yield "ne se déclare pas PDF/UA"


def _vrai(objet: object) -> bool:
    """Un booléen de pypdf est un objet, toujours vrai pour Python : c'est sa valeur qu'on lit."""
    return getattr(objet, "value", False) is True


def _roles(pdf: PdfReader) -> Iterator[str]:
    roles = racine(pdf)["/StructTreeRoot"].get("/RoleMap", {})
    for nom in sorted({str(balise["/S"]) for balise in balises(pdf)}):
        if str(roles.get(nom, nom)) not in STANDARD:
            yield f"la balise {nom} n'a pas de rôle connu"


def _figures(pdf: PdfReader) -> Iterator[str]:
    for balise in balises(pdf):
        if balise["/S"] == "/Figure" and len(str(balise.get("/Alt", ""))) < 15:
            yield f"une figure sans texte de remplacement ({balise.get('/Alt')!r})"


def _en_tetes(pdf: PdfReader) -> Iterator[str]:
    for rang, table in enumerate((b for b in balises(pdf) if b["/S"] == "/Table"), 1):
        siens = list(_parcourir(table.get("/K")))
        tetes = [b for b in siens if b["/S"] == "/TH"]
        if not tetes:
            yield f"le tableau {rang} n'a pas d'en-tête"
        portees = {str(_attributs(th).get("/Scope")) for th in tetes}
        if not portees <= {"/Column", "/Row", "/Both"}:
            yield f"le tableau {rang} a des en-têtes sans portée : {portees}"


def _attributs(balise: Noeud) -> dict[str, object]:
    """Les attributs d'une balise, qu'ils soient en un bloc ou en plusieurs."""
    ecrits = balise.get("/A", DictionaryObject()).get_object()
    lots = ecrits if isinstance(ecrits, ArrayObject) else [ecrits]
    return {str(cle): valeur for lot in lots for cle, valeur in lot.get_object().items()}


def _titres(pdf: PdfReader) -> Iterator[str]:
    niveaux = [TITRES.index(str(b["/S"])) + 1 for b in balises(pdf) if str(b["/S"]) in TITRES]
    if niveaux[:1] != [1] or niveaux.count(1) != 1:
        yield f"les titres commencent par {niveaux[:3]}"
    for avant, apres in itertools.pairwise(niveaux):
        if apres > avant + 1:
            yield f"un titre de niveau {apres} suit un titre de niveau {avant}"


def _signets(pdf: PdfReader) -> Iterator[str]:
    if not [s for s in pdf.outline if not isinstance(s, list)]:
        yield "aucun signet"


def _polices(pdf: PdfReader) -> Iterator[str]:
    for numero, page in enumerate(pdf.pages, 1):
        polices = page.get("/Resources", {}).get("/Font", {}).get_object()
        for police in (polices[nom].get_object() for nom in polices):
            filles = police.get("/DescendantFonts", [police])
            decrites = [fille.get_object().get("/FontDescriptor", {}).get_object() for fille in filles]
            if not all({"/FontFile", "/FontFile2", "/FontFile3"} & set(d) for d in decrites):
                yield f"page {numero} : {police.get('/BaseFont')} n'est pas incorporée"


def _hors_balise(pdf: PdfReader) -> Iterator[str]:
    """De l'encre qui n'est ni dans une balise, ni déclarée décor."""
    for numero, page in enumerate(pdf.pages, 1):
        profondeur, perdus = 0, 0
        for mot in _mots(page):
            profondeur += (mot in (b"BDC", b"BMC")) - (mot == b"EMC")
            perdus += mot in ENCRE and profondeur == 0
        if perdus:
            yield f"page {numero} : {perdus} tracés hors de toute balise"


def _mots(page: PageObject) -> list[bytes]:
    """Les mots du dessin d'une page : nombres, noms, opérateurs ; pypdf les lirait dix fois moins vite.

    Les textes écrits n'en sont pas : entre parenthèses ou en hexadécimal, ils sont ôtés.
    """
    dessin = page.get_contents()
    ecrit = TEXTE_ECRIT.sub(b" ", b"" if dessin is None else dessin.get_data())
    assert b" ID " not in ecrit, "une image est écrite dans le dessin : ses octets ne sont pas des mots"
    return ecrit.replace(b"[", b" ").replace(b"]", b" ").split()


def _onglets(pdf: PdfReader) -> Iterator[str]:
    for numero, page in enumerate(pdf.pages, 1):
        if page.get("/Annots") and page.get("/Tabs") != "/S":
            yield f"page {numero} : la tabulation ne suit pas les balises"


CONTROLES: Mapping[str, Callable[[PdfReader], Iterator[str]]] = {
    "document": _document, "rôles": _roles, "figures": _figures, "en-têtes": _en_tetes, "titres": _titres,
    "signets": _signets, "polices": _polices, "hors balise": _hors_balise, "onglets": _onglets,
}  # fmt: skip


@lru_cache(maxsize=1)
def texte(pdf: bytes) -> str:
    """Le texte des pages, dans l'ordre où il est écrit ; le dernier lu se garde : on le relit."""
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("aucun pdftotext (paquet poppler-utils) : le PDF ne peut pas être relu")
    lu = subprocess.run([pdftotext, "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return lu.stdout.decode()


def texte_suivi(pdf: bytes) -> str:
    """Le texte des pages, sans aucune espace : la mise en page les choisit."""
    return re.sub(r"\s+", "", texte(pdf))
