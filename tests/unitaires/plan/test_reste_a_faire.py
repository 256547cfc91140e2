"""Ce qui reste à écrire dans un plan : les marques, ce sans quoi rien ne se suit, et rien d'autre."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.fabrique import RACINE, action, contenu_du_plan, fiche

from sdsf.espace import Espace
from sdsf.plan.lecture import departements_decrits, lire_plan, periodes
from sdsf.plan.reste_a_faire import REMPLACER, Reste, est_acheve, reste_a_faire
from sdsf.referentiel.lecture import lire_referentiel

ESPACE = Espace(RACINE)
DECRITS = [(code, p) for code in departements_decrits(ESPACE) for p in periodes(ESPACE, code)]
VIGILANCE = {
    "id": "v1",
    "nature": "champ_manquant",
    "sujet": "Une fiche sans action",
    "description": "Le texte n'en donne pas.",
    "extraits": [{"ligne": 1, "texte": "mot à mot"}],
}


def lire(dossier: Path, **champs: Any) -> Any:
    place = dossier / "params/departements/00/2021-2026"
    place.mkdir(parents=True)
    contenu = contenu_du_plan(**{"fiches": [fiche(actions=[action()])], **champs})
    texte = yaml.safe_dump(contenu, sort_keys=False, allow_unicode=True)
    (place / "plan.yml").write_text(texte, encoding="utf-8")
    return lire_plan(Espace(dossier), "00", "2021-2026", [])


def restes(dossier: Path, **champs: Any) -> list[Reste]:
    return reste_a_faire(lire(dossier, **champs))


@pytest.mark.parametrize(("code", "periode"), DECRITS, ids=[f"{code} {periode}" for code, periode in DECRITS])
def test_un_schema_transcrit_n_est_pas_harcele(code: str, periode: str) -> None:
    """Le 34 de 2016 n'a ni instance ni glossaire : le texte n'en a pas, et rien n'est réclamé."""
    lu = lire_plan(ESPACE, code, periode, lire_referentiel(ESPACE).indicateurs)
    assert [str(reste) for reste in reste_a_faire(lu)] == []


def test_une_marque_dit_le_geste_a_sa_ligne(tmp_path: Path) -> None:
    (reste,) = restes(tmp_path, intitule="À COMPLÉTER : écrivez le titre")
    assert str(reste) == "params/departements/00/2021-2026/plan.yml:3 · intitule : écrivez le titre"
    assert reste.bloque


@pytest.mark.parametrize(
    ("texte", "geste"),
    [
        ("À COMPLÉTER", "complétez ce texte"),
        ("À COMPLÉTER : ", "complétez ce texte"),
        ("À COMPLÉTER : écrivez.", "écrivez"),
        ("Un axe (exemple fictif)", REMPLACER),
    ],
)
def test_chaque_forme_de_marque_se_voit(tmp_path: Path, texte: str, geste: str) -> None:
    assert [reste.geste for reste in restes(tmp_path, intitule=texte)] == [geste]


@pytest.mark.parametrize(
    "texte", ["Tableau à compléter", "Un questionnaire (À COMPLÉTER)", "Un exemple fictif"]
)
def test_un_texte_qui_en_parle_n_est_pas_une_marque(tmp_path: Path, texte: str) -> None:
    assert restes(tmp_path, intitule=texte) == []


def test_un_plan_sans_niveau_ou_sans_fiche_reste_a_ecrire(tmp_path: Path) -> None:
    lu = lire(tmp_path, arborescence=[], fiches=[])
    assert [reste.lieu.detail for reste in reste_a_faire(lu)] == ["arborescence", "fiches"]
    assert not est_acheve(lu)


def test_une_fiche_sans_action_se_signale_sans_arreter_le_rapport(tmp_path: Path) -> None:
    lu = lire(tmp_path, fiches=[fiche()])
    (reste,) = reste_a_faire(lu)
    assert "fiches « f1 » · actions : aucune action" in str(reste)
    assert est_acheve(lu)


def test_un_point_de_vigilance_sur_la_fiche_suffit_a_dire_qu_elle_n_a_pas_d_action(tmp_path: Path) -> None:
    assert restes(tmp_path, fiches=[fiche()], points_de_vigilance=[VIGILANCE]) == []


def test_les_restes_suivent_l_ordre_du_fichier(tmp_path: Path) -> None:
    lus = restes(tmp_path, intitule="À COMPLÉTER", fiches=[], niveaux=["axe", "À COMPLÉTER"])
    lignes = [reste.lieu.ligne for reste in lus]
    assert lignes == sorted(lignes)
    assert [reste.lieu.detail for reste in lus] == ["intitule", "niveaux[2]", "fiches"]
