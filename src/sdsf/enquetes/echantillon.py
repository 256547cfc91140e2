"""Peser les réponses, puis estimer des parts et des moyennes avec leur intervalle de confiance à 95 %.

Chaque réponse pèse autant au départ. Quand des marges sont connues (répartition de la population), les poids
sont calés sur elles (raking) : chaque part de l'échantillon pesé devient celle de la population. Qui n'a pas
répondu à la question d'une marge garde son poids : la marge ne porte que sur les autres. La variance d'une
part est celle de Taylor, résidus du calage compris ; l'intervalle d'une part est celui de Korn et Graubard,
qui reste entre 0 et 100 %. Aucune correction de population finie : l'intervalle est plutôt trop large.
L'intervalle ne dit que le hasard du tirage : il ne dit rien de ceux qui n'ont pas voulu répondre.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pandas as pd

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs
from sdsf.referentiel.enquetes import Marge

NIVEAU = 0.95
POIDS, CALE = "poids_de_depart", "poids_cale"
SANS_REPONSE = "sans_reponse"
ITERATIONS = 200


@dataclass(frozen=True)
class Part:
    """Une part pesée, en %, et le nombre de réponses dont elle vient."""

    part: float
    bas: float
    haut: float
    erreur: float
    """L'erreur type, en points."""
    n: int
    """Les réponses à la question, non pesées."""
    effectif: int
    """Parmi elles, celles de cette modalité, non pesées."""


@dataclass(frozen=True)
class Moyenne:
    """Une moyenne pesée et son intervalle."""

    moyenne: float
    bas: float
    haut: float
    n: int


@dataclass(frozen=True)
class Echantillon:
    """Un échantillon pesé. ``calees`` : les marges tenues ; ``ecartees`` : les autres, et pourquoi."""

    table: pd.DataFrame
    poids: pd.Series
    calees: tuple[str, ...]
    ecartees: Mapping[str, str]
    sondage: Any
    """L'échantillon de la bibliothèque : ses poids, et ce qu'il faut à leur variance."""

    @property
    def n(self) -> int:
        return len(self.table)

    @property
    def n_efficace(self) -> float:
        """Le nombre de réponses de même poids qui donneraient la même précision (Kish)."""
        return float(self.poids.sum() ** 2 / (self.poids**2).sum())


def bibliotheque() -> ModuleType:
    """La bibliothèque de sondage, chargée à la première estimation. Lève ``Erreurs`` si elle manque."""
    try:
        import svy
    except ImportError:
        raise Erreurs([err.EstimationIndisponible()]) from None
    return svy


def peser(table: pd.DataFrame, marges: Sequence[Marge]) -> Echantillon:
    """Un échantillon calé sur ses marges ; une marge impossible est écartée, et dite.

    Si les marges ensemble ne se tiennent pas, aucune n'est tenue : chaque réponse pèse autant.
    """
    svy = bibliotheque()
    ecartees = {marge.question: cause for marge in marges if (cause := _impossible(table, marge))}
    utiles = [marge for marge in marges if marge.question not in ecartees]
    depart = svy.Sample(_polars(table, utiles), svy.Design(wgt=POIDS))
    if not utiles:
        return _echantillon(table, depart, POIDS, (), ecartees)
    cibles = {_colonne(marge): _cible(table, marge) for marge in utiles}
    try:
        cale = depart.weighting.rake(controls=cibles, wgt_name=CALE, tol=1e-8, max_iter=ITERATIONS)
    except svy.SvyError:
        cause = f"les marges ne se tiennent pas ensemble (aucune solution en {ITERATIONS} tours)"
        toutes = ecartees | {marge.question: cause for marge in utiles}
        return _echantillon(table, depart, POIDS, (), toutes)
    return _echantillon(table, cale, CALE, tuple(m.question for m in utiles), ecartees)


def _echantillon(
    table: pd.DataFrame, sondage: Any, colonne: str, calees: tuple[str, ...], ecartees: Mapping[str, str]
) -> Echantillon:
    poids = pd.Series(sondage.data[colonne].to_numpy(), index=table.index)
    return Echantillon(table, poids, calees, ecartees, sondage)


