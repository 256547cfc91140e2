"""Une feuille ouverte devient un tableau : ses colonnes reconnues, ses lignes, et toutes ses fautes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Lieu, enumerer, plus_proche
from sdsf.tableur.mots import normaliser
from sdsf.tableur.ouverture import Case, FeuilleBrute
from sdsf.tableur.structure import Feuille, Place

LISEZ_MOI = "Lisez-moi"
LISTES = "Listes"


@dataclass(frozen=True)
class LieuDeCase(Lieu):
    """Un lieu dans un classeur, et son rang : les fautes se disent dans l'ordre où on les rencontre."""

    ordre: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True)
class Tableau:
    """Une feuille reconnue, redressée si elle s'écrit de haut en bas : l'en-tête est sa ligne 1."""

    fichier: str
    rang: int
    feuille: Feuille
    cases: Mapping[tuple[int, int], Case]
    colonnes: Mapping[Place, int] = field(default_factory=dict)

    def adresse(self, ligne: int, colonne: int) -> str:
        """La case telle que le tableur la nomme."""
        if self.feuille.verticale:
            return f"{get_column_letter(ligne)}{colonne + 1}"
        return f"{get_column_letter(colonne)}{ligne}"

    def lieu(self, ligne: int = 0, colonne: int = 0, titre: str = "") -> LieuDeCase:
        """Fichier, feuille, case : ``feuille Fiches, case D12, colonne « Code »``."""
        place = f"feuille {self.feuille.titre}"
        if colonne:
            place += f", case {self.adresse(ligne, colonne)}"
        elif ligne:
            place += f", ligne {ligne}"
        if titre:
            place += f", {'rubrique' if self.feuille.verticale else 'colonne'} « {titre} »"
        return LieuDeCase(self.fichier, None, place, (self.rang, ligne, colonne))

    def lieu_de(self, ligne: int, place: Place) -> LieuDeCase:
        """Le lieu d'une valeur ; sa ligne, si sa colonne manque."""
        colonne = self.feuille.colonne(place)
        return self.lieu(ligne, self.colonnes.get(colonne.place, 0), colonne.titre)

    def lignes(self) -> list[int]:
        """Les lignes qui disent quelque chose ; une ligne vide ne compte pas."""
        connues = set(self.colonnes.values())
        lues = {ligne for ligne, colonne in self.cases if ligne > 1 and colonne in connues}
        # Le schéma a une ligne, même vide : ses cases obligatoires seront réclamées.
        return [2] if self.feuille.verticale else sorted(lues)


def reconnaitre(
    fichier: str, brutes: Sequence[FeuilleBrute], attendues: Mapping[str, Feuille]
) -> tuple[dict[str, Tableau], list[Erreur]]:
    """Les tableaux par nom de feuille, et les fautes de feuilles, d'en-têtes et de fusions.

    Un classeur sans aucune feuille connue est refusé d'une seule faute.
    """
    par_titre = {normaliser(brute.titre): brute for brute in brutes}
    trouvees = {n: par_titre[normaliser(f.titre)] for n, f in attendues.items() if _est_la(f, par_titre)}
    if not trouvees:
        admis = enumerer((feuille.titre for feuille in attendues.values()), 40)
        return {}, [err.ClasseurSansPlan(Lieu(fichier), admis=admis)]
    fautes = list(_fautes_de_feuilles(fichier, par_titre, attendues))
    tableaux = {}
    for rang, nom in enumerate(attendues):
        if nom in trouvees:
            nu = Tableau(fichier, rang, attendues[nom], _cases(attendues[nom], trouvees[nom]))
            tableaux[nom], propres = _completer(nu, trouvees[nom].fusions)
            fautes += propres
    return tableaux, fautes


def _est_la(feuille: Feuille, par_titre: Mapping[str, FeuilleBrute]) -> bool:
    return normaliser(feuille.titre) in par_titre


