"""L'équité entre territoires : la dispersion d'un taux, les enfants qui vivent en territoire sous-doté.

Entrées : des tables à une ligne par territoire (``territoire, valeur``) et le poids de chacun. Un poids est
un nombre d'enfants de moins de 3 ans ; à défaut, les naissances des trois dernières années, et le résultat
est alors « estimee ». Ce qui ne se calcule pas n'est pas zéro : la valeur manque, et ``motif`` dit pourquoi.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sdsf.indicateurs.accueil import part_enfants_epci_sous_dotes
from sdsf.indicateurs.calculs import decile

ANNEES_DE_NAISSANCES = 3
SANS_POIDS = "ni le nombre d'enfants ni les naissances de trois ans ne sont publiés pour chaque territoire"


@dataclass(frozen=True)
class Poids:
    """Le poids de chaque territoire ; ``nature`` : « calculee » (enfants) ou « estimee » (naissances)."""

    valeurs: Mapping[str, float]
    nature: str


@dataclass(frozen=True)
class Mesure:
    """Une mesure d'équité, dans l'unité de sa fonction ; ``None`` et un motif si elle n'est pas évaluable."""

    valeur: float | None
    motif: str = ""
    nature: str = "calculee"
    numerateur: float | None = None
    denominateur: float | None = None


@dataclass(frozen=True)
class Evolution:
    """La même mesure à deux dates de la même édition ; un motif si elles ne se comparent pas."""

    depart: Mesure
    arrivee: Mesure
    annees: tuple[int, int] | None
    territoires: tuple[str, ...]
    motif: str = ""


def naissances_de_trois_ans(naissances: pd.DataFrame, annee: int) -> dict[str, float]:
    """Par territoire, les naissances de l'année et des deux d'avant ; rien si l'une des trois manque.

    ``naissances`` : ``territoire, annee, valeur``, une ligne par territoire et par année.

    >>> table = pd.DataFrame({"territoire": "A", "annee": [2021, 2022, 2023], "valeur": [10.0, 12.0, 11.0]})
    >>> naissances_de_trois_ans(table, 2023), naissances_de_trois_ans(table, 2024)
    ({'A': 33.0}, {})
    """
    debut = annee - ANNEES_DE_NAISSANCES + 1
    utiles = naissances[naissances["annee"].between(debut, annee) & naissances["valeur"].notna()]
    groupes = utiles.groupby("territoire")["valeur"].agg(["sum", "count"])
    complets = groupes[groupes["count"] == ANNEES_DE_NAISSANCES]
    return {str(code): float(somme) for code, somme in complets["sum"].items()}


def choisir_poids(
    territoires: Sequence[str], enfants: Mapping[str, float], naissances: Mapping[str, float]
) -> Poids | None:
    """Les enfants s'ils sont connus partout, sinon les naissances ; ``None`` si ni l'un ni l'autre.

    Les deux ne se mêlent pas : un territoire pesé autrement que ses voisins fausserait la comparaison.
    """
    for valeurs, nature in ((enfants, "calculee"), (naissances, "estimee")):
        if all(valeurs.get(code, 0) > 0 for code in territoires):
            return Poids({code: valeurs[code] for code in territoires}, nature)
    return None


def etendue(taux: pd.DataFrame) -> Mesure:
    """L'écart, en points, entre le taux le plus haut et le plus bas.

    >>> etendue(pd.DataFrame({"territoire": ["A", "B"], "valeur": [42.0, 59.5]})).valeur
    17.5
    """
    valeurs = taux["valeur"].dropna()
    if len(valeurs) < 2:
        return Mesure(None, "moins de deux territoires ont un taux connu")
    haut, bas = float(valeurs.max()), float(valeurs.min())
    return Mesure(round(haut - bas, 6), numerateur=haut, denominateur=bas)


def decile_pondere(taux: pd.DataFrame, poids: Poids, rang: int) -> float:
    """Le plus petit taux sous lequel, ou auquel, vivent au moins ``rang`` dixièmes des enfants.

    >>> taux = pd.DataFrame({"territoire": ["A", "B"], "valeur": [40.0, 60.0]})
    >>> decile_pondere(taux, Poids({"A": 30.0, "B": 70.0}, "calculee"), 5)
    60.0
    """
    return decile(taux["valeur"], taux["territoire"].map(dict(poids.valeurs)), rang)


