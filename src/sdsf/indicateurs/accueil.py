"""Accueil du jeune enfant : l'offre, son usage, sa répartition entre les territoires.

Entrées : tables harmonisées, une ligne par territoire et par année, colonnes ``territoire, annee``
et une grandeur (``places`` ou ``enfants`` pour un taux de couverture, ``valeur`` ailleurs).
Sortie : ``territoire, annee, valeur``.
"""

import pandas as pd

from sdsf.indicateurs.calculs import CLES, additionner, decile, rapporter, soustraire


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


def taux_couverture_eaje_psu(places: pd.DataFrame, enfants: pd.DataFrame) -> pd.DataFrame:
    """Places d'établissements financés par la PSU pour 100 enfants de moins de 3 ans.

    Unité : places_pour_100_enfants.
    """
    return _places_pour_cent_enfants(places, enfants)


def taux_couverture_eaje_hors_psu(places: pd.DataFrame, enfants: pd.DataFrame) -> pd.DataFrame:
    """Places d'établissements hors PSU (micro-crèches Paje) pour 100 enfants de moins de 3 ans.

    Unité : places_pour_100_enfants.
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


def rapport_interdecile_taux_couverture(
    taux: pd.DataFrame, poids: pd.DataFrame, minimum: int
) -> pd.DataFrame:
    """Neuvième décile sur premier décile du taux des EPCI, par année.

    Unité : rapport. ``taux`` et ``poids`` : ``territoire, annee, valeur``, une ligne par EPCI ; ``poids`` :
    les naissances de trois ans. Manquant si un EPCI n'a pas de poids, s'il y a moins de ``minimum`` EPCI
    connus, ou si le premier décile est nul : l'étendue et les valeurs se lisent alors.

    >>> taux = pd.DataFrame({"territoire": list("ABCDE"), "annee": 2023, "valeur": [20.0, 30, 40, 50, 60]})
    >>> rapport_interdecile_taux_couverture(taux, taux.assign(valeur=100), minimum=5)["valeur"].tolist()
    [3.0]
    """
    connus = taux.dropna(subset=["valeur"]).merge(
        poids.rename(columns={"valeur": "poids"}), on=CLES, how="left", validate="one_to_one"
    )
    rapports = {annee: _interdecile(groupe, minimum) for annee, groupe in connus.groupby("annee")}
    return pd.DataFrame({"annee": list(rapports), "valeur": list(rapports.values())})


def _interdecile(groupe: pd.DataFrame, minimum: int) -> float:
    """Le rapport d'une année ; NaN s'il n'existe pas."""
    if len(groupe) < minimum or groupe["poids"].isna().any() or groupe["poids"].sum() <= 0:
        return float("nan")
    bas = decile(groupe["valeur"], groupe["poids"], 1)
    return decile(groupe["valeur"], groupe["poids"], 9) / bas if bas > 0 else float("nan")


def part_enfants_epci_sous_dotes(
    taux: pd.DataFrame, enfants: pd.DataFrame, seuils: pd.DataFrame
) -> pd.DataFrame:
    """Enfants de moins de 3 ans des EPCI dont le taux est sous le seuil, pour 100 du département.

    Unité : pourcent. ``taux`` et ``enfants`` : une ligne par EPCI ; ``seuils`` : ``annee, valeur``, dans
    l'unité du taux. Sortie : ``annee, valeur``. Manquant si un EPCI n'a pas de taux ou pas d'enfants connus,
    si l'année n'a pas de seuil, ou s'il n'y a aucun enfant.

    >>> taux = pd.DataFrame({"territoire": ["A", "B"], "annee": 2023, "valeur": [42.0, 61.0]})
    >>> enfants = pd.DataFrame({"territoire": ["A", "B"], "annee": 2023, "valeur": [100, 300]})
    >>> seuils = pd.DataFrame({"annee": [2023], "valeur": [51.8]})
    >>> part_enfants_epci_sous_dotes(taux, enfants, seuils)["valeur"].tolist()
    [25.0]
    """
    table = (
        enfants[[*CLES, "valeur"]]
        .rename(columns={"valeur": "enfants"})
        .merge(taux[[*CLES, "valeur"]], on=CLES, how="outer", validate="one_to_one")
        .merge(seuils.rename(columns={"valeur": "seuil"}), on="annee", how="left", validate="many_to_one")
    ).astype({"enfants": "float64", "valeur": "float64", "seuil": "float64"})
    entiere = table[["enfants", "valeur", "seuil"]].notna().all(axis=1)
    # Un EPCI dont on ne sait pas tout peut être d'un côté comme de l'autre : la part devient inconnue.
    sous = table["enfants"].where(table["valeur"] < table["seuil"], 0.0).where(entiere)
    sommes = table.assign(sous=sous).groupby("annee")[["sous", "enfants"]].sum(skipna=False)
    part = 100 * sommes["sous"] / sommes["enfants"].where(sommes["enfants"] > 0)
    return part.rename("valeur").reset_index()


