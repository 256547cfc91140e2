"""Les rapports courts tels qu'on les imprime : leur nombre de pages, leurs nombres, leurs fichiers."""

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader
from tests.fabrique import copier_espace
from tests.fonctionnels.test_formats import de_la_page, sans_espaces
from tests.lisibilite import mesurer
from tests.production import produire

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.forge.forge import Forge
from sdsf.production import fiches
from sdsf.production.fiches import produire_la_demande
from sdsf.production.rapport import Produit

pytestmark = [pytest.mark.production, pytest.mark.xdist_group("courts")]

# Le rapport, son choix, le nom de ses fichiers, et ce qu'il a de pages au plus.
DEMANDES: dict[str, tuple[str, dict[str, object], int]] = {
    "synthese_publique": ("synthese_publique", {}, 4),
    "page_elu": ("page_elu", {}, 1),
    "lettre.s1": ("lettre", {"semestre": 1}, 3),
    "fiche_action.pe-1.1": ("fiche_action", {"fiche": "pe-1.1"}, 2),
}
CHAQUE_DEMANDE = pytest.mark.parametrize("nom", list(DEMANDES))
Fichiers = Mapping[str, Mapping[str, bytes]]


@pytest.fixture(scope="module")
def espace(tmp_path_factory: pytest.TempPathFactory) -> Espace:
    return copier_espace(tmp_path_factory.mktemp("courts") / "espace")


@pytest.fixture(scope="module")
def fichiers(espace: Espace) -> Fichiers:
    """Chaque rapport court du 00 en 2024, en page et en PDF : ses contenus, par suffixe."""
    lus: dict[str, dict[str, bytes]] = {}
    for nom, (rapport, choix, _) in DEMANDES.items():
        ecrits = produire(espace, "00", 2024, rapport, "pdf", **choix).fichiers  # type: ignore[arg-type]
        assert all(chemin.name.startswith(f"{nom}.") for chemin in ecrits)
        lus[nom] = {chemin.name.removeprefix(f"{nom}."): chemin.read_bytes() for chemin in ecrits}
    return lus


def texte_du_pdf(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@CHAQUE_DEMANDE
def test_le_pdf_tient_en_ses_pages(fichiers: Fichiers, nom: str) -> None:
    pages = PdfReader(io.BytesIO(fichiers[nom]["pdf"])).pages
    assert len(pages) <= DEMANDES[nom][2]
    assert all("Données fictives" in page.extract_text() for page in pages)


@pytest.mark.parametrize("rapport", ["page_elu", "synthese_publique"])
def test_un_vrai_schema_tient_aussi_en_ses_pages(espace: Espace, rapport: str) -> None:
    (pdf,) = [c for c in produire(espace, "13", 2024, rapport, "pdf").fichiers if c.suffix == ".pdf"]
    nombre = len(PdfReader(pdf).pages)
    assert nombre == 1 if rapport == "page_elu" else nombre <= 4


@CHAQUE_DEMANDE
def test_le_pdf_ecrit_les_chiffres_de_la_page_dans_le_meme_ordre(fichiers: Fichiers, nom: str) -> None:
    """Hors les valeurs des figures, que l'écran déplie ; ni renvois, ni annexe sur le papier."""
    page = BeautifulSoup(fichiers[nom]["html"], "html.parser")
    for cache in page.select("details"):
        cache.decompose()
    texte, place = sans_espaces(texte_du_pdf(fichiers[nom]["pdf"])), 0
    boutons = [sans_espaces(bouton.get_text()) for bouton in page.select("button")]
    assert boutons
    for ecrit in boutons:
        trouve = texte.find(ecrit, place)
        assert trouve >= 0, f"{ecrit} absent du PDF après « {texte[place - 40 : place]} »"
        place = trouve + 1
    assert "lignes lues et empreinte" not in texte.lower()


@CHAQUE_DEMANDE
def test_chaque_chiffre_a_sa_ligne_et_sa_source(fichiers: Fichiers, nom: str) -> None:
    lignes = list(csv.DictReader(fichiers[nom]["chiffres.csv"].decode().splitlines()))
    montres = {int(numero) for numero, _ in de_la_page(fichiers[nom]["html"])}
    assert montres == {int(ligne["numero"]) for ligne in lignes}
    connus = [ligne for ligne in lignes if ligne["etat"] == "valeur" and float(ligne["valeur"])]
    assert [ligne["libelle"] for ligne in connus if not ligne["lignes_lues"] or not ligne["source"]] == []


def test_le_pdf_de_la_synthese_se_lit_facilement(fichiers: Fichiers) -> None:
    """La même mesure que celle des blocs, sur ce qui est vraiment imprimé."""
    page = BeautifulSoup(fichiers["synthese_publique"]["html"], "html.parser")
    for hors in page.select(
        ".citations, .note, svg, details, header, sup, table, nav, footer, .cartes, .pied"
    ):
        hors.decompose()
    textes = [" ".join(e.get_text().split()) for e in page.select("main p, main li, main dd")]
    mesure = mesurer([texte for texte in textes if texte])
    assert mesure.mots_par_phrase <= 15


def test_l_index_mene_a_la_fiche_et_a_la_lettre(espace: Espace, fichiers: Fichiers) -> None:
    index = (espace.reports / "index.html").read_text("utf-8")
    liens = set(re.findall(r'href="(00/2024/[^"]+)"', index))
    assert {f"00/2024/{nom}.{suite}" for nom in fichiers for suite in ("html", "pdf")} <= liens
    assert "Fiche-action 1.1, 2024" in index
    assert "premier semestre" in index


# --- les fiches, une par une ----------------------------------------------------------------------


@pytest.mark.parametrize("fiche", ["pe-9.9", "../../../etc/passwd", "pe-1.1/.."])
def test_une_fiche_inconnue_ne_forme_aucun_chemin(espace: Espace, fiche: str) -> None:
    avant = sorted(espace.reports.rglob("*"))
    with pytest.raises(Erreurs, match="P121"):
        produire(espace, "00", 2024, "fiche_action", fiche=fiche)
    assert sorted(espace.reports.rglob("*")) == avant


def test_toutes_les_fiches_se_produisent_une_par_une(espace: Espace, monkeypatch: pytest.MonkeyPatch) -> None:
    demandees: list[str] = []
    forge, forges = Forge(), []

    def noter(espace: Espace, *mots: object, fiche: str, forge: Forge) -> Produit:
        demandees.append(fiche)
        forges.append(forge)
        return Produit((Path(f"fiche_action.{fiche}.html"),), ("le même avis",), 1.0)

    monkeypatch.setattr(fiches, "produire", noter)
    produit = produire_la_demande(
        espace, "00", 2024, "fiche_action", "html", "", "", lambda faites, total: None, "toutes", forge=forge
    )
    assert all(une is forge for une in forges)
    assert demandees[:2] == ["pe-1.1", "pe-1.2"]
    assert len(demandees) == len(produit.fichiers) == 8
    assert produit.avertissements == ("le même avis",)
