"""Les séries : la valeur d'une année, l'état zéro, l'évolution — à l'intérieur d'une même édition.

Deux éditions d'un même fait se gardent toutes les deux ; on ne les joint jamais en silence.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sdsf.releves.periodes import annee_de

Booleens = NDArray[np.bool_]


def serie(
    releves: pd.DataFrame, indicateur: str, territoire: str, textes: bool = False, maille: str | None = None
) -> pd.DataFrame:
    """Les relevés d'un indicateur sur un territoire, par année croissante, avec une colonne ``annee``.

    ``textes`` : les valeurs citées par le texte du schéma, à part des séries publiées ou saisies.
    ``maille`` : à donner là où un code désigne deux territoires (93 est un département et une région).
    """
    # En tableaux numpy : un rapport demande des centaines de séries, et pandas y mettrait dix fois plus.
    rangs = np.flatnonzero(
        (releves["indicateur"].to_numpy(object) == indicateur)
        & (releves["territoire"].to_numpy(object) == territoire)
        & ((releves["origine"].to_numpy(object) == "texte") == textes)
        & ((releves["maille"].to_numpy(object) == maille) | (maille is None))
    )
    periodes, editions = (releves[nom].to_numpy(object)[rangs] for nom in ("periode", "edition"))
    annees = np.array([annee_de(periode) for periode in periodes], dtype="int64")
    ordre = sorted(range(len(rangs)), key=lambda rang: (annees[rang], editions[rang]))
    triees = releves.take(rangs[ordre])
    triees.index = pd.RangeIndex(len(triees))
    triees["annee"] = annees[ordre]
    return triees


def edition_courante(serie_: pd.DataFrame) -> tuple[str, str] | None:
    """La source et l'édition qui vont le plus loin dans le temps.

    À année égale, celle qui compte le plus de valeurs ; à égalité encore, la dernière par son nom.
    """
    return _edition_courante(serie_, serie_["valeur"].notna().to_numpy())


def _edition_courante(serie_: pd.DataFrame, connues: Booleens) -> tuple[str, str] | None:
    """La même, parmi les seules lignes connues d'une série."""
    editions = [serie_[nom].to_numpy(object)[connues].tolist() for nom in ("edition", "source")]
    annees: dict[tuple[str, str], list[int]] = {}
    for edition, source, annee in zip(*editions, serie_["annee"].to_numpy()[connues], strict=True):
        annees.setdefault((edition, source), []).append(annee)
    if not annees:
        return None
    edition, source = max(annees, key=lambda nom: (max(annees[nom]), len(annees[nom]), nom))
    return str(source), str(edition)


@dataclass(frozen=True)
class Lecture:
    """Une série lue pour l'année N : des lignes (ou ``None``), et s'il y a rupture depuis le départ."""

    valeur: pd.Series | None
    precedente: pd.Series | None
    etat_zero: pd.Series | None
    annee_n: pd.Series | None
    rupture: bool


def lire(serie_: pd.DataFrame, annee: int, debut: int) -> Lecture:
    """La dernière valeur connue jusqu'à l'année N, celle d'avant, l'état zéro.

    L'état zéro est la dernière valeur d'avant le schéma (à défaut, celle de sa première année), dans la
    même édition que la valeur courante. S'il n'en existe que dans une autre édition : rupture.
    ``annee_n`` est la ligne de l'année N elle-même, même sans valeur (elle porte alors son état).
    """
    annees = serie_["annee"].to_numpy()
    jusqu_a, de_n = annees <= annee, annees == annee
    connues = jusqu_a & serie_["valeur"].notna().to_numpy()
    courante = _edition_courante(serie_, connues)
    if courante is None:
        return Lecture(None, None, None, _derniere(serie_, de_n), False)
    meme = (serie_["source"].to_numpy(object) == courante[0]) & (
        serie_["edition"].to_numpy(object) == courante[1]
    )
    siennes = connues & meme
    valeur = serie_.iloc[int(np.flatnonzero(siennes)[-1])]
    zero = _etat_zero(serie_, siennes, debut)
    return Lecture(
        valeur=valeur,
        precedente=_derniere(serie_, siennes & (annees < valeur["annee"])),
        etat_zero=zero,
        # La ligne de l'année dans l'édition courante ; à défaut, dans une autre.
        annee_n=_derniere(serie_, de_n & meme if (de_n & meme).any() else de_n),
        rupture=zero is None and _etat_zero(serie_, connues, debut) is not None,
    )


def _derniere(serie_: pd.DataFrame, lignes: Booleens) -> pd.Series | None:
    """La dernière des lignes retenues, ou rien."""
    rangs = np.flatnonzero(lignes)
    return serie_.iloc[int(rangs[-1])] if len(rangs) else None


def _etat_zero(serie_: pd.DataFrame, connues: Booleens, debut: int) -> pd.Series | None:
    annees = serie_["annee"].to_numpy()
    avant = connues & (annees < debut)
    return _derniere(serie_, avant if avant.any() else connues & (annees == debut))