def _fautes_de_feuilles(
    fichier: str, par_titre: Mapping[str, FeuilleBrute], attendues: Mapping[str, Feuille]
) -> Iterator[Erreur]:
    manquantes = [f.titre for f in attendues.values() if not _est_la(f, par_titre)]
    connues = {normaliser(titre) for titre in (LISEZ_MOI, LISTES, *(f.titre for f in attendues.values()))}
    en_trop = [b.titre for cle, b in par_titre.items() if cle not in connues and b.cases]
    for titre in manquantes:
        yield err.FeuilleManquante(Lieu(fichier), proche=plus_proche(titre, en_trop), recu=titre)
    for titre in en_trop:
        lieu = Lieu(fichier, None, f"feuille {titre}")
        yield err.FeuilleEnTrop(lieu, proche=plus_proche(titre, manquantes), recu=titre)


def _completer(nu: Tableau, fusions: Sequence[str]) -> tuple[Tableau, list[Erreur]]:
    """Le tableau et ses colonnes, avec les fautes de ses en-têtes et ses fusions."""
    colonnes, fautes = _colonnes(nu)
    fautes += [err.CellulesFusionnees(nu.lieu(), recu=plage) for plage in fusions]
    return Tableau(nu.fichier, nu.rang, nu.feuille, nu.cases, colonnes), fautes


def _cases(feuille: Feuille, brute: FeuilleBrute) -> Mapping[tuple[int, int], Case]:
    return _redresser(brute.cases) if feuille.verticale else brute.cases


def _redresser(cases: Mapping[tuple[int, int], Case]) -> dict[tuple[int, int], Case]:
    """Les rubriques d'une feuille verticale deviennent des colonnes ; son mode d'emploi n'est pas lu."""
    return {
        (colonne, ligne - 1): case for (ligne, colonne), case in cases.items() if ligne > 1 and colonne != 3
    }


def _colonnes(tableau: Tableau) -> tuple[dict[Place, int], list[Erreur]]:
    """La colonne de chaque place, et les colonnes manquantes, en trop, répétées ou sans en-tête."""
    attendues = {normaliser(c.titre): c for c in tableau.feuille.colonnes}
    ecrites = {c: str(case.valeur) for (ligne, c), case in tableau.cases.items() if ligne == 1}
    trouvees: dict[Place, int] = {}
    en_trop: dict[int, str] = {}
    for rang, titre in sorted(ecrites.items()):
        colonne = attendues.get(normaliser(titre))
        if colonne is None or colonne.place in trouvees:
            en_trop[rang] = titre
        else:
            trouvees[colonne.place] = rang
    manquantes = [c.titre for c in tableau.feuille.colonnes if c.place not in trouvees]
    fautes = [*_manquantes(tableau, manquantes, en_trop), *_en_trop(tableau, manquantes, en_trop)]
    return trouvees, [*fautes, *_sans_entete(tableau, set(ecrites))]


def _manquantes(tableau: Tableau, manquantes: Sequence[str], en_trop: Mapping[int, str]) -> Iterator[Erreur]:
    for titre in manquantes:
        yield err.ColonneManquante(tableau.lieu(), proche=plus_proche(titre, en_trop.values()), recu=titre)


def _en_trop(tableau: Tableau, manquantes: Sequence[str], en_trop: Mapping[int, str]) -> Iterator[Erreur]:
    connus = {normaliser(c.titre) for c in tableau.feuille.colonnes}
    for rang, titre in en_trop.items():
        repete = normaliser(titre) in connus
        recu = f"L'en-tête « {titre} » est " + ("déjà écrit" if repete else "inconnu ici")
        proche = None if repete else plus_proche(titre, manquantes)
        yield err.ColonneEnTrop(tableau.lieu(1, rang), proche=proche, recu=recu)


def _sans_entete(tableau: Tableau, ecrites: set[int]) -> Iterator[Erreur]:
    """Une faute par colonne sans en-tête, à sa première case remplie."""
    premieres: dict[int, int] = {}
    for ligne, colonne in sorted(tableau.cases):
        if colonne not in ecrites or (tableau.feuille.verticale and ligne > 2):
            premieres.setdefault(colonne, ligne)
    for colonne, ligne in sorted(premieres.items()):
        yield err.ColonneEnTrop(tableau.lieu(ligne, colonne), recu="Cette case n'a pas d'en-tête")
