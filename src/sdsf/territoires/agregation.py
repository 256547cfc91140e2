"""Agréger une table longue : des communes vers un EPCI, un EPT, un département. Une somme, jamais un taux.

Un trou fait un trou : la somme des valeurs connues est donnée à part, comme un « au moins ».
"""

from collections.abc import Sequence

import pandas as pd

from sdsf.erreurs import Erreur, Erreurs, lever
from sdsf.territoires.appartenances import appartenances, millesime_connu
from sdsf.territoires.codes import commune_en_vigueur
from sdsf.territoires.modeles import NIVEAUX, Territoires
from sdsf.territoires.passages import refuser_un_taux

MESURES = ["valeur", "au_moins", "communes", "manquantes"]


def agreger(
    territoires: Territoires,
    table: pd.DataFrame,
    vers: str,
    *,
    est_effectif: bool,
    cles: Sequence[str] = ("periode",),
    millesime: int | None = None,
    departement: str | None = None,
    absence_vaut_zero: bool = False,
) -> pd.DataFrame:
    """La somme des communes de chaque territoire de la maille ``vers`` que la table touche.

    ``table`` : ``territoire`` (commune, ou arrondissement de Paris, Lyon, Marseille), ``valeur`` et les
    ``cles``. Avec ``departement``, la seule partie départementale de chaque territoire. Rend
    ``territoire``, les clés, ``valeur`` (manquante si une commune manque), ``au_moins`` (somme des
    valeurs connues), ``communes`` (attendues) et ``manquantes`` (sans valeur). ``absence_vaut_zero`` :
    pour les sources qui n'écrivent pas les zéros. Lève ``Erreurs`` : un taux, un code étranger au millésime.
    """
    assert vers in NIVEAUX, vers
    refuser_un_taux(est_effectif, "l'agrégation de territoires")
    pliee = replier_plm(territoires, table, est_effectif=est_effectif, cles=cles)
    _refuser_les_codes_etrangers(territoires, pliee, millesime_connu(territoires, millesime))
    membres = _membres(territoires, vers, millesime, departement)
    touches = membres.loc[membres["commune"].isin(pliee["territoire"]), vers]
    attendues = membres[membres[vers].isin(touches)].merge(pliee[list(cles)].drop_duplicates(), how="cross")
    reunies = attendues.merge(
        pliee.rename(columns={"territoire": "commune"}), on=["commune", *cles], how="left", indicator=True
    )
    if absence_vaut_zero:
        reunies["valeur"] = reunies["valeur"].mask(reunies["_merge"] == "left_only", 0.0)
    return _sommer(reunies.rename(columns={vers: "territoire"}), ["territoire", *cles])


def replier_plm(
    territoires: Territoires,
    table: pd.DataFrame,
    *,
    est_effectif: bool,
    cles: Sequence[str] = ("periode",),
) -> pd.DataFrame:
    """Paris, Lyon et Marseille à partir de leurs arrondissements municipaux : ``territoire, valeur`` et clés.

    La valeur publiée de la commune entière l'emporte. Sans elle, la somme des arrondissements ; s'il en
    manque un, un trou. Une table sans arrondissement revient telle quelle. Lève ``Erreurs`` pour un taux.
    """
    colonnes = ["territoire", *cles, "valeur"]
    est_arrondissement = table["territoire"].isin(list(territoires.plm))
    if not est_arrondissement.any():
        return table[colonnes]
    refuser_un_taux(est_effectif, "le repli des arrondissements de Paris, Lyon et Marseille")
    entieres = table.loc[~est_arrondissement, colonnes]
    plm = pd.DataFrame(territoires.plm.items(), columns=["arrondissement", "territoire"])
    arrondissements = table[est_arrondissement].rename(columns={"territoire": "arrondissement"})
    villes = plm[plm["arrondissement"].isin(arrondissements["arrondissement"])]["territoire"]
    attendus = plm[plm["territoire"].isin(villes)].merge(
        arrondissements[list(cles)].drop_duplicates(), how="cross"
    )
    reunis = attendus.merge(arrondissements[["arrondissement", *cles, "valeur"]], how="left")
    pliees = _sommer(reunis, ["territoire", *cles])[colonnes]
    toutes = pd.concat([entieres, pliees])
    return toutes.drop_duplicates(["territoire", *cles], keep="first").reset_index(drop=True)


def _membres(
    territoires: Territoires, vers: str, millesime: int | None, departement: str | None
) -> pd.DataFrame:
    table = appartenances(territoires, millesime)
    table = table[table[vers] != ""]
    if departement is not None:
        table = table[table["departement"] == departement]
    return table[["commune", vers]].drop_duplicates()


def _sommer(table: pd.DataFrame, cles: list[str]) -> pd.DataFrame:
    groupes = table.groupby(cles, sort=True)["valeur"]
    mesures = pd.DataFrame(
        {
            "au_moins": groupes.sum(),
            "communes": groupes.size(),
            "manquantes": groupes.agg(lambda v: v.isna().sum()),
        }
    )
    mesures["valeur"] = mesures["au_moins"].where(mesures["manquantes"] == 0)
    return mesures.reset_index()[[*cles, *MESURES]]


def _refuser_les_codes_etrangers(territoires: Territoires, table: pd.DataFrame, annee: int) -> None:
    connues = set(appartenances(territoires, annee)["commune"])
    fautes: list[Erreur] = []
    for code in sorted(set(table["territoire"]) - connues):
        try:
            commune_en_vigueur(territoires, code, annee)
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
    lever(fautes)
