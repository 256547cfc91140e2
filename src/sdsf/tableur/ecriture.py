"""Écrire un plan en classeur : une feuille par niveau, les mêmes octets d'une fois sur l'autre.

Un texte reste du texte, même s'il commence par « = » : aucune case n'est une formule.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from sdsf import erreurs as err
from sdsf.erreurs import Lieu
from sdsf.plan.modeles import Plan
from sdsf.tableur.cases import Marque, ecrire_valeur
from sdsf.tableur.deroulantes import poser_les_deroulantes
from sdsf.tableur.lisez_moi import ecrire_lisez_moi
from sdsf.tableur.mise_en_forme import Contenu, ecrire_feuille
from sdsf.tableur.rangees import Rangee, rangees
from sdsf.tableur.structure import Colonne, Feuille, feuilles

LONGUEUR_DE_CASE = 32767
# Une date fixe : le même plan donne le même fichier, octet pour octet.
JOUR = dt.datetime(2000, 1, 1)


def classeur_du_plan(plan: Plan) -> bytes:
    """Le contenu du fichier .xlsx. Lève ``Erreurs`` si une case ne peut pas contenir un texte du plan."""
    toutes, lues = feuilles(Plan), rangees(plan)
    contenus = {nom: _contenus(feuille, lues.get(nom, [])) for nom, feuille in toutes.items()}
    err.lever([faute for nom, feuille in toutes.items() for faute in _trop_longs(feuille, contenus[nom])])
    classeur = Workbook()
    classeur.remove(classeur.worksheets[0])
    ecrire_lisez_moi(classeur, plan, {nom: len(contenus[nom]) for nom in toutes})
    for nom, feuille in toutes.items():
        ecrire_feuille(classeur, feuille, contenus[nom])
    poser_les_deroulantes(classeur, toutes)
    return _octets(classeur)


def _contenus(feuille: Feuille, lues: Sequence[Rangee]) -> list[list[Contenu]]:
    """Le contenu de chaque case, ligne à ligne."""
    return [[ecrire_valeur(c, rangee.get(c.place, Marque.VIDE)) for c in feuille.colonnes] for rangee in lues]


def _trop_longs(feuille: Feuille, lignes: Sequence[Sequence[Contenu]]) -> list[err.Erreur]:
    return [
        _trop_long(feuille, colonne, rang, len(contenu))
        for rang, ligne in enumerate(lignes, start=2)
        for colonne, contenu in zip(feuille.colonnes, ligne, strict=True)
        if isinstance(contenu, str) and len(contenu) > LONGUEUR_DE_CASE
    ]


def _trop_long(feuille: Feuille, colonne: Colonne, rang: int, longueur: int) -> err.Erreur:
    lieu = Lieu("", None, f"feuille {feuille.titre}, ligne {rang}, colonne « {colonne.titre} »")
    cause = f"Le texte a {longueur} caractères ; une case de tableur en contient {LONGUEUR_DE_CASE}"
    return err.PlanInexportable(lieu, cause=cause)


def _octets(classeur: Workbook) -> bytes:
    """Le fichier ; rien n'y dépend du jour ni du poste."""
    classeur.properties.creator = "sdsf exporter plan"
    classeur.properties.created = classeur.properties.modified = JOUR
    brut = io.BytesIO()
    # « Workbook.save » daterait le fichier d'aujourd'hui.
    ExcelWriter(classeur, zipfile.ZipFile(brut, "w", zipfile.ZIP_DEFLATED)).save()
    with zipfile.ZipFile(brut) as archive:
        return _archive({nom: archive.read(nom) for nom in archive.namelist()})


def _archive(parties: Mapping[str, bytes]) -> bytes:
    """Une archive zip dont chaque partie porte la même date."""
    ecrite = io.BytesIO()
    with zipfile.ZipFile(ecrite, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in parties.items():
            fiche = zipfile.ZipInfo(nom, JOUR.timetuple()[:6])
            fiche.compress_type, fiche.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(fiche, contenu)
    return ecrite.getvalue()
