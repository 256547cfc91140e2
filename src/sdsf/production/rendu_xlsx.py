"""De la page au classeur : tous ses tableaux, un par feuille, avec leurs unités et leurs notes.

Les règles sont celles des tableurs accessibles : un tableau par feuille, déclaré comme tel, un titre en A1,
un sommaire à liens, aucune case fusionnée. Un chiffre a dans sa case la valeur de ``chiffres.csv`` et s'y
affiche comme dans la page ; un texte reste du texte, jamais une formule.

(gptables, essayé, refuse qu'une case ne porte qu'un signe : un « % » saisi empêcherait le classeur.)
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu
from sdsf.production.papier import texte_de
from sdsf.rendu.registre import MOTS
from sdsf.tableur.mise_en_forme import ENTETE, FILET, GRAS, poser
from sdsf.tableur.octets import octets_du_classeur
from sdsf.vocabulaire import INTITULES_ETAT

TITRE = Font(bold=True, size=14)
LIEN = Font(color="0B4F9E", underline="single")
RETOUR = "Retour au sommaire"
LONGUEUR_D_UNE_CASE = 32767
MODE_D_EMPLOI = (
    "Une feuille par tableau du rapport, dans son ordre.",
    "Une case de nombre contient la valeur de chiffres.csv et l'affiche arrondie comme dans le rapport.",
    "Une valeur absente est un mot (non renseigné, n.d., secret, sans objet), jamais un zéro.",
)
COLONNES_DES_CHIFFRES = {
    "numero": "N°", "libelle": "Chiffre", "territoire": "Territoire", "periode": "Période",
    "valeur": "Valeur", "unite": "Unité", "nature": "Nature", "numerateur": "Numérateur",
    "denominateur": "Dénominateur", "perimetre": "Périmètre", "formule": "Formule", "source": "Source",
    "edition": "Édition", "lignes_lues": "Lignes lues", "empreinte": "Empreinte",
}  # fmt: skip
DECIMALES = re.compile(r",(\d+)")


@dataclass(frozen=True)
class Case:
    """Une case : son texte ou sa valeur, le format d'affichage d'un nombre, l'unité d'un chiffre."""

    contenu: str | float | None
    format: str = ""
    unite: str = ""


@dataclass(frozen=True)
class TableauLu:
    """Un tableau de la page."""

    legende: str
    titres: Sequence[str]
    lignes: Sequence[Sequence[Case]]
    notes: Sequence[str]


def rendre_xlsx(
    papier: BeautifulSoup,
    chiffres: Sequence[Mapping[str, Any]],
    unites: Mapping[str, str],
    mentions: Mapping[str, str],
    fichier: str,
) -> bytes:
    """Le classeur des tableaux d'une page mise sur papier. Lève ``Erreurs`` si le rendu échoue."""
    connus = {str(chiffre["numero"]): chiffre for chiffre in chiffres}
    # L'annexe imprimée de l'origine des chiffres est, ici, une table de nombres.
    tableaux = [_lire(table, connus, unites) for table in papier.select("table:not(.origine)")]
    tableaux.append(_tous_les_chiffres(chiffres, unites))
    try:
        return _ecrire([t for t in tableaux if t.lignes], mentions)
    except (ValueError, OSError) as refus:
        raise Erreurs([err.RenduImpossible(Lieu(fichier), cause=str(refus))]) from refus


# --- lire les tableaux de la page -----------------------------------------------------------------


def _lire(table: Tag, connus: Mapping[str, Mapping[str, Any]], unites: Mapping[str, str]) -> TableauLu:
    corps = table.find("tbody") or table
    assert isinstance(corps, Tag)
    return TableauLu(
        legende=texte_de(table.find("caption")),
        titres=_distincts([texte_de(titre) for titre in table.select("thead th")]),
        lignes=[[_case(c, connus, unites) for c in tr.find_all(["th", "td"])] for tr in corps.find_all("tr")],
        notes=_notes(table),
    )


def _distincts(titres: Sequence[str]) -> list[str]:
    """Deux colonnes d'un tableau de tableur ne portent pas le même titre, et aucune n'en est privée.

    >>> _distincts(["Valeur", "Valeur", ""])
    ['Valeur', 'Valeur (2)', 'Colonne 3']
    """
    rendus: list[str] = []
    for rang, titre in enumerate(titres, start=1):
        nom = titre or f"Colonne {rang}"
        deja = sum(autre.partition(" (")[0] == nom for autre in rendus)
        rendus.append(f"{nom} ({deja + 1})" if nom in rendus else nom)
    return rendus


