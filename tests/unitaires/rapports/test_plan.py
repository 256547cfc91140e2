"""Le moment d'un état : une saisie d'une année antérieure garde sa propre date."""

from pathlib import Path

import pytest

from sdsf.chargement import charger
from sdsf.demande import controler_demande
from sdsf.espace import Espace
from sdsf.rapports.point_annuel.plan import moment, suivis

ESPACE = Espace(Path(__file__).resolve().parents[3])


@pytest.mark.parametrize(
    ("code", "annee", "attendu"),
    [
        ("00", 2024, "fin 2024"),
        ("00", 2026, "au 31\xa0décembre\xa02025, dernier état saisi"),
        ("13", 2024, "fin 2024"),
    ],
    ids=["saisi cette année", "rien de saisi cette année", "rien de saisi du tout"],
)
def test_un_etat_plus_ancien_que_l_annee_garde_sa_date(code: str, annee: int, attendu: str) -> None:
    dossier = charger(ESPACE, controler_demande(ESPACE, code, annee))
    assert moment(dossier, suivis(dossier)) == attendu
