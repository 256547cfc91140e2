"""Quels territoires passent d'abord : un score, un rang, une classe, et ce que valent ces trois-là.

Entrées : une table à une ligne par territoire (``territoire``, puis une colonne par critère, dans son unité)
et une ``MethodeDePriorite`` (critères, poids, réglages). Score = Σ poids × critère rendu comparable :

- ``rang`` : le rang du territoire, 1 au plus prioritaire ; un score **bas** est prioritaire ;
- ``min_max`` : (valeur − la moins prioritaire) ÷ étendue, de 0 à 1 ; un score **haut** est prioritaire ;
- ``z`` : (valeur − moyenne) ÷ écart-type des territoires ; un score **haut** est prioritaire.

Un critère égal partout vaut 0 en ``min_max`` et en ``z`` : il ne départage personne. Un territoire à qui il
manque une valeur n'a ni score ni classe, et ne compte pas dans le rang des autres : le motif le dit.
Sources : schéma du 63, lignes 434 à 456 et 1977 à 1987 ; schéma du 34, ligne 407 (``priorites.yml``).
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import rankdata

from sdsf.plan.reglages import ExAequo
from sdsf.referentiel.priorites import Classement, Critere, MethodeDePriorite

Nombres: TypeAlias = npt.NDArray[np.float64]
Oui: TypeAlias = npt.NDArray[np.bool_]

RANGS: dict[ExAequo, str] = {"meilleur": "min", "moyen": "average", "moins_bon": "max", "dense": "dense"}
COLONNES = ["territoire", "score", "rang", "classe", "motif"]
# Le bruit de calcul ne départage pas deux territoires de même score.
DECIMALES = 9


# --- le score, le rang, la classe -----------------------------------------------------------------


def classer(table: pd.DataFrame, methode: MethodeDePriorite) -> pd.DataFrame:
    """Le score, le rang (1 : le plus prioritaire) et la classe de chaque territoire d'une même sorte.

    Sortie : ``territoire, score, rang, classe, motif``, du plus prioritaire au moins prioritaire ; ce qui ne
    se calcule pas manque, et ``motif`` dit pourquoi. Les ex æquo partagent rang et classe. Lève
    ``MergeError`` si un territoire y est deux fois.
    """
    complets, incomplets = partager(table, methode)
    scores = scorer(rendre_comparables(complets, methode), poids_ecrits(methode))[:, 0]
    sens = sens_du_score(methode)
    calcules = pd.DataFrame(
        {
            "territoire": complets["territoire"].to_numpy(),
            "score": scores,
            "rang": rankdata(sens * scores, method="min").astype("float64"),
            "classe": couper(scores[:, None], sens, methode.classes)[:, 0],
        }
    )
    calcules["motif"] = np.where(calcules["classe"].isna(), _sans_classe(scores, methode.classes), "")
    rendus = pd.concat([lot for lot in (calcules, incomplets) if len(lot)] or [calcules], ignore_index=True)
    tries = rendus.sort_values(["rang", "territoire"], kind="stable", na_position="last", ignore_index=True)
    return tries[COLONNES]


def prioritaires(table: pd.DataFrame, methode: MethodeDePriorite) -> tuple[str, ...]:
    """Les territoires de la première classe, dans l'ordre de leur nom."""
    classes = classer(table, methode)
    return tuple(sorted(classes.loc[classes["classe"] == 1, "territoire"]))


def partager(table: pd.DataFrame, methode: MethodeDePriorite) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Les territoires que l'on peut classer, et les autres avec leur motif."""
    if table["territoire"].duplicated().any():
        raise pd.errors.MergeError("un territoire est deux fois dans la table")
    codes = [critere.code for critere in methode.criteres]
    valeurs_ = table.reindex(columns=["territoire", *codes]).astype(dict.fromkeys(codes, "float64"))
    # Un critère sans sens ne se classe pas : le territoire n'y est pour rien, mais son score n'existe pas.
    manque = valeurs_[codes].isna() | np.array([critere.prioritaire is None for critere in methode.criteres])
    motifs = [_motif(ligne, methode) for ligne in manque.to_numpy()]
    exclus = manque.any(axis=1)
    nan = float("nan")
    incomplets = pd.DataFrame(
        {"territoire": valeurs_["territoire"], "score": nan, "rang": nan, "classe": nan}
    )
    return valeurs_[~exclus].reset_index(drop=True), incomplets.assign(motif=motifs)[exclus]


def _motif(manque: Oui, methode: MethodeDePriorite) -> str:
    """Ce qui empêche de classer un territoire ; vide si rien n'y manque."""
    if methode.a_fixer:
        return "à fixer, ce qui rend prioritaire : " + ", ".join(methode.a_fixer)
    noms = [critere.intitule for critere, absent in zip(methode.criteres, manque, strict=True) if absent]
    return "valeur manquante : " + ", ".join(noms) if noms else ""


def rendre_comparables(complets: pd.DataFrame, methode: MethodeDePriorite) -> Nombres:
    """Les critères rendus comparables : une ligne par territoire, une colonne par critère."""
    colonnes = [
        _normaliser(
            complets[critere.code].to_numpy() * (1.0 if critere.prioritaire == "valeur_elevee" else -1.0),
            methode,
        )
        for critere in methode.criteres
    ]
    return np.column_stack(colonnes).astype("float64")


