"""La Drees : un zéro qui veut dire « compté ailleurs » n'est pas un effectif."""

import csv
from pathlib import Path

import pytest
from tests.fabrique import RACINE

from sdsf.sources.drees import lire_drees

ENTETE = "annee,maille,code,nom,mesure,valeur,source\n"
AGREES, CRECHES = "assistants_maternels_agrees", "places_creches_collectives"


def etats(dossier: Path, *lignes: str) -> dict[tuple[str, str], tuple[str, float | None]]:
    """Par mesure et code, l'état et la valeur lus d'une série d'une seule année."""
    chemin = dossier / "offre_accueil.csv"
    corps = "".join(f"2018,DEP,{ligne},Drees\n" for ligne in lignes)
    chemin.write_text(ENTETE + corps, encoding="utf-8")
    return {
        (r.mesure.indicateur, r.territoire): (r.cellule.etat, r.cellule.valeur)
        for r in lire_drees(chemin).releves
    }


def test_la_corse_comptee_d_un_bloc_ne_laisse_pas_de_zero_a_ses_departements(tmp_path: Path) -> None:
    lus = etats(
        tmp_path,
        f"20,Corse,{AGREES},617",
        f"2A,Corse-du-Sud,{AGREES},0",
        f"2B,Haute-Corse,{AGREES},0",
        f"48,Lozère,{AGREES},0",
    )
    agrees = "nombre_assistants_maternels_agrees"
    assert lus[(agrees, "20")] == ("valeur", 617)
    assert lus[(agrees, "2A")] == lus[(agrees, "2B")] == ("non_disponible", None)
    assert lus[(agrees, "48")] == ("valeur", 0)


def test_un_vrai_zero_reste_un_zero_quand_l_autre_partie_a_une_valeur(tmp_path: Path) -> None:
    lus = etats(
        tmp_path,
        f"20,Corse,{CRECHES},10",
        f"2A,Corse-du-Sud,{CRECHES},10",
        f"2B,Haute-Corse,{CRECHES},0",
    )
    assert lus[("places_creches_drees", "2B")] == ("valeur", 0)


@pytest.mark.parametrize("code", ["2A", "2B"])
def test_les_donnees_du_depot_ne_disent_pas_que_la_corse_n_a_plus_d_assistants_maternels(code: str) -> None:
    with (RACINE / "data/national/drees/offre_accueil.csv").open(encoding="utf-8") as fichier:
        siennes = [ligne for ligne in csv.DictReader(fichier) if ligne["territoire"] == code]
    depuis_2018 = [ligne for ligne in siennes if ligne["periode"] >= "2018"]
    assert depuis_2018
    assert {ligne["etat"] for ligne in depuis_2018} == {"non_disponible"}
