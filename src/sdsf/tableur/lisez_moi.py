"""La première feuille d'un classeur : ce que c'est, comment s'en servir, où trouver quoi."""

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from sdsf.plan.modeles import Plan
from sdsf.tableur.mise_en_forme import ENTETE, GRAS, poser
from sdsf.tableur.structure import RACINE, Feuille, feuilles
from sdsf.tableur.tableaux import LISEZ_MOI

MODE_D_EMPLOI = (
    ("Ce que c'est", "Tout le plan d'action, mot à mot. Une feuille par niveau, une ligne par élément."),
    (
        "Ce qui relie les feuilles",
        "L'identifiant. Dans « Actions », la colonne « Fiche (identifiant) » dit de quelle fiche est "
        "l'action. Un identifiant est unique ; il s'écrit en minuscules sans accent, chiffres, points et "
        "tirets.",
    ),
    (
        "Ajouter une ligne",
        "Écrivez-la sous les autres ; son ordre dans la feuille est son ordre dans le plan. "
        "Les lignes vides sont ignorées.",
    ),
    ("Retirer une ligne", "Supprimez-la, avec les lignes des autres feuilles qui s'y rattachent."),
    ("Les en-têtes", "Survolez-les : chacun porte son mode d'emploi. Un en-tête foncé est obligatoire."),
    ("Une case vide", "Le texte du schéma ne dit rien. N'ajoutez ni date, ni cible, ni pilote."),
    ("Plusieurs éléments", "Un par ligne de la case, avec Alt+Entrée : pilotes, objectifs, partenaires…"),
    ("Les codes", "Les cases sont au format Texte : 1.10 y reste 1.10. Collez sans la mise en forme."),
    ("Les dates", "jour/mois/année, dans une case au format Date."),
    ("Les listes", "Une flèche à droite de la case ouvre les valeurs admises."),
    (
        "Les doubles crochets",
        "[[à la ligne]] : un saut de ligne à l'intérieur d'un élément. [[non dit]] : le texte ouvre la "
        "rubrique et n'y met rien. Laissez-les, vous n'avez pas à en écrire.",
    ),
    ("À ne pas faire", "Ni fusion de cases, ni formule, ni colonne ou feuille renommée, ajoutée ou retirée."),
    (
        "Rendre le classeur",
        "sdsf importer plan ce-fichier.xlsx : toutes les fautes sont dites d'un coup, chacune avec sa "
        "feuille et sa case ; rien n'est écrit tant qu'il en reste une.",
    ),
)


def ecrire_lisez_moi(classeur: Workbook, plan: Plan, nombres: Mapping[str, int]) -> None:
    """Ajoute la feuille ; elle s'adresse au lecteur et n'est pas relue."""
    page: Worksheet = classeur.create_sheet(LISEZ_MOI)
    for lettre, largeur in (("A", 28), ("B", 100), ("C", 10)):
        page.column_dimensions[lettre].width = largeur
    periode = f"Département {plan.departement}, {plan.periode.debut}-{plan.periode.fin}"
    for rang, (texte, taille) in enumerate(((plan.intitule, 14), (periode, 11)), start=1):
        case = poser(page, rang, 1, texte)
        case.font, case.alignment = Font(bold=True, size=taille), Alignment(wrap_text=False)
    suite = _ecrire_mode_d_emploi(page, 4)
    _ecrire_sommaire(page, suite + 2, nombres)


def _ecrire_mode_d_emploi(page: Worksheet, debut: int) -> int:
    """Deux colonnes : le sujet, la règle. Rend la dernière ligne écrite."""
    _titres(page, debut, ("Comment s'en servir", "", ""))
    for rang, (sujet, regle) in enumerate(MODE_D_EMPLOI, start=debut + 1):
        poser(page, rang, 1, sujet).font = GRAS
        poser(page, rang, 2, regle)
    return debut + len(MODE_D_EMPLOI)


def _ecrire_sommaire(page: Worksheet, debut: int, nombres: Mapping[str, int]) -> None:
    _titres(page, debut, ("Feuille", "Ce que dit une ligne", "Lignes"))
    for rang, feuille in enumerate(feuilles(Plan).values(), start=debut + 1):
        case = poser(page, rang, 1, feuille.titre)
        case.hyperlink = Hyperlink(case.coordinate, location=f"{quote_sheetname(feuille.titre)}!A1")
        case.font = Font(underline="single", color="1F4E9E")
        poser(page, rang, 2, _description(feuille))
        poser(page, rang, 3, nombres[feuille.nom], "entier")


def _description(feuille: Feuille) -> str:
    return (
        "Le schéma : département, période, source, niveaux." if feuille.nom == RACINE else feuille.description
    )


def _titres(page: Worksheet, rang: int, titres: Sequence[str]) -> None:
    for colonne, titre in enumerate(titres, start=1):
        case = poser(page, rang, colonne, titre)
        case.font, case.fill = GRAS, ENTETE
