"""D'un rapport au suivant : le verrou, la version corrigée, les remarques qui reviennent d'un document."""

import csv
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from tests.documents import NOM, Note, commenter
from tests.fabrique import copier_espace
from tests.production import produire

from sdsf.commande.remarques import importer
from sdsf.commande.verification import verifier
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace

pytestmark = [pytest.mark.production, pytest.mark.xdist_group("contradictoire")]

AUTEUR = "pilote fiche 2.2, Caf d'exemple"
REGLAGES = "params/departements/00/reglages.yml"
VERSION_3 = """
- rapport: point_annuel
  annee: 2023
  etat: projet
  valide_le: null
  instance: null
  version: 3
  erratum: "Une <b>seconde</b> faute."
"""
Etapes = Mapping[str, Mapping[str, bytes]]


@pytest.fixture(scope="module")
def espace(tmp_path_factory: pytest.TempPathFactory) -> Espace:
    return copier_espace(tmp_path_factory.mktemp("contradictoire") / "espace", ["00"])


@pytest.fixture(scope="module")
def etapes(espace: Espace) -> Etapes:
    """2023, validé ; 2024 et son document, annoté, importé, refait ; 2023 corrigé."""
    lues = {"2023": _produire(espace, 2023), "2024": _produire(espace, 2024, "html,docx")}
    notes = [
        Note("Les jalons datés par le plan", "Sur un tableau."),
        Note("sans information", "<i>Relancer</i>\nles pilotes.".replace("<", "&lt;").replace(">", "&gt;")),
        Note("Quels moyens", "Sur un titre."),
    ]
    chemin = espace.racine / "retour.docx"
    chemin.write_bytes(commenter(lues["2024"]["point_annuel.docx"], notes))
    importer(espace, [chemin], AUTEUR)
    lues["2024 annoté"] = _produire(espace, 2024)
    reglages = espace.racine / REGLAGES
    reglages.write_text(reglages.read_text(encoding="utf-8").rstrip() + VERSION_3, encoding="utf-8")
    lues["2023 corrigé"] = _produire(espace, 2023)
    return lues


def _produire(espace: Espace, annee: int, formats: str = "html") -> dict[str, bytes]:
    return {c.name: c.read_bytes() for c in produire(espace, "00", annee, formats=formats).fichiers}


def page(etapes: Etapes, etape: str) -> BeautifulSoup:
    return BeautifulSoup(etapes[etape]["point_annuel.html"], "html.parser")


def texte(element: object) -> str:
    return " ".join(element.get_text(" ", strip=True).split())  # type: ignore[attr-defined]


# --- le verrou et les versions --------------------------------------------------------------------


def test_un_rapport_valide_ne_se_reproduit_pas(etapes: Etapes, tmp_path: Path) -> None:
    neuf = copier_espace(tmp_path / "espace", ["00"])
    lieu = neuf.reports / "00" / "2023"
    lieu.mkdir(parents=True)
    for nom, contenu in etapes["2023"].items():
        (lieu / nom).write_bytes(contenu)
    with pytest.raises(Erreurs, match="E611") as refus:
        produire(neuf, "00", 2023)
    assert refus.value.sortie == 14
    assert {c.name: c.read_bytes() for c in lieu.iterdir()} == etapes["2023"]


def test_l_erratum_est_en_tete_dans_le_manifeste_et_dans_l_index(etapes: Etapes, espace: Espace) -> None:
    garde = page(etapes, "2023 corrigé").select_one(".garde .erratum")
    assert "Erratum, version 3. Une <b>seconde</b> faute." in texte(garde)
    assert "Remplace la version 2, validée en séance du 20" in texte(garde)
    assert json.loads(etapes["2023 corrigé"]["point_annuel.manifeste.json"])["erratum"].startswith("Une ")
    index = BeautifulSoup((espace.reports / "index.html").read_text("utf-8"), "html.parser")
    assert "Une <b>seconde</b> faute." in texte(index)
    lien = index.find("a", href="00/2023/versions/point_annuel.v2.html")
    assert lien is not None
    assert (espace.reports / "00/2023/versions/point_annuel.v2.html").is_file()


def test_la_version_remplacee_est_gardee_octet_pour_octet(etapes: Etapes, espace: Espace) -> None:
    rangees = espace.reports / "00" / "2023" / "versions"
    for nom, contenu in etapes["2023"].items():
        assert (rangees / nom.replace("point_annuel", "point_annuel.v2")).read_bytes() == contenu


def test_une_version_se_compare_a_celle_qu_elle_remplace(etapes: Etapes) -> None:
    rendue = texte(page(etapes, "2023 corrigé"))
    assert "Ce rapport se compare à : Point annuel d'avancement 2023" in rendue
    entrees = json.loads(etapes["2023 corrigé"]["point_annuel.manifeste.json"])["entrees"]
    assert "reports/00/2023/versions/point_annuel.v2.chiffres.csv" in entrees
    assert "reports/00/2023/versions/point_annuel.v2.publie.csv" in entrees


