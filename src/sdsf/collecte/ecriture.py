"""Écrire le classeur d'un pilote : ce qu'on lui demande, ce qu'on sait déjà, et rien d'autre à modifier.

Un texte reste du texte, aucune case n'est une formule ; seules les cases de réponse sont déverrouillées. Le
verrou n'a pas de mot de passe : il évite une maladresse, il ne protège de rien d'autre.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sdsf.collecte.feuilles import (
    AVANCEMENT,
    IDENTITE,
    INDICATEURS,
    est_une_reponse,
    feuilles_de_collecte,
)
from sdsf.collecte.identite import Identite
from sdsf.collecte.questions import SANS_UNITE, Formulaire, QuestionDAvancement, QuestionDIndicateur
from sdsf.referentiel.modeles import Unite
from sdsf.rendu.nombres import accorder, liste_fr
from sdsf.tableur.cases import ecrire_valeur
from sdsf.tableur.deroulantes import LIGNES_PREVUES, poser_les_deroulantes
from sdsf.tableur.mise_en_forme import GRAS, HAUTEUR_DE_LIGNE, Contenu, ecrire_feuille, poser
from sdsf.tableur.octets import octets_du_classeur
from sdsf.tableur.structure import RACINE, Colonne, Feuille
from sdsf.tableur.tableaux import LISEZ_MOI, LISTES

A_CHOISIR = "à choisir dans la colonne « Unité choisie »"
LUE = PatternFill("solid", fgColor="EDEDED")
A_REMPLIR = PatternFill("solid", fgColor="FFF8DC")
EN_TETE_LU = PatternFill("solid", fgColor="D9D9D9")
EN_TETE_A_REMPLIR = PatternFill("solid", fgColor="F2C94C")
TRAIT = Side(style="thin", color="BFBFBF")
GRILLE = Border(left=TRAIT, right=TRAIT, top=TRAIT, bottom=TRAIT)
LARGEURS = {
    "intitule": 44, "libelle": 40, "nature": 9, "fiche": 26, "fiches": 26, "prevu": 24, "dernier": 24,
    "definition": 36, "unite_dite": 18, "exemple": 22, "territoire": 18, "precedente": 18, "statut": 18,
    "etat": 20, "debut_reel": 13, "fin_reelle": 13, "valeur": 13, "numerateur": 16, "denominateur": 16,
    "unite": 20, "motif": 30, "preuve": 30, "source": 28, "commentaire": 34, "autres": 60, "id": 18,
}  # fmt: skip


def classeur_de_collecte(formulaire: Formulaire, identite: Identite, unites: Mapping[str, Unite]) -> bytes:
    """Le contenu du fichier .xlsx ; les mêmes octets d'une fois sur l'autre."""
    toutes = feuilles_de_collecte(mots_des_unites(unites))
    posees = {nom: f for nom, f in toutes.items() if nom == RACINE or _lignes(formulaire, nom)}
    classeur = Workbook()
    classeur.remove(classeur.worksheets[0])
    _lisez_moi(classeur, formulaire, identite)
    for feuille in posees.values():
        ecrire_feuille(classeur, feuille, _contenus(formulaire, feuille, identite, unites))
        _habiller(classeur[feuille.titre], feuille)
    poser_les_deroulantes(classeur, posees)
    _cacher(classeur, identite)
    return octets_du_classeur(classeur, "sdsf formulaires")


def mots_des_unites(unites: Mapping[str, Unite]) -> dict[str, str]:
    """Le mot de chaque unité, et son code ; de deux unités de même mot, la seconde garde son code."""
    mots: dict[str, str] = {}
    for code, unite in unites.items():
        mots[unite.pluriel if unite.pluriel not in mots else code] = code
    return mots


def _lignes(formulaire: Formulaire, nom: str) -> Sequence[QuestionDAvancement | QuestionDIndicateur]:
    if nom == AVANCEMENT:
        return formulaire.avancement
    return formulaire.indicateurs if nom == INDICATEURS else ()


# --- le contenu -----------------------------------------------------------------------------------


def _contenus(
    formulaire: Formulaire, feuille: Feuille, identite: Identite, unites: Mapping[str, Unite]
) -> list[list[Contenu]]:
    """Ce que dit chaque case, ligne à ligne ; ce que l'on sait déjà remplit les réponses."""
    if feuille.verticale:
        institution = "" if formulaire.pilote.motif else formulaire.pilote.nom
        return [[_case(colonne, {"institution": institution}) for colonne in feuille.colonnes]]
    dites = [
        valeurs_lues(question, unites, identite.territoire) | dict(question.connu or {})
        for question in _lignes(formulaire, feuille.nom)
    ]
    return [[_case(colonne, valeurs) for colonne in feuille.colonnes] for valeurs in dites]


