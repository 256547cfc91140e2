"""L'édition publique : ce que les rapports d'avant ont montré compte, et l'édition interne garde tout."""

from pathlib import Path

import pandas as pd
import pytest
from tests import petits_territoires
from tests.fabrique import RELEVES_00, ajouter
from tests.secret import REGLES, cachees, liens, table

from sdsf.chargement import charger
from sdsf.demande import completer_reglages, controler_demande
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.production.rapport import csv_de
from sdsf.publication import lire_precedents
from sdsf.secret.liens import Lien, liens_nationaux
from sdsf.secret.publication import COLONNES, lignes_publiees, publier

TROIS = ("territoire", "epci:1", ["commune:1", "commune:2", "commune:3"])
LIENS = liens([TROIS])
SAISIE = "personnes,valeur,declaree,,,saisie,exemple_fictif,,,,,pilote,2025-03-15"
JEUNES = "js-3.2-i2,Nombre de jeunes orientés vers un soin après un premier échange"


def effectifs(**valeurs: float) -> pd.DataFrame:
    """``commune_1=3`` : l'effectif « a » de 2023."""
    return table({(nom.replace("_", ":"), "a", "2023"): valeur for nom, valeur in valeurs.items()})


def jamais() -> list[Lien]:
    raise AssertionError("les sommes ne se lisent que s'il y a quelque chose à cacher")


# --- publier --------------------------------------------------------------------------------------


def test_rien_a_cacher_rend_les_releves_tels_quels() -> None:
    donnees = effectifs(commune_1=30, commune_2=40, epci_1=70)
    publies, bilan = publier(donnees, REGLES, jamais, {})
    pd.testing.assert_frame_equal(publies, donnees)
    assert bilan.cachees == 0


def test_ce_que_l_an_dernier_a_cache_ne_se_redonne_pas() -> None:
    """L'an dernier : 3 et 12 cachés, total 55. Cette année, 12 seul suffirait à retrouver le 3."""
    avant, _ = publier(
        effectifs(commune_1=3, commune_2=40, commune_3=12, epci_1=55), REGLES, lambda: LIENS, {}
    )
    cette_annee = effectifs(commune_2=40, commune_3=12, epci_1=55)
    seule, _ = publier(cette_annee, REGLES, lambda: LIENS, {})
    suivie, bilan = publier(cette_annee, REGLES, lambda: LIENS, {"2023": avant})
    assert cachees(seule) == set()
    assert cachees(suivie) == {("commune:3", "a", "2023")}
    assert bilan.secondaires == 1


def test_seules_les_cases_soumises_a_une_regle_se_gardent() -> None:
    donnees = effectifs(commune_1=30, commune_2=40)
    publique = donnees.assign(source="cnaf_txcouv", origine="producteur")
    lignes = lignes_publiees(pd.concat([donnees, publique]), REGLES)
    assert [(ligne["territoire"], ligne["valeur"]) for ligne in lignes] == [("1", "30"), ("2", "40")]
    assert list(lignes[0]) == list(COLONNES)


# --- les rapports d'avant -------------------------------------------------------------------------


def deposer(espace: Espace, annee: int, contenu: str) -> Path:
    chemin = espace.reports / f"00/{annee}/point_annuel.publie.csv"
    chemin.parent.mkdir(parents=True, exist_ok=True)
    chemin.write_text(contenu, encoding="utf-8")
    return chemin


def test_ce_qui_est_garde_se_relit_tel_quel(espace_copie: Espace) -> None:
    donnees = effectifs(commune_1=30, commune_2=40.5).assign(perimetre="=1+1", edition="-2")
    lignes = lignes_publiees(donnees, REGLES)
    deposer(espace_copie, 2023, csv_de(lignes, COLONNES))
    tables, empreintes = lire_precedents(espace_copie, "00", 2024)
    (relue,) = tables.values()
    assert lignes_publiees(relue, REGLES) == lignes
    assert list(empreintes) == ["reports/00/2023/point_annuel.publie.csv"]


def test_un_rapport_de_la_meme_annee_n_est_pas_un_rapport_d_avant(espace_copie: Espace) -> None:
    deposer(espace_copie, 2024, csv_de([], COLONNES))
    assert lire_precedents(espace_copie, "00", 2024) == ({}, {})


def test_un_rapport_d_avant_illisible_arrete_tout(espace_copie: Espace) -> None:
    """Le passer sous silence serait croire qu'il n'a rien montré."""
    deposer(espace_copie, 2022, "n'importe quoi\n")
    deposer(espace_copie, 2023, "")
    with pytest.raises(Erreurs) as refus:
        charger(espace_copie, controler_demande(espace_copie, "00", 2024))
    assert {erreur.lieu.fichier for erreur in refus.value.erreurs} == {
        "reports/00/2022/point_annuel.publie.csv",
        "reports/00/2023/point_annuel.publie.csv",
    }


