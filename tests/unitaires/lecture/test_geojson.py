"""Un GeoJSON de contours : ce qui se lit, ce qui se refuse, et pourquoi."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contours import METROPOLE, carre, collection, contours, entite, rangee

from sdsf.erreurs import Erreurs, Lieu
from sdsf.lecture import geojson
from sdsf.lecture.geojson import ZONES, ecrire_geojson, lire_geojson, origine_de

LIEU = Lieu("essai.geojson")


def refus(octets: bytes) -> Erreurs:
    with pytest.raises(Erreurs) as refuse:
        lire_geojson(octets, LIEU)
    return refuse.value


def codes(octets: bytes) -> list[str]:
    return [erreur.code for erreur in refus(octets).erreurs]


def avec(**geometrie: Any) -> bytes:
    return collection({"type": "Feature", "properties": {"code": "1", "nom": "A"}, "geometry": geometrie})


def test_les_contours_se_lisent_dans_l_ordre_des_codes() -> None:
    lus = contours(["34172", "34003"])
    assert [(c.code, c.nom, c.nombre_de_points) for c in lus] == [
        ("34003", "Territoire 34003", 5),
        ("34172", "Territoire 34172", 5),
    ]


def test_une_entite_seule_une_marque_d_octets_et_une_altitude_se_lisent() -> None:
    bord = [[*point, 120.0] for point in carre(*METROPOLE)]
    seule = json.dumps(entite("34", "Hérault", bord)).encode("utf-8-sig")
    assert lire_geojson(seule, LIEU)[0].polygones[0][0][0] == METROPOLE


def test_un_ancien_geojson_qui_annonce_wgs84_se_lit() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert len(lire_geojson(collection(entite("34", "Hérault"), crs=crs), LIEU)) == 1


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"", "R520"),
        (b"code;nom\n34;H\xe9rault", "R520"),
        (b'{"type": "FeatureCollection"', "R520"),
        (b'{"type": "Topology"}', "R520"),
        (b"[1, 2]", "R520"),
        (b'{"type": "FeatureCollection", "features": []}', "R520"),
        (b'{"type": "FeatureCollection", "features": "rien"}', "R520"),
        (b'{"type": "Feature", "x": NaN}', "R520"),
        (b'{"type": ' + b"[" * 200_000, "R520"),
        (collection("pas une entité"), "R522"),
        (collection(entite(34, "Hérault")), "R522"),
        (collection(entite("34", " ")), "R522"),
        (avec(type="Point", coordinates=[3.0, 43.5]), "R523"),
        (avec(type="Polygon", coordinates=[]), "R523"),
        (avec(type="Polygon", coordinates=[carre(*METROPOLE)[:-1]]), "R523"),
        (avec(type="Polygon", coordinates=[[[3.0, "43"]] * 4]), "R523"),
        (avec(type="Polygon", coordinates=[[[3.0]] * 4]), "R523"),
        (avec(type="MultiPolygon", coordinates=[carre(*METROPOLE)]), "R523"),
        (avec(type="Polygon", coordinates=[[[1e999, 1.0]] * 4]).replace(b"Infinity", b"1e999"), "R523"),
        (collection(entite("34", "Hérault"), crs={"properties": {"name": "EPSG:2154"}}), "R524"),
        (collection(entite("34", "Hérault", carre(43.5, 3.0))), "R524"),
        (collection(entite("34", "Hérault", carre(770_000.0, 6_280_000.0, 5000))), "R524"),
        (collection(entite("34", "Hérault", carre(13.4, 52.5))), "R524"),
        (collection(entite("34", "A"), entite("34", "B")), "R526"),
    ],
)
def test_un_mauvais_fichier_est_refuse(octets: bytes, code: str) -> None:
    assert codes(octets) == [code]


@pytest.mark.parametrize(
    ("bord", "cause"),
    [
        (carre(43.5, 3.0), "sa latitude avant sa longitude"),
        (carre(770_000.0, 6_280_000.0, 5000), "en mètres, pas en degrés"),
        (carre(13.4, 52.5), "n'est pas en France"),
    ],
)
def test_un_refus_dit_ce_qui_ne_va_pas_dans_les_coordonnees(bord: Any, cause: str) -> None:
    texte = str(refus(collection(entite("34", "Hérault", bord))))
    assert cause in texte
    assert "Hérault (34)" in texte


def test_une_meme_faute_sur_mille_entites_se_dit_une_fois_et_les_autres_aussi() -> None:
    octets = collection(*(entite(rang, "A") for rang in range(1000)), entite("1", "B", carre(13.4, 52.5)))
    assert codes(octets) == ["R522", "R524"]


def test_un_fichier_trop_gros_est_refuse_avant_d_etre_lu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geojson, "TAILLE_MAXIMALE", 100)
    assert codes(b"x" * 101) == ["R521"]


@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.nom)
def test_chaque_zone_se_reconnait(zone: geojson.Zone) -> None:
    ouest, sud, est, nord = zone.bornes
    milieu = ((ouest + est) / 2, (sud + nord) / 2)
    lu = lire_geojson(rangee(["1"], (round(milieu[0], 3), round(milieu[1], 3) - 0.1)), LIEU)[0]
    assert lu.zone == zone


@given(st.lists(st.integers(0, 99_999).map("{:05}".format), min_size=1, max_size=6, unique=True))
def test_des_contours_ecrits_se_relisent_tels_quels(listes: list[str]) -> None:
    lus = contours(listes)
    ecrits = ecrire_geojson(lus, "origine.geojson")
    assert lire_geojson(ecrits, LIEU) == lus
    assert origine_de(ecrits) == "origine.geojson"
    assert ecrire_geojson(lus[::-1], "origine.geojson") == ecrits
