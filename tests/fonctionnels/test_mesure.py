"""Le banc de mesure tourne à très petite taille, et ses voies rendent le même résultat."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.mesures import ateliers, formats, lectures
from tests.mesures.alternance import Essai, essayer, programme, tableau

from sdsf.production.catalogue import CATALOGUE

PAS = 200  # une commune sur deux cents


@pytest.mark.parametrize("lecture", [lectures.CNAF, lectures.MELODI], ids=lambda lecture: lecture.nom)
def test_les_voies_rendent_le_meme_resultat(tmp_path: Path, lecture: lectures.Lecture) -> None:
    texte = "\n".join(lectures.mesurer(lecture, tmp_path, essais=1, pas=PAS))
    assert "Les trois voies rendent les mêmes" in texte
    assert "sdsf ÷ pandas : durée" in texte
    assert "sdsf ÷ pandas, colonnes choisies : durée" in texte
    assert not (tmp_path / lecture.fichier).exists()


def test_des_voies_qui_different_ne_se_comparent_pas(tmp_path: Path) -> None:
    sorties = {nom: tmp_path / nom for nom in ("sdsf", "pandas")}
    for nom, sortie in sorties.items():
        sortie.write_text(nom)
    with pytest.raises(RuntimeError, match="même résultat : sdsf, pandas"):
        lectures.exiger_le_meme_resultat(sorties)


def test_une_voie_qui_echoue_arrete_la_mesure(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"absent\.csv"):
        essayer(programme("cnaf_pandas", tmp_path / "absent.csv", "34", tmp_path / "sortie.csv"))


def test_le_tableau_donne_les_medianes_et_les_rapports() -> None:
    series = {"sdsf": [Essai(1, 1, 100), Essai(3, 2, 110)], "pandas": [Essai(2, 2, 200), Essai(4, 2, 220)]}
    texte = "\n".join(tableau(series))
    assert "| sdsf | 2.00 | 1.50 | 110 |" in texte
    assert "sdsf ÷ pandas : durée 0.62 (de 0.50 à 0.75), mémoire 0.50." in texte


def test_la_lecture_de_la_cnaf_ne_charge_pas_pandas(tmp_path: Path) -> None:
    """DuckDB charge pandas dès qu'une requête a un paramètre : un tiers de seconde et 70 Mo pour rien."""
    fichier, espace = tmp_path / "s_ben_com_f.csv", lectures.espace_d_un_departement(tmp_path / "espace")
    lectures.engendrer(lectures.CNAF, fichier, PAS)
    essai = (
        "import sys; from pathlib import Path; from sdsf.espace import Espace; "
        "from sdsf.sources.cnaf.actualisation import lire_releves; "
        "assert lire_releves(Espace(Path(sys.argv[2])), Path(sys.argv[1])); "
        "assert 'pandas' not in sys.modules, 'pandas est chargé'"
    )
    fait = subprocess.run([sys.executable, "-c", essai, fichier, espace], capture_output=True, text=True)
    assert fait.returncode == 0, fait.stderr


def test_chaque_format_de_chaque_rapport_se_mesure() -> None:
    prevus = formats.a_mesurer([])
    assert {rapport for rapport, _ in prevus} == set(CATALOGUE)
    assert [f for rapport, f in prevus if rapport == "point_annuel"] == [
        "html",
        "pdf",
        "docx",
        "xlsx",
        "pptx",
    ]


def test_un_format_dit_ce_qu_il_coute_au_dela_de_la_page() -> None:
    series = {("x", "html"): [Essai(2, 2, 100)], ("x", "pdf"): [Essai(5, 4, 300)]}
    texte = formats.tableau(series)
    assert texte[-2:] == [
        "| x | 13/2024 | html | 2.0 | 2.0 |  | 100 |",
        "| x | 13/2024 | pdf | 5.0 | 4.0 | 2.0 | 300 |",
    ]


def test_le_tableau_des_ouvertures_dit_les_deux_voies_et_leur_rapport() -> None:
    durees = {
        carnet: {ateliers.ORDINAIRE: [9.0, 4.0, 3.0], ateliers.COPIE: [2.0, 1.0, 2.0]}
        for carnet in ateliers.OUVERTE
    }
    lignes = ateliers.tableau_des_ouvertures(durees)
    assert "| page | noyau ordinaire (s) | copie de la forge (s) | fois plus vite |" in lignes
    assert "| atelier des priorités | 4.0 | 2.0 | 2.00 |" in lignes
    assert len(lignes) == 4 + len(ateliers.OUVERTE)


def test_le_tableau_des_ateliers_dit_la_mediane_le_pire_et_la_borne() -> None:
    gestes = [ateliers.Gestes("00 : Territoire", [40.0, 60.0, 350.0]), ateliers.Gestes("13 : rien")]
    texte = "\n".join(ateliers.tableau(gestes, [ateliers.Gestes("13 : première lecture", [2500.0])]))
    assert "| 00 : Territoire | 3 | 60 | 350 |" in texte
    assert "13 : rien" not in texte
    assert "| 13 : première lecture | 1 | 2500 | 2500 |" in texte
    assert "2 gestes sur 3 sont sous 300 ms ; le plus long prend 350 ms." in texte
