"""La mise en forme d'une feuille : en-têtes figés, largeurs, formats, modes d'emploi au survol."""

import datetime as dt
import math
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from sdsf.tableur.mots import titre
from sdsf.tableur.structure import Colonne, Feuille

Contenu = str | int | float | dt.date | None

LARGEURS = {"entier": 12, "nombre": 12, "date": 13, "mot": 20}
LARGEUR_MINIMALE, LARGEUR_MAXIMALE = 14, 60
# Une ligne trop haute chasse les autres de l'écran : au-delà, on lit la suite en l'agrandissant.
LIGNES_MONTREES = 12
HAUTEUR_DE_LIGNE = 15.0
FORMATS = {"texte": "@", "liste": "@", "mot": "@", "date": "DD/MM/YYYY", "entier": "0", "nombre": "General"}

GRAS = Font(bold=True)
ENTETE = PatternFill("solid", fgColor="DCE6F1")
OBLIGATOIRE = PatternFill("solid", fgColor="BDD7EE")
FILET = Border(bottom=Side(style="thin", color="7F7F7F"))
TEXTE = Alignment(wrap_text=True, vertical="top")


def ecrire_feuille(classeur: Workbook, feuille: Feuille, lignes: Sequence[Sequence[Contenu]]) -> None:
    """Ajoute une feuille : son en-tête figé, ses lignes, ses filtres, ses modes d'emploi."""
    page: Worksheet = classeur.create_sheet(feuille.titre)
    if feuille.verticale:
        _ecrire_de_haut_en_bas(page, feuille, lignes[0])
    else:
        _ecrire_en_lignes(page, feuille, lignes)
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def poser(page: Worksheet, ligne: int, colonne: int, contenu: Contenu, genre: str = "texte") -> Cell:
    """Écrit une case : un texte est du texte, quoi qu'il contienne ; un nombre garde tous ses chiffres."""
    case = page.cell(ligne, colonne)
    assert isinstance(case, Cell), "aucune case n'est fusionnée"
    case.alignment, case.number_format = TEXTE, FORMATS[genre]
    if isinstance(contenu, str):
        case.value = contenu
        case.data_type = "s"
    elif isinstance(contenu, float):
        case.value = repr(contenu)
        case.data_type = "n"
    elif contenu is not None:
        case.value = contenu
        case.number_format = FORMATS[genre]
    return case


# --- les deux formes d'une feuille ----------------------------------------------------------------


def _ecrire_en_lignes(page: Worksheet, feuille: Feuille, lignes: Sequence[Sequence[Contenu]]) -> None:
    largeurs = [_largeur(c, [ligne[r] for ligne in lignes]) for r, c in enumerate(feuille.colonnes)]
    for rang, (colonne, largeur) in enumerate(zip(feuille.colonnes, largeurs, strict=True), start=1):
        _entete(page, 1, rang, colonne)
        dimension = page.column_dimensions[get_column_letter(rang)]
        dimension.width, dimension.number_format, dimension.alignment = largeur, FORMATS[colonne.genre], TEXTE
    for numero, ligne in enumerate(lignes, start=2):
        for rang, (colonne, contenu) in enumerate(zip(feuille.colonnes, ligne, strict=True), start=1):
            poser(page, numero, rang, contenu, colonne.genre)
        _hauteur(page, numero, ligne, largeurs)
    page.freeze_panes = f"{get_column_letter(_colonnes_figees(feuille) + 1)}2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(feuille.colonnes))}{max(2, len(lignes) + 1)}"
    page.print_title_rows = "1:1"


def _ecrire_de_haut_en_bas(page: Worksheet, feuille: Feuille, valeurs: Sequence[Contenu]) -> None:
    for rang, (nom, largeur) in enumerate((("Rubrique", 34), ("Valeur", 70), ("Mode d'emploi", 70)), 1):
        entete = poser(page, 1, rang, nom)
        entete.font, entete.fill = GRAS, ENTETE
        page.column_dimensions[get_column_letter(rang)].width = largeur
    for numero, (colonne, contenu) in enumerate(zip(feuille.colonnes, valeurs, strict=True), start=2):
        _entete(page, numero, 1, colonne)
        poser(page, numero, 2, contenu, colonne.genre)
        poser(page, numero, 3, consigne(colonne))
    page.freeze_panes = "B2"


def _entete(page: Worksheet, ligne: int, rang: int, colonne: Colonne) -> None:
    case = poser(page, ligne, rang, colonne.titre)
    case.font, case.border = GRAS, FILET
    case.fill = OBLIGATOIRE if colonne.requise else ENTETE
    texte = consigne(colonne)
    case.comment = Comment(texte, "sdsf", height=30 + 18 * math.ceil(len(texte) / 38), width=300)


def _colonnes_figees(feuille: Feuille) -> int:
    """On garde sous les yeux de quelle ligne on parle : le parent et l'identifiant."""
    places = [colonne.place[0] for colonne in feuille.colonnes]
    return places.index("id") + 1 if "id" in places else 1


# --- ce que dit une colonne d'elle-même -----------------------------------------------------------


def consigne(colonne: Colonne) -> str:
    """La description du champ, puis ce que la case admet."""
    return " ".join(filter(None, [colonne.aide, *_regles(colonne)]))


def _regles(colonne: Colonne) -> list[str]:
    dits = [_obligation(colonne)]
    if colonne.mots:
        dits.append(f"Au choix : {', '.join(colonne.mots)}.")
    if colonne.genre == "liste":
        deja = "par ligne de la case" in colonne.aide
        dits.append("Alt+Entrée va à la ligne." if deja else "Un élément par ligne de la case (Alt+Entrée).")
    if colonne.genre == "date":
        dits.append("Une date : jour/mois/année.")
    if colonne.genre in ("entier", "nombre"):
        dits.append("Un nombre seul, sans unité.")
    return dits


def _obligation(colonne: Colonne) -> str:
    if colonne.requise:
        return "Obligatoire."
    if not colonne.nullable and colonne.genre != "liste":
        return f"Obligatoire si une autre case « {titre(colonne.place[0])} » est remplie."
    return "" if "vide" in colonne.aide else "Laissez vide si le texte n'en dit rien."


# --- les largeurs et les hauteurs -----------------------------------------------------------------


def _largeur(colonne: Colonne, contenus: Iterable[Contenu]) -> int:
    if colonne.genre in LARGEURS:
        return LARGEURS[colonne.genre]
    longueurs = [len(ligne) for contenu in contenus for ligne in str(contenu or "").split("\n")]
    utile = max([len(colonne.titre) // 2, *longueurs]) + 2
    return min(LARGEUR_MAXIMALE, max(LARGEUR_MINIMALE, utile))


def _hauteur(page: Worksheet, numero: int, ligne: Sequence[Contenu], largeurs: Sequence[int]) -> None:
    """Le tableur ajuste seul les lignes courtes ; une longue est bornée."""
    hauts = [_lignes_de_texte(c, largeur) for c, largeur in zip(ligne, largeurs, strict=True)]
    if max(hauts) > LIGNES_MONTREES:
        page.row_dimensions[numero].height = LIGNES_MONTREES * HAUTEUR_DE_LIGNE


def _lignes_de_texte(contenu: Contenu, largeur: int) -> int:
    return sum(max(1, math.ceil(len(ligne) / largeur)) for ligne in str(contenu or "").split("\n"))
