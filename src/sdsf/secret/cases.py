"""Les cases d'un rapport : ce que chaque ligne de relevé publie, et si elle est sous un seuil.

Une case est un fait dans une édition ; la même case lue dans deux tables n'en fait qu'une.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any, Literal

import pandas as pd

from sdsf import erreurs as err
from sdsf.referentiel.secret import RegleDeSecret, ReglesDeSecret

FAIT = ("indicateur", "territoire", "maille", "perimetre", "periode", "source")
CLE = (*FAIT, "edition")
REQUISES = ("indicateur", "territoire", "maille", "periode", "valeur", "unite", "etat", "source", "origine")
# Ce qu'une case lit d'une ligne, en plus de sa clé ; des nombres, seule la valeur est requise.
LUS_EN_TEXTE = ("origine", "unite", "etat")
LUS_EN_NOMBRE = ("valeur", "numerateur", "denominateur", "unites", "part_maximale")
Cle = tuple[str, ...]
Genre = Literal["effectif", "montant", "taux", "autre"]


@dataclass(frozen=True)
class Case:
    """Une case : sa valeur additive (le numérateur, pour un taux), et ce que la règle en dit.

    ``valeur`` est ``None`` quand personne ne la connaît ici ; ``etat`` garde pourquoi.
    """

    cle: Cle
    genre: Genre
    etat: str
    valeur: float | None
    regle: RegleDeSecret | None
    primaire: bool
    ecart: float = 0.0
    publiee_avant: bool = False
    cachee_avant: bool = False

    @property
    def fait(self) -> Cle:
        """Le fait : la case sans son édition. Deux éditions d'un fait se cachent ensemble."""
        return self.cle[: len(FAIT)]

    @property
    def protegee(self) -> bool:
        """La règle de cette case demande-t-elle de cacher aussi ce qui la recalculerait ?"""
        return self.regle is not None and self.regle.complement

    @property
    def additive(self) -> bool:
        """Peut-elle entrer dans une somme ?"""
        return self.genre in ("effectif", "montant") or (self.genre == "taux" and self.valeur is not None)

    @property
    def cachee_a_la_source(self) -> bool:
        return self.etat == "secret"


def cles(table: pd.DataFrame) -> list[Cle]:
    """La clé de chaque ligne ; une colonne absente ou vide est un texte vide."""
    colonnes = [_textes(table, nom) for nom in CLE]
    return list(zip(*colonnes, strict=True))


def _textes(table: pd.DataFrame, nom: str) -> list[str]:
    return table[nom].fillna("").astype(str).to_numpy(object).tolist() if nom in table else [""] * len(table)


def verifier_colonnes(tables: Mapping[str, pd.DataFrame]) -> None:
    """Lève ``Erreurs`` si une table n'a pas les colonnes qui disent ce qu'elle publie."""
    manques = {nom: [c for c in REQUISES if c not in table] for nom, table in tables.items()}
    err.lever(
        [err.ColonnesDuSecret(table=nom, recu=", ".join(liste)) for nom, liste in manques.items() if liste]
    )


def cases_des_tables(
    tables: Mapping[str, pd.DataFrame],
    regles: ReglesDeSecret,
    precedent: Mapping[str, pd.DataFrame] | None = None,
) -> dict[Cle, Case]:
    """Toutes les cases de ces tables et du rapport précédent, par clé.

    Lève ``Erreurs`` si une table n'est pas au contrat.
    """
    anciennes = _lire(precedent or {}, regles)
    courantes = _lire(tables, regles)
    # Un fait déjà montré dans une autre édition est connu à peu près : le cacher ne protégerait rien.
    montres = {case.fait for case in anciennes.values() if case.etat == "valeur"}
    if not anciennes:
        return courantes
    return {
        cle: _fondre(courantes.get(cle), anciennes.get(cle), montres) for cle in {**anciennes, **courantes}
    }


def _fondre(courante: Case | None, ancienne: Case | None, montres: set[Cle]) -> Case:
    """Une case, et ce que le rapport précédent en a déjà montré."""
    base = courante or ancienne
    assert base is not None
    if ancienne and base.valeur is None and ancienne.valeur is not None:
        base = ancienne
    cachee = ancienne is not None and ancienne.cachee_a_la_source
    return replace(base, publiee_avant=base.fait in montres, cachee_avant=cachee)


def _lire(tables: Mapping[str, pd.DataFrame], regles: ReglesDeSecret) -> dict[Cle, Case]:
    verifier_colonnes(tables)
    regle_de, genre_de = cache(regles.regle_de), cache(partial(_genre, regles=regles))
    lues: dict[Cle, Case] = {}
    for table in tables.values():
        for cle, ligne in zip(cles(table), _lignes(table), strict=True):
            regle = regle_de(cle[FAIT.index("source")], ligne["origine"])
            case = _case(cle, ligne, regle, genre_de(ligne["unite"]), regles)
            autre = lues.get(cle)
            if autre is None or case.primaire or (autre.valeur is None and case.valeur is not None):
                lues[cle] = case
    return lues


