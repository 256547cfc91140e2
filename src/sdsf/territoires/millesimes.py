"""De plusieurs découpages annuels à deux tables sans répétition, et retour.

``communes`` dit le dernier millésime, et depuis quand chaque ligne vaut ; ``appartenances`` garde les
seules lignes qui ne valent plus. Replier puis déplier rend les mêmes millésimes.
"""

from collections.abc import Mapping

import pandas as pd

# Ce qui fait une ligne d'appartenance ; deux millésimes qui le disent pareil partagent une seule ligne.
APPARTENANCE = ["commune", "nom", "departement", "region", "arrondissement", "epci", "ept"]


def replier(millesimes: Mapping[int, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """``communes`` (avec ``depuis``) et ``appartenances`` (avec ``de`` et ``a``), triées par commune."""
    annees = sorted(millesimes)
    toutes = pd.concat([millesimes[a][APPARTENANCE].assign(rang=r) for r, a in enumerate(annees)])
    toutes = toutes.sort_values(["commune", "rang"], kind="stable").reset_index(drop=True)
    avant = toutes.shift(1)
    suit = (toutes[APPARTENANCE] == avant[APPARTENANCE]).all(axis=1) & (toutes["rang"] == avant["rang"] + 1)
    plages = (
        toutes.assign(plage=(~suit).cumsum())
        .groupby("plage")
        .agg(**{c: (c, "first") for c in APPARTENANCE}, de=("rang", "min"), a=("rang", "max"))
    )
    plages = plages.assign(**{borne: [annees[int(r)] for r in plages[borne]] for borne in ("de", "a")})
    durent = plages["a"] == annees[-1]
    actuelles = plages[durent].rename(columns={"de": "depuis"}).drop(columns="a")
    return actuelles.reset_index(drop=True), plages[~durent].reset_index(drop=True)


def deplier(actuelles: pd.DataFrame, passees: pd.DataFrame, annees: list[int]) -> dict[int, pd.DataFrame]:
    """Le découpage complet de chaque année."""
    return {annee: _annee(actuelles, passees, annee) for annee in annees}


def _annee(actuelles: pd.DataFrame, passees: pd.DataFrame, annee: int) -> pd.DataFrame:
    lignes = [
        actuelles.loc[actuelles["depuis"] <= annee, APPARTENANCE],
        passees.loc[(passees["de"] <= annee) & (annee <= passees["a"]), APPARTENANCE],
    ]
    return pd.concat(lignes).sort_values("commune").reset_index(drop=True)
