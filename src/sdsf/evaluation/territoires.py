"""Les territoires : la valeur la plus récente de chacun, leur ordre, leur place face à un repère."""

from dataclasses import dataclass

import pandas as pd

from sdsf.releves.periodes import annee_de


def valeurs_recentes(releves: pd.DataFrame, indicateur: str, maille: str, annee: int) -> pd.DataFrame:
    """La dernière valeur publiée de chaque territoire d'une maille, de la plus haute à la plus basse.

    On regarde jusqu'à ``annee``. Tous les territoires sont lus la même année, celle de la dernière
    édition : on ne classe pas des années différentes. Colonnes du contrat, plus ``annee``.
    """
    lignes = releves[
        (releves["indicateur"] == indicateur)
        & (releves["maille"] == maille)
        & (releves["origine"] != "texte")
    ]
    datees = lignes.assign(annee=[annee_de(periode) for periode in lignes["periode"]])
    connues = datees[(datees["annee"] <= annee) & datees["valeur"].notna()]
    dernieres = connues[connues["annee"] == connues["annee"].max()].sort_values("edition", kind="stable")
    uniques: pd.DataFrame = dernieres.drop_duplicates("territoire", keep="last")
    return uniques.sort_values(["valeur", "territoire"], ascending=[False, True], kind="stable")


def annees_suivantes(releves: pd.DataFrame, indicateur: str, maille: str, annee: int) -> list[int]:
    """Les années publiées d'une maille après ``annee``, dans l'ordre."""
    lignes = releves[
        (releves["indicateur"] == indicateur)
        & (releves["maille"] == maille)
        & (releves["origine"] != "texte")
        & releves["valeur"].notna()
    ]
    return sorted({a for periode in lignes["periode"] if (a := annee_de(periode)) > annee})


def sans_valeur(releves: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Les relevés sans valeur du même indicateur, de la même maille et de la même année que ``table``.

    Un territoire de ``table`` n'y est pas. Mêmes colonnes ; l'état dit pourquoi la valeur manque.
    """
    modele = table.iloc[0]
    memes = (releves[["indicateur", "maille", "periode"]] == modele[["indicateur", "maille", "periode"]]).all(
        axis=1
    )
    trous = releves[memes & releves["valeur"].isna() & ~releves["territoire"].isin(table["territoire"])]
    uniques = trous.sort_values("edition", kind="stable").drop_duplicates("territoire", keep="last")
    return uniques.assign(annee=modele["annee"]).sort_values("territoire", kind="stable")


@dataclass(frozen=True)
class Position:
    """Combien de territoires sont sous un repère, et lesquels sont aux extrêmes."""

    nombre: int
    sous: int
    premier: pd.Series
    dernier: pd.Series


def situer(territoires: pd.DataFrame, repere: float) -> Position | None:
    """La position d'un ensemble de territoires par rapport à un repère (la France, le département)."""
    if territoires.empty:
        return None
    return Position(
        nombre=len(territoires),
        sous=int((territoires["valeur"] < repere).sum()),
        premier=territoires.iloc[0],
        dernier=territoires.iloc[-1],
    )
