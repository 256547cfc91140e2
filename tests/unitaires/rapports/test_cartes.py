"""La carte dans le rapport : avec son tableau, ou la phrase qui dit pourquoi elle manque."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.contours import deposer, rangee
from tests.fabrique import CODES, RACINE, copier_espace
from tests.unitaires.rendu.test_cartes import motif, remplissages

from sdsf.chargement import charger
from sdsf.commande.actualiser import actualiser
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.espace import Espace
from sdsf.rapports.accueil import cartes
from sdsf.rapports.accueil.cartes import carte_de_vue
from sdsf.rapports.accueil.epci import epci
from sdsf.rapports.accueil.territoires import communes
from sdsf.rapports.accueil.vues import COMMUNES, EPCI, EPT, Maille, vue
from sdsf.rapports.page import entrees
from sdsf.rendu.blocs import Bloc, Figure, Paragraphe
from sdsf.rendu.classes import classes_rondes
from sdsf.rendu.registre import Registre

ANNEES = {"13": 2024, "34": 2024, "63": 2024, "71": 2022, "92": 2024}


def ouvrir(espace: Espace, code: str) -> Dossier:
    """Le dossier, regardé en 2024 : les taux par territoire sont de 2023."""
    dossier = charger(espace, controler_demande(espace, code, ANNEES.get(code, 2024)))
    return replace(dossier, demande=replace(dossier.demande, annee=2024))


def texte(blocs: Sequence[Bloc], dossier: Dossier) -> str:
    registre = Registre(dict(dossier.referentiel.unites))
    return "\n".join(str(bloc.html(registre)) for bloc in blocs)


def figure(dossier: Dossier, maille: Maille) -> Figure:
    trouvee = vue(dossier, maille)
    assert trouvee is not None
    (carte,) = carte_de_vue(dossier, trouvee)
    assert isinstance(carte, Figure)
    return carte


def deposer_les_epci(espace: Espace, dossier: Dossier, octets: bytes | None = None) -> None:
    trouvee = vue(dossier, EPCI)
    assert trouvee is not None
    code = dossier.departement.code
    contenu = rangee(sorted(trouvee.table["territoire"])) if octets is None else octets
    deposer(espace.data / "contours/epci", f"{code}.geojson", contenu)


# --- sans carte -----------------------------------------------------------------------------------


def test_sans_contours_le_graphique_ordonne_reste_et_une_phrase_dit_quoi_faire(espace_copie: Espace) -> None:
    dossier = ouvrir(espace_copie, "13")
    note, graphique, _ = epci(dossier)
    assert isinstance(note, Paragraphe)
    assert isinstance(graphique, Figure)
    lu = texte([note], dossier)
    assert "data/contours/epci/13.geojson" in lu
    assert "sdsf actualiser contours --depuis epci-13.geojson" in lu


def test_sans_geopandas_une_phrase_dit_comment_l_installer(
    espace_copie: Espace, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = ouvrir(espace_copie, "13")
    deposer_les_epci(espace_copie, dossier)
    monkeypatch.setattr(cartes, "geopandas_est_la", lambda: False)
    blocs = epci(dossier)
    assert "geopandas n'est pas installé".replace("'", "&#39;") in texte(blocs[:1], dossier)
    assert isinstance(blocs[1], Figure)


@pytest.mark.parametrize("octets", [b"", b"{", b"\x00" * 100, rangee(["999999999"])])
def test_des_contours_abimes_ou_d_ailleurs_n_arretent_pas_le_rapport(
    espace_copie: Espace, octets: bytes
) -> None:
    dossier = ouvrir(espace_copie, "13")
    deposer_les_epci(espace_copie, dossier, octets)
    note, graphique, _ = epci(dossier)
    assert "Carte non dessinée" in texte([note], dossier)
    assert isinstance(graphique, Figure)


# --- avec une carte -------------------------------------------------------------------------------


def test_la_carte_vient_avec_son_tableau_ordonne(espace_copie: Espace) -> None:
    dossier = ouvrir(espace_copie, "13")
    deposer_les_epci(espace_copie, dossier)
    carte = figure(dossier, EPCI)
    noms = [ligne.cellules[0] for ligne in carte.tableau.lignes]
    assert noms[-2:] == ["Bouches-du-Rhône", "France (hors Mayotte)"]
    assert [ligne.cellules[2] for ligne in carte.tableau.lignes][:1] == ["de 50 à moins de 60"]
    assert isinstance(epci(dossier)[1], Figure)


def test_un_secret_est_en_pointilles_et_un_trou_en_hachures(espace_copie: Espace) -> None:
    dossier = ouvrir(espace_copie, "13")
    deposer_les_epci(espace_copie, dossier)
    releves = dossier.releves.copy()
    taux = (releves["indicateur"] == "taux_couverture_accueil") & (releves["maille"] == "epci")
    secret, muet = sorted(releves.loc[taux, "territoire"].unique())[:2]
    for code, etat in ((secret, "secret"), (muet, "non_disponible")):
        lignes = taux & (releves["territoire"] == code)
        releves.loc[lignes, "valeur"] = float("nan")
        releves.loc[lignes, "etat"] = etat
    troue = replace(dossier, tables={**dossier.tables, "releves": releves})
    carte = figure(troue, EPCI)
    trouves = remplissages(str(carte.svg), "fig-epci-carte")
    motifs = {motif(str(carte.svg), trouves[code]) for code in (secret, muet)}
    assert len(motifs) == 2
    assert ">secret<" in carte.svg
    assert "Secret : " in carte.alternative
    assert len(carte.tableau.lignes) == 4 + 2
    assert isinstance(carte.tableau.lignes[-3].cellules[2], str)


def test_un_territoire_sans_contour_est_nomme(espace_copie: Espace) -> None:
    dossier = ouvrir(espace_copie, "13")
    trouvee = vue(dossier, EPCI)
    assert trouvee is not None
    deposer_les_epci(espace_copie, dossier, rangee(sorted(trouvee.table["territoire"])[1:]))
    assert any(
        "Sans contour dans ce fichier, CA Terre de Provence" in a
        for a in figure(dossier, EPCI).avertissements
    )


def test_le_manifeste_cite_les_contours(espace_copie: Espace) -> None:
    dossier = ouvrir(espace_copie, "13")
    deposer_les_epci(espace_copie, dossier)
    assert "data/contours/epci/13.geojson" in entrees(dossier)


# --- les vrais contours ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def espace_des_cinq(tmp_path_factory: pytest.TempPathFactory, racine: Path, shared: Path) -> Espace:
    """Les cinq départements, et leurs contours rangés par la commande."""
    espace = copier_espace(tmp_path_factory.mktemp("cinq") / "espace", [*CODES, "34", "63", "71", "92"])
    for dossier in ("contours_epci", "contours_communes_2018"):
        actualiser(espace, "contours", shared / "donnees" / dossier)
    return espace


@pytest.mark.shared
@pytest.mark.parametrize(
    ("code", "maille", "combien"),
    [
        ("13", EPCI, 4),
        ("34", EPCI, 17),
        ("63", EPCI, 14),
        ("71", EPCI, 20),
        ("13", COMMUNES, 30),
        ("34", COMMUNES, 14),
        ("63", COMMUNES, 10),
        ("71", COMMUNES, 5),
        ("92", COMMUNES, 34),
    ],
    ids=lambda valeur: valeur.code if isinstance(valeur, Maille) else str(valeur),
)
def test_la_carte_de_chaque_departement(
    espace_des_cinq: Espace, code: str, maille: Maille, combien: int
) -> None:
    """Chaque territoire publié est dessiné, de la teinte de sa classe, et dit dans l'alternative."""
    dossier = ouvrir(espace_des_cinq, code)
    trouvee = vue(dossier, maille)
    assert trouvee is not None
    carte = figure(dossier, maille)
    valeurs = dict(zip(trouvee.table["territoire"], trouvee.table["valeur"], strict=True))
    assert len(valeurs) == combien
    classes = classes_rondes(list(valeurs.values()))
    teintes = remplissages(str(carte.svg), carte.ancre)
    assert {c: teintes.get(c) for c in valeurs} == {c: classes.teinte(v) for c, v in valeurs.items()}
    assert carte.alternative.count(" ; ") == combien - 1
    assert not any(avis.startswith("Sans contour") for avis in carte.avertissements)
    assert len(carte.svg) < 150_000