# --- dans un dossier ------------------------------------------------------------------------------


@pytest.fixture
def espace_a_secret(espace_copie: Espace) -> Espace:
    """Un EPCI à 3, l'autre à 10, le total publié par le département (13)."""
    for epci, valeur in {"999900001": 3, "999900002": 10}.items():
        ajouter(espace_copie, RELEVES_00, f"{JEUNES},{epci},epci,,2023,{valeur},{SAISIE}")
    return espace_copie


def lu(espace: Espace, edition: str = "") -> Dossier:
    reglages = completer_reglages("", edition=edition)
    return charger(espace, controler_demande(espace, "00", 2024, reglages))


def jeunes(dossier: Dossier) -> dict[str, str]:
    lignes = dossier.releves[
        (dossier.releves["indicateur"] == "js-3.2-i2") & (dossier.releves["periode"] == "2023")
    ]
    return {ligne.territoire: f"{ligne.valeur:g}" for ligne in lignes.itertuples()}


def test_le_dossier_public_n_a_pas_la_valeur(espace_a_secret: Espace) -> None:
    assert jeunes(lu(espace_a_secret)) == {"00": "13", "999900001": "nan", "999900002": "nan"}


def test_un_mode_cache_ne_se_relit_pas_par_le_total(espace_copie: Espace) -> None:
    """Trois modes et leur total, saisis pour un EPCI : le petit en cache un autre avec lui."""
    modes = {"eaje": (2, 0.2), "assistants_maternels": (300, 30), "prescolarisation": (100, 10)}
    modes |= {"garde_domicile": (50, 5), "accueil": (452, 45.2)}
    fin = "1000,saisie,exemple_fictif,,,,,pilote,2025-03-15"
    for mode, (places, taux) in modes.items():
        ligne = f"taux_couverture_{mode},Taux,999900003,epci,saisi,2019,{taux},places_pour_100_enfants"
        ajouter(espace_copie, RELEVES_00, f"{ligne},valeur,declaree,{places},{fin}")
    releves = lu(espace_copie).releves
    saisis = releves[(releves["perimetre"] == "saisi") & (releves["etat"] == "secret")]
    assert len(saisis) >= 2
    assert "taux_couverture_eaje" in set(saisis["indicateur"])


def test_le_dossier_interne_a_tout(espace_a_secret: Espace) -> None:
    dossier = lu(espace_a_secret, "interne")
    assert jeunes(dossier) == {"00": "13", "999900001": "3", "999900002": "10"}
    assert dossier.publication.lignes == ()


def test_l_ordre_des_lignes_et_la_trace_ne_disent_rien(espace_a_secret: Espace) -> None:
    """L'empreinte d'une ligne cachée ne doit rien à sa valeur : on essaierait 1, 2, 3, 4."""
    public, interne = lu(espace_a_secret).releves, lu(espace_a_secret, "interne").releves
    secrete = public[(public["territoire"] == "999900001") & (public["indicateur"] == "js-3.2-i2")]
    assert secrete["empreinte"].isin(interne["empreinte"]).sum() == 0
    assert len(secrete) == 1


# --- la demande -----------------------------------------------------------------------------------


def test_l_edition_se_demande_dans_les_reglages() -> None:
    assert completer_reglages('{"seuil_sous_dote_pct": 80}', edition="") == '{"seuil_sous_dote_pct": 80}'
    assert completer_reglages("", edition="interne") == '{"edition": "interne"}'
    assert completer_reglages('{"edition": "interne"}', edition="publique") == '{"edition": "publique"}'


def test_une_edition_inconnue_est_refusee(espace_copie: Espace) -> None:
    with pytest.raises(Erreurs, match="P117"):
        controler_demande(espace_copie, "00", 2024, '{"edition": "secrète"}')


# --- le découpage national ------------------------------------------------------------------------


def test_les_sommes_du_decoupage_national() -> None:
    """Un EPCI à cheval entre entier : l'autre département peut en publier le reste."""
    connus = liens_nationaux(petits_territoires.territoires(), "01", 2026)
    sommes = {(lien.tout, lien.parties) for lien in connus}
    assert (f"epci:{petits_territoires.A}", ("commune:01001", "commune:01002")) in sommes
    assert (f"epci:{petits_territoires.B}", ("commune:01053", "commune:13055")) in sommes
    assert ("departement:01", (f"epci:{petits_territoires.A}", f"epci:{petits_territoires.B}")) in sommes
    assert not any(lien.complet for lien in connus)


def test_le_decoupage_est_celui_de_l_annee() -> None:
    connus = liens_nationaux(petits_territoires.territoires(), "01", 2019)
    communes = {partie for lien in connus for partie in lien.parties}
    assert "commune:01003" in communes
