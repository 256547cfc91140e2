"""Les dessins d'un plan : une frise, une matrice, un réseau ; autonomes, stables, justes jusqu'aux bords."""

import datetime as dt
import re
from collections.abc import Callable

import pytest

from sdsf.rendu.frises import MARQUES, Noeud, Segment, tracer_frise, tracer_matrice, tracer_reseau

HOSTILE = "</text><script>alert(1)</script>"
MARS, JUIN = dt.date(2022, 3, 1), dt.date(2023, 6, 30)


def frise(*segments: Segment, debut: int = 2021, fin: int = 2026) -> str:
    return str(tracer_frise("f", segments, debut, fin))


def matrice(lignes: int, colonnes: list[str], roles: dict[tuple[int, int], str]) -> str:
    return str(tracer_matrice("m", [f"Institution {rang}" for rang in range(lignes)], colonnes, roles))


def mots(dessin: str) -> list[str]:
    """Les textes du dessin, dans l'ordre."""
    return re.findall(r"<text[^>]*>([^<]*)</text>", dessin)


TRACES: dict[str, Callable[[str], str]] = {
    "frise": lambda nom: frise(Segment(nom, MARS, JUIN), Segment("B", None, JUIN)),
    "matrice": lambda nom: str(tracer_matrice("m", [nom, "B"], [nom, "2"], {(0, 0): "pilote"})),
    "réseau": lambda nom: str(
        tracer_reseau("r", [Noeud(nom, 3, True), Noeud("B", 1, False)], {(nom, "B"): 1})
    ),
}


# --- ce que toute figure promet -------------------------------------------------------------------


@pytest.mark.parametrize("genre", TRACES)
def test_le_texte_d_un_dessin_est_echappe(genre: str) -> None:
    dessin = TRACES[genre](HOSTILE)
    assert "<script" not in dessin
    assert "&lt;script&gt;" in dessin


@pytest.mark.parametrize("genre", TRACES)
@pytest.mark.parametrize("nom", ["$x_1$ et $", "50 % {a}", "A & B", "d'« ici »", "🧒 Être 𝕊"])
def test_un_nom_est_ecrit_tel_quel(genre: str, nom: str) -> None:
    """Ni formule, ni gabarit : les mots du texte."""
    attendu = nom.replace("&", "&amp;")
    assert any(attendu in mot for mot in mots(TRACES[genre](nom)))


@pytest.mark.parametrize("genre", TRACES)
def test_le_meme_dessin_donne_les_memes_octets(genre: str) -> None:
    assert TRACES[genre]("Exemple") == TRACES[genre]("Exemple")


@pytest.mark.parametrize("genre", TRACES)
def test_un_dessin_est_autonome_sans_date_et_de_largeur_fluide(genre: str) -> None:
    dessin = TRACES[genre]("Exemple")
    assert dessin.startswith("<svg ")
    assert not re.search(r"<metadata|<!--|<image|dc:date", dessin)
    assert not re.search(r"<svg [^>]*\bwidth=", dessin)
    assert {lien for lien in re.findall(r'href="([^"]+)"', dessin) if not lien.startswith("#")} == set()


@pytest.mark.parametrize("genre", TRACES)
def test_les_renvois_internes_d_un_dessin_menent_quelque_part(genre: str) -> None:
    dessin = TRACES[genre]("Exemple")
    ids = re.findall(r'\bid="([^"]+)"', dessin)
    renvois = re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', dessin)
    assert len(ids) == len(set(ids))
    assert {a or b for a, b in renvois} <= set(ids)


def test_deux_dessins_d_une_page_n_ont_pas_d_identifiant_commun() -> None:
    segments = [Segment("A", None, JUIN)]
    un, deux = (
        set(re.findall(r'\bid="([^"]+)"', tracer_frise(ancre, segments, 2021, 2026))) for ancre in ("a", "b")
    )
    assert un
    assert not un & deux


# --- la frise -------------------------------------------------------------------------------------


def annees(dessin: str) -> list[int]:
    return [int(mot) for mot in mots(dessin) if re.fullmatch(r"\d{4}", mot)]


def fleches(dessin: str) -> str:
    return "".join(mot for mot in mots(dessin) if mot in ("◀", "▶"))


def test_une_frise_d_un_seul_element_couvre_la_periode() -> None:
    dessin = frise(Segment("Le relais", MARS, JUIN))
    assert annees(dessin) == [2021, 2022, 2023, 2024, 2025, 2026]
    assert "Le relais" in mots(dessin)
    assert {"début 2021", "fin 2026"} <= set(mots(dessin))