def _impossible(table: pd.DataFrame, marge: Marge) -> str:
    """Pourquoi une marge ne peut pas être tenue par ces réponses ; un texte vide si elle le peut."""
    reponses = table[marge.question].dropna()
    for code, part in marge.parts.items():
        if part > 0 and not (reponses == code).any():
            return f"personne n'a répondu « {code} »"
    inconnues = sorted(set(reponses) - {code for code, part in marge.parts.items() if part > 0})
    return f"la part de « {inconnues[0]} » n'est pas connue" if inconnues else ""


def _colonne(marge: Marge) -> str:
    return f"marge {marge.question}"


def _cible(table: pd.DataFrame, marge: Marge) -> dict[str, float]:
    """Les effectifs visés : les parts connues, pour ceux qui ont répondu ; les autres ne bougent pas."""
    repondu = int(table[marge.question].notna().sum())
    cible = {code: repondu * part / marge.total for code, part in marge.parts.items() if part > 0}
    return cible | ({SANS_REPONSE: float(len(table) - repondu)} if repondu < len(table) else {})


def _polars(table: pd.DataFrame, marges: Sequence[Marge]) -> Any:
    """La table pour la bibliothèque : du texte ou des nombres, les trous en nuls."""
    import polars

    colonnes: dict[str, list[Any]] = {
        str(nom): [None if pd.isna(v) else v for v in table[nom]] for nom in table
    }
    cales = {_colonne(m): list(table[m.question].fillna(SANS_REPONSE)) for m in marges}
    types = {nom: polars.Float64 if table[nom].dtype == "float64" else polars.String for nom in table.columns}
    return polars.DataFrame(
        {**colonnes, **cales, POIDS: [1.0] * len(table)},
        schema_overrides={**types, POIDS: polars.Float64},
    )


def parts(echantillon: Echantillon, colonne: str, domaine: tuple[str, str] | None = None) -> dict[str, Part]:
    """La part de chaque code d'une colonne, parmi ceux qui ont répondu (dans un domaine, s'il est dit).

    Le domaine garde tout l'échantillon pour sa variance. Un code que personne n'a donné n'y est pas.
    """
    retenues = _domaine(echantillon.table, domaine)[colonne].dropna()
    if retenues.nunique() < 2:
        return {str(code): _unanime(len(retenues)) for code in retenues.unique()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        estimee = echantillon.sondage.estimation.prop(
            colonne, where=_ou(domaine), drop_nulls=True, ci_method="korn-graubard", alpha=1 - NIVEAU
        )
    return {
        str(ligne[colonne]): Part(
            100 * ligne["est"],
            100 * ligne["lci"],
            100 * ligne["uci"],
            100 * ligne["se"],
            len(retenues),
            int((retenues == ligne[colonne]).sum()),
        )
        for ligne in estimee.to_polars().to_dicts()
        if (retenues == ligne[colonne]).any()
    }


def _unanime(n: int) -> Part:
    """Tous ont dit la même chose : la part est de 100 %, et sa borne basse celle de Clopper et Pearson."""
    return Part(100.0, borne_basse_unanime(n), 100.0, 0.0, n, n)


def borne_basse_unanime(n: int) -> float:
    """La borne basse d'une part de 100 % sur n réponses, en %.

    >>> round(borne_basse_unanime(30), 1)
    88.4
    """
    return float(100 * ((1 - NIVEAU) / 2) ** (1 / n)) if n else 0.0


def _domaine(table: pd.DataFrame, domaine: tuple[str, str] | None) -> pd.DataFrame:
    return table if domaine is None else table[table[domaine[0]] == domaine[1]]


def _ou(domaine: tuple[str, str] | None) -> Any:
    svy = bibliotheque()
    return None if domaine is None else svy.col(domaine[0]) == domaine[1]


def moyenne(echantillon: Echantillon, colonne: str) -> Moyenne:
    """La moyenne d'un nombre, parmi ceux qui ont répondu (au moins deux)."""
    n = int(echantillon.table[colonne].notna().sum())
    ligne = echantillon.sondage.estimation.mean(colonne, drop_nulls=True, alpha=1 - NIVEAU)
    rendue = ligne.to_polars().to_dicts()[0]
    return Moyenne(rendue["est"], rendue["lci"], rendue["uci"], n)
