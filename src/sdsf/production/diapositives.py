"""Dix diapositives pour la plénière, tirées des sections de la page : ce qu'on montre, ce que l'on dit.

Chaque diapositive nomme les ancres de section qui peuvent la nourrir, la première présente l'emporte ; les
rapports qui ont ces sections ont donc les mêmes diapositives. Rien n'est calculé : tout est dans la page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from sdsf.production.papier import texte_de
from sdsf.production.sections import (
    manques_de,
    origine,
    phrases_de,
    premier,
    puces_de,
    question,
    section,
    tables_de,
)

COLONNES, PUCES = 5, 5
LONGUEUR_D_UN_TITRE, LONGUEUR_SOUS_UNE_FIGURE, LONGUEUR_D_UNE_CELLULE = 115, 190, 90
LONGUEUR_D_UNE_PUCE = 170
# Ce qui tient, en signes, dans une colonne de texte ; ses alertes laissent leur place aux décisions.
BUDGET_D_UNE_COLONNE, BUDGET_DES_ALERTES, BUDGET_DES_DECISIONS = 620, 330, 180
# Ce qui tient de tableau : la hauteur en points, et les signes d'une ligne sur toute la largeur.
HAUTEUR_D_UN_TABLEAU, HAUTEUR_D_UNE_LIGNE, MARGE_D_UNE_LIGNE, SIGNES_D_UNE_LARGEUR = 266, 13.5, 8, 126


@dataclass(frozen=True)
class Sujet:
    """Une diapositive prévue : son sujet, les sections qui la nourrissent, ce qu'on préfère y montrer.

    ``tableau`` : le début de la légende préférée. ``colonnes`` : le début des titres gardés après le premier.
    ``titre`` : celui d'une diapositive qui montre ce tableau, si la section n'en dit rien en une phrase.
    """

    nom: str
    ancres: tuple[str, ...]
    tableau: str = ""
    colonnes: tuple[str, ...] = ()
    titre: str = ""


SUJETS = (
    Sujet(
        "Avancement", ("avancement", "mise-en-oeuvre", "realisations", "axes"),
        "Actions par", ("Réalisée", "En cours", "Sans information", "Total"),
    ),
    Sujet(
        "Indicateurs", ("tableau-de-bord", "trajectoire", "resultats", "indicateurs", "efficacite"),
        "Indicateurs", ("Dernière", "Cible", "Écart à la cible", "Jugement"),
    ),
    Sujet("Accueil du jeune enfant", ("serie", "offre", "evolution", "besoins", "accueil")),
    Sujet("Territoires", ("territoires", "ecarts", "equite")),
    Sujet("Moyens", ("moyens", "efficience"), "Moyens"),
    Sujet(
        "Gouvernance", ("gouvernance", "instances"),
        "Les instances", ("Réunions dues", "Tenues", "Pilote"),
    ),
    Sujet(
        "Suite", ("suite", "recommandations", "enseignements", "agenda"),
        "Recommandations", ("Responsable", "Échéance", "Suite"),
        "Ce qui a été recommandé, et les suites qui y sont données",
    ),
)  # fmt: skip
ESSENTIEL, LIMITES, SOURCES = ("essentiel", "synthese"), ("limites", "methode"), "Les sources"
# Le titre, l'essentiel, les sujets, les limites.
NOMBRE = len(SUJETS) + 3


@dataclass(frozen=True)
class Colonne:
    """Des puces sous un intitulé ; plusieurs colonnes se lisent côte à côte."""

    groupes: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class Grille:
    """Un tableau court : sa légende dit ce qui n'y est pas."""

    legende: str
    titres: Sequence[str]
    lignes: Sequence[Sequence[str]]
    nombres: Sequence[bool]
    parts: Sequence[float]


@dataclass(frozen=True)
class Diapositive:
    """Une diapositive : un titre qui dit quelque chose, un texte, un dessin ou un tableau, les notes."""

    titre: str
    texte: Sequence[str] = ()
    dessin: Tag | None = None
    alternative: str = ""
    grille: Grille | None = None
    colonnes: Sequence[Colonne] = ()
    notes: Sequence[str] = ()


def composer(papier: BeautifulSoup) -> list[Diapositive]:
    """Les dix diapositives d'une page mise sur papier."""
    sujets = [_du_sujet(papier, sujet) for sujet in SUJETS]
    return [_garde(papier), _essentiel(papier), *sujets, _limites(papier)]