def rapport_interdecile_pondere(taux: pd.DataFrame, poids: Poids | None, minimum: int) -> Mesure:
    """Neuvième décile des taux sur premier, chaque territoire pesant ses enfants.

    Sous ``minimum`` territoires, des déciles n'ont pas de sens : l'étendue et les valeurs suffisent.
    """
    connus = taux.dropna(subset=["valeur"])
    if len(connus) < minimum:
        return Mesure(None, f"moins de {minimum} territoires : on donne l'étendue, pas de déciles")
    if poids is None:
        return Mesure(None, SANS_POIDS)
    haut, bas = decile_pondere(connus, poids, 9), decile_pondere(connus, poids, 1)
    if bas <= 0:
        return Mesure(None, "le premier décile est nul")
    return Mesure(haut / bas, nature=poids.nature, numerateur=haut, denominateur=bas)


def part_en_territoire_sous_dote(
    taux: pd.DataFrame, poids: Poids | None, repere: float | None, seuil_pct: float
) -> Mesure:
    """La part (en %) des enfants qui vivent dans un territoire au taux inférieur à ``seuil_pct`` % du repère.

    ``repere`` : le taux de la France, la même année et dans la même édition. Un territoire dont le taux est
    inconnu n'est compté ni en haut ni en bas.
    """
    connus = taux.dropna(subset=["valeur"])
    if connus.empty:
        return Mesure(None, "aucun territoire n'a de taux connu")
    if repere is None:
        return Mesure(None, "aucun taux de la France n'est publié pour cette année et cette édition")
    if poids is None:
        return Mesure(None, SANS_POIDS)
    enfants = connus.assign(annee=0, valeur=connus["territoire"].map(dict(poids.valeurs)))
    seuils = pd.DataFrame({"annee": [0], "valeur": [round(repere * seuil_pct / 100, 9)]})
    part = part_enfants_epci_sous_dotes(connus.assign(annee=0), enfants, seuils)["valeur"].iloc[0]
    tous = float(enfants["valeur"].sum())
    return Mesure(float(part), "", poids.nature, numerateur=float(part) * tous / 100, denominateur=tous)


def annees_a_comparer(annees: Sequence[int], debut: int) -> tuple[int, int] | None:
    """L'année du début du schéma et la dernière ; ``None`` si l'on n'en connaît qu'une.

    Le début est la dernière année d'avant le schéma, sinon la première connue.

    >>> annees_a_comparer([2020, 2021, 2022, 2023], 2022), annees_a_comparer([2023], 2022)
    ((2021, 2023), None)
    """
    connues = sorted(set(annees))
    avant = [annee for annee in connues if annee < debut]
    depart = avant[-1] if avant else next(iter(connues), None)
    return None if depart is None or depart == connues[-1] else (depart, connues[-1])


def comparer(taux: pd.DataFrame, debut: int, mesurer: Callable[[pd.DataFrame, int], Mesure]) -> Evolution:
    """La mesure au début du schéma et maintenant, sur les territoires connus aux deux dates.

    ``taux`` : ``territoire, annee, valeur``, d'une seule édition. ``mesurer`` reçoit les taux d'une année et
    cette année. Comparer des territoires différents dirait l'arrivée des uns, non l'évolution des autres.
    """
    connus = taux.dropna(subset=["valeur"])
    annees = annees_a_comparer([int(annee) for annee in connus["annee"]], debut)
    if annees is None:
        return _incomparable(_une_seule_annee(connus), None)
    depart, arrivee = (connus[connus["annee"] == annee] for annee in annees)
    communs = sorted(set(depart["territoire"]) & set(arrivee["territoire"]))
    if len(communs) < 2:
        return _incomparable("moins de deux territoires sont connus aux deux dates", annees)
    mesures = [
        mesurer(lignes[lignes["territoire"].isin(communs)], annee)
        for lignes, annee in zip((depart, arrivee), annees, strict=True)
    ]
    manques = [f"{m.motif} ({an})" for an, m in zip(annees, mesures, strict=True) if m.valeur is None]
    return Evolution(mesures[0], mesures[1], annees, tuple(communs), next(iter(manques), ""))


def _une_seule_annee(connus: pd.DataFrame) -> str:
    if connus.empty:
        return "aucune année n'est publiée"
    return f"une seule année est publiée dans cette édition ({int(connus['annee'].max())})"


def _incomparable(motif: str, annees: tuple[int, int] | None) -> Evolution:
    absente = Mesure(None, motif)
    return Evolution(absente, absente, annees, (), motif)