def _case(colonne: Colonne, valeurs: Mapping[str, object]) -> Contenu:
    valeur = valeurs.get(colonne.place[0])
    return None if valeur == "" else ecrire_valeur(colonne, valeur)


def valeurs_lues(
    question: QuestionDAvancement | QuestionDIndicateur, unites: Mapping[str, Unite], territoire: str
) -> dict[str, object]:
    """Ce qu'une ligne donne à lire : la question, son unité, un exemple, ce que l'on en sait."""
    commun: dict[str, object] = {"id": question.id, "autres": " ; ".join(question.autres)}
    if isinstance(question, QuestionDAvancement):
        lues = ("intitule", "nature", "fiche", "prevu", "dernier")
        return commun | {nom: getattr(question, nom) for nom in lues}
    return commun | {
        "libelle": question.libelle,
        "fiches": "\n".join(question.fiches),
        "definition": _definition(question),
        "unite_dite": unite_dite(question, unites),
        "exemple": _exemple(question, unites),
        "territoire": territoire,
        "precedente": question.precedente,
    }


def _definition(question: QuestionDIndicateur) -> str:
    membres = f"Numérateur : {question.numerateur} ; dénominateur : {question.denominateur}."
    return " ".join(filter(None, [question.definition, membres if question.facteur else ""]))


def unite_dite(question: QuestionDIndicateur, unites: Mapping[str, Unite]) -> str:
    """L'unité dans laquelle on répond ; « sans objet » pour une appréciation en mots."""
    if question.qualitatif:
        return "sans objet : une appréciation"
    if question.unite is None:
        return A_CHOISIR
    if question.unite == SANS_UNITE:
        return "un nombre, sans unité"
    return unites[question.unite].pluriel if question.unite in unites else question.unite


def _exemple(question: QuestionDIndicateur, unites: Mapping[str, Unite]) -> str:
    """Comment écrire la réponse : jamais un nombre que l'on pourrait prendre pour elle."""
    if question.qualitatif:
        return "Une phrase dans « Commentaire »"
    decimales = unites[question.unite].decimales if question.unite and question.unite in unites else 0
    return "Un nombre à virgule : 0,0" if decimales else "Un nombre entier : 0"


# --- la forme -------------------------------------------------------------------------------------


def _habiller(page: Worksheet, feuille: Feuille) -> None:
    """Ce qui se lit est gris et verrouillé, ce qui se remplit est clair et ouvert."""
    for rang, colonne in enumerate(feuille.colonnes, start=1):
        reponse = est_une_reponse(feuille, colonne)
        entete = page.cell(rang + 1, 1) if feuille.verticale else page.cell(1, rang)
        assert isinstance(entete, Cell), "aucune case n'est fusionnée"
        entete.fill = EN_TETE_A_REMPLIR if reponse else EN_TETE_LU
        entete.alignment = Alignment(wrap_text=True, vertical="center")
        entete.comment = _survol(colonne)
        cases = [page.cell(rang + 1, 2)] if feuille.verticale else list(_sous(page, rang))
        for case in cases:
            case.fill, case.border = A_REMPLIR if reponse else LUE, GRILLE
            case.protection = Protection(locked=not reponse)
        if not feuille.verticale:
            page.column_dimensions[get_column_letter(rang)].width = LARGEURS[colonne.place[0]]
    if feuille.verticale:
        for rang, colonne in enumerate(feuille.colonnes, start=2):
            poser(page, rang, 3, colonne.aide)
    else:
        page.freeze_panes = "B2"
        _hauteurs(page, feuille)
        _cacher_l_inutile(page, feuille)
    _controles(page, feuille)
    _verrouiller(page)