def test_un_fichier_touche_apres_validation_est_vu(etapes: Etapes, espace: Espace) -> None:
    rangee = espace.reports / "00/2023/versions/point_annuel.v2.html"
    avant = rangee.read_bytes()
    assert etapes
    assert verifier(espace, "00").erreurs == ()
    rangee.write_bytes(avant + b" ")
    try:
        assert [erreur.code for erreur in verifier(espace, "00").erreurs] == ["E612"]
    finally:
        rangee.write_bytes(avant)


# --- ce qui a changé ------------------------------------------------------------------------------


def test_sans_precedent_une_phrase_le_dit(etapes: Etapes) -> None:
    assert "Aucun rapport précédent de ce genre n'est connu" in texte(page(etapes, "2023"))


def test_chaque_difference_est_rangee_et_chaque_valeur_d_avant_se_suit(etapes: Etapes) -> None:
    rendue = texte(page(etapes, "2024"))
    for titre in ("La réalité a bougé", "La méthode ou le plan ont changé", "L'avenant 2 du 20"):
        assert titre in rendue
    lignes = list(csv.DictReader(io.StringIO(etapes["2024"]["point_annuel.chiffres.csv"].decode())))
    source = "reports/00/2023/point_annuel.chiffres.csv:"
    reprises = [ligne for ligne in lignes if ligne["lignes_lues"].startswith(source)]
    avant = etapes["2023"]["point_annuel.chiffres.csv"].decode().splitlines()
    valeurs = [x for x in reprises if x["formule"] != "dénombrement" or x["periode"] == "2023"]
    assert len(valeurs) > 40
    for reprise in valeurs:
        rang = int(reprise["lignes_lues"].rpartition(":")[2])
        (lue,) = csv.DictReader([avant[0], avant[rang - 1]])
        assert lue["periode"] == reprise["periode"]
        assert float(lue["valeur"] or "nan") == pytest.approx(float(reprise["valeur"] or "nan"), nan_ok=True)


def test_la_section_suit_l_essentiel(etapes: Etapes) -> None:
    titres = [titre["id"] for titre in page(etapes, "2024").select("h2[id]")]
    assert titres[:2] == ["essentiel", "changements"]


def test_chaque_chiffre_a_une_cle(etapes: Etapes) -> None:
    lignes = list(csv.DictReader(io.StringIO(etapes["2024"]["point_annuel.chiffres.csv"].decode())))
    assert list(lignes[0])[-1] == "cle"
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", ligne["cle"]) for ligne in lignes)


# --- les remarques --------------------------------------------------------------------------------


def test_les_marques_d_une_annee_se_retrouvent_l_annee_suivante(etapes: Etapes) -> None:
    def marques(annee: str) -> set[str]:
        lignes = etapes[annee]["point_annuel.marques.csv"].decode().splitlines()
        return {ligne.partition(",")[0] for ligne in lignes}

    assert len(marques("2023") & marques("2024")) > 0.95 * len(marques("2023"))


def test_chaque_marque_est_une_ancre_unique_de_la_page(etapes: Etapes) -> None:
    lignes = csv.DictReader(io.StringIO(etapes["2024"]["point_annuel.marques.csv"].decode()))
    marques = [ligne["ancre"] for ligne in lignes]
    ids = [element["id"] for element in page(etapes, "2024").find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert set(marques) <= set(ids)
    assert len(marques) == len(set(marques)) > 150


def test_une_remarque_revenue_du_document_se_lit_a_cote_de_son_passage(etapes: Etapes) -> None:
    rendue = page(etapes, "2024 annoté")
    encadres = {texte(e): e for e in rendue.select(".remarque")}
    (tableau,) = [e for t, e in encadres.items() if "Sur un tableau." in t]
    voisins = [e for e in tableau.previous_siblings if getattr(e, "name", None)]
    legende = next(e for e in voisins if "tableau" in e.get("class", []))
    assert "Les jalons datés par le plan" in texte(legende)
    (puce,) = [e for t, e in encadres.items() if "<i>Relancer</i> les pilotes." in t]
    assert puce.parent.name == "li"
    assert "sans information" in texte(puce.parent)
    (titre,) = [e for t, e in encadres.items() if "Sur un titre." in t]
    assert titre.find_previous("h2")["id"] == "moyens"


def test_l_annexe_compte_ce_qui_reste_a_regler(etapes: Etapes) -> None:
    rendue = texte(page(etapes, "2024 annoté"))
    assert re.search(r"6 \d+ remarques ont été reçues sur ce rapport ; 4 \d+ restent à régler", rendue)


def test_aucun_nom_ne_passe_du_document_au_rapport(etapes: Etapes, espace: Espace) -> None:
    assert NOM not in (espace.racine / "data/departements/00/remarques.csv").read_text("utf-8")
    assert all(NOM.encode() not in contenu for contenu in etapes["2024 annoté"].values())