def _normaliser(elevees: Nombres, methode: MethodeDePriorite) -> Nombres:
    """Un critère, où une valeur élevée est prioritaire, ramené à ce qui se compare."""
    if methode.normalisation == "rang":
        rangs: Nombres = rankdata(-elevees, method=RANGS[methode.ex_aequo]).astype("float64")
        return rangs
    depart = elevees.min(initial=np.inf) if methode.normalisation == "min_max" else _moyenne(elevees)
    echelle = np.ptp(elevees) if methode.normalisation == "min_max" and len(elevees) else _ecart_type(elevees)
    if not len(elevees) or np.ptp(elevees) == 0:
        return np.zeros(len(elevees))
    comparables: Nombres = (elevees - depart) / echelle
    return comparables


def _moyenne(membres: Nombres) -> float:
    return float(membres.mean()) if len(membres) else 0.0


def _ecart_type(membres: Nombres) -> float:
    """L'écart-type des territoires eux-mêmes (÷ n) : ils ne sont pas un échantillon."""
    return float(membres.std()) if len(membres) else 0.0


def poids_ecrits(methode: MethodeDePriorite) -> Nombres:
    return np.array([[critere.poids] for critere in methode.criteres], dtype="float64")


def scorer(comparables: Nombres, poids: Nombres) -> Nombres:
    """Un score par territoire (ligne) et par jeu de poids (colonne)."""
    scores: Nombres = np.round(comparables @ poids, DECIMALES)
    return scores


def sens_du_score(methode: MethodeDePriorite) -> float:
    """1 si un score bas est prioritaire (une somme de rangs), −1 si c'est un score haut."""
    return 1.0 if methode.normalisation == "rang" else -1.0


def couper(scores: Nombres, sens: float, classement: Classement) -> Nombres:
    """La classe de chaque score, colonne par colonne ; manquante là où la coupe n'a pas de sens."""
    if len(scores) == 0:
        return scores
    places = sens * scores
    if classement.decoupe == "bornes":
        bornes = np.sort(sens * np.array(classement.bornes))
        return np.asarray(np.searchsorted(bornes, places, side="left") + 1, dtype="float64")
    etendue: Nombres = places.max(axis=0) - places.min(axis=0)
    rangees = _par_effectifs(places) if classement.decoupe == "effectifs" else _par_amplitude(places, etendue)
    coupees = np.floor(np.round(rangees * classement.nombre, DECIMALES)) + 1.0
    impossible = (etendue == 0) | (len(scores) < classement.nombre)
    resultat: Nombres = np.where(impossible, np.nan, np.minimum(coupees, classement.nombre))
    return resultat


def _par_effectifs(places: Nombres) -> Nombres:
    """La part des territoires qui passent avant : les ex æquo ont la même, donc la même classe."""
    parts: Nombres = (rankdata(places, method="min", axis=0) - 1) / len(places)
    return parts


def _par_amplitude(places: Nombres, etendue: Nombres) -> Nombres:
    """La distance au plus prioritaire, de 0 à 1."""
    parts: Nombres = (places - places.min(axis=0)) / np.where(etendue == 0, 1, etendue)
    return parts


def _sans_classe(scores: Nombres, classement: Classement) -> str:
    """Pourquoi des territoires qui ont un score n'ont pas de classe."""
    if len(scores) < classement.nombre:
        return f"moins de territoires ({len(scores)}) que de classes ({classement.nombre})"
    return "tous les scores sont égaux : aucune classe ne les sépare"


# --- ce qui fait la place d'un territoire -----------------------------------------------------------


def contributions(table: pd.DataFrame, methode: MethodeDePriorite) -> pd.DataFrame:
    """Ce que chaque critère ajoute ou retire à la priorité de chaque territoire classé.

    Sortie : ``territoire, critere`` (son code)``, rang`` (1 : la valeur la plus prioritaire) et ``apport`` :
    poids × (ce qui sépare le critère du territoire de la moyenne des territoires), positif s'il rapproche de
    la tête. La somme des apports d'un territoire est l'écart de son score au score moyen : rien n'y manque.
    """
    complets, _ = partager(table, methode)
    comparables, poids = rendre_comparables(complets, methode), poids_ecrits(methode)[:, 0]
    moyennes = comparables.mean(axis=0) if len(comparables) else np.zeros(len(poids))
    apports = sens_du_score(methode) * (moyennes - comparables) * poids
    lots = [
        pd.DataFrame(
            {
                "territoire": complets["territoire"],
                "critere": critere.code,
                "rang": rankdata(_par_priorite(complets, critere), method="min"),
                "apport": np.round(apports[:, place], DECIMALES),
            }
        )
        for place, critere in enumerate(methode.criteres)
    ]
    return pd.concat(lots, ignore_index=True)


def _par_priorite(complets: pd.DataFrame, critere: Critere) -> Nombres:
    """Les valeurs d'un critère, la plus prioritaire d'abord."""
    sens = -1.0 if critere.prioritaire == "valeur_elevee" else 1.0
    rangees: Nombres = sens * complets[critere.code].to_numpy(dtype="float64")
    return rangees