def _cacher_l_inutile(page: Worksheet, feuille: Feuille) -> None:
    """Une colonne qui ne sert à aucune ligne de ce classeur n'encombre pas ; elle est relue quand même."""
    lus = {c.place[0]: [case.value for case in _sous(page, r)] for r, c in enumerate(feuille.colonnes, 1)}
    sans_taux = not any("Numérateur : " in str(mot) for mot in lus.get("definition", []))
    inutiles = {
        "autres": not any(lus["autres"]),
        "numerateur": sans_taux,
        "denominateur": sans_taux,
        "unite": A_CHOISIR not in lus.get("unite_dite", []),
    }
    for rang, colonne in enumerate(feuille.colonnes, start=1):
        if inutiles.get(colonne.place[0]):
            page.column_dimensions[get_column_letter(rang)].hidden = True


def _sous(page: Worksheet, rang: int) -> list[Cell]:
    """Les cases d'une colonne, sans son en-tête."""
    cases = (page.cell(ligne, rang) for ligne in range(2, page.max_row + 1))
    return [case for case in cases if isinstance(case, Cell)]


def _survol(colonne: Colonne) -> Comment:
    choix = f" Au choix : {', '.join(colonne.mots)}." if 0 < len(colonne.mots) <= 8 else ""
    texte = colonne.aide + choix
    return Comment(texte, "sdsf", height=30 + 18 * math.ceil(len(texte) / 38), width=300)


def _hauteurs(page: Worksheet, feuille: Feuille) -> None:
    """Chaque ligne montre tout ce qu'on y lit : un tableur n'ajuste pas une ligne qu'il n'a pas écrite."""
    page.row_dimensions[1].height = 2 * HAUTEUR_DE_LIGNE
    largeurs = [LARGEURS[colonne.place[0]] for colonne in feuille.colonnes]
    for ligne in range(2, page.max_row + 1):
        textes = [str(page.cell(ligne, rang).value or "") for rang in range(1, len(largeurs) + 1)]
        hauts = [_hauteur(texte, largeur) for texte, largeur in zip(textes, largeurs, strict=True)]
        # Un tableur refuse plus de 409 points.
        page.row_dimensions[ligne].height = min(400.0, (max(hauts) + 0.5) * HAUTEUR_DE_LIGNE)


def _hauteur(texte: str, largeur: int) -> int:
    """Le nombre de lignes d'un texte qui se replie entre deux mots."""
    return sum(max(1, math.ceil(len(ligne) * 1.25 / largeur)) for ligne in texte.split("\n"))


def _controles(page: Worksheet, feuille: Feuille) -> None:
    """Le tableur prévient d'une date ou d'un nombre mal écrit ; il ne refuse pas, l'import le dira."""
    for rang, colonne in enumerate(feuille.colonnes, start=1):
        if colonne.genre not in ("date", "nombre") or not est_une_reponse(feuille, colonne):
            continue
        genre: Literal["date", "decimal"] = "date" if colonne.genre == "date" else "decimal"
        # La borne la plus basse qu'un tableur sache écrire : on ne contrôle que le genre.
        borne = "1" if genre == "date" else "-1000000000000000"
        regle = DataValidation(type=genre, operator="greaterThanOrEqual", formula1=borne, allow_blank=True)
        regle.errorStyle, regle.showErrorMessage = "warning", True
        attendu = "une date : jour/mois/année" if genre == "date" else "un nombre seul"
        regle.errorTitle, regle.error = colonne.titre, f"Cette case attend {attendu}. Sinon, laissez-la vide."
        lettre = get_column_letter(rang)
        regle.add(f"B{rang + 1}" if feuille.verticale else f"{lettre}2:{lettre}{LIGNES_PREVUES}")
        page.add_data_validation(regle)


def _verrouiller(page: Worksheet) -> None:
    """Pas de mot de passe ; on peut encore trier, filtrer, élargir une colonne."""
    verrou = page.protection
    verrou.sheet = True
    verrou.sort = verrou.autoFilter = verrou.formatColumns = verrou.formatRows = False


def _cacher(classeur: Workbook, identite: Identite) -> None:
    """La feuille des listes et celle qui dit de quel formulaire c'est le classeur."""
    page: Worksheet = classeur.create_sheet(IDENTITE)
    for rang, (cle, valeur) in enumerate(identite.lignes().items(), start=1):
        poser(page, rang, 1, cle)
        poser(page, rang, 2, valeur)
    for cachee in (page, classeur[LISTES]):
        _verrouiller(cachee)
        cachee.sheet_state = "hidden"


