"""Le classeur écrit : le même plan au retour, les mêmes octets, du texte qui reste du texte."""

import datetime as dt
import io
import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from tests.classeurs import (
    NOMS,
    PLANS,
    comme_un_tableur_l_enregistre,
    octets_00,
    plan_00,
    plan_du_depot,
    relire,
)
from tests.classeurs import lire as lire_le_classeur
from tests.fabrique import EXTRAIT

from sdsf.erreurs import Erreurs
from sdsf.plan.ecriture import contenu
from sdsf.plan.modeles import EngagementChiffre, Plan
from sdsf.tableur.ecriture import classeur_du_plan
from sdsf.tableur.structure import feuilles

DANGEREUX = ["=1+1", "+33 4", "-12 %", "@nom", '=LIEN("x")', "#REF!", "1.10", "01", "2024-06-30", "VRAI"]
LOINTAINS = [dt.date(1, 1, 1), dt.date(1900, 2, 28), dt.date(1900, 3, 1), dt.date(9999, 12, 31)]


@pytest.fixture(scope="module")
def classeur() -> Workbook:
    return load_workbook(io.BytesIO(octets_00()))


def avec(**champs: Any) -> Plan:
    """Un petit plan valide : le 00, sa première fiche changée, presque rien d'autre."""
    fiche = plan_00().fiches[0].model_copy(update=champs)
    annexes = ("feuille_de_route", "groupes_de_travail", "glossaire", "points_de_vigilance", "signataires")
    return plan_00().model_copy(update={"fiches": [fiche], **{nom: [] for nom in annexes}})


# --- l'aller-retour -------------------------------------------------------------------------------


@pytest.mark.parametrize("chemin", PLANS, ids=NOMS)
def test_chaque_plan_du_depot_revient_exactement(chemin: Path, tmp_path: Path) -> None:
    plan = plan_du_depot(chemin)
    relu = relire(plan, tmp_path)
    assert relu == plan
    assert contenu(relu) == contenu(plan)


def test_un_classeur_enregistre_par_un_tableur_revient_aussi(tmp_path: Path) -> None:
    """Excel range les textes autrement que nous ne les écrivons."""
    chemin = tmp_path / "plan.xlsx"
    chemin.write_bytes(comme_un_tableur_l_enregistre(octets_00()))
    assert b't="s"' not in octets_00()
    assert lire_le_classeur(chemin) == plan_00()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    intitule=st.text(min_size=1),
    contexte=st.lists(st.text(min_size=1), max_size=4),
    territoire=st.none() | st.text(min_size=1),
)
def test_une_fiche_quelconque_revient_exactement(
    intitule: str, contexte: list[str], territoire: str | None, tmp_path: Path
) -> None:
    plan = avec(intitule=intitule, contexte=contexte, territoire=territoire)
    assert relire(plan, tmp_path) == plan


@pytest.mark.parametrize("texte", DANGEREUX)
def test_un_texte_qu_un_tableur_executerait_reste_du_texte(texte: str, tmp_path: Path) -> None:
    plan = avec(intitule=texte, contexte=[texte, texte])
    page = load_workbook(io.BytesIO(classeur_du_plan(plan)))["Fiches"]
    cellules = [cellule for cellule in page[2] if cellule.value and str(cellule.value).startswith(texte)]
    assert {(cellule.data_type, cellule.number_format) for cellule in cellules} == {("s", "@")}
    assert relire(plan, tmp_path) == plan


@pytest.mark.parametrize("valeur", [0.1 + 0.2, 1e300, 5e-324, 55.6, 2.0, -3.0, 12345678901234567.0])
def test_un_nombre_garde_tous_ses_chiffres(valeur: float, tmp_path: Path) -> None:
    nul = dict.fromkeys(("unite", "echeance", "action"))
    champs = {"id": "x", "intitule": "x", "valeur": valeur, "extrait": EXTRAIT, **nul}
    dit = EngagementChiffre.model_validate(champs)
    plan = avec(engagements_chiffres=[dit])
    assert relire(plan, tmp_path).fiches[0].engagements_chiffres[0].valeur == valeur


