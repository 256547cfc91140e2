"""La carte : chaque territoire a sa teinte ou son motif, et tout ce qu'elle montre est écrit."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from tests.contours import METROPOLE, contours

from sdsf.rendu.cartes import Carte, Teinte, alternative, nom_court, noms_sans_contour, tracer_carte
from sdsf.rendu.figures import Repere
from sdsf.rendu.geometries import mettre_en_forme, reunir, vastes

SVG = "{http://www.w3.org/2000/svg}"
VALEURS = {"A": 35.6, "B": 41.0, "C": 53.7, "D": 60.2, "E": 76.3}


def carte(**champs: object) -> Carte:
    """Cinq carrés de valeurs connues, un secret, un non disponible, un dont on ne sait rien."""
    teintes = [Teinte(code, f"CC de {code}", valeur) for code, valeur in VALEURS.items()]
    teintes += [Teinte("S", "Secrète", None, "secret"), Teinte("N", "Muette", None, "non_disponible")]
    defauts: dict[str, object] = {
        "ancre": "fig-essai",
        "teintes": tuple(teintes),
        "contours": contours([*VALEURS, "S", "N", "X"]),
        "singulier": "EPCI",
        "pluriel": "EPCI",
        "unite": "Places pour 100 enfants",
        "reperes": (Repere("France", 60.9),),
        "fond": "EPCI sans taux publié",
    }
    return Carte(**{**defauts, **champs})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def dessin() -> str:
    return str(tracer_carte(carte()))


def remplissages(dessin: str, ancre: str = "fig-essai") -> dict[str, str]:
    """La couleur, ou le motif, de chaque territoire du dessin."""
    trouves = {}
    for groupe in ElementTree.fromstring(dessin).iter(f"{SVG}g"):  # noqa: S314 - notre propre dessin
        chemin = groupe.find(f"{SVG}path")
        identifiant = groupe.get("id", "").removeprefix(f"{ancre}-")
        if chemin is not None and re.fullmatch(r"[0-9A-Z]+|fond", identifiant):
            trouve = re.search(r"fill: ([^;]+)", chemin.get("style", ""))
            trouves[identifiant] = trouve.group(1) if trouve else ""
    return trouves


def motif(dessin: str, remplissage: str) -> str:
    """Le contenu du motif qu'un remplissage désigne : son fond et son encre."""
    identifiant = re.search(r"url\(#([^)]+)\)", remplissage)
    assert identifiant
    trouve = re.search(rf'<pattern id="{identifiant.group(1)}".*?</pattern>', dessin, re.DOTALL)
    assert trouve
    return trouve.group()


def test_chaque_valeur_a_la_teinte_de_sa_classe(dessin: str) -> None:
    classes = carte().classes
    trouves = remplissages(dessin)
    assert {code: trouves[code] for code in VALEURS} == {c: classes.teinte(v) for c, v in VALEURS.items()}


def test_ce_qui_manque_a_un_motif_et_jamais_une_teinte_ni_du_blanc(dessin: str) -> None:
    trouves = remplissages(dessin)
    motifs = {code: motif(dessin, trouves[code]) for code in ("S", "N", "fond")}
    assert motifs["S"] != motifs["N"]
    assert all("#ffffff" not in dessine for dessine in motifs.values())


def test_la_legende_ecrit_chaque_classe_chaque_manque_et_les_reperes(dessin: str) -> None:
    classes = carte().classes
    attendus = [classes.intitule(rang) for rang in range(classes.nombre)]
    attendus += [
        "secret",
        "non disponible",
        "EPCI sans taux publié",
        "France 60,9",
        "Places pour 100 enfants",
    ]
    assert [mot for mot in attendus if f">{mot}<" not in dessin] == []


def test_les_etiquettes_disent_nom_et_valeur(dessin: str) -> None:
    assert all(f">{mot}<" in dessin for mot in ("C", "53,7", "secret"))


def test_le_dessin_est_autonome_et_ses_identifiants_sont_a_lui(dessin: str) -> None:
    identifiants = re.findall(r'\bid="([^"]+)"', dessin)
    assert len(identifiants) == len(set(identifiants))
    assert all(identifiant.startswith("fig-essai-") for identifiant in identifiants)
    assert not re.search(r"<metadata|<!--|<script|<image|https?://(?!www\.w3\.org)", dessin)
    # La carte, puis sa légende : deux dessins, que la page met côte à côte ou l'un sous l'autre.
    assert len(re.findall(r"<svg [^>]*viewBox", dessin)) == 2
    assert dessin.count('<svg aria-hidden="true"') == 1


