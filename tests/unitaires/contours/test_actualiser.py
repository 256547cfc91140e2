"""``sdsf actualiser contours`` : ce qui est reconnu, rangé, averti, refusé."""

from pathlib import Path

import pytest
from tests.contours import carre, collection, deposer, entite, rangee

from sdsf.commande.actualiser import actualiser
from sdsf.contours import actualiser as module
from sdsf.contours.lecture import Contours, SansContours, contours_du_departement, empreintes_des_contours
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace

LODEVE, GRAND_ORB = "200017341", "200042646"


def ranges(espace: Espace) -> set[str]:
    dossier = espace.data / "contours"
    return {c.relative_to(dossier).as_posix() for c in dossier.rglob("*") if c.is_file()}


def refuse(espace: Espace, chemin: Path) -> list[str]:
    with pytest.raises(Erreurs) as refus:
        actualiser(espace, "contours", chemin)
    assert not (espace.data / "contours").exists()
    return [erreur.code for erreur in refus.value.erreurs]


@pytest.mark.parametrize(
    ("nom", "codes", "attendu"),
    [
        ("epci-34.geojson", [LODEVE, GRAND_ORB], {"epci/34.geojson"}),
        ("export.geojson", [LODEVE, GRAND_ORB], {"epci/34.geojson"}),
        ("export.json", ["34172", "34003"], {"communes/34.geojson"}),
        (
            "france.geojson",
            ["34172", "13055", "2A004"],
            {f"communes/{c}.geojson" for c in ("34", "13", "2A")},
        ),
        ("departement-34.geojson", ["34"], {"departements/34.geojson"}),
        ("departements.geojson", ["34", "2A"], {"departements/34.geojson", "departements/2A.geojson"}),
    ],
)
def test_la_maille_et_le_departement_se_reconnaissent(
    espace_copie: Espace, tmp_path: Path, nom: str, codes: list[str], attendu: set[str]
) -> None:
    actualiser(espace_copie, "contours", deposer(tmp_path, nom, rangee(codes)))
    assert ranges(espace_copie) == attendu


def test_une_commune_d_outre_mer_va_dans_son_departement(espace_copie: Espace, tmp_path: Path) -> None:
    fichier = deposer(tmp_path, "reunion.geojson", rangee(["97411"], (55.4, -21.2)))
    actualiser(espace_copie, "contours", fichier)
    assert ranges(espace_copie) == {"communes/974.geojson"}


def test_un_dossier_garde_le_plus_detaille(espace_copie: Espace, tmp_path: Path) -> None:
    dossier = tmp_path / "contours"
    fin = [[3.0, 43.5], [3.1, 43.5], [3.2, 43.5], [3.2, 43.7], [3.0, 43.7], [3.0, 43.5]]
    deposer(dossier, "a.geojson", collection(entite("34", "Hérault")))
    deposer(dossier, "b.geojson", collection(entite("34", "Hérault", fin)))
    deposer(dossier, "notes.txt", b"rien")
    bilan = actualiser(espace_copie, "contours", dossier)
    lus = contours_du_departement(espace_copie, "departement", "34")
    assert isinstance(lus, Contours)
    assert (lus.origine, lus.contours[0].nombre_de_points) == ("b.geojson", 6)
    assert bilan.phrases == ("Contours de 1 département (département 34).",)


def test_les_manques_et_les_codes_inconnus_sont_dits(espace_copie: Espace, tmp_path: Path) -> None:
    fichier = deposer(tmp_path, "epci-34.geojson", rangee([LODEVE, "999999999"]))
    avis = actualiser(espace_copie, "contours", fichier).avertissements
    assert "epci-34.geojson : codes inconnus, gardés tels quels : Territoire 999999999 (999999999)." in avis
    assert any("EPCI sans contour : " in phrase and GRAND_ORB in phrase for phrase in avis)


def test_les_communes_disparues_sont_dites(espace_copie: Espace, tmp_path: Path) -> None:
    fichier = deposer(tmp_path, "communes-34.geojson", rangee(["34246", "34330"]))
    avis = " ".join(actualiser(espace_copie, "contours", fichier).avertissements)
    assert "communes disparues depuis, que la carte réunit : Territoire 34330 (34330)." in avis


