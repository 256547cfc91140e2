"""Des classeurs de collecte : écrits par le logiciel, remplis ou abîmés comme le fait une main."""

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sdsf.commande.formulaires import ecrire_les_formulaires
from sdsf.espace import Espace

JOUR = dt.date(2025, 3, 10)
Geste = Callable[[Workbook], object]


def formulaires(espace: Espace, departement: str = "00", annee: int = 2024) -> dict[str, Path]:
    """Les classeurs écrits, par code de pilote."""
    fait = ecrire_les_formulaires(espace, departement, annee, JOUR)
    return {chemin.stem: chemin for chemin in fait.fichiers}


def feuille(classeur: Workbook, nom: str) -> Worksheet:
    page = classeur[nom]
    assert isinstance(page, Worksheet)
    return page


def colonnes(page: Worksheet) -> dict[str, int]:
    return {str(case.value): rang for rang, case in enumerate(page[1], start=1)}


def rang_de(page: Worksheet, ident: str) -> int:
    """La ligne d'une question."""
    place = colonnes(page)["Identifiant"]
    return next(r for r in range(2, page.max_row + 1) if page.cell(r, place).value == ident)


def signer(classeur: Workbook, jour: Any = JOUR, fonction: str | None = "chargée de mission") -> None:
    page = feuille(classeur, "Qui répond")
    page["B2"], page["B4"] = fonction, jour
    page["B3"] = page["B3"].value or "Institution d'essai"


def pose(nom: str, ident: str, **valeurs: Any) -> Geste:
    """Écrit des réponses sur une ligne ; un titre de colonne s'écrit avec des soulignés."""

    def changer(classeur: Workbook) -> None:
        page = feuille(classeur, nom)
        rang = rang_de(page, ident)
        for titre, valeur in valeurs.items():
            page.cell(rang, colonnes(page)[titre.replace("_", " ")]).value = valeur

    return changer


def rendu(chemin: Path, dossier: Path, *gestes: Geste, nom: str = "", signe: bool = True) -> Path:
    """Une copie du classeur, signée et remplie de ces gestes."""
    classeur = load_workbook(chemin)
    if signe:
        signer(classeur)
    for geste in gestes:
        geste(classeur)
    place = dossier / (nom or chemin.name)
    classeur.save(place)
    return place


def tout_repondre(valeurs: Mapping[str, float]) -> Geste:
    """Une réponse à chaque question encore vide ; ``valeurs`` garde le nombre donné à chaque indicateur."""

    def changer(classeur: Workbook) -> None:
        if "Avancement" in classeur.sheetnames:
            _avancer(feuille(classeur, "Avancement"))
        if "Indicateurs" in classeur.sheetnames:
            _mesurer(feuille(classeur, "Indicateurs"), valeurs)

    return changer


def _avancer(page: Worksheet) -> None:
    places = colonnes(page)
    for rang in range(2, page.max_row + 1):
        if not page.cell(rang, places["Statut"]).value:
            page.cell(rang, places["Statut"]).value = "en cours"
            page.cell(rang, places["Début réel"]).value = dt.date(2024, 3, 1)


def _mesurer(page: Worksheet, valeurs: Mapping[str, float]) -> None:
    places = colonnes(page)
    for rang in range(2, page.max_row + 1):
        lus = {nom: page.cell(rang, place).value for nom, place in places.items()}
        if lus["Valeur"] is not None or lus["Si la valeur manque"]:
            continue
        if str(lus["Unité"]).startswith("sans objet"):
            page.cell(rang, places["Commentaire"]).value = "Appréciation d'essai"
            continue
        page.cell(rang, places["Valeur"]).value = valeurs[str(lus["Identifiant"])]
        if str(lus["Unité"]).startswith("à choisir"):
            page.cell(rang, places["Unité choisie"]).value = "actions"
