"""Les listes déroulantes : les mots d'une liste fermée, ou les identifiants d'une autre feuille."""

from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sdsf.tableur.mise_en_forme import ENTETE, GRAS, poser
from sdsf.tableur.structure import Feuille
from sdsf.tableur.tableaux import LISTES

# Elles valent aussi pour les lignes que l'on ajoutera.
LIGNES_PREVUES = 3000
Mots = tuple[str, ...]


def poser_les_deroulantes(classeur: Workbook, toutes: Mapping[str, Feuille]) -> None:
    """Ajoute la feuille « Listes », puis une liste à chaque colonne qui en a une."""
    fermees = (tuple(c.mots) for feuille in toutes.values() for c in feuille.colonnes if c.mots)
    listes = {mots: rang for rang, mots in enumerate(dict.fromkeys(fermees), start=1)}
    _ecrire_listes(classeur, listes)
    for feuille in toutes.values():
        for rang, colonne in enumerate(feuille.colonnes, start=1):
            if colonne.mots:
                mots = tuple(colonne.mots)
                _fermee(classeur[feuille.titre], feuille, rang, _plage(LISTES, listes[mots], len(mots) + 1))
            elif len(colonne.renvoi) == 1:
                _renvoi(classeur[feuille.titre], rang, _identifiants(toutes[colonne.renvoi[0]]))


def _ecrire_listes(classeur: Workbook, listes: Mapping[Mots, int]) -> None:
    """La feuille d'où les listes tirent leurs mots ; elle n'est pas relue."""
    page: Worksheet = classeur.create_sheet(LISTES)
    for mots, rang in listes.items():
        entete = poser(page, 1, rang, f"Liste {rang}")
        entete.font, entete.fill = GRAS, ENTETE
        page.column_dimensions[get_column_letter(rang)].width = max(len(mot) for mot in mots) + 2
        for numero, mot in enumerate(mots, start=2):
            poser(page, numero, rang, mot)
    page.freeze_panes = "A2"


def _fermee(page: Worksheet, feuille: Feuille, rang: int, source: str) -> None:
    """Un mot hors de la liste est refusé par le tableur lui-même."""
    regle = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    regle.errorTitle, regle.error = "Valeur hors de la liste", "Choisissez une valeur de la liste déroulante."
    regle.add(f"B{rang + 1}" if feuille.verticale else _cases(rang))
    page.add_data_validation(regle)


def _renvoi(page: Worksheet, rang: int, source: str) -> None:
    """Un identifiant peut être écrit avant la ligne qu'il désigne : le tableur avertit, sans refuser."""
    regle = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    regle.errorStyle = "warning"
    regle.errorTitle, regle.error = "Identifiant inconnu", "Cet identifiant n'est pas encore dans sa feuille."
    regle.add(_cases(rang))
    page.add_data_validation(regle)


def _cases(rang: int) -> str:
    lettre = get_column_letter(rang)
    return f"{lettre}2:{lettre}{LIGNES_PREVUES}"


def _identifiants(feuille: Feuille) -> str:
    places = [colonne.place for colonne in feuille.colonnes]
    return _plage(feuille.titre, places.index(("id",)) + 1, LIGNES_PREVUES)


def _plage(titre: str, rang: int, fin: int) -> str:
    lettre = get_column_letter(rang)
    return f"{quote_sheetname(titre)}!${lettre}$2:${lettre}${fin}"
