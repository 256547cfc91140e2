"""À quel EPCI, EPT, arrondissement, département, région une commune appartient, un millésime donné."""

import pandas as pd

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, enumerer
from sdsf.territoires.modeles import NIVEAUX, Territoires


def appartenances(territoires: Territoires, millesime: int | None = None) -> pd.DataFrame:
    """Une ligne par commune au 1er janvier d'une année (le dernier millésime, sans année).

    Colonnes : ``commune, nom, departement, region, arrondissement, epci, ept`` (texte vide : aucun) et
    ``population`` municipale, en habitants, connue au dernier millésime seulement. Lève ``Erreurs`` si
    ce millésime n'est pas connu.
    """
    annee = millesime_connu(territoires, millesime)
    table = territoires.decoupage(annee)
    populations = territoires.communes.set_index("commune")["population"]
    connue = annee == territoires.dernier
    return table.assign(population=table["commune"].map(populations) if connue else float("nan"))


def millesime_connu(territoires: Territoires, millesime: int | None) -> int:
    """L'année demandée, ou la dernière. Lève ``Erreurs`` si le découpage de cette année manque."""
    if millesime is None:
        return territoires.dernier
    if millesime not in territoires.millesimes:
        proche = str(min(territoires.millesimes, key=lambda annee: abs(annee - millesime)))
        admis = enumerer(territoires.millesimes, 20)
        raise Erreurs([err.MillesimeInconnu(proche=proche, recu=millesime, admis=admis)])
    return millesime


def parts_departementales(
    territoires: Territoires, niveau: str = "epci", millesime: int | None = None, dans: str | None = None
) -> pd.DataFrame:
    """La part de chaque EPCI (ou EPT) dans chacun de ses départements.

    ``dans`` : seulement les EPCI qui ont une commune dans ce département.

    Colonnes : le niveau, ``departement``, ``communes`` et ``population`` de cette part, ``communes_en_tout``,
    ``population_en_tout`` (habitants) et ``part_pct`` : la part de la population en %, manquante pour un
    millésime passé, dont la population n'est pas gardée.
    """
    assert niveau in NIVEAUX, niveau
    table = appartenances(territoires, millesime)
    table = table[table[niveau] != ""]
    if dans is not None:
        table = table[table[niveau].isin(set(table.loc[table["departement"] == dans, niveau]))]
    mesures = {"communes": ("commune", "size"), "population": ("population", _somme)}
    parts = table.groupby([niveau, "departement"]).agg(**mesures).reset_index()
    tout = table.groupby(niveau).agg(**mesures).add_suffix("_en_tout").reset_index()
    reunies = parts.merge(tout, on=niveau)
    part = 100 * reunies["population"] / reunies["population_en_tout"]
    return reunies.assign(part_pct=part)


def interdepartementaux(
    territoires: Territoires, niveau: str = "epci", millesime: int | None = None
) -> pd.DataFrame:
    """Les parts des seuls EPCI (ou EPT) à cheval sur plusieurs départements."""
    parts = parts_departementales(territoires, niveau, millesime)
    return parts[parts[niveau].duplicated(keep=False)].reset_index(drop=True)


def phrase_de_partage(parts: pd.DataFrame, departement: str) -> str:
    """Ce qu'il faut dire d'un EPCI à cheval ; un texte vide s'il tient dans le département.

    ``parts`` : les lignes d'un seul EPCI dans ``parts_departementales``.
    """
    autres = sorted(set(parts["departement"]) - {departement})
    if not autres:
        return ""
    ici = parts[parts["departement"] == departement].iloc[0]
    communes = f"{int(ici['communes'])} de ses {int(ici['communes_en_tout'])} communes"
    part = "" if pd.isna(ici["part_pct"]) else f" et {_pourcent(ici['part_pct'])} de sa population"
    return f"À cheval sur plusieurs départements : {communes}{part} sont ici ; le reste est en " + (
        " et ".join(filter(None, [", ".join(autres[:-1]), autres[-1]])) + "."
    )


def _pourcent(part: float) -> str:
    """Un pourcentage à une décimale, qui n'arrondit ni à 0 ni à 100 ce qui ne l'est pas.

    >>> _pourcent(92.14), _pourcent(99.99), _pourcent(0.01)
    ('92,1 %', 'plus de 99,9 %', 'moins de 0,1 %')
    """
    if 99.95 <= part < 100:
        return "plus de 99,9 %"
    if 0 < part < 0.05:
        return "moins de 0,1 %"
    return f"{part:.1f} %".replace(".", ",")


def _somme(valeurs: pd.Series) -> float:
    """Une somme dont un trou fait un trou."""
    return float(valeurs.sum(skipna=False))