def _notes(table: Tag) -> list[str]:
    """Les notes d'un tableau : celle qui le suit, ou celles de la figure qui le contient."""
    figure = table.find_parent("figure")
    if figure is not None:
        return [texte_de(note) for note in figure.select("p.note")]
    enveloppe = table.find_parent("div", class_="tableau")
    suivant = enveloppe.find_next_sibling() if enveloppe is not None else None
    est_note = isinstance(suivant, Tag) and "note" in suivant.get_attribute_list("class")
    return [texte_de(suivant)] if est_note and isinstance(suivant, Tag) else []


def _case(cellule: Tag, connus: Mapping[str, Mapping[str, Any]], unites: Mapping[str, str]) -> Case:
    """Une cellule qui n'est qu'un chiffre devient un nombre ; toute autre reste son texte."""
    marques = cellule.select("span.chiffre")
    texte = _en_lignes(cellule)
    if len(marques) != 1 or texte_de(marques[0]) != texte:
        return Case(texte)
    chiffre = connus[str(marques[0]["data-chiffre"])]
    if chiffre["valeur"] is None:
        return Case(texte)
    return Case(float(chiffre["valeur"]), _format(texte), unites.get(str(chiffre["unite"]), ""))


def _en_lignes(cellule: Tag) -> str:
    """Le texte d'une cellule ; une liste à puces y tient une ligne par puce."""
    puces = cellule.find_all("li")
    return "\n".join(texte_de(puce) for puce in puces) if puces else texte_de(cellule)


def _format(texte: str) -> str:
    """Le format de tableur qui affiche un nombre comme la page l'écrit.

    >>> _format("57,6"), _format("+2,60"), _format("2\\u202f043")
    ('#,##0.0', '+#,##0.00;-#,##0.00;0.00', '#,##0')
    """
    decimales = DECIMALES.search(texte)
    nombre = "0." + "0" * len(decimales.group(1)) if decimales else "0"
    milliers = f"#,##{nombre}"
    return f"+{milliers};-{milliers};{nombre}" if texte.startswith("+") else milliers


def _tous_les_chiffres(chiffres: Sequence[Mapping[str, Any]], unites: Mapping[str, str]) -> TableauLu:
    """Chaque chiffre du rapport, une ligne chacun, avec sa valeur entière et d'où il vient."""
    lignes = [[_case_de_chiffre(champ, x, unites) for champ in COLONNES_DES_CHIFFRES] for x in chiffres]
    titres = list(COLONNES_DES_CHIFFRES.values())
    return TableauLu("Tous les chiffres du rapport et leur origine", titres, lignes, [])


def _case_de_chiffre(champ: str, chiffre: Mapping[str, Any], unites: Mapping[str, str]) -> Case:
    valeur = chiffre[champ]
    if champ == "valeur" and valeur is None:
        return Case(INTITULES_ETAT[chiffre["etat"]])
    if champ == "unite":
        return Case(unites.get(valeur, valeur))
    return Case(MOTS.get(valeur, valeur) if champ == "nature" else valeur)


# --- écrire le classeur ---------------------------------------------------------------------------


def _ecrire(tableaux: Sequence[TableauLu], mentions: Mapping[str, str]) -> bytes:
    classeur = Workbook()
    classeur.remove(classeur.worksheets[0])
    classeur.properties.title, classeur.properties.language = mentions["titre"], "fr-FR"
    _sommaire(classeur.create_sheet("Sommaire"), tableaux, mentions)
    for rang, tableau in enumerate(tableaux, start=1):
        _feuille(classeur.create_sheet(_nom(rang)), rang, tableau, mentions)
    return octets_du_classeur(classeur, "sdsf produire")


def _nom(rang: int) -> str:
    return f"Tableau {rang}"


def _sommaire(page: Worksheet, tableaux: Sequence[TableauLu], mentions: Mapping[str, str]) -> None:
    """La première feuille : de quel rapport il s'agit, comment lire le classeur, et où est chaque tableau."""
    debut = _preambule(page, mentions["titre"], _avis(mentions) + list(MODE_D_EMPLOI))
    _titres(page, debut, ["Feuille", "Tableau"])
    for rang, tableau in enumerate(tableaux, start=1):
        lien = poser(page, debut + rang, 1, _nom(rang))
        lien.hyperlink = Hyperlink(ref=lien.coordinate, location=f"'{_nom(rang)}'!A1", display=_nom(rang))
        lien.font = LIEN
        poser(page, debut + rang, 2, tableau.legende)
    _declarer(page, "sommaire", debut, ["Feuille", "Tableau"], len(tableaux))
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 14, 90


