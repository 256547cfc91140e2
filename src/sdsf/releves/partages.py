"""Dire d'un EPCI, ou d'un EPT, qu'il s'étend hors du département : sa valeur est celle du tout."""

import pandas as pd

from sdsf.espace import Espace
from sdsf.territoires.appartenances import parts_departementales, phrase_de_partage
from sdsf.territoires.lecture import lire_territoires

GROUPEMENTS = ("epci", "ept")


def dire_les_partages(espace: Espace, departement: str, releves: pd.DataFrame) -> pd.DataFrame:
    """Les mêmes relevés ; la note d'un groupement à cheval dit quelle part en est dans le département.

    Un producteur publie la valeur du groupement entier, où que soient ses communes : qui lit un tableau du
    département doit le savoir. Lève ``Erreurs`` si les tables des territoires sont abîmées.
    """
    concernes = releves["maille"].isin(GROUPEMENTS)
    if not concernes.any():
        return releves
    phrases = _phrases(espace, departement)
    ajouts = releves["territoire"].where(concernes).map(phrases).fillna("")
    notes = [
        " ; ".join(filter(None, deux))
        for deux in zip(releves["note"].to_numpy(object), ajouts.to_numpy(object), strict=True)
    ]
    return releves.assign(note=notes)


def _phrases(espace: Espace, departement: str) -> dict[str, str]:
    """Pour chaque groupement à cheval du département, ce qu'il faut en dire."""
    territoires = lire_territoires(espace)
    phrases: dict[str, str] = {}
    for niveau in GROUPEMENTS:
        parts = parts_departementales(territoires, niveau, dans=departement)
        for siren, les_siennes in parts.groupby(niveau):
            phrases[str(siren)] = phrase_de_partage(les_siennes, departement)
    return phrases
