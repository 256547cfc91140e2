"""Les lignes d'un classeur, rattachées les unes aux autres comme le plan : chacune sait où sont ses cases."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Lieu, enumerer, plus_proche
from sdsf.tableur.cases import Marque, lire_valeur
from sdsf.tableur.fautes import mauvais_type, voisine
from sdsf.tableur.rangees import Rangee, composer
from sdsf.tableur.structure import PARENT, RACINE, Place
from sdsf.tableur.tableaux import Tableau

Chemin = tuple[int | str, ...]


@dataclass
class Ligne:
    """Une ligne lue : le contenu du modèle, ses cases fautives, les lignes qui s'y rattachent."""

    tableau: Tableau
    rang: int
    contenu: dict[str, Any]
    parent: Any
    fautives: set[Place] = field(default_factory=set)
    enfants: dict[str, list["Ligne"]] = field(default_factory=lambda: defaultdict(list))

    def lieu(self, place: Place) -> Lieu:
        return self.tableau.lieu_de(self.rang, place)

    def rattacher(self, nom: str, enfant: "Ligne") -> None:
        self.enfants[nom].append(enfant)
        self.contenu[nom].append(enfant.contenu)

    def identifiants(self) -> Iterator[object]:
        """Son identifiant, et ceux des lignes qui s'y rattachent."""
        yield self.contenu.get("id")
        for enfant in (enfant for enfants in self.enfants.values() for enfant in enfants):
            yield from enfant.identifiants()

    def est_fautive(self, place: Place) -> bool:
        """Une case, ou toutes celles d'une place, dont la faute est déjà dite."""
        return any(faute[: len(place)] == place or place[: len(faute)] == faute for faute in self.fautives)

    def chercher(self, chemin: Chemin) -> tuple["Ligne", Place]:
        """La ligne et la place d'un chemin du modèle : ``("fiches", 2, "actions", 0, "code")``."""
        if len(chemin) > 1 and isinstance(chemin[1], int) and str(chemin[0]) in self.enfants:
            return self.enfants[str(chemin[0])][chemin[1]].chercher(chemin[2:])
        return self, tuple(str(cle) for cle in chemin if isinstance(cle, str))


def lire_lignes(tableau: Tableau) -> tuple[list[Ligne], list[Erreur]]:
    """Les lignes d'un tableau, et ce qu'aucune valeur ne peut être : une formule, une erreur de calcul."""
    lignes: list[Ligne] = []
    fautes: list[Erreur] = []
    for rang in tableau.lignes():
        valeurs, fautives = _valeurs(tableau, rang)
        fautes += fautives.values()
        contenu = composer(tableau.feuille.modele, valeurs)
        manquantes = {c.place for c in tableau.feuille.colonnes if c.place not in tableau.colonnes}
        lignes.append(Ligne(tableau, rang, contenu, valeurs.get(PARENT), manquantes | set(fautives)))
    return lignes, fautes


def _valeurs(tableau: Tableau, rang: int) -> tuple[Rangee, dict[Place, Erreur]]:
    valeurs: Rangee = {}
    fautives: dict[Place, Erreur] = {}
    for colonne in tableau.feuille.colonnes:
        case = tableau.cases.get((rang, tableau.colonnes.get(colonne.place, 0)))
        if case is not None and case.genre in ("formule", "erreur"):
            genre = "une formule" if case.genre == "formule" else "une erreur de calcul"
            lieu = tableau.lieu_de(rang, colonne.place)
            fautives[colonne.place] = err.FormuleDansUneCase(lieu, genre=genre, recu=case.valeur)
        elif case is not None:
            valeurs[colonne.place] = lire_valeur(colonne, case.valeur)
    return valeurs, fautives


def rattacher(
    lignes: Mapping[str, list[Ligne]], tableaux: Mapping[str, Tableau]
) -> tuple[Ligne, list[Ligne], list[Erreur]]:
    """Le plan (la ligne du schéma), les lignes qui ne se rattachent à rien, et pourquoi."""
    (racine,) = lignes[RACINE]
    orphelines: list[Ligne] = []
    fautes: list[Erreur] = []
    for nom, siennes in lignes.items():
        parents = tableaux[nom].feuille.parents
        connus = _par_identifiant(lignes, parents)
        for ligne in siennes if nom != RACINE else []:
            parent = connus.get(ligne.parent) if parents else racine
            if parent is not None:
                parent.rattacher(nom, ligne)
                continue
            orphelines.append(ligne)
            # Sans la feuille ou la colonne des parents, aucune ligne n'est en faute.
            if all(p in tableaux and ("id",) in tableaux[p].colonnes for p in parents):
                fautes += _fautes_de_parent(ligne, connus, tableaux)
    return racine, orphelines, fautes


def _par_identifiant(lignes: Mapping[str, list[Ligne]], parents: tuple[str, ...]) -> dict[str, Ligne]:
    """Les lignes à qui l'on peut se rattacher ; d'un identifiant en double, la première.

    Un identifiant mal écrit vaut aussi sous la forme que sa faute propose : elle n'est dite qu'une fois.
    """
    trouvees: dict[str, Ligne] = {}
    for ligne in (ligne for nom in parents for ligne in lignes.get(nom, [])):
        lu = ligne.contenu.get("id")
        for cle in (lu, voisine(lu, ligne.tableau.feuille.colonne(("id",)))):
            if cle is not None:
                trouvees.setdefault(str(cle), ligne)
    return trouvees


def _fautes_de_parent(
    ligne: Ligne, connus: Mapping[str, Ligne], tableaux: Mapping[str, Tableau]
) -> Iterator[Erreur]:
    titres = [tableaux[nom].feuille.titre for nom in ligne.tableau.feuille.parents]
    if ligne.est_fautive(PARENT):
        return
    attendu = f"un identifiant de la feuille {enumerer(titres)}"
    if ligne.parent in (None, Marque.VIDE):
        yield err.CaseVide(ligne.lieu(PARENT), cause=f"il y faut {attendu}")
    elif not isinstance(ligne.parent, str):
        yield mauvais_type(ligne.parent, ligne.tableau.feuille.colonne(PARENT), ligne.lieu(PARENT))
    else:
        proche = plus_proche(ligne.parent, connus)
        yield err.RenvoiDeCase(
            ligne.lieu(PARENT), proche=proche, recu=ligne.parent, attendu=attendu, complement=""
        )