def _avis(mentions: Mapping[str, str]) -> list[str]:
    """Ce que chaque feuille rappelle : fictif, interne, état, version, date des données."""
    return [texte for texte in (mentions["bandeau"], mentions["pied"]) if texte]


def _feuille(page: Worksheet, rang: int, tableau: TableauLu, mentions: Mapping[str, str]) -> None:
    """Une feuille : le titre, les notes, puis un seul tableau, déclaré comme tel."""
    lignes = [*_avis(mentions), *(f"Note : {note}" for note in tableau.notes), RETOUR]
    debut = _preambule(page, tableau.legende or _nom(rang), lignes)
    retour = page.cell(debut - 1, 1)
    retour.hyperlink = Hyperlink(ref=retour.coordinate, location="'Sommaire'!A1", display=RETOUR)
    retour.font = LIEN
    titres = _distincts([_avec_unite(t, tableau.lignes, n) for n, t in enumerate(tableau.titres)])
    _titres(page, debut, titres)
    for numero, ligne in enumerate(tableau.lignes, start=debut + 1):
        for colonne, case in enumerate(ligne, start=1):
            _poser(page, numero, colonne, case)
    _declarer(page, f"tableau_{rang}", debut, titres, len(tableau.lignes))
    _largeurs(page, titres, tableau.lignes)


def _preambule(page: Worksheet, titre: str, lignes: Sequence[str]) -> int:
    """Le titre en A1, une ligne de texte par case au-dessous ; rend la ligne où commence le tableau."""
    poser(page, 1, 1, _propre(titre)).font = TITRE
    for rang, texte in enumerate(lignes, start=2):
        poser(page, rang, 1, _propre(texte))
    for rang in range(1, len(lignes) + 2):
        # Une phrase déborde à droite sur des cases vides : la replier dans la colonne A la rendrait haute.
        page.cell(rang, 1).alignment = Alignment(wrap_text=False, vertical="top")
    return len(lignes) + 2


def _titres(page: Worksheet, ligne: int, titres: Sequence[str]) -> None:
    for colonne, titre in enumerate(titres, start=1):
        case = poser(page, ligne, colonne, titre)
        case.font, case.fill, case.border = GRAS, ENTETE, FILET
    page.freeze_panes = f"B{ligne + 1}"
    page.print_title_rows = f"{ligne}:{ligne}"
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _poser(page: Worksheet, ligne: int, colonne: int, case: Case) -> None:
    if isinstance(case.contenu, str):
        poser(page, ligne, colonne, _propre(case.contenu))
        return
    ecrite = poser(page, ligne, colonne, case.contenu, "nombre")
    ecrite.number_format = case.format or "General"


def _declarer(page: Worksheet, nom: str, debut: int, titres: Sequence[str], lignes: int) -> None:
    """Déclare le tableau : un lecteur d'écran en annonce les titres."""
    table = Table(displayName=nom, ref=f"A{debut}:{get_column_letter(len(titres))}{debut + lignes}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    page.add_table(table)


def _largeurs(page: Worksheet, titres: Sequence[str], lignes: Sequence[Sequence[Case]]) -> None:
    for rang, titre in enumerate(titres):
        longueurs = [len(titre), *(len(str(ligne[rang].contenu)) for ligne in lignes)]
        page.column_dimensions[get_column_letter(rang + 1)].width = min(max(*longueurs, 10) + 2, 50)


def _propre(texte: str) -> str:
    """Un texte sans caractère de commande, et pas plus long que ne l'admet une case."""
    return ILLEGAL_CHARACTERS_RE.sub(" ", texte)[:LONGUEUR_D_UNE_CASE]


def _avec_unite(titre: str, lignes: Sequence[Sequence[Case]], colonne: int) -> str:
    """Le titre d'une colonne et son unité, si tous ses chiffres ont la même et qu'il ne la dit pas."""
    unites = {ligne[colonne].unite for ligne in lignes if not isinstance(ligne[colonne].contenu, str)}
    (unite,) = unites if len(unites) == 1 else ("",)
    return f"{titre} ({unite})" if unite and f"({unite})" not in titre else titre