def test_sans_table_des_territoires_les_codes_ne_sont_pas_controles_et_c_est_dit(
    espace_copie: Espace, tmp_path: Path
) -> None:
    for table in (espace_copie.data / "national/territoires").glob("*.csv"):
        table.unlink()
    fichier = deposer(tmp_path, "epci-34.geojson", rangee(["999999999"]))
    bilan = actualiser(espace_copie, "contours", fichier)
    assert "sdsf actualiser territoires" in bilan.avertissements[0]
    assert ranges(espace_copie) == {"epci/34.geojson"}


@pytest.mark.parametrize(
    ("nom", "octets", "code"),
    [
        ("epci-34.geojson", rangee(["999999999"]), "R525"),
        ("communes.geojson", rangee(["34999"]), "R525"),
        ("communes.geojson", rangee(["99001"]), "R525"),
        ("lieux.geojson", rangee(["Montpellier"]), "R525"),
        ("lieux.geojson", rangee(["34172", LODEVE]), "R525"),
        ("export.geojson", rangee(["999999999"]), "R527"),
        ("export.geojson", b"{", "R520"),
        ("export.geojson", collection(entite("34", "Hérault", carre(43.5, 3.0))), "R524"),
    ],
)
def test_un_fichier_d_autre_chose_est_refuse_et_rien_n_est_ecrit(
    espace_copie: Espace, tmp_path: Path, nom: str, octets: bytes, code: str
) -> None:
    assert refuse(espace_copie, deposer(tmp_path, nom, octets)) == [code]


def test_un_seul_mauvais_fichier_refuse_tout_le_dossier(espace_copie: Espace, tmp_path: Path) -> None:
    dossier = tmp_path / "contours"
    deposer(dossier, "a.geojson", rangee(["34"]))
    deposer(dossier, "b.geojson", b"{")
    assert refuse(espace_copie, dossier) == ["R520"]


def test_un_dossier_vide_ou_trop_plein_est_refuse(
    espace_copie: Espace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = tmp_path / "vide"
    dossier.mkdir()
    assert refuse(espace_copie, dossier) == ["R525"]
    monkeypatch.setattr(module, "FICHIERS_MAXIMAL", 1)
    for nom in ("a.geojson", "b.geojson"):
        deposer(dossier, nom, rangee(["34"]))
    assert refuse(espace_copie, dossier) == ["R521"]


def test_une_lecture_absente_ou_abimee_dit_pourquoi_et_quoi_faire(espace_copie: Espace) -> None:
    absent = contours_du_departement(espace_copie, "epci", "34")
    assert isinstance(absent, SansContours)
    assert absent.raison == "data/contours/epci/34.geojson n'existe pas"
    assert "sdsf actualiser contours --depuis epci-34.geojson" in absent.remede
    deposer(espace_copie.data / "contours/epci", "34.geojson", b"{")
    abime = contours_du_departement(espace_copie, "epci", "34")
    assert isinstance(abime, SansContours)
    assert "R520" in abime.raison


def test_le_manifeste_peut_dire_quels_contours_ont_servi(espace_copie: Espace, tmp_path: Path) -> None:
    actualiser(espace_copie, "contours", deposer(tmp_path, "epci-34.geojson", rangee([LODEVE])))
    assert list(empreintes_des_contours(espace_copie, "34")) == ["data/contours/epci/34.geojson"]


@pytest.mark.shared
def test_les_contours_des_cinq_departements_se_rangent(espace_copie: Espace, shared: Path) -> None:
    for dossier in ("contours_epci", "contours_communes_2018"):
        actualiser(espace_copie, "contours", shared / "donnees" / dossier)
    attendus = {"13": (4, 119), "34": (17, 343), "63": (14, 467), "71": (20, 567), "92": (1, 36)}
    for departement, (epci, communes) in attendus.items():
        for maille, combien in (("epci", epci), ("commune", communes), ("departement", 1)):
            lus = contours_du_departement(espace_copie, maille, departement)
            assert isinstance(lus, Contours)
            assert len(lus.contours) == combien
