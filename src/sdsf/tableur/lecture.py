"""Lire un plan dans un classeur : le plan, ou toutes les fautes d'un coup, chacune à sa case."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Lieu, plus_proche
from sdsf.lecture.document_yaml import Chemin, DocumentLu
from sdsf.plan.coherence import verifier_renvois
from sdsf.plan.modeles import Plan
from sdsf.tableur.fautes import admet, dire, voisine
from sdsf.tableur.lignes import Ligne, lire_lignes, rattacher
from sdsf.tableur.mots import en_tableur
from sdsf.tableur.ouverture import lire_classeur
from sdsf.tableur.structure import RACINE, Colonne, Place, feuilles
from sdsf.tableur.tableaux import LieuDeCase, Tableau, reconnaitre


def lire_plan_en_classeur(chemin: Path, indicateurs: Collection[str], departements: Collection[str]) -> Plan:
    """Le plan d'un classeur, contrôlé comme un ``plan.yml``. Lève ``Erreurs`` avec toutes les fautes.

    ``indicateurs``, ``departements`` : les codes du référentiel.
    """
    tableaux, fautes = reconnaitre(str(chemin), lire_classeur(chemin), feuilles(Plan))
    if not tableaux:
        err.lever(fautes)
    entier = not fautes
    racine, orphelines, autres = _lire(str(chemin), tableaux)
    du_modele = [faute for ligne in (racine, *orphelines) for faute in _valider(ligne)]
    fautes += [*autres, *(faute.erreur for faute in du_modele if faute.erreur)]
    plan = _reparer(racine, du_modele)
    # Une feuille ou une colonne perdue ferait passer pour faux tous les renvois vers elle.
    if plan is not None and entier:
        # Une case n'a qu'une faute, et une ligne sans parent n'accuse pas celles qui la citent.
        deja, perdus = {faute.lieu for faute in fautes}, {i for o in orphelines for i in o.identifiants()}
        renvois = _renvois(plan, racine, indicateurs, departements)
        fautes += [f for f in renvois if f.lieu not in deja and f.valeurs.get("recu") not in perdus]
    err.lever(sorted(fautes, key=_ordre))
    assert plan is not None, "un plan sans faute se construit"
    return plan


def _ordre(faute: Erreur) -> tuple[int, int, int]:
    return faute.lieu.ordre if isinstance(faute.lieu, LieuDeCase) else (-1, 0, 0)


# --- les lignes et le modèle ----------------------------------------------------------------------


@dataclass(frozen=True)
class _Faute:
    """Une valeur que le modèle refuse ; sans ``erreur``, si la case est déjà dite fautive."""

    ligne: Ligne
    colonne: Colonne
    recu: object
    erreur: Erreur | None


def _lire(fichier: str, tableaux: Mapping[str, Tableau]) -> tuple[Ligne, list[Ligne], list[Erreur]]:
    """La ligne du schéma et toutes celles qui s'y rattachent, celles sans parent, et leurs fautes."""
    sans_schema = Tableau(fichier, 0, feuilles(Plan)[RACINE], {})
    tous = {RACINE: sans_schema, **tableaux}
    lignes: dict[str, list[Ligne]] = {}
    fautes: list[Erreur] = []
    for nom, tableau in tous.items():
        lignes[nom], propres = lire_lignes(tableau)
        fautes += propres
    racine, orphelines, detachees = rattacher(lignes, tous)
    return racine, orphelines, fautes + detachees


def _valider(ligne: Ligne) -> Iterator[_Faute]:
    """Les fautes que le modèle trouve à une ligne et à celles qui s'y rattachent."""
    try:
        ligne.tableau.feuille.modele.model_validate(ligne.contenu)
    except ValidationError as refus:
        for erreur in refus.errors():
            fautive, place = ligne.chercher(erreur["loc"])
            colonne = fautive.tableau.feuille.colonne(place)
            dite = fautive.est_fautive(place)
            lieu = fautive.lieu(place)
            en_francais = None if dite else dire(dict(erreur), colonne, lieu)
            yield _Faute(fautive, colonne, erreur["input"], en_francais)