@pytest.mark.parametrize("jour", LOINTAINS)
def test_une_date_lointaine_revient_telle_quelle(jour: dt.date, tmp_path: Path) -> None:
    periode = plan_00().periode.model_copy(update={"signature": jour})
    plan = plan_00().model_copy(update={"periode": periode})
    assert relire(plan, tmp_path).periode.signature == jour


# --- le fichier -----------------------------------------------------------------------------------


def test_deux_exports_ont_les_memes_octets() -> None:
    debut = time.monotonic()
    premier = classeur_du_plan(plan_00())
    while time.monotonic() - debut < 2.1:  # l'heure d'une archive zip va de deux en deux secondes
        time.sleep(0.1)
    assert classeur_du_plan(plan_00()) == premier


def test_aucune_case_n_est_une_formule(classeur: Workbook) -> None:
    cellules = [c for page in classeur.worksheets for ligne in page.iter_rows() for c in ligne]
    assert not [cellule.coordinate for cellule in cellules if cellule.data_type in ("f", "e")]


def test_un_texte_trop_long_pour_une_case_est_refuse_avec_sa_place() -> None:
    with pytest.raises(Erreurs) as refus:
        classeur_du_plan(avec(contexte=["x" * 20_000, "y" * 20_000], intitule="z" * 32_767))
    (faute,) = refus.value.erreurs
    assert faute.code == "P718"
    assert "feuille Fiches, ligne 2, colonne « Contexte »" in str(faute)
    assert "40001 caractères" in str(faute)


# --- la mise en forme -----------------------------------------------------------------------------


def test_la_premiere_feuille_dit_comment_s_en_servir(classeur: Workbook) -> None:
    page = classeur.worksheets[0]
    textes = [str(cellule.value) for ligne in page.iter_rows() for cellule in ligne if cellule.value]
    assert page.title == "Lisez-moi"
    assert textes[1] == "Département 00, 2021-2026"
    assert any("sdsf importer plan" in texte for texte in textes)
    assert {feuille.titre for feuille in feuilles(Plan).values()} <= set(textes)


@pytest.mark.parametrize("feuille", feuilles(Plan).values(), ids=lambda feuille: feuille.titre)
def test_chaque_en_tete_est_fige_et_explique_et_chaque_liste_se_deroule(
    classeur: Workbook, feuille: Any
) -> None:
    page = classeur[feuille.titre]
    entetes = [page.cell(r, 1) if feuille.verticale else page.cell(1, r) for r in _rangs(feuille)]
    assert [cellule.value for cellule in entetes] == [colonne.titre for colonne in feuille.colonnes]
    assert all(cellule.comment and cellule.comment.text for cellule in entetes)
    assert page.freeze_panes
    assert feuille.verticale or page.auto_filter.ref
    a_derouler = [c for c in feuille.colonnes if c.mots or len(c.renvoi) == 1]
    assert len(page.data_validations.dataValidation) == len(a_derouler)


def _rangs(feuille: Any) -> range:
    debut = 2 if feuille.verticale else 1
    return range(debut, debut + len(feuille.colonnes))


def test_une_liste_deroulante_tire_ses_mots_de_la_feuille_des_listes(classeur: Workbook) -> None:
    regles = classeur["Actions"].data_validations.dataValidation
    (nature,) = [regle for regle in regles if "Listes" in str(regle.formula1)]
    trouve = re.fullmatch(r"'Listes'!\$([A-Z]+)\$2:\$[A-Z]+\$3", str(nature.formula1))
    assert trouve
    mots = [classeur["Listes"][f"{trouve[1]}{rang}"].value for rang in (2, 3)]
    assert mots == ["nouvelle", "à poursuivre"]


def test_un_mode_d_emploi_parle_de_tableur(classeur: Workbook) -> None:
    cellules = [c for page in classeur.worksheets for ligne in page.iter_rows(max_row=20) for c in ligne]
    textes = [cellule.comment.text for cellule in cellules if cellule.comment]
    interdits = ("null", "guillemets", "tiret", "[]", "a_poursuivre")
    assert not [texte for texte in textes if any(mot in texte for mot in interdits)]