# --- la garde, l'essentiel, les limites -----------------------------------------------------------


def _garde(papier: BeautifulSoup) -> Diapositive:
    garde = papier.select_one(".garde")
    cites = garde.select(".garde-perimetre, .garde-schema, .garde-mentions li") if garde else []
    return Diapositive(
        texte_de(papier.find("h1")), texte=[texte_de(element) for element in cites],
        notes=["Tout ce qui suit est tiré du rapport, où chaque chiffre a son origine."],
    )  # fmt: skip


def _essentiel(papier: BeautifulSoup) -> Diapositive:
    """Les constats d'un côté, les alertes et les décisions de l'autre ; les notes disent tout."""
    blocs = section(papier, ESSENTIEL)
    if not blocs:
        return _absente("L'essentiel")
    encadres = {nom: puces_de(blocs, f".encadre.{nom} li") for nom in ("constats", "alertes", "decisions")}
    toutes = [f"{nom.capitalize()} : {puce}" for nom, puces in encadres.items() for puce in puces]
    gauche = Colonne([("Constats", _tenir(encadres["constats"], BUDGET_D_UNE_COLONNE))])
    alertes = _tenir(encadres["alertes"], BUDGET_DES_ALERTES)
    decisions = _tenir(encadres["decisions"], BUDGET_DES_DECISIONS)
    droite = Colonne([("Alertes", alertes), ("Décisions demandées", decisions)])
    return Diapositive(
        "L'essentiel : ce que l'on constate, ce qui alerte, ce que le comité doit décider",
        colonnes=[gauche, droite],
        notes=[*toutes, *origine(blocs)],
    )


def _limites(papier: BeautifulSoup) -> Diapositive:
    blocs = section(papier, LIMITES)
    dites = puces_de(blocs, "li") or [texte_de(bloc) for bloc in blocs[1:]]
    sources = [texte_de(th) for table in tables_de(papier, SOURCES) for th in table.select("tbody th")]
    if not dites and not sources:
        return _absente("Les limites et les sources")
    colonnes = [Colonne([("Ce que ce rapport ne sait pas", _tenir(dites, BUDGET_D_UNE_COLONNE))])]
    colonnes += [Colonne([("Sources", _tenir(sources, BUDGET_D_UNE_COLONNE))])] * bool(sources)
    return Diapositive(
        "Ce rapport dit d'où vient chaque chiffre, et ce qu'il ne sait pas", colonnes=colonnes,
        notes=[*dites, *(f"Source : {source}" for source in sources)],
    )  # fmt: skip


# --- un sujet : une figure, un tableau, ou ce qui manque ------------------------------------------


def _du_sujet(papier: BeautifulSoup, sujet: Sujet) -> Diapositive:
    blocs = section(papier, sujet.ancres)
    if not blocs:
        return _absente(sujet.nom)
    figure = premier(blocs, "figure")
    if figure is not None:
        return _de_la_figure(blocs, figure)
    tables = tables_de(blocs, sujet.tableau) or tables_de(blocs, "")
    if tables:
        return _du_tableau(blocs, tables[0], sujet)
    dites = [*phrases_de(blocs), *manques_de(blocs)]
    return Diapositive(question(blocs), texte=_tenir(dites, BUDGET_D_UNE_COLONNE), notes=origine(blocs))


def _absente(nom: str) -> Diapositive:
    return Diapositive(
        f"{nom} : ce rapport n'a pas cette section", texte=["Rien n'en est dit ici, faute de section."]
    )


def _de_la_figure(blocs: Sequence[Tag], figure: Tag) -> Diapositive:
    """La réponse de la figure en titre, sa grandeur dessous ; ce que la section en dit est pour l'orateur."""
    dessin = figure.find("svg")
    assert isinstance(dessin, Tag)
    notes = [texte_de(note) for note in figure.select("p.note")]
    return Diapositive(
        texte_de(figure.select_one(".figure-titre")),
        texte=[_couper(texte_de(figure.select_one(".figure-sous-titre")), LONGUEUR_SOUS_UNE_FIGURE)],
        dessin=dessin,
        alternative=texte_de(dessin.find("title")),
        notes=[*phrases_de(blocs), *notes, *manques_de(blocs), *origine(blocs)],
    )