# --- les renvois ----------------------------------------------------------------------------------


def _reparer(racine: Ligne, fautes: Iterable[_Faute]) -> Plan | None:
    """Le plan, chaque valeur fautive remplacée par une valeur neutre : ses renvois se vérifient quand même.

    Ce plan ne sert qu'à cela : il n'est jamais rendu s'il y a une faute.
    """
    for rang, faute in enumerate(fautes):
        _placer(faute.ligne.contenu, faute.colonne.place, _neutre(faute, rang))
    try:
        return Plan.model_validate(racine.contenu)
    except ValidationError:
        return None


def _placer(contenu: dict[str, Any], place: Place, valeur: object) -> None:
    *devant, nom = place
    for cle in devant:
        contenu = contenu.setdefault(cle, {})
    contenu[nom] = valeur


def _neutre(faute: _Faute, rang: int) -> object:
    """La valeur voisine, que l'on propose ; sinon la première admise : null, un texte, un nombre, un mot."""
    neutres = [None, f"neutre-{rang}", "00", 2000, 1, dt.date(2000, 1, 1), ["1", "2"]]
    essais = [voisine(faute.recu, faute.colonne), *neutres, *faute.colonne.mots.values()]
    return next((essai for essai in essais if admet(faute.colonne, essai)), None)


class _LigneDeFeuille(int):
    """Un numéro de ligne qui dit de quelle feuille : « déjà employé ligne 4 de la feuille Fiches »."""

    feuille = ""

    def __str__(self) -> str:
        return f"{int(self)} de la feuille {self.feuille}"

    def __format__(self, _: str) -> str:
        return str(self)


@dataclass(frozen=True)
class _ClasseurLu(DocumentLu):
    """Un classeur, pour qui cite la place d'un élément du plan : sa case, et non une ligne de YAML."""

    racine: Ligne = field(kw_only=True)

    def lieu(self, chemin: Chemin) -> Lieu:
        ligne, place = self.racine.chercher(chemin)
        return ligne.lieu(place)

    def ligne(self, chemin: Chemin) -> int | None:
        ligne, _ = self.racine.chercher(chemin)
        numero = _LigneDeFeuille(ligne.rang)
        numero.feuille = ligne.tableau.feuille.titre
        return numero


def _renvois(
    plan: Plan, racine: Ligne, indicateurs: Collection[str], departements: Collection[str]
) -> Iterator[Erreur]:
    document = _ClasseurLu(racine.tableau.fichier, racine.contenu, {}, racine=racine)
    dossier = (plan.departement, f"{plan.periode.debut}-{plan.periode.fin}")
    if plan.departement not in departements:
        proche = plus_proche(plan.departement, departements)
        attendu = "un code de département"
        lieu = racine.lieu(("departement",))
        yield err.RenvoiDeCase(lieu, proche=proche, recu=plan.departement, attendu=attendu, complement="")
    yield from map(_en_case, verifier_renvois(plan, document, indicateurs, dossier))


def _en_case(erreur: Erreur) -> Erreur:
    """Une faute de renvoi, avec le remède d'un tableur et non celui d'un fichier YAML."""
    if isinstance(erreur, err.ReferenceInconnue):
        valeurs = {**erreur.valeurs, "complement": en_tableur(str(erreur.valeurs["complement"]))}
        return err.RenvoiDeCase(erreur.lieu, proche=erreur.proche, **valeurs)
    if isinstance(erreur, err.ValeurImpossible):
        valeurs = {**erreur.valeurs, "complement": en_tableur(str(erreur.valeurs["complement"]))}
        return err.ValeurDeCase(erreur.lieu, proche=erreur.proche, **valeurs)
    if isinstance(erreur, err.MotifManquant):
        cause = "il y faut un indicateur commun, ou une phrase dans la colonne « Motif »"
        return err.CaseVide(erreur.lieu, cause=cause)
    return erreur
