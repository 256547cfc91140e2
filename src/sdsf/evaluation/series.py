"""Les séries : la valeur d'une année, l'état zéro, l'évolution — à l'intérieur d'une même édition.

Deux éditions d'un même fait se gardent toutes les deux ; on ne les joint jamais en silence.
"""

from dataclasses import dataclass

import pandas as pd

from sdsf.releves.periodes import annee_de


def serie(
    releves: pd.DataFrame, indicateur: str, territoire: str, textes: bool = False, maille: str | None = None
) -> pd.DataFrame:
    """Les relevés d'un indicateur sur un territoire, par année croissante, avec une colonne ``annee``.

    ``textes`` : les valeurs citées par le texte du schéma, à part des séries publiées ou saisies.
    ``maille`` : à donner là où un code désigne deux territoires (93 est un département et une région).
    """
    lignes = releves[
        (releves["indicateur"].to_numpy(object) == indicateur)
        & (releves["territoire"].to_numpy(object) == territoire)
        & ((releves["origine"].to_numpy(object) == "texte") == textes)
        & ((releves["maille"].to_numpy(object) == maille) | (maille is None))
    ]
    datees = lignes.assign(annee=[annee_de(periode) for periode in lignes["periode"]])
    triees: pd.DataFrame = datees.sort_values(["annee", "edition"], kind="stable")
    return triees.reset_index(drop=True)


def edition_courante(serie_: pd.DataFrame) -> tuple[str, str] | None:
    """La source et l'édition qui vont le plus loin dans le temps.

    À année égale, celle qui compte le plus de valeurs ; à égalité encore, la dernière par son nom.
    """
    connues = serie_[serie_["valeur"].notna()]
    if connues.empty:
        return None
    groupes = connues.groupby(["source", "edition"]).agg(fin=("annee", "max"), nombre=("annee", "size"))
    tries = groupes.reset_index().sort_values(["fin", "nombre", "edition"], kind="stable")
    return str(tries.iloc[-1]["source"]), str(tries.iloc[-1]["edition"])


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
    jusqu_a = serie_[serie_["annee"] <= annee]
    courante = edition_courante(jusqu_a)
    de_n = jusqu_a[jusqu_a["annee"] == annee]
    if courante is None:
        return Lecture(None, None, None, _derniere(de_n), False)
    meme = jusqu_a[(jusqu_a["source"] == courante[0]) & (jusqu_a["edition"] == courante[1])]
    connues = meme[meme["valeur"].notna()]
    valeur = connues.iloc[-1]
    zero = _etat_zero(connues, debut)
    ailleurs = _etat_zero(jusqu_a[jusqu_a["valeur"].notna()], debut)
    return Lecture(
        valeur=valeur,
        precedente=_derniere(connues[connues["annee"] < valeur["annee"]]),
        etat_zero=zero,
        annee_n=_de_l_annee(meme, annee, de_n),
        rupture=zero is None and ailleurs is not None,
    )


def _de_l_annee(meme: pd.DataFrame, annee: int, a_defaut: pd.DataFrame) -> pd.Series | None:
    """La ligne de l'année dans l'édition courante ; à défaut, dans une autre."""
    propre = _derniere(meme[meme["annee"] == annee])
    return propre if propre is not None else _derniere(a_defaut)


def _derniere(lignes: pd.DataFrame) -> pd.Series | None:
    return None if lignes.empty else lignes.iloc[-1]


def _etat_zero(connues: pd.DataFrame, debut: int) -> pd.Series | None:
    avant = connues[connues["annee"] < debut]
    return _derniere(avant) if len(avant) else _derniere(connues[connues["annee"] == debut])
