"""Combien de places ouvrir, dans un territoire et par an, pour atteindre un taux cible à une échéance.

Formules, pour un territoire, de l'année connue d à l'échéance e :

- enfants(a) = enfants(d) × (1 + x ÷ 100)^(a − d), x étant la variation supposée, en % par an (0 : constant) ;
  ou, si l'on suit la tendance, la droite des moindres carrés de sa série publiée (``projection.py``) ;
- places à ouvrir = cible × enfants(e) ÷ 100 − places(d), à l'entier supérieur, et 0 si la cible est tenue ;
- par an : ce total, partagé également de d + 1 à e ; le reste va aux premières années.

Unités : enfants de moins de 3 ans, places, places pour 100 enfants. Les places sont **nettes** : une
fermeture s'ajoute à ce qu'il faut ouvrir. Un scénario dit ce que demanderait une cible sous une hypothèse ;
il ne prévoit rien. Ce qui ne se calcule pas n'a pas de valeur, et ``motif`` dit pourquoi.

Source : la définition du taux de couverture (places offertes ÷ enfants de moins de 3 ans × 100, Cnaf),
résolue pour les places.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sdsf.evaluation.projection import projeter
from sdsf.plan.scenarios import Evolution

# Le bruit de calcul n'ouvre pas une place de plus.
DECIMALES = 9
PASSEE = "l'échéance"


@dataclass(frozen=True)
class Depart:
    """Ce que l'on sait d'un territoire l'année de départ ; ``enfants`` par année, pour la tendance."""

    annee: int
    places: float | None
    enfants: Mapping[int, float]


@dataclass(frozen=True)
class Besoin:
    """Ce que la cible demanderait à un territoire ; ``None`` et un motif si cela ne se calcule pas."""

    enfants_a_l_echeance: float | None = None
    places_voulues: float | None = None
    a_ouvrir: int | None = None
    par_an: Mapping[int, int] | None = None
    motif: str = ""


def besoin(
    depart: Depart,
    cible: float,
    echeance: int,
    evolution: Evolution,
    variation_pct: float = 0.0,
    minimum: int = 4,
) -> Besoin:
    """Les places nettes à ouvrir d'ici l'échéance, et année par année.

    ``minimum`` : les années connues sous lesquelles on ne suit pas une tendance.

    >>> b = besoin(Depart(2024, 500.0, {2024: 1000.0}), 60.0, 2027, "variation", -2.0)
    >>> round(b.enfants_a_l_echeance, 1), b.a_ouvrir, dict(b.par_an)
    (941.2, 65, {2025: 22, 2026: 22, 2027: 21})
    """
    if echeance <= depart.annee:
        return Besoin(motif=f"{PASSEE} ({echeance}) n'est pas après l'année connue ({depart.annee})")
    if depart.annee not in depart.enfants:
        return Besoin(motif=f"le nombre d'enfants de moins de 3 ans n'est pas publié pour {depart.annee}")
    if depart.places is None:
        return Besoin(motif=f"le nombre de places n'est pas connu pour {depart.annee}")
    enfants, motif = _enfants(depart, echeance, evolution, variation_pct, minimum)
    if enfants is None:
        return Besoin(motif=motif)
    voulues = cible * enfants / 100
    total = max(0, math.ceil(round(voulues - depart.places, DECIMALES)))
    return Besoin(enfants, voulues, total, repartir(total, depart.annee, echeance))


def _enfants(
    depart: Depart, echeance: int, evolution: Evolution, variation_pct: float, minimum: int
) -> tuple[float | None, str]:
    """Le nombre d'enfants à l'échéance, ou pourquoi il ne se suppose pas."""
    if evolution == "tendance":
        projetee = projeter(depart.enfants, echeance, minimum, bornes=(0.0, math.inf))
        return projetee.valeur, f"la tendance ne se prolonge pas : {projetee.motif}"
    x = variation_pct if evolution == "variation" else 0.0
    return depart.enfants[depart.annee] * (1 + x / 100) ** (echeance - depart.annee), ""


def repartir(total: int, depart: int, echeance: int) -> dict[int, int]:
    """Un total en parts annuelles égales ; le reste va aux premières années.

    >>> repartir(65, 2024, 2027)
    {2025: 22, 2026: 22, 2027: 21}
    """
    annees = range(depart + 1, echeance + 1)
    part, reste = divmod(total, len(annees))
    return {annee: part + (rang < reste) for rang, annee in enumerate(annees)}
