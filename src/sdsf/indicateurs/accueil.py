"""Accueil du jeune enfant : les indicateurs d'offre.

Entrées : tables harmonisées, une ligne par territoire et par année, colonnes ``territoire, annee``
et une grandeur (``places`` ou ``enfants``). Sortie : ``territoire, annee, valeur``.
"""

import pandas as pd

CLES = ["territoire", "annee"]


def taux_couverture_accueil(places: pd.DataFrame, enfants: pd.DataFrame) -> pd.DataFrame:
    """Places d'accueil formel pour 100 enfants de moins de 3 ans.

    Unité : places_pour_100_enfants. Sources : celles de la fiche du même nom.
    Manquant si l'une des deux sources est muette, ou s'il n'y a aucun enfant.

    >>> places = pd.DataFrame({"territoire": ["A", "B"], "annee": 2023, "places": [30, 5]})
    >>> enfants = pd.DataFrame({"territoire": ["A", "B"], "annee": 2023, "enfants": [60, 0]})
    >>> taux_couverture_accueil(places, enfants)["valeur"].tolist()
    [50.0, nan]
    """
    return _places_pour_cent_enfants(places, enfants)


def taux_couverture_eaje(places: pd.DataFrame, enfants: pd.DataFrame) -> pd.DataFrame:
    """Places d'établissements d'accueil pour 100 enfants de moins de 3 ans.

    Unité : places_pour_100_enfants. ``places`` : celles des EAJE, financés par la PSU ou non.
    """
    return _places_pour_cent_enfants(places, enfants)


def taux_couverture_assistants_maternels(places: pd.DataFrame, enfants: pd.DataFrame) -> pd.DataFrame:
    """Places d'assistants maternels en activité pour 100 enfants de moins de 3 ans.

    Unité : places_pour_100_enfants.
    """
    return _places_pour_cent_enfants(places, enfants)


def taux_couverture_prescolarisation(places: pd.DataFrame, enfants: pd.DataFrame) -> pd.DataFrame:
    """Enfants scolarisés avant 3 ans pour 100 enfants de moins de 3 ans.

    Unité : places_pour_100_enfants.
    """
    return _places_pour_cent_enfants(places, enfants)


def taux_couverture_garde_domicile(places: pd.DataFrame, enfants: pd.DataFrame) -> pd.DataFrame:
    """Places de garde à domicile pour 100 enfants de moins de 3 ans.

    Unité : places_pour_100_enfants.
    """
    return _places_pour_cent_enfants(places, enfants)


def etendue_taux_couverture(taux: pd.DataFrame) -> pd.DataFrame:
    """Écart entre l'EPCI le mieux et le moins bien couvert, par année.

    Unité : points. ``taux`` : ``territoire, annee, valeur``, une ligne par EPCI. Manquant s'il y a
    moins de deux EPCI connus.

    >>> taux = pd.DataFrame({"territoire": ["A", "B"], "annee": 2023, "valeur": [42.0, 59.4]})
    >>> etendue_taux_couverture(taux)["valeur"].round(1).tolist()
    [17.4]
    """
    groupes = taux.dropna(subset=["valeur"]).groupby("annee")["valeur"]
    etendue = (groupes.max() - groupes.min()).where(groupes.count() > 1)
    return etendue.rename("valeur").reset_index()


def _places_pour_cent_enfants(places: pd.DataFrame, enfants: pd.DataFrame) -> pd.DataFrame:
    table = enfants.merge(places, on=CLES, how="left", validate="one_to_one")
    # Sans enfant, le taux n'existe pas : manquant, et non l'infini que donnerait la division.
    denominateur = table["enfants"].where(table["enfants"] > 0)
    return table[CLES].assign(valeur=100 * table["places"] / denominateur)
