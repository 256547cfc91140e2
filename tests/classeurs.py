"""Fabriquer un classeur : celui d'un plan du dépôt, puis l'abîmer comme une main ou un tableur l'abîme."""

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from tests.fabrique import RACINE

from sdsf.erreurs import Erreur, Erreurs
from sdsf.espace import Espace
from sdsf.plan.lecture import lire_plan
from sdsf.plan.modeles import Plan
from sdsf.referentiel.lecture import Referentiel, lire_referentiel
from sdsf.tableur.ecriture import classeur_du_plan
from sdsf.tableur.lecture import lire_plan_en_classeur
from sdsf.tableur.structure import feuilles

PLANS = sorted((RACINE / "params/departements").glob("*/*/plan.yml"))
NOMS = [f"{chemin.parent.parent.name} {chemin.parent.name}" for chemin in PLANS]
Abimer = Callable[[Workbook], object]


@cache
def referentiel() -> Referentiel:
    return lire_referentiel(Espace(RACINE))


@cache
def plan_du_depot(chemin: Path) -> Plan:
    departement, periode = chemin.parent.parent.name, chemin.parent.name
    return lire_plan(Espace(RACINE), departement, periode, referentiel().indicateurs).plan


@cache
def plan_00() -> Plan:
    return plan_du_depot(RACINE / "params/departements/00/2021-2026/plan.yml")


@cache
def octets_00() -> bytes:
    return classeur_du_plan(plan_00())


# --- lire -----------------------------------------------------------------------------------------


def lire(chemin: Path) -> Plan:
    return lire_plan_en_classeur(chemin, referentiel().indicateurs, referentiel().departements)


def relire(plan: Plan, dossier: Path) -> Plan:
    """Le plan, après un aller-retour par un classeur."""
    chemin = dossier / "plan.xlsx"
    chemin.write_bytes(classeur_du_plan(plan))
    return lire(chemin)


def fautes(chemin: Path) -> list[Erreur]:
    """Les fautes d'un classeur ; aucune s'il se lit."""
    try:
        lire(chemin)
    except Erreurs as refus:
        return list(refus.erreurs)
    return []


def dites(chemin: Path) -> list[str]:
    """Chaque faute, sur une ligne : code, lieu, message."""
    return [" ".join(f"{faute.code} {faute}".split()) for faute in fautes(chemin)]


# --- abîmer ---------------------------------------------------------------------------------------


def abime(dossier: Path, *abimer: Abimer) -> Path:
    """Le classeur du département 00, enregistré après ces changements."""
    classeur = load_workbook(io.BytesIO(octets_00()))
    for changer in abimer:
        changer(classeur)
    chemin = dossier / "plan.xlsx"
    classeur.save(chemin)
    return chemin


def ecrit(feuille: str, case: str, valeur: Any, format_: str = "General") -> Abimer:
    """Écrit une valeur dans une case, comme un tableur le ferait d'une frappe."""

    def changer(classeur: Workbook) -> None:
        cellule = classeur[feuille][case]
        cellule.value = valeur
        if not isinstance(valeur, str) and not hasattr(valeur, "year"):
            cellule.number_format = format_

    return changer


def case(feuille: str, titre: str, ligne: int) -> str:
    """La case d'une colonne, à une ligne : ``D12`` ; le schéma s'écrit de haut en bas."""
    trouvee = next(f for f in feuilles(Plan).values() if f.titre == feuille)
    rang = [colonne.titre for colonne in trouvee.colonnes].index(titre) + 1
    return f"B{rang + 1}" if trouvee.verticale else f"{get_column_letter(rang)}{ligne}"


def parties(octets: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}


def archive(contenu: dict[str, bytes]) -> bytes:
    ecrite = io.BytesIO()
    with zipfile.ZipFile(ecrite, "w", zipfile.ZIP_DEFLATED) as sortie:
        for nom, octets in contenu.items():
            sortie.writestr(nom, octets)
    return ecrite.getvalue()


def comme_un_tableur_l_enregistre(octets: bytes) -> bytes:
    """Le même classeur, ses textes rangés dans une table commune : la forme qu'Excel donne aux siens."""
    contenu = parties(octets)
    textes: list[str] = []

    def ranger(trouve: re.Match[str]) -> str:
        textes.append(trouve[3])
        return f'<c r="{trouve[1]}"{trouve[2]} t="s"><v>{len(textes) - 1}</v></c>'

    motif = re.compile(r'<c r="(\w+)"( s="\d+")? t="inlineStr"><is>(<t.*?</t>)</is></c>', re.DOTALL)
    for nom in [nom for nom in contenu if nom.startswith("xl/worksheets/sheet")]:
        contenu[nom] = motif.sub(ranger, contenu[nom].decode()).encode()
    genre = "http://schemas.openxmlformats.org/{}"
    table = "".join(f"<si>{texte}</si>" for texte in textes)
    espace = genre.format("spreadsheetml/2006/main")
    contenu["xl/sharedStrings.xml"] = f'<sst xmlns="{espace}">{table}</sst>'.encode()
    _declarer(contenu)
    return archive(contenu)


def _declarer(contenu: dict[str, bytes]) -> None:
    """La table commune se déclare à deux endroits de l'archive."""
    base = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    type_ = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{base}"/></Types>'
    types, liens = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    contenu[types] = contenu[types].replace(b"</Types>", type_.encode())
    genre = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    lien = f'<Relationship Id="rIdTextes" Type="{genre}" Target="sharedStrings.xml"/></Relationships>'
    contenu[liens] = contenu[liens].replace(b"</Relationships>", lien.encode())
