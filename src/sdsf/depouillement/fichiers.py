"""Ouvrir un export d'enquête : un CSV ou un classeur, borné en taille, sans rien exécuter."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.lecture.classeur import avis_du_classeur, code_texte, est_classeur, lire_feuilles
from sdsf.lecture.grille import COLONNES, FAUTES_MONTREES, decoder, separateur
from sdsf.lecture.octets import MEGA, TAILLE_TABLE, taille_bornee

# Une enquête départementale a quelques milliers de réponses ; au-delà, c'est un autre fichier.
REPONSES = 100_000
TAILLE_D_EXPORT_EN_CLASSEUR = 128 * MEGA
Rangee = tuple[int, Sequence[str]]


@dataclass(frozen=True)
class Export:
    """Un export : ses colonnes, et ses lignes avec leur numéro dans le fichier."""

    fichier: str
    colonnes: Sequence[str]
    rangees: Sequence[Rangee]
    avis: Sequence[str] = ()

    def lieu(self, numero: int, colonne: str = "") -> Lieu:
        return Lieu(self.fichier, numero, f"colonne {colonne}" if colonne else "")


def ouvrir_export(chemin: Path) -> Export:
    """Un fichier d'export, lu en entier. Lève ``Erreurs`` : absent, trop gros, illisible, lignes inégales."""
    taille_bornee(chemin, TAILLE_TABLE)
    export = _du_classeur(chemin) if est_classeur(chemin) else _du_texte(chemin)
    if not export.rangees:
        raise Erreurs([err.FichierDuProducteurVide(Lieu(chemin.name))])
    if len(export.rangees) > REPONSES:
        trop = err.TropDeReponses(Lieu(chemin.name), recu=len(export.rangees), limite=REPONSES)
        raise Erreurs([trop])
    return export


def _du_classeur(chemin: Path) -> Export:
    """La première feuille d'un classeur ; Kobo met les groupes répétés dans les suivantes."""
    feuilles = lire_feuilles(chemin, limite=TAILLE_D_EXPORT_EN_CLASSEUR)
    premiere = next(iter(feuilles.values()))
    lignes = [[_texte(cellule) for cellule in ligne] for ligne in premiere.lignes]
    if not lignes:
        raise Erreurs([err.FichierDuProducteurVide(Lieu(chemin.name))])
    colonnes = _colonnes_sures(chemin.name, lignes[0])
    rangees = [(rang + 2, ligne) for rang, ligne in enumerate(lignes[1:]) if any(ligne)]
    avis = [*avis_du_classeur(chemin)]
    if len(feuilles) > 1:
        avis.append(f"Seule la première feuille, « {premiere.nom} », est lue.")
    return Export(chemin.name, colonnes, [(n, ligne[: len(colonnes)]) for n, ligne in rangees], avis)


def _texte(cellule: object) -> str:
    """Une cellule de classeur en texte : 1.0 est le code 1 ; un oui/non de tableur est 1 ou 0."""
    if isinstance(cellule, bool):
        return "1" if cellule else "0"
    return code_texte(cellule) if isinstance(cellule, float) else str(cellule or "").strip()


def _du_texte(chemin: Path) -> Export:
    texte = decoder(chemin)
    signe = separateur(texte.split("\n", 1)[0])
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=signe, strict=True)
    fautes: list[Erreur] = []
    rangees: list[Rangee] = []
    colonnes: Sequence[str] = []
    try:
        colonnes = _colonnes_sures(chemin.name, next(lecteur, []))
        for numero, cellules in _numeroter(lecteur):
            if any(cellules[len(colonnes) :]) or len(cellules) < len(colonnes):
                cause = f"elle a {len(cellules)} cellules, l'en-tête {len(colonnes)}"
                fautes.append(err.LigneIrreguliere(Lieu(chemin.name, numero), cause=cause))
            rangees.append((numero, [cellule.strip() for cellule in cellules[: len(colonnes)]]))
    except csv.Error:
        cause = "un guillemet n'est pas refermé, ou une cellule est démesurée"
        fautes.append(err.LigneIrreguliere(Lieu(chemin.name, lecteur.line_num), cause=cause))
    err.lever(fautes[:FAUTES_MONTREES])
    return Export(chemin.name, colonnes, rangees)


def _numeroter(lecteur: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Les lignes non vides, avec le numéro de leur première ligne dans le fichier."""
    debut = lecteur.line_num + 1  # type: ignore[attr-defined]
    for cellules in lecteur:
        if any(cellules):
            yield debut, cellules
        debut = lecteur.line_num + 1  # type: ignore[attr-defined]


def _colonnes_sures(fichier: str, premiere: Sequence[str]) -> list[str]:
    colonnes = [nom.strip() for nom in premiere]
    while colonnes and not colonnes[-1]:
        colonnes.pop()
    if not colonnes:
        raise Erreurs([err.FichierDuProducteurVide(Lieu(fichier))])
    if len(colonnes) > COLONNES:
        cause = f"elle a {len(colonnes)} colonnes"
        raise Erreurs([err.LigneIrreguliere(Lieu(fichier, 1), cause=cause)])
    doubles = [nom for nom, fois in Counter(colonnes).items() if nom and fois > 1]
    causes = [f"la colonne « {nom} » y est deux fois" for nom in doubles]
    err.lever([err.LigneIrreguliere(Lieu(fichier, 1), cause=cause) for cause in causes])
    return colonnes
