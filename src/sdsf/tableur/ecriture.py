"""Écrire un plan en classeur : une feuille par niveau, les mêmes octets d'une fois sur l'autre.

Un texte reste du texte, même s'il commence par « = » : aucune case n'est une formule.
"""

from collections.abc import Sequence

from openpyxl import Workbook

from sdsf import erreurs as err
from sdsf.erreurs import Lieu
from sdsf.plan.modeles import Plan
from sdsf.tableur.cases import Marque, ecrire_valeur
from sdsf.tableur.deroulantes import poser_les_deroulantes
from sdsf.tableur.lisez_moi import ecrire_lisez_moi
from sdsf.tableur.mise_en_forme import Contenu, ecrire_feuille
from sdsf.tableur.octets import octets_du_classeur
from sdsf.tableur.rangees import Rangee, rangees
from sdsf.tableur.structure import Colonne, Feuille, feuilles

LONGUEUR_DE_CASE = 32767


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
    return octets_du_classeur(classeur, "sdsf exporter plan")


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
