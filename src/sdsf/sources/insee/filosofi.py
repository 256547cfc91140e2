"""Filosofi en large : une ligne par territoire, une colonne par mesure, l'année en suffixe (MED21, TP6021).

« s » est un secret statistique, « nd » une valeur non disponible : chacun garde son mot.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from sdsf import erreurs as err
from sdsf.lecture.grille import Grille, exiger_colonnes, lire_grille
from sdsf.sources.insee.naissances import VIDE
from sdsf.sources.producteurs.releves import (
    TOUT,
    Choix,
    Mesure,
    Recolte,
    Releve,
    dire_le_zero,
    maille_du_code,
    reparer_code,
)
from sdsf.vocabulaire import Maille

SOURCE = "insee_filosofi"
MESURES = {
    "MED": Mesure("niveau_de_vie_median", "niveau de vie médian", "euros", SOURCE),
    "TP60": Mesure("taux_pauvrete", "taux de pauvreté à 60 %", "pourcent", SOURCE),
    "TP60AGE1": Mesure(
        "taux_pauvrete_moins_30_ans", "taux de pauvreté des moins de 30 ans", "pourcent", SOURCE
    ),
    "PPFAM": Mesure("part_prestations_familiales", "part des prestations familiales", "pourcent", SOURCE),
    "PPMINI": Mesure("part_minima_sociaux", "part des minima sociaux", "pourcent", SOURCE),
    "RD": Mesure("rapport_interdecile", "rapport interdécile du niveau de vie", "rapport", SOURCE),
}
EXIGEES = ("MED", "TP60")


def annee_des_colonnes(colonnes: Sequence[str]) -> str | None:
    """Le suffixe d'année d'un fichier Filosofi en large ; ``None`` si ce n'en est pas un.

    >>> annee_des_colonnes(["CODGEO", "MED21", "TP6021"])
    '21'
    """
    suffixes = [trouve.group(1) for c in colonnes if (trouve := re.fullmatch(r"(?:MED|NBMENFISC)(\d\d)", c))]
    return suffixes[0] if suffixes and "CODGEO" in colonnes else None


def lire_filosofi(chemin: Path, choix: Choix = TOUT) -> Recolte:
    """Un relevé par territoire retenu et par mesure. Lève ``Erreurs`` avec toutes les causes."""
    grille = lire_grille(chemin)
    suffixe = annee_des_colonnes(grille.colonnes) or "21"
    exiger_colonnes(grille.fichier, grille.colonnes, ["CODGEO", *(f"{nom}{suffixe}" for nom in EXIGEES)])
    recolte = Recolte("filosofi")
    codes = {ligne["CODGEO"] for _, ligne in grille.lignes}
    # Un code à deux chiffres est un département ou une région : seul le nom du fichier le dit.
    regions = bool(re.search(r"[_-]REG(?![A-Z])", chemin.name.upper()))
    for numero, ligne in grille.lignes:
        _lire_ligne(recolte, grille, numero, ligne, (suffixe, codes, choix, regions))
    return recolte.finir(grille.fichier)


def _lire_ligne(
    recolte: Recolte,
    grille: Grille,
    numero: int,
    ligne: Mapping[str, str],
    contexte: tuple[str, set[str], Choix, bool],
) -> None:
    suffixe, codes, choix, regions = contexte
    code = _reparer(ligne["CODGEO"], codes, regions)
    maille = "region" if regions else maille_du_code(code)
    if maille is None:
        lieu = grille.lieu(numero, "CODGEO")
        attendu = "un code de commune, d'EPCI ou de département"
        recolte.fautes.append(err.CodeDeTerritoire(lieu, recu=ligne["CODGEO"], attendu=attendu))
        return
    if code != ligne["CODGEO"]:
        recolte.avertissements.append(dire_le_zero(numero, ligne["CODGEO"], code))
    if not choix.garde(maille, code):
        return
    annee, nom = f"20{suffixe}", ligne.get("LIBGEO") or choix.noms.get(code, code)
    for prefixe, mesure in MESURES.items():
        if (colonne := f"{prefixe}{suffixe}") in ligne:
            releve = Releve(mesure, code, maille, nom, annee, VIDE, annee, "publiee")
            recolte.ajouter(releve, ligne[colonne], grille.lieu(numero, colonne))


def _reparer(recu: str, codes: set[str], regions: bool) -> str:
    """Le code et son zéro : un chiffre seul est un département ou une région, quatre sont une commune."""
    seul: Maille = "region" if regions else "departement"
    return reparer_code(recu, "commune" if len(recu) == 4 else seul, codes)