def _du_tableau(blocs: Sequence[Tag], table: Tag, sujet: Sujet) -> Diapositive:
    phrases = phrases_de(blocs)
    prefere = bool(sujet.tableau) and texte_de(table.find("caption")).startswith(sujet.tableau)
    courtes = [p for p in phrases if len(p) <= LONGUEUR_D_UN_TITRE] + [sujet.titre] * prefere
    titre = next((texte for texte in courtes if texte), "") or question(blocs)
    return Diapositive(
        titre.removesuffix("."), grille=_grille(table, sujet.colonnes),
        notes=[*(p for p in phrases if p != titre), *manques_de(blocs), *origine(blocs)],
    )  # fmt: skip


def _grille(table: Tag, voulues: Sequence[str]) -> Grille:
    """Les premières lignes d'un tableau, et les colonnes voulues, ou les premières."""
    entetes = table.select("thead th")
    titres = [texte_de(th) for th in entetes]
    trouvees = [n for n, titre in enumerate(titres) if n and titre.startswith(tuple(voulues))]
    rangs = ([0, *trouvees] if voulues and trouvees else list(range(len(titres))))[:COLONNES]
    toutes = [[_cellule(c) for c in tr.find_all(["th", "td"])] for tr in table.select("tbody tr")]
    lignes = [[ligne[n] for n in rangs] for ligne in toutes]
    parts = _parts([[titres[n] for n in rangs], *lignes])
    gardees = _qui_tiennent(lignes, parts)
    coupe = f" — les {len(gardees)} premières lignes sur {len(lignes)}" if len(gardees) < len(lignes) else ""
    return Grille(
        texte_de(table.find("caption")) + coupe,
        [titres[n] for n in rangs],
        gardees,
        ["nombre" in entetes[n].get_attribute_list("class") for n in rangs],
        parts,
    )


def _cellule(cellule: Tag) -> str:
    puces = cellule.find_all("li")
    texte = ", ".join(texte_de(puce) for puce in puces) if puces else texte_de(cellule)
    return _couper(texte, LONGUEUR_D_UNE_CELLULE)


def _parts(lignes: Sequence[Sequence[str]]) -> list[float]:
    """La part de largeur de chaque colonne : selon ce qu'elle a de plus long, sans écraser les autres."""
    colonnes = zip(*lignes, strict=True)
    longueurs = [max(12, *(min(len(texte), 60) for texte in colonne)) for colonne in colonnes]
    return [longueur / sum(longueurs) for longueur in longueurs]


def _qui_tiennent(lignes: Sequence[Sequence[str]], parts: Sequence[float]) -> list[Sequence[str]]:
    """Les premières lignes, tant que le tableau tient dans la diapositive."""
    gardees, hauteur = [], HAUTEUR_D_UNE_LIGNE * 2 + MARGE_D_UNE_LIGNE
    for ligne in lignes:
        replis = max(
            -(-len(texte) // max(1, int(part * SIGNES_D_UNE_LARGEUR) - 2))
            for texte, part in zip(ligne, parts, strict=True)
        )
        hauteur += replis * HAUTEUR_D_UNE_LIGNE + MARGE_D_UNE_LIGNE
        if hauteur > HAUTEUR_D_UN_TABLEAU:
            break
        gardees.append(ligne)
    return gardees


# --- ce qui tient ----------------------------------------------------------------------------------


def _tenir(textes: Sequence[str], budget: int) -> list[str]:
    """Les premiers textes qui tiennent ; dit combien restent dans le rapport. Le premier y est toujours."""
    gardes: list[str] = []
    for texte in (_couper(entier, LONGUEUR_D_UNE_PUCE) for entier in textes[:PUCES]):
        if gardes and sum(map(len, gardes)) + len(texte) > budget:
            break
        gardes.append(texte)
    reste = len(textes) - len(gardes)
    return [*gardes, *[f"… et {reste} de plus dans le rapport"] * bool(reste)]


def _couper(texte: str, longueur: int) -> str:
    """Un texte trop long s'arrête à un mot, et le dit.

    >>> _couper("un deux trois", 9)
    'un deux…'
    """
    return texte if len(texte) <= longueur else texte[: longueur - 1].rpartition(" ")[0].rstrip(" ,;:") + "…"