# --- la première feuille --------------------------------------------------------------------------


def _lisez_moi(classeur: Workbook, formulaire: Formulaire, identite: Identite) -> None:
    """Qui, quoi, comment, à qui ; aucune date n'y est inventée."""
    page: Worksheet = classeur.create_sheet(LISEZ_MOI)
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 26, 96
    titre = poser(page, 1, 1, f"Suivi du schéma, année {identite.annee}")
    titre.font, titre.alignment = Font(bold=True, size=14), Alignment(wrap_text=False)
    sous_titre = poser(page, 2, 1, f"{identite.territoire}, {identite.intitule} ({identite.periode})")
    sous_titre.alignment = Alignment(wrap_text=False)
    for rang, (sujet, regle) in enumerate(_consignes(formulaire, identite), start=4):
        poser(page, rang, 1, sujet).font = GRAS
        poser(page, rang, 2, regle)
        page.row_dimensions[rang].height = (_hauteur(regle, 96) + 0.4) * HAUTEUR_DE_LIGNE
    page.page_setup.orientation = "landscape"
    _verrouiller(page)


def _consignes(formulaire: Formulaire, identite: Identite) -> list[tuple[str, str]]:
    a, i = len(formulaire.avancement), len(formulaire.indicateurs)
    demandes = {
        "Avancement": (a, accorder(a, "ligne", "lignes")),
        "Indicateurs": (i, accorder(i, "valeur", "valeurs")),
    }
    quoi = liste_fr([f"{n} {mot} (feuille « {nom} »)" for nom, (n, mot) in demandes.items() if n])
    dits = [
        ("Pour qui", formulaire.pilote.nom),
        ("Pourquoi ce classeur", formulaire.pilote.motif),
        ("Ce qu'on vous demande", f"{quoi}. Répondez pour l'année {identite.annee} entière."),
        (
            "Pour quand",
            "La date que fixe le secrétariat du comité, dans le message qui accompagne ce classeur.",
        ),
        ("À qui le rendre", "Au secrétariat du comité départemental, sous le même nom ou un autre."),
        (
            "D'abord",
            "Remplissez « Qui répond » : une fonction et une institution, jamais un nom, et la date.",
        ),
        (
            "Où répondre",
            "Dans les colonnes claires, à en-tête jaune. Les colonnes grises se lisent ; elles sont "
            "verrouillées. Survolez un en-tête : il dit ce qu'il attend.",
        ),
        (
            "Ce qui est déjà rempli",
            "Ce que l'on sait déjà de cette année. Corrigez-le s'il est faux : les deux réponses seront "
            "montrées côte à côte, et la commission tranchera.",
        ),
        (
            "Si vous ne savez pas",
            "Laissez la case vide : un classeur rendu avec des trous est lu pour ce qu'il dit. Si la valeur "
            "n'existe pas, choisissez « non disponible » dans « Si la valeur manque ».",
        ),
        (
            "Les nombres",
            "Un nombre seul : 12 ou 12,5. Ni « environ 12 », ni « 12/15 », ni « 12 % », ni formule : ces "
            "écritures sont refusées, avec leur case.",
        ),
        ("Les dates", "jour/mois/année, dans une case au format Date."),
        (
            "Les petits effectifs",
            "« secret : petit effectif » remplace une valeur que l'édition publique ne montre pas. Un petit "
            "effectif que vous donnez reste dans l'édition interne.",
        ),
        (
            "« Aussi demandé à »",
            "Le schéma nomme plusieurs pilotes pour cette ligne : une seule réponse suffit, accordez-vous.",
        ),
        (
            "Vous pouvez",
            "Trier, filtrer, élargir ou déplacer des colonnes, enregistrer depuis LibreOffice. Gardez les "
            "en-têtes et la colonne « Identifiant » : c'est à elle que l'on reconnaît chaque ligne.",
        ),
        ("Rien à fournir", _rien_a_fournir(formulaire)),
    ]
    return [(sujet, regle) for sujet, regle in dits if regle]


def _rien_a_fournir(formulaire: Formulaire) -> str:
    if not formulaire.des_producteurs:
        return ""
    noms = liste_fr([f"« {nom} »" for nom in formulaire.des_producteurs])
    return f"Publié par un producteur national, et donc pas demandé : {noms}."
