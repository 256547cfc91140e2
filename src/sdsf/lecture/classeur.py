"""Lire les feuilles d'un classeur (.xlsx, .xls, .ods) : les valeurs, sans rien exécuter.

Une formule donne sa dernière valeur calculée, une macro n'est pas lue. Ce lecteur ouvre aussi les
classeurs qu'openpyxl refuse pour leurs couleurs.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu, enumerer
from sdsf.lecture.octets import (
    TAILLE_CLASSEUR,
    debut,
    est_zip,
    morceaux,
    ouvrir_zip,
    taille_bornee,
    verifier_zip,
)

FORMULE = re.compile(rb"<(?:\w+:)?f[ />]")
SANS_VALEUR = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]+\d+)"[^>]*><(?:\w+:)?f(?:/>|[^>]*>(?:[^<]*</(?:\w+:)?f>)?)(?:<v\s*/>|<v></v>)?</'
)
ANCIEN = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Ligne = tuple[object, ...]


@dataclass(frozen=True)
class Feuille:
    """Une feuille : son fichier, son nom, ses lignes depuis la première (une cellule vide vaut « »)."""

    fichier: str
    nom: str
    lignes: Sequence[Ligne]

    def lieu(self, rang: int, colonne: str = "") -> Lieu:
        """Le lieu d'une ligne, comptée depuis 0."""
        detail = f"feuille {self.nom}" + (f" · colonne {colonne}" if colonne else "")
        return Lieu(self.fichier, rang + 1, detail)


def est_classeur(chemin: Path) -> bool:
    """Un classeur ancien (.xls), ou une archive qui a des feuilles."""
    return debut(chemin, 8) == ANCIEN or (est_zip(chemin) and b"[Content_Types].xml" in debut(chemin, 65536))


def lire_feuilles(
    chemin: Path, noms: Iterable[str] | None = None, limite: int = TAILLE_CLASSEUR
) -> dict[str, Feuille]:
    """Les feuilles demandées (toutes, par défaut) qui existent. Lève ``Erreurs`` : illisible, trop gros."""
    from python_calamine import CalamineError, CalamineWorkbook

    taille_bornee(chemin, limite)
    if est_zip(chemin):
        verifier_zip(chemin, limite)
    try:
        with CalamineWorkbook.from_path(chemin) as classeur:
            voulus = classeur.sheet_names if noms is None else [n for n in noms if n in classeur.sheet_names]
            return {nom: Feuille(chemin.name, nom, _lignes(classeur, nom)) for nom in voulus}
    except (CalamineError, OSError, ValueError) as refus:
        cause = "il demande un mot de passe" if "assword" in repr(refus) else "il est abîmé"
        raise Erreurs([err.ClasseurDuProducteur(Lieu(chemin.name), cause=cause)]) from None


def avis_du_classeur(chemin: Path) -> list[str]:
    """Ce qu'il faut dire d'un classeur .xlsx. Lève ``Erreurs`` si une formule n'a pas de valeur.

    Une formule jamais calculée se lirait comme une case vide, et un nombre y deviendrait un trou.
    """
    if not est_zip(chemin):
        return []
    avec_formules: list[str] = []
    with ouvrir_zip(chemin, TAILLE_CLASSEUR) as archive:
        macros = any(membre.filename.endswith("vbaProject.bin") for membre in archive.infolist())
        for membre in archive.infolist():
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", membre.filename):
                contenu = b"".join(morceaux(archive, membre, chemin))
                _exiger_des_valeurs(chemin, membre.filename, contenu)
                avec_formules += [membre.filename] if FORMULE.search(contenu) else []
    avis = ["Ce classeur a des formules : leur dernière valeur calculée est lue."] * bool(avec_formules)
    return avis + ["Ce classeur a des macros : elles ne sont ni lues ni exécutées."] * macros


def _exiger_des_valeurs(chemin: Path, feuille: str, contenu: bytes) -> None:
    if vide := SANS_VALEUR.search(contenu):
        place = vide.group(1).decode()
        lieu = Lieu(chemin.name, int(re.sub(r"\D", "", place)), f"{feuille} · case {place}")
        cause = f"la formule de la case {place} n'a pas été calculée (ouvrez-le et enregistrez-le)"
        raise Erreurs([err.ClasseurDuProducteur(lieu, cause=cause)])


def _lignes(classeur: object, nom: str) -> list[Ligne]:
    feuille = classeur.get_sheet_by_name(nom)  # type: ignore[attr-defined]
    return [tuple(ligne) for ligne in feuille.to_python(skip_empty_area=False)]


def exiger_feuille(feuilles: dict[str, Feuille], nom: str, chemin: Path) -> Feuille:
    """Une feuille qui doit exister ; sinon ``Erreurs``, avec celles que l'on a trouvées."""
    if nom not in feuilles:
        trouvees = enumerer(feuilles, 20) or "aucune"
        raise Erreurs(
            [err.ColonnesDuProducteur(Lieu(chemin.name), manquantes=f"feuille {nom}", trouvees=trouvees)]
        )
    return feuilles[nom]


def code_texte(contenu: object) -> str:
    """Un code tel qu'il s'écrit : un classeur l'a parfois gardé comme un nombre (13.0, 200029999.0).

    >>> code_texte(13.0), code_texte("01"), code_texte(1.0), code_texte(200029999.0)
    ('13', '01', '1', '200029999')
    """
    if isinstance(contenu, float) and contenu.is_integer():
        return str(int(contenu))
    return str(contenu).strip().removesuffix(".0")