def solde_places_eaje(ouvertes: pd.DataFrame, fermees: pd.DataFrame) -> pd.DataFrame:
    """Places d'EAJE ouvertes moins places fermées dans l'année. Unité : places."""
    return soustraire(ouvertes, fermees)


def part_places_eaje_gelees(non_ouvertes: pd.DataFrame, autorisees: pd.DataFrame) -> pd.DataFrame:
    """Places d'EAJE gelées faute de personnel pour 100 autorisées. Unité : pourcent."""
    return rapporter(non_ouvertes, autorisees, pour=100)


def taux_occupation_eaje_psu(heures_realisees: pd.DataFrame, heures_theoriques: pd.DataFrame) -> pd.DataFrame:
    """Heures réalisées pour 100 heures de capacité théorique des EAJE PSU. Unité : pourcent."""
    return rapporter(heures_realisees, heures_theoriques, pour=100)


def nombre_assistants_maternels_agrees(agrees: pd.DataFrame) -> pd.DataFrame:
    """Assistants maternels agréés au 31 décembre. Unité : personnes."""
    return additionner(agrees)


def part_assistants_maternels_en_activite(en_activite: pd.DataFrame, agrees: pd.DataFrame) -> pd.DataFrame:
    """Assistants maternels avec un enfant déclaré au moins, pour 100 agréés. Unité : pourcent."""
    return rapporter(en_activite, agrees, pour=100)


def nombre_mam(maisons: pd.DataFrame) -> pd.DataFrame:
    """Maisons d'assistants maternels au 31 décembre. Unité : structures."""
    return additionner(maisons)


def part_familles_mode_accueil_soutenu(beneficiaires: pd.DataFrame, familles: pd.DataFrame) -> pd.DataFrame:
    """Familles aidées pour un mode formel, pour 100 familles avec un enfant de moins de 3 ans.

    Unité : pourcent.
    """
    return rapporter(beneficiaires, familles, pour=100)


def part_enfants_eaje_sous_seuil_pauvrete(
    enfants_sous_seuil: pd.DataFrame, enfants_accueillis: pd.DataFrame
) -> pd.DataFrame:
    """Enfants sous le seuil de pauvreté pour 100 accueillis en EAJE PSU. Unité : pourcent."""
    return rapporter(enfants_sous_seuil, enfants_accueillis, pour=100)


def part_enfants_eaje_couverts_aeeh(
    enfants_aeeh: pd.DataFrame, enfants_accueillis: pd.DataFrame
) -> pd.DataFrame:
    """Enfants bénéficiaires de l'AEEH pour 100 accueillis en EAJE. Unité : pourcent."""
    return rapporter(enfants_aeeh, enfants_accueillis, pour=100)


def part_places_horaires_atypiques(places_atypiques: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Places ouvertes tôt, tard, la nuit ou le week-end, pour 100 places. Unité : pourcent."""
    return rapporter(places_atypiques, places, pour=100)


def part_demandes_accueil_non_satisfaites(
    sans_solution: pd.DataFrame, enregistrees: pd.DataFrame
) -> pd.DataFrame:
    """Demandes sans solution à 6 mois pour 100 demandes enregistrées. Unité : pourcent."""
    return rapporter(sans_solution, enregistrees, pour=100)


def part_communes_couvertes_rpe(couvertes: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Communes couvertes par un relais petite enfance pour 100 communes. Unité : pourcent."""
    return rapporter(couvertes, communes, pour=100)


def assistants_maternels_par_etp_rpe(en_activite: pd.DataFrame, etp: pd.DataFrame) -> pd.DataFrame:
    """Assistants maternels en activité par ETP d'animation de relais.

    Unité : assistants_maternels_par_etp.
    """
    return rapporter(en_activite, etp)


def _places_pour_cent_enfants(places: pd.DataFrame, enfants: pd.DataFrame) -> pd.DataFrame:
    return rapporter(
        places.rename(columns={"places": "valeur"}), enfants.rename(columns={"enfants": "valeur"}), pour=100
    )