@pytest.mark.parametrize(
    ("debut", "fin", "attendues"),
    [(MARS, JUIN, ""), (MARS, None, "▶"), (None, JUIN, "◀"), (None, None, "▶◀")],
    ids=["deux bornes", "sans fin", "sans début", "sans borne"],
)
def test_une_borne_que_le_texte_ne_dit_pas_se_voit(
    debut: dt.date | None, fin: dt.date | None, attendues: str
) -> None:
    """Une flèche du côté qui manque, et des hachures : on ne lit pas une fin que le texte ne donne pas."""
    dessin = frise(Segment("Le relais", debut, fin))
    assert fleches(dessin) == attendues
    assert ("<pattern" in dessin) == bool(attendues)


@pytest.mark.parametrize(
    ("segment", "premiere", "derniere"),
    [
        (Segment("avant", dt.date(2018, 5, 1), dt.date(2019, 1, 1)), 2018, 2026),
        (Segment("après", dt.date(2027, 5, 1), dt.date(2029, 12, 31)), 2021, 2029),
        (Segment("autour", dt.date(2019, 1, 1), dt.date(2028, 12, 31)), 2019, 2028),
        (Segment("avant, sans fin", dt.date(2019, 1, 1), None), 2019, 2026),
        (Segment("après, sans début", None, dt.date(2028, 1, 1)), 2021, 2028),
    ],
    ids=lambda valeur: valeur.nom if isinstance(valeur, Segment) else str(valeur),
)
def test_ce_qui_sort_de_la_periode_reste_dans_la_frise(
    segment: Segment, premiere: int, derniere: int
) -> None:
    dessin = frise(segment)
    assert annees(dessin) == list(range(premiere, derniere + 1))
    assert {"début 2021", "fin 2026"} <= set(mots(dessin))


def test_chaque_element_a_sa_ligne_dans_l_ordre() -> None:
    dessin = frise(*(Segment(f"Élément {rang}", MARS, JUIN) for rang in range(40)))
    assert [mot for mot in mots(dessin) if mot.startswith("Élément")] == [f"Élément {n}" for n in range(40)]


def test_un_schema_d_un_an_se_dessine() -> None:
    un_an = frise(Segment("Le relais", dt.date(2023, 1, 1), dt.date(2023, 12, 31)), debut=2023, fin=2023)
    assert annees(un_an) == [2023]


def barres(dessin: str) -> list[tuple[float, float]]:
    """Le bord gauche et le bord droit de chaque barre pleine."""
    traces = re.findall(r'<path d="([^"]+)"[^>]*style="fill: #7f9cc0', dessin)
    points = [[float(x) for x in re.findall(r"[ML] (\S+) ", trace)] for trace in traces]
    return [(min(xs), max(xs)) for xs in points]


def test_une_annee_entiere_occupe_sa_colonne() -> None:
    """Du 1er janvier au 31 décembre : deux années qui se suivent se touchent, sans se recouvrir."""
    deux = frise(*(Segment(str(an), dt.date(an, 1, 1), dt.date(an, 12, 31)) for an in (2022, 2023)))
    (gauche_1, droite_1), (gauche_2, droite_2) = barres(deux)
    assert droite_1 == pytest.approx(gauche_2, abs=0.1)
    assert droite_1 - gauche_1 == pytest.approx(droite_2 - gauche_2, abs=0.1)


def test_une_date_tombe_a_sa_place_dans_l_annee() -> None:
    """Un semestre occupe la moitié d'une année."""
    annee = Segment("an", dt.date(2023, 1, 1), dt.date(2023, 12, 31))
    semestre = Segment("semestre", dt.date(2023, 1, 1), dt.date(2023, 6, 30))
    (gauche, droite), (debut, milieu) = barres(frise(annee, semestre))
    assert debut == pytest.approx(gauche, abs=0.1)
    assert (milieu - debut) / (droite - gauche) == pytest.approx(0.5, abs=0.01)


# --- la matrice -----------------------------------------------------------------------------------


def marques(dessin: str) -> int:
    """Le nombre de marques posées, hors légende."""
    hors_legende = dessin.split('id="m-legend')[0]
    collections = re.findall(r'<g id="m-PathCollection.*?</g>\s*</g>', hors_legende, re.DOTALL)
    return sum(groupe.count("<use ") for groupe in collections)


