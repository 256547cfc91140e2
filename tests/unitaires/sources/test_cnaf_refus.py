"""Ce qu'un adaptateur de la Cnaf refuse, et la phrase qui le dit ; l'espace ne change pas."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cnaf import ALLOCATAIRES, ecrire, entete, jeu, lire, releves

from sdsf.actualisation import Actualisation
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.sources.cnaf import ouverture

LIGNE = "2023;34;HERAULT;20.1;3.2;23.3;2.1;27.0;1.3;28.3;53.7"
BON = jeu(entete("dep"), LIGNE)


def allocataires(ligne: str, colonnes: str = ALLOCATAIRES) -> str:
    return jeu(colonnes, ligne)


@pytest.fixture
def espace(espace_copie: Espace) -> Espace:
    """Un espace sans table des territoires : aucun refus n'en dépend."""
    for chemin in (espace_copie.data / "national" / "territoires").rglob("*.csv"):
        chemin.unlink()
    return espace_copie


REFUS: dict[str, tuple[str, str, str]] = {
    "autre jeu": ("CODGEO;MED21;TP6021\n34001;20000;s\n", "D340", "CODGEO, MED21, TP6021"),
    "colonne presque": (BON.replace("txcouv_dep", "txcouv_depp"), "D341", "« txcouv_depp »"),
    "colonne de lieu absente": (BON.replace("numdep", "departement"), "D341", "numdep"),
    "colonne de date absente": (BON.replace("annee", "millesime"), "D341", "annee"),
    "autre decoupage": (
        allocataires("2024-12;92002;A;Socle;5;5;0;0", ALLOCATAIRES.replace("nomcom;", "nomcom;rsa_type;")),
        "D340",
        "rsa_type",
    ),
    "annee future": (BON.replace("2023;", "2031;"), "D345", "2031"),
    "annee illisible": (BON.replace("2023;", "an 23;"), "D345", "an 23"),
    "valeur negative": (BON.replace("53.7", "-53.7"), "D344", "négatif"),
    "pas un nombre": (BON.replace("53.7", "beaucoup"), "D344", "« beaucoup »"),
    "NaN": (BON.replace("53.7", "NaN"), "D344", "fini"),
    "infini": (BON.replace("53.7", "inf"), "D344", "fini"),
    "deux separateurs decimaux": (BON.replace("53.7", '"1,253.7"'), "D344", "1,253.7"),
    "cle en double": (BON + LIGNE + "\n", "D347", "ligne 2"),
    "code faux": (BON.replace(";34;", ";344;"), "D348", "« 344 »"),
    "ligne courte": (BON + "2022;63;PUY DE D", "D342", "3 cellules"),
    "guillemet ouvert": (BON.replace("HERAULT", '"HERAULT'), "D342", "dep"),
    "vide": ("", "D364", "vide"),
    "en-tetes seuls": (entete("dep") + "\n", "D364", "vide"),
    "colonne repetee": (BON.replace("txcouv_ind_dep", "txcouv_dep"), "D342", "deux fois"),
    "deux editions": (jeu(entete("dep"), LIGNE, LIGNE.replace("2023", "2019")), "D346", "2019 à 2023"),
    "effectif protege": (allocataires("2024-12;92002;ANTONY;7;5;0;100"), "D344", "multiple de 5"),
    "dernier nombre coupe": (
        jeu(entete("dep"), LIGNE, LIGNE.replace(";34;", ";63;").replace("53.7", "5")).rstrip("\n"),
        "D370",
        "dernière ligne",
    ),
}


@pytest.mark.parametrize("cas", REFUS)
def test_un_mauvais_fichier_est_refuse_avec_sa_cause(espace: Espace, tmp_path: Path, cas: str) -> None:
    texte, code, dit = REFUS[cas]
    with pytest.raises(Erreurs) as refus:
        lire(espace, ecrire(tmp_path, texte))
    message = str(refus.value)
    assert f"[{code}]" in message
    assert dit in message
    assert "txcouv_pe_dep.csv" in message


def test_le_lieu_dit_le_fichier_la_ligne_et_la_colonne(espace: Espace, tmp_path: Path) -> None:
    texte = jeu(entete("dep"), LIGNE.replace(";34;", ";63;"), LIGNE.replace("2.1;27", "zut;27"))
    with pytest.raises(Erreurs, match=r"txcouv_pe_dep\.csv:3 · colonne txcouv_prescol_dep"):
        lire(espace, ecrire(tmp_path, texte))


def test_2022_seul_et_sans_nom_d_origine_est_refuse(espace: Espace, tmp_path: Path) -> None:
    with pytest.raises(Erreurs, match=r"txcouv_pe_dep_hist\.csv"):
        lire(espace, ecrire(tmp_path, BON.replace("2023;", "2022;"), "donnees.csv"))


def test_un_ancien_fichier_sans_annee_est_refuse(espace: Espace, tmp_path: Path) -> None:
    texte = "NUM_COM;NOM_COM;tauxcouv_com\n34001;ABEILHAN;62,5\n"
    with pytest.raises(Erreurs, match="D345"):
        lire(espace, ecrire(tmp_path, texte, "donnees.csv"))


