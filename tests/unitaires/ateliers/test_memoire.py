"""La mémoire d'un atelier : des choix retrouvés, jamais un obstacle."""

import os
from pathlib import Path

import pytest

from sdsf.ateliers.memoire import chemin_de, garder, relire, retenir, se_souvenir
from sdsf.espace import Espace


def test_ce_qui_est_retenu_se_retrouve(tmp_path: Path) -> None:
    espace = Espace(tmp_path)
    assert se_souvenir(espace, "essai") == {}
    assert retenir(espace, "essai", {"annee": "2024"})
    assert se_souvenir(espace, "essai") == {"annee": "2024"}


def test_un_contenu_compose_se_retrouve_sans_passer_pour_des_choix(tmp_path: Path) -> None:
    espace = Espace(tmp_path)
    assert garder(espace, "saisie-00-x", {"champs": {"statut": "en_cours"}})
    assert relire(espace, "saisie-00-x") == {"champs": {"statut": "en_cours"}}
    assert se_souvenir(espace, "saisie-00-x") == {}


def test_rien_d_autre_ne_reste_dans_le_dossier(tmp_path: Path) -> None:
    for rang in range(3):
        retenir(Espace(tmp_path), "essai", {"rang": str(rang)})
    assert [f.name for f in chemin_de(Espace(tmp_path), "essai").parent.iterdir()] == ["essai.json"]


@pytest.mark.parametrize("contenu", ["", "{", "[]", '{"annee": 2024}', "\x00"])
def test_un_fichier_abime_s_oublie(tmp_path: Path, contenu: str) -> None:
    chemin = chemin_de(Espace(tmp_path), "essai")
    chemin.parent.mkdir(parents=True)
    chemin.write_text(contenu, encoding="utf-8")
    assert se_souvenir(Espace(tmp_path), "essai") == {}


@pytest.mark.skipif(os.name == "nt", reason="les droits POSIX n'existent pas sous Windows")
def test_un_espace_en_lecture_seule_n_arrete_rien(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("un fichier là où il faudrait un dossier", encoding="utf-8")
    assert retenir(Espace(tmp_path), "essai", {"annee": "2024"}) is False
