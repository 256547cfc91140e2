"""Les figures directes : du SVG bien formé, échappé, où chaque valeur est écrite."""

import csv
from xml.etree import ElementTree

import pytest
from tests.fabrique import RACINE

from sdsf.ateliers.dessins.barres import dessiner_barres, lignes_du_nom
from sdsf.ateliers.dessins.carte import Couleur, FondDeCarte, Forme, dessiner_carte
from sdsf.ateliers.dessins.serie import decimales_de, dessiner_serie, graduations
from sdsf.ateliers.dessins.trait import Dessin
from sdsf.rendu.classes import classes_rondes
from sdsf.rendu.figures import Barre, Courbe, Repere

MECHANT = '<script>"&</script>'


def mots(dessin: Dessin) -> list[str]:
    """Les mots du dessin, qui doit être du XML bien formé."""
    racine = ElementTree.fromstring(str(dessin.svg("ce que l'on voit")))  # noqa: S314 - notre dessin
    assert racine.get("aria-label") == "ce que l'on voit"
    return ["".join(noeud.itertext()) for noeud in racine.iter() if noeud.tag.endswith("text")]


def test_une_serie_nomme_ses_courbes_et_ecrit_ses_valeurs() -> None:
    courbes = [
        Courbe("France", ((2021, 58.0), (2023, 60.9)), "repere"),
        Courbe(MECHANT, ((2021, 50.0), (2022, 50.4), (2023, 50.6)), "accent"),
    ]
    ecrits = mots(dessiner_serie(courbes, 1))
    assert {"2021", "2022", "2023", "50,0", "50,4", "France 60,9"} <= set(ecrits)
    assert [mot for mot in ecrits if mot.startswith("<script>") and mot.endswith("… 50,6")]


def test_une_serie_plate_ne_divise_pas_par_zero() -> None:
    assert "x 5" in mots(dessiner_serie([Courbe("x", ((2020, 5.0), (2021, 5.0)), "accent")], 0))


def test_les_barres_gardent_l_ordre_recu_et_disent_les_reperes() -> None:
    barres = [Barre("B", 40.0), Barre(MECHANT, 60.0, accent=True), Barre("C", 0.0)]
    ecrits = mots(dessiner_barres(barres, [Repere("France", 60.9)], 1))
    assert [mot for mot in ecrits if mot in ("B", MECHANT, "C")] == ["B", MECHANT, "C"]
    assert {"France 60,9", "40,0", "60,0", "0,0"} <= set(ecrits)


def test_des_valeurs_negatives_partent_de_zero() -> None:
    assert "\u22123,0" in mots(dessiner_barres([Barre("A", -3.0), Barre("B", 2.0)], [], 1))


def test_des_valeurs_toutes_nulles_se_dessinent() -> None:
    assert mots(dessiner_barres([Barre("A", 0.0)], [], 0)).count("0") == 1


def test_une_carte_ecrit_les_valeurs_et_met_un_motif_aux_trous() -> None:
    carre = "M0 0L50 0L50 50L0 50z"
    fond = FondDeCarte({code: Forme(carre, 25, 25, 50) for code in "ABCD"}, 480, 100, "essai")
    couleurs = {
        "A": Couleur("Aix", 40.0, "40,0", False, True),
        "B": Couleur(MECHANT, 60.0, "60,0", False, False),
        "C": Couleur("Ceyreste", None, "secret", True, False),
    }
    dessin = dessiner_carte(fond, couleurs, classes_rondes([40.0, 60.0]), "places", 1)
    assert {"40,0", "60,0", "secret statistique", "valeur non publiée", "places"} <= set(mots(dessin))
    assert dessin.corps.count('fill="url(#points)"') == 2  # le territoire et sa clé
    assert dessin.corps.count('fill="url(#hachures)"') == 2


@pytest.mark.parametrize(
    ("bas", "haut"), [(52.3, 58.9), (0.0, 0.0), (5.0, 5.0), (0.001, 0.002), (-4.0, 12.0), (1e6, 3e6)]
)
def test_les_graduations_couvrent_et_restent_peu_nombreuses(bas: float, haut: float) -> None:
    graduees = graduations(bas, haut)
    assert graduees[0] <= bas
    assert graduees[-1] >= haut
    assert 2 <= len(graduees) <= 9
    ecrites = [f"{g:.{decimales_de(graduees)}f}" for g in graduees]
    assert len(set(ecrites)) == len(ecrites)


def test_la_valeur_la_plus_basse_ne_couvre_pas_son_annee() -> None:
    dessin = dessiner_serie([Courbe("A", ((2022, 34.0), (2024, 37.0)), "accent")], 1)
    corps = ElementTree.fromstring(dessin.svg("x"))  # noqa: S314 (notre propre texte)
    places = {x.text: float(x.get("y", "0")) for x in corps.iter() if x.get("font-weight") == "700"}
    annee = next(float(x.get("y", "0")) for x in corps.iter() if x.text == "2022")
    assert annee - places["34,0"] > 15


def test_aucun_nom_d_epci_du_pays_n_est_coupe_dans_l_image() -> None:
    with (RACINE / "data/national/territoires/epci.csv").open(encoding="utf-8") as lu:
        noms = {ligne["nom"] for ligne in csv.DictReader(lu)}
    assert len(noms) > 1000
    assert [nom for nom in noms if "…" in "".join(lignes_du_nom(nom))] == []
    long = max(noms, key=len)
    ecrits = mots(dessiner_barres([Barre(long, 40.0), Barre("court", 60.0)], [], 1))
    assert " ".join(ecrits[:2]).replace("- ", "-") == long
    assert "court" in ecrits