# --- le JSON, le Parquet, l'archive ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        ('[{"annee": 2023, "numdep": "34", "txcouv_dep": 5', "JSON complet"),
        ('{"error_code": "ODSQLError", "message": "bad"}', "liste d'enregistrements"),
        (json.dumps({"total_count": 102, "results": [{"annee": 2023}]}), "1 lignes sur 102"),
        ("[" * 100_000, "JSON complet"),
        ('[{"annee": 2023, "numdep": "34", "txcouv_dep": NaN}]', "fini"),
        ('[{"annee": 2023, "numdep": "34", "txcouv_dep": {"a": 1}}]', "pas un nombre"),
    ],
)
def test_un_mauvais_json_est_refuse(espace: Espace, tmp_path: Path, contenu: str, dit: str) -> None:
    with pytest.raises(Erreurs, match=dit):
        lire(espace, ecrire(tmp_path, contenu, "txcouv_pe_dep.json"))


@pytest.mark.parametrize(
    "contenu", [b"PAR1" + b"\x00" * 40, b"PAR1", b"\x89PNG\r\n\x1a\n\x00\x00", b"\x1f\x8b\x08\x00"]
)
def test_un_binaire_abime_ou_etranger_est_refuse(espace: Espace, tmp_path: Path, contenu: bytes) -> None:
    with pytest.raises(Erreurs, match="D342"):
        lire(espace, ecrire(tmp_path, contenu))


def archive(dossier: Path, *membres: tuple[str, bytes]) -> Path:
    chemin = dossier / "jeu.zip"
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as zippe:
        for nom, contenu in membres:
            zippe.writestr(nom, contenu)
    return chemin


ARCHIVES: dict[str, Callable[[Path], Path]] = {
    "bombe": lambda d: archive(d, ("a.csv", b"0" * 30_000_000)),
    "deux fichiers": lambda d: archive(d, ("a.csv", BON.encode()), ("b.csv", BON.encode())),
    "classeur": lambda d: archive(d, ("xl/workbook.xml", b"<a/>")),
    "tronquee": lambda d: ecrire(d, archive(d, ("a.csv", BON.encode())).read_bytes()[:-30], "jeu.zip"),
    "abimee": lambda d: ecrire(d, b"PK\x03\x04" + b"\x00" * 100, "jeu.zip"),
    "pas une archive": lambda d: ecrire(d, "bonjour", "jeu.zip"),
}


@pytest.mark.parametrize("cas", ARCHIVES)
def test_une_mauvaise_archive_est_refusee(espace: Espace, tmp_path: Path, cas: str) -> None:
    with pytest.raises(Erreurs, match="D349"):
        lire(espace, ARCHIVES[cas](tmp_path))


def test_une_archive_dont_le_contenu_est_corrompu_est_refusee(espace: Espace, tmp_path: Path) -> None:
    chemin = archive(tmp_path, ("a.csv", BON.encode()))
    octets = bytearray(chemin.read_bytes())
    octets[45:60] = bytes(15)
    with pytest.raises(Erreurs, match="D349"):
        lire(espace, ecrire(tmp_path, bytes(octets), "jeu.zip"))


# --- les bornes -----------------------------------------------------------------------------------


def test_une_premiere_ligne_sans_fin_est_refusee(espace: Espace, tmp_path: Path) -> None:
    with pytest.raises(Erreurs, match="première ligne dépasse 1 Mo"):
        lire(espace, ecrire(tmp_path, b"annee;" * 400_000))


@pytest.mark.parametrize("longueur", [1_100_000, 5_000_000, 40_000_000])
@pytest.mark.parametrize("suite", ["", LIGNE.replace(";34;", ";63;") + "\n"])
def test_une_ligne_sans_fin_est_refusee_ou_qu_elle_soit(
    espace: Espace, tmp_path: Path, longueur: int, suite: str
) -> None:
    longue = LIGNE.replace(";34;", ";71;").replace("HERAULT", "A" * longueur)
    with pytest.raises(Erreurs, match="D343"):
        lire(espace, ecrire(tmp_path, f"{BON}{longue}\n{suite}"))


def test_trop_de_colonnes_sont_refusees(espace: Espace, tmp_path: Path) -> None:
    colonnes = ";".join(f"c{n}" for n in range(5_000))
    with pytest.raises(Erreurs, match="5000 colonnes"):
        lire(espace, ecrire(tmp_path, f"{colonnes}\n"))


def test_un_fichier_plus_gros_que_la_borne_est_refuse(
    espace: Espace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ouverture, "TAILLE_MAXIMALE", 10)
    with pytest.raises(Erreurs, match="D343"):
        lire(espace, ecrire(tmp_path, BON))


def faits(bilan: Actualisation) -> set[tuple[str, ...]]:
    """Ce que disent les relevés d'un bilan, pour 2023."""
    colonnes = ("indicateur", "territoire", "periode", "edition", "valeur", "etat")
    return {tuple(r[c] for c in colonnes) for r in releves(bilan) if r["periode"] == "2023"}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(coupe=st.integers(1, len(BON) * 2))
def test_un_fichier_coupe_n_importe_ou_ne_donne_jamais_une_autre_valeur(
    espace: Espace, tmp_path: Path, coupe: int
) -> None:
    entier = jeu(entete("dep"), LIGNE, LIGNE.replace(";34;", ";63;"), LIGNE.replace(";34;", ";71;"))
    attendu = faits(lire(espace, ecrire(tmp_path, entier)))
    try:
        bilan = lire(espace, ecrire(tmp_path, entier[:coupe]))
    except Erreurs:
        return
    assert faits(bilan) <= attendu


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contenu=st.binary(max_size=300))
def test_n_importe_quels_octets_sont_refuses_sans_trace(
    espace: Espace, tmp_path: Path, contenu: bytes
) -> None:
    with pytest.raises(Erreurs):
        lire(espace, ecrire(tmp_path, contenu))
