"""Un questionnaire en XLSForm : le classeur que lisent Kobo, ODK et leurs semblables.

Le code d'une question est le nom de sa colonne, celui d'une modalité la valeur de sa cellule : l'export de
l'outil revient par ``sdsf importer enquete`` sans retouche. Aucune métadonnée n'est demandée : ni heure, ni
appareil, ni position.
"""

from collections.abc import Iterator, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from sdsf.referentiel.questionnaires import (
    LONGUEUR_DE_TEXTE,
    MENTION,
    ChoixMultiple,
    Condition,
    Question,
    QuestionEchelle,
    Questionnaire,
    QuestionNombre,
    QuestionTerritoire,
    QuestionTexte,
)
from sdsf.rendu.nombres import liste_fr
from sdsf.tableur.octets import octets_du_classeur

LANGUE = "Français (fr)"
LABEL = f"label::{LANGUE}"
AIDE = f"hint::{LANGUE}"
SI_VIDE = f"required_message::{LANGUE}"
SI_FAUX = f"constraint_message::{LANGUE}"
COLONNES = ("type", "name", LABEL, AIDE, "required", SI_VIDE, "relevant", "constraint", SI_FAUX, "appearance")
DES_CHOIX = ("list_name", "name", LABEL)
DES_REGLAGES = ("form_title", "form_id", "version", "default_language", "style")
REPONSE_DEMANDEE = "Une réponse est demandée pour continuer."
SENSIBLE = "Vous pouvez ne pas répondre à cette question."
SANS_NOM = "Ne nommez personne, ni aucune structure."
LARGEURS = {LABEL: 70, AIDE: 40, "relevant": 40, "constraint": 30}
Ligne = Mapping[str, str]


def formulaire(
    questionnaire: Questionnaire, departement: str, territoires: Mapping[str, str], mention: str
) -> bytes:
    """Le classeur .xlsx d'un questionnaire pour un département ; les mêmes octets d'une fois sur l'autre."""
    classeur = Workbook()
    classeur.remove(classeur.worksheets[0])
    _feuille(classeur, "survey", COLONNES, questions(questionnaire, mention))
    _feuille(classeur, "choices", DES_CHOIX, list(_choix(questionnaire, territoires)))
    _feuille(classeur, "settings", DES_REGLAGES, [_reglages(questionnaire, departement)])
    return octets_du_classeur(classeur, "sdsf exporter questionnaire")


def questions(questionnaire: Questionnaire, mention: str) -> list[Ligne]:
    """La feuille ``survey`` : la mention d'abord, puis une page par partie du questionnaire."""
    lignes: list[Ligne] = [{"type": "note", "name": MENTION, LABEL: mention}]
    for section in questionnaire.sections:
        groupe = f"partie_{section.code}"
        lignes.append(
            {"type": "begin_group", "name": groupe, LABEL: section.intitule, "appearance": "field-list"}
        )
        lignes += [_question(questionnaire, question) for question in section.questions]
        lignes.append({"type": "end_group", "name": groupe})
    return lignes


def _question(questionnaire: Questionnaire, question: Question) -> Ligne:
    demandee = {"required": "yes", SI_VIDE: REPONSE_DEMANDEE} if question.obligatoire else {}
    return {
        "type": _type(question),
        "name": question.code,
        LABEL: question.libelle,
        AIDE: " ".join(_consignes(question)),
        "relevant": _si(question.si),
        **demandee,
        **_contrainte(questionnaire, question),
    }


def _consignes(question: Question) -> Iterator[str]:
    if question.sensible:
        yield SENSIBLE
    if isinstance(question, QuestionTexte):
        yield SANS_NOM


def _type(question: Question) -> str:
    if isinstance(question, QuestionNombre):
        return "integer"
    if isinstance(question, QuestionTexte):
        return "text"
    return f"{'select_multiple' if isinstance(question, ChoixMultiple) else 'select_one'} {_liste(question)}"


def _liste(question: Question) -> str:
    """Le nom de la liste de choix d'une question ; une échelle et une maille n'en ont qu'une chacune."""
    if isinstance(question, QuestionEchelle):
        return f"echelle_{question.echelle}"
    if isinstance(question, QuestionTerritoire):
        return f"territoires_{question.maille}"
    return f"choix_{question.code}"


def _si(condition: Condition | None) -> str:
    """La condition, pour un choix unique comme pour un choix multiple : une seule modalité suffit."""
    if condition is None:
        return ""
    return " or ".join(f"selected(${{{condition.question}}}, '{code}')" for code in condition.parmi)


def _contrainte(questionnaire: Questionnaire, question: Question) -> Ligne:
    if isinstance(question, QuestionNombre):
        message = f"Un nombre entier, de {question.min} à {question.max}."
        return {"constraint": f". >= {question.min} and . <= {question.max}", SI_FAUX: message}
    if isinstance(question, QuestionTexte):
        message = f"Votre réponse est trop longue : {LONGUEUR_DE_TEXTE} signes au plus."
        regle = f"string-length(.) <= {LONGUEUR_DE_TEXTE}"
        return {"constraint": regle, SI_FAUX: message, "appearance": "multiline"}
    if isinstance(question, ChoixMultiple) and question.exclusives:
        seules = [f"not(selected(., '{code}') and count-selected(.) > 1)" for code in question.exclusives]
        noms = liste_fr([f"« {question.modalites[code]} »" for code in question.exclusives])
        return {
            "constraint": " and ".join(seules),
            SI_FAUX: f"{noms} ne se coche pas avec une autre réponse.",
        }
    return {}


def _choix(questionnaire: Questionnaire, territoires: Mapping[str, str]) -> Iterator[Ligne]:
    """La feuille ``choices`` : chaque liste une fois, dans l'ordre où les questions l'emploient."""
    listes = {_liste(q): questionnaire.modalites(q, territoires) for q in questionnaire.questions()}
    for liste, modalites in listes.items():
        for code, libelle in modalites.items():
            yield {"list_name": liste, "name": code, LABEL: libelle}


def _reglages(questionnaire: Questionnaire, departement: str) -> Ligne:
    return {
        "form_title": questionnaire.intitule,
        "form_id": f"sdsf_{questionnaire.code}_{departement}",
        "version": questionnaire.version,
        "default_language": LANGUE,
        "style": "pages",
    }


# --- la feuille -----------------------------------------------------------------------------------


def _feuille(classeur: Workbook, nom: str, colonnes: Sequence[str], lignes: Sequence[Ligne]) -> None:
    page = classeur.create_sheet(nom)
    for rang, colonne in enumerate(colonnes, start=1):
        page.cell(1, rang, colonne).font = Font(bold=True)
        page.column_dimensions[get_column_letter(rang)].width = LARGEURS.get(colonne, 24)
        for numero, ligne in enumerate(lignes, start=2):
            case = page.cell(numero, rang)
            case.value = _inerte(ligne.get(colonne, ""), colonne) or None
            # Un texte reste du texte, même s'il commence par « = » : aucune case n'est une formule.
            case.data_type = "s" if case.value else "n"
            case.alignment = Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = "C2"


def _inerte(texte: str, colonne: str) -> str:
    """Un texte à lire ne désigne pas de question : « ${…} » y serait remplacé par une réponse.

    >>> _inerte("Coûte-t-il ${prix} ?", LABEL), _inerte("selected(${a}, 'b')", "relevant")
    ('Coûte-t-il $ {prix} ?', "selected(${a}, 'b')")
    """
    return texte.replace("${", "$ {") if "::" in colonne or colonne == "form_title" else texte