def test_chaque_role_a_sa_marque_et_son_nom() -> None:
    dessin = matrice(3, ["1", "2"], {(0, 0): "pilote", (1, 0): "copilote", (2, 1): "partenaire"})
    assert [mot for mot in mots(dessin) if mot in MARQUES] == ["pilote", "copilote", "partenaire"]
    assert marques(dessin) == 3


def test_un_role_que_personne_ne_tient_n_est_pas_dans_la_legende() -> None:
    dessin = matrice(2, ["1"], {(0, 0): "pilote", (1, 0): "pilote"})
    assert [mot for mot in mots(dessin) if mot in MARQUES] == ["pilote"]
    assert marques(dessin) == 2


def test_deux_institutions_et_quarante_fiches_gardent_tous_leurs_noms() -> None:
    colonnes = [f"{1 + rang // 10}.{rang % 10}" for rang in range(40)]
    dessin = matrice(2, colonnes, {(rang % 2, rang): "pilote" for rang in range(40)})
    assert [mot for mot in mots(dessin) if mot in colonnes] == colonnes
    assert {"Institution 0", "Institution 1"} <= set(mots(dessin))
    assert marques(dessin) == 40


@pytest.mark.parametrize(
    ("colonnes", "couches"),
    [(["1", "2", "3"], False), ([f"petite-enfance-{rang}" for rang in range(40)], True)],
    ids=["des noms courts", "quarante noms longs"],
)
def test_des_noms_trop_longs_se_couchent(colonnes: list[str], couches: bool) -> None:
    dessin = matrice(1, colonnes, {(0, 0): "pilote"})
    textes = [mot for mot in re.findall(r"<text.*?</text>", dessin) if f">{colonnes[0]}<" in mot]
    assert len(textes) == 1
    assert ("rotate(-90" in textes[0]) == couches


def test_une_matrice_d_une_case_se_dessine() -> None:
    assert marques(matrice(1, ["1"], {(0, 0): "pilote"})) == 1


# --- le réseau ------------------------------------------------------------------------------------


def test_chaque_institution_porte_son_nombre_de_fiches() -> None:
    noeuds = [Noeud("Caf", 7, True), Noeud("MSA", 3, False), Noeud("PMI", 1, False)]
    dessin = str(tracer_reseau("r", noeuds, {("Caf", "MSA"): 3}))
    assert mots(dessin) == ["Caf (7)", "MSA (3)", "PMI (1)"]


def traits(dessin: str) -> list[float]:
    """L'épaisseur de chaque trait, une épaisseur de un non dite comprise."""
    styles = re.findall(r'<g id="r-line2d_\d+">\s*<path [^>]*style="([^"]*)"', dessin)
    epaisseurs = [re.search(r"stroke-width: ([\d.]+)", style) for style in styles]
    return [float(trouve.group(1)) if trouve else 1.0 for trouve in epaisseurs]


def test_deux_institutions_sont_reliees_par_un_trait() -> None:
    noeuds = [Noeud("Caf", 2, True), Noeud("MSA", 1, False)]
    assert len(traits(str(tracer_reseau("r", noeuds, {("Caf", "MSA"): 1})))) == 1
    assert traits(str(tracer_reseau("r", noeuds, {}))) == []


def test_un_trait_est_d_autant_plus_epais_que_les_fiches_communes_sont_nombreuses() -> None:
    noeuds = [Noeud(nom, 5, False) for nom in "ABC"]
    liens = {("A", "B"): 5, ("A", "C"): 1, ("B", "C"): 3}
    epaisseurs = traits(str(tracer_reseau("r", noeuds, liens)))
    assert len(epaisseurs) == 3
    assert epaisseurs == sorted(set(epaisseurs))


@pytest.mark.parametrize("nombre", [1, 2, 16])
def test_les_institutions_ne_se_recouvrent_pas(nombre: int) -> None:
    noeuds = [Noeud(f"Institution {rang}", 1, rang == 0) for rang in range(nombre)]
    dessin = str(tracer_reseau("r", noeuds, {}))
    places = re.findall(r'<use [^>]*x="([\d.]+)" y="([\d.]+)"', dessin)
    assert len(set(places)) == len(places) == nombre


def test_une_institution_qui_pilote_est_pleine_et_les_autres_sont_creuses() -> None:
    dessin = str(tracer_reseau("r", [Noeud("Caf", 1, True), Noeud("MSA", 1, False)], {}))
    fonds = re.findall(r'<use [^>]*style="fill: (#\w+)', dessin)
    assert fonds == ["#0b4f9e", "#ffffff"]
