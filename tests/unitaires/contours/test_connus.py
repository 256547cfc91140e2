"""Les communes qui ont disparu depuis des contours : laquelle les a absorbées, et leur réunion."""

from pathlib import Path

import pytest
from tests.contours import contours
from tests.fabrique import RACINE

from sdsf.contours.connus import connaissances, disparues, fondre
from sdsf.erreurs import Lieu
from sdsf.espace import Espace
from sdsf.lecture.geojson import lire_geojson

ESPACE = Espace(RACINE)


def test_une_commune_absorbee_rejoint_son_absorbante() -> None:
    a, b, c = contours(["A", "B", "C"])
    fondus = fondre([a, b, c], {"B": "A"})
    assert [contour.code for contour in fondus] == ["A", "C"]
    assert fondus[0].polygones == a.polygones + b.polygones
    assert fondus[0].nom == a.nom


def test_deux_communes_absorbees_par_une_nouvelle_en_font_une() -> None:
    fondus = fondre(contours(["A", "B"]), {"A": "N", "B": "N"})
    assert [(contour.code, len(contour.polygones)) for contour in fondus] == [("N", 2)]


def test_une_commune_d_aujourd_hui_n_a_pas_disparu() -> None:
    territoires = connaissances(ESPACE, ()).territoires
    assert territoires is not None
    trouvees = disparues(territoires, contours(["34172", "34330", "34999"]))
    assert trouvees == {"34330": "34246"}


@pytest.mark.shared
@pytest.mark.parametrize(
    ("fichier", "disparition"),
    [
        ("communes-13-bouches-du-rhone", 0),
        ("communes-34-herault", 2),
        ("communes-63-puy-de-dome", 4),
        ("communes-71-saone-et-loire", 4),
        ("communes-92-hauts-de-seine", 0),
    ],
)
def test_les_communes_de_2018_passent_au_decoupage_d_aujourd_hui(
    shared: Path, fichier: str, disparition: int
) -> None:
    chemin = shared / f"donnees/contours_communes_2018/{fichier}.geojson"
    lus = lire_geojson(chemin.read_bytes(), Lieu(chemin.name))
    territoires = connaissances(ESPACE, ()).territoires
    assert territoires is not None
    absorbees = disparues(territoires, lus)
    assert len(absorbees) == disparition
    departement = fichier.split("-")[1]
    table = territoires.communes
    actuelles = set(table.loc[table["departement"] == departement, "commune"])
    assert {contour.code for contour in fondre(lus, absorbees)} == actuelles