@pytest.mark.shared
def test_un_seul_epci_n_a_pas_de_carte_et_c_est_dit(espace_des_cinq: Espace) -> None:
    dossier = ouvrir(espace_des_cinq, "92")
    assert "Un seul EPCI a un taux connu" in texte(epci(dossier)[:1], dossier)
    assert [type(bloc) for bloc in communes(dossier)] == [Figure, Figure]


@pytest.mark.shared
def test_les_ept_se_dessinent_de_leurs_communes_s_ils_ont_un_taux(espace_des_cinq: Espace) -> None:
    dossier = ouvrir(espace_des_cinq, "92")
    territoires = dossier.tables["territoires"]
    codes = list(territoires.loc[territoires["maille"] == "ept", "territoire"])
    carte = figure(dossier, EPT)
    avis = " ".join(carte.avertissements)
    assert "Estimation" in avis
    assert "Boucle Nord de Seine hors Argenteuil" in avis
    assert set(codes) == set(remplissages(str(carte.svg), carte.ancre)) - {"fond"}


def test_sans_taux_par_ept_ils_sont_nommes_et_les_communes_prennent_le_relais() -> None:
    dossier = ouvrir(Espace(RACINE), "92")
    sans = dossier.releves[dossier.releves["maille"] != "ept"]
    lu = texte(epci(replace(dossier, tables={**dossier.tables, "releves": sans})), dossier)
    assert "Aucun taux n&#39;est connu par EPT (Boucle Nord de Seine, Grand Paris Seine Ouest, " in lu
    assert "par EPT" not in texte(epci(ouvrir(Espace(RACINE), "13")), dossier)


@pytest.mark.shared
def test_sans_taux_par_ept_il_n_y_a_pas_de_carte_d_ept(espace_des_cinq: Espace) -> None:
    dossier = ouvrir(espace_des_cinq, "92")
    sans = dossier.releves[dossier.releves["maille"] != "ept"]
    assert vue(replace(dossier, tables={**dossier.tables, "releves": sans}), EPT) is None


@pytest.mark.shared
def test_les_epci_a_cheval_sont_dits(espace_des_cinq: Espace) -> None:
    avis = " ".join(figure(ouvrir(espace_des_cinq, "34"), EPCI).avertissements)
    assert "CC des Cévennes Gangeoises et Suménoises" in avis
    assert re.search("seule (leur|sa) partie du département est dessinée", avis)


@pytest.mark.shared
def test_les_memes_fichiers_donnent_le_meme_dessin(espace_des_cinq: Espace, tmp_path: Path) -> None:
    ailleurs = Espace(tmp_path / "ailleurs")
    shutil.copytree(espace_des_cinq.racine, ailleurs.racine)
    premier, second = (figure(ouvrir(e, "63"), EPCI) for e in (espace_des_cinq, ailleurs))
    assert premier.svg == second.svg