def _lignes(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Ce qu'une case lit de chaque ligne : des milliers de fois les mêmes textes, et quelques nombres."""
    mots = {nom: table[nom].astype(str).to_numpy(object).tolist() for nom in LUS_EN_TEXTE}
    nombres = {nom: table[nom].tolist() for nom in LUS_EN_NOMBRE if nom in table}
    noms = (*mots, *nombres)
    return (
        dict(zip(noms, valeurs, strict=True))
        for valeurs in zip(*mots.values(), *nombres.values(), strict=True)
    )


def _case(
    cle: Cle, ligne: Mapping[str, Any], regle: RegleDeSecret | None, genre: Genre, regles: ReglesDeSecret
) -> Case:
    etat = ligne["etat"]
    connue = etat == "valeur"
    valeur = _valeur_additive(ligne, genre, regles) if connue else 0.0 if etat == "sans_objet" else None
    primaire = (
        connue
        and regle is not None
        and est_sous_le_seuil({**ligne, **_numerateur(genre, valeur)}, genre, regle)
    )
    ecart = (regle.arrondi - 1) / 2 if regle and regle.arrondi and genre == "effectif" else 0.0
    return Case(cle, genre, etat, valeur, regle, primaire, ecart)


def _numerateur(genre: Genre, valeur: float | None) -> dict[str, float]:
    """Le numérateur qu'un taux laisse deviner, à l'unité près."""
    return {"numerateur": float(round(valeur))} if genre == "taux" and valeur is not None else {}


def _genre(unite: str, regles: ReglesDeSecret) -> Genre:
    listes: dict[Genre, Iterable[str]] = {
        "effectif": regles.effectifs,
        "montant": regles.montants,
        "taux": regles.taux,
    }
    return next((genre for genre, unites in listes.items() if unite in unites), "autre")


def _valeur_additive(ligne: Mapping[Any, Any], genre: Genre, regles: ReglesDeSecret) -> float | None:
    """La valeur qui s'additionne : pour un taux, son numérateur ; ``None`` s'il ne se connaît pas."""
    if genre != "taux":
        return nombre(ligne.get("valeur"))
    numerateur, denominateur = nombre(ligne.get("numerateur")), nombre(ligne.get("denominateur"))
    if numerateur is not None or denominateur is None:
        return numerateur
    return float(ligne["valeur"]) * denominateur / regles.taux[str(ligne["unite"])]


def nombre(valeur: object) -> float | None:
    """Un nombre lu d'une cellule, ou ``None`` si elle est vide."""
    if isinstance(valeur, float):
        return None if math.isnan(valeur) else float(valeur)
    return None if valeur is None or valeur == "" else float(str(valeur))


# --- la suppression primaire ----------------------------------------------------------------------


def est_sous_le_seuil(ligne: Mapping[Any, Any], genre: Genre, regle: RegleDeSecret) -> bool:
    """Une ligne de relevé est-elle à cacher pour elle-même ?

    Colonnes lues : valeur ; pour un taux, numerateur et denominateur ; pour un montant, ``unites`` (nombre
    d'unités qui le composent) et ``part_maximale`` (part de la plus grosse, en %), facultatives.
    """
    if genre == "effectif":
        return petit(nombre(ligne.get("valeur")), regle)
    if genre == "montant":
        return _montant_reconnaissable(ligne, regle)
    return genre == "taux" and _taux_fragile(ligne, regle)


def petit(effectif: float | None, regle: RegleDeSecret) -> bool:
    """Un effectif de 1 au seuil exclu ; zéro aussi, si la règle le protège."""
    if effectif is None or regle.effectif_minimal is None:
        return False
    return (regle.zero_protege or effectif > 0) and effectif < regle.effectif_minimal


def _montant_reconnaissable(ligne: Mapping[Any, Any], regle: RegleDeSecret) -> bool:
    if regle.unites_minimales is None and regle.dominance_pct is None:
        return False
    unites, part = nombre(ligne.get("unites")), nombre(ligne.get("part_maximale"))
    peu = unites is not None and regle.unites_minimales is not None and 0 < unites < regle.unites_minimales
    domine = part is not None and regle.dominance_pct is not None and part > regle.dominance_pct
    muet = unites is None and nombre(ligne.get("valeur")) != 0 and regle.effectif_inconnu == "cacher"
    return peu or domine or muet


def _taux_fragile(ligne: Mapping[Any, Any], regle: RegleDeSecret) -> bool:
    if regle.effectif_minimal is None and regle.denominateur_minimal is None:
        return False
    numerateur, denominateur = nombre(ligne.get("numerateur")), nombre(ligne.get("denominateur"))
    if denominateur is None:
        return regle.effectif_inconnu == "cacher"
    etroit = regle.denominateur_minimal is not None and denominateur < regle.denominateur_minimal
    return etroit or petit(denominateur, regle) or petit(numerateur, regle)
