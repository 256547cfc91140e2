"""Les CSV de l'Insee : mouvements, communes, départements, régions, populations ; reconnus à leurs colonnes.

Rien n'y est deviné : un code mal écrit, une date à venir, une ligne coupée arrêtent la lecture.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu, enumerer
from sdsf.lecture.cellules import Illisible, lire_cellule
from sdsf.lecture.grille import Grille, entetes, lire_grille
from sdsf.lecture.octets import TAILLE_TABLE, taille_bornee

ENCODAGES = ("utf-8-sig", "latin-1")
CODE = re.compile(r"([0-9]{2}|2[AB])[0-9]{3}")
FAUTES_MONTREES = 20
# Ce qu'il faut pour lire chaque fichier, du plus particulier au plus général.
COLONNES: Mapping[str, Sequence[str]] = {
    "mouvements": (
        "MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "LIBELLE_AV", "TYPECOM_AP", "COM_AP", "LIBELLE_AP",
    ),
    "populations": ("CODCOM", "COM", "Commune", "PMUN", "PTOT"),
    "communes": ("TYPECOM", "COM", "REG", "DEP", "ARR", "LIBELLE"),
    "arrondissements": ("ARR", "DEP", "REG", "CHEFLIEU", "LIBELLE"),
    "departements": ("DEP", "REG", "CHEFLIEU", "LIBELLE"),
    "regions": ("REG", "CHEFLIEU", "NCC", "LIBELLE"),
    "outremer": ("code_commune", "nom_commune", "code_collectivite", "nom_collectivite"),
}  # fmt: skip


@dataclass(frozen=True)
class TableDuCog:
    """Un CSV lu : sa sorte, l'année que dit son nom (ou ``None``), ses lignes et leurs numéros."""

    sorte: str
    annee: int | None
    grille: Grille

    @property
    def lignes(self) -> list[Mapping[str, str]]:
        return [ligne for _, ligne in self.grille.lignes]


def sorte_du_csv(chemin: Path) -> str | None:
    """Ce qu'un CSV est, à ses colonnes ; ``None`` s'il n'est rien de connu, ou ne se lit pas."""
    try:
        trouvees = set(entetes(chemin))
    except (Erreurs, OSError):
        return None
    entieres = [sorte for sorte, noms in COLONNES.items() if set(noms) <= trouvees]
    # Des mouvements auxquels une colonne manque le diront ; les autres se confondraient entre eux.
    presque = ["mouvements"] if {"COM_AV", "MOD"} & trouvees else []
    return next(iter([*entieres, *presque]), None)


def ouvrir_csv(chemin: Path, sorte: str) -> TableDuCog:
    """Lit et contrôle un CSV de cette sorte. Lève ``Erreurs`` avec toutes ses fautes."""
    taille_bornee(chemin, TAILLE_TABLE)
    trouvees = entetes(chemin)
    absentes = [nom for nom in COLONNES[sorte] if nom not in trouvees]
    if absentes:
        cause = f"il manque {enumerer(absentes)} ; colonnes trouvées : {', '.join(trouvees)[:300]}"
        attendu = "les colonnes " + ", ".join(COLONNES[sorte])
        raise Erreurs([err.FichierDeTerritoires(Lieu(chemin.name, 1), cause=cause, attendu=attendu)])
    grille = lire_grille(chemin, ENCODAGES)
    controles = {"mouvements": _controler_un_mouvement, "populations": _controler_une_population}
    if controler := controles.get(sorte):
        err.lever([f for n, ligne in grille.lignes for f in controler(grille, n, ligne)][:FAUTES_MONTREES])
    annee = re.search(r"(?<!\d)20\d\d(?!\d)", chemin.name)
    return TableDuCog(sorte, int(annee.group()) if annee else None, grille)


def _controler_un_mouvement(grille: Grille, numero: int, ligne: Mapping[str, str]) -> list[Erreur]:
    """Une date passée, deux codes en forme ; ce qui naît ou disparaît n'a ni type ni code de ce côté."""
    fautes: list[Erreur] = []
    for cote in ("AV", "AP"):
        colonne = f"COM_{cote}"
        vide = not (ligne[colonne] or ligne[f"TYPECOM_{cote}"])
        if not vide and not CODE.fullmatch(ligne[colonne]):
            lieu, attendu = grille.lieu(numero, colonne), "un code de commune (cinq caractères)"
            fautes.append(err.CodeDeTerritoire(lieu, recu=ligne[colonne], attendu=attendu))
    return [*fautes, *_controler_la_date(grille, numero, ligne["DATE_EFF"])]


def _controler_la_date(grille: Grille, numero: int, recue: str) -> list[Erreur]:
    lieu, aujourdhui = grille.lieu(numero, "DATE_EFF"), dt.date.today()
    try:
        date = dt.date.fromisoformat(recue)
    except ValueError:
        cause = f"« {recue} » n'est pas une date"
        return [err.FichierDeTerritoires(lieu, cause=cause, attendu="une date écrite 2026-01-01")]
    if date.year > aujourdhui.year:
        return [err.AnneeFuture(lieu, recu=recue, annee=aujourdhui.year)]
    return []


def _controler_une_population(grille: Grille, numero: int, ligne: Mapping[str, str]) -> list[Erreur]:
    """Un code en forme, un effectif entier."""
    fautes: list[Erreur] = []
    if not CODE.fullmatch(ligne["COM"]):
        lieu, attendu = grille.lieu(numero, "COM"), "un code de commune (cinq caractères)"
        fautes.append(err.CodeDeTerritoire(lieu, recu=ligne["COM"], attendu=attendu))
    lieu = grille.lieu(numero, "PMUN")
    try:
        valeur = lire_cellule(ligne["PMUN"]).valeur
    except Illisible as refus:
        return [*fautes, err.NombreDuProducteur(lieu, recu=ligne["PMUN"], cause=str(refus))]
    if valeur is None or not valeur.is_integer():
        cause = "une population est un nombre entier d'habitants"
        fautes.append(err.NombreDuProducteur(lieu, recu=ligne["PMUN"], cause=cause))
    elif valeur < 0:
        fautes.append(err.ValeurNegative(lieu, recu=ligne["PMUN"], quoi="population municipale"))
    return fautes