def test_le_meme_dessin_deux_fois(dessin: str) -> None:
    assert str(tracer_carte(carte())) == dessin


def test_un_nom_hostile_reste_du_texte() -> None:
    hostile = '<script>"&'
    teintes = (Teinte("A", hostile, 10.0), Teinte("B", "B", 20.0))
    dessin = str(tracer_carte(carte(teintes=teintes, contours=contours(["A", "B"]))))
    assert "<script" not in dessin


def test_l_alternative_dit_toutes_les_valeurs_et_ce_qui_manque() -> None:
    assert alternative(carte()) == (
        "Carte de 7 EPCI, en 5 classes. Places pour 100 enfants : CC de E 76,3 ; CC de D 60,2 ; "
        "CC de C 53,7 ; CC de B 41,0 ; CC de A 35,6. Non disponible : Muette. Secret : Secrète. "
        "Non disponible : 1 EPCI sans taux publié."
    )


def test_une_carte_d_outre_mer_garde_ses_proportions() -> None:
    """Un carré de degrés sous l'équateur est presque carré ; en Lambert-93 il serait écrasé."""
    teintes = (Teinte("A", "A", 10.0), Teinte("B", "B", 20.0))
    deux = carte(teintes=teintes, contours=contours(["A", "B"], (55.3, -21.2)))
    formes = mettre_en_forme(deux.contours, 400, 400)
    assert formes.largeur / formes.hauteur == pytest.approx(2 * 0.932, rel=0.02)


def test_deux_voisins_partagent_leur_limite_sans_fente() -> None:
    """Un défaut d'un cheveu entre deux contours ne laisse pas de blanc sur la carte."""
    ouest, est = contours(["A", "B"])
    bord = [*ouest.polygones[0][0]]
    bord.insert(2, (bord[1][0] - 0.0015, bord[1][1] + 0.1))
    creuse = replace(ouest, polygones=((tuple(bord),),))
    formes = mettre_en_forme([creuse, est], 400, 400)
    (reunie,) = reunir(list(formes.territoires.values())).geoms
    assert formes.territoires["A"].intersection(formes.territoires["B"]).length > 100
    assert len(reunie.interiors) == 0


def test_une_etiquette_ne_va_pas_sur_un_petit_voisin_muet() -> None:
    """« Garches 111,0 » sur la commune hachurée d'à côté se lirait comme la valeur de celle-ci."""
    petit, vaste = (
        reunir(mettre_en_forme(contours(["A"]), cote, cote).territoires.values()) for cote in (60, 300)
    )
    assert vastes(petit).is_empty
    assert vastes(vaste).area == pytest.approx(vaste.area)


def test_un_nom_trop_long_sort_de_la_carte_au_lieu_de_se_perdre() -> None:
    """Dedans, il ne resterait que « 10,0 » : dehors, le nom tient, et un trait mène au territoire."""
    long = Teinte("A", "Anticonstitutionnellement", 10.0)
    eloignes = (*contours(["A"]), *contours(["B"], (4.6, 44.5)))
    dessin = str(tracer_carte(carte(teintes=(long, Teinte("B", "B", 20.0)), contours=eloignes, fond="")))
    assert f">{long.nom}<" in dessin


def test_les_territoires_sans_contour_sont_nommes() -> None:
    teintes = [Teinte("A", "Ici", 1.0), Teinte("Z", "Ailleurs", 2.0)]
    assert noms_sans_contour(teintes, contours(["A"], METROPOLE)) == ["Ailleurs"]


@pytest.mark.parametrize(
    ("nom", "court"),
    [
        ("CA Sète Agglopôle Méditerranée", "Sète Agglopôle Méditerranée"),
        ("CC d'Entre-deux-Mers", "Entre-deux-Mers"),
        ("CU Le Creusot", "Le Creusot"),
        ("CC (sans nom)", "CC (sans nom)"),
        ("Caen", "Caen"),
    ],
)
def test_un_nom_court_perd_sa_categorie(nom: str, court: str) -> None:
    assert nom_court(nom) == court
