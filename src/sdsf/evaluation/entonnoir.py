"""Le graphique en entonnoir : jusqu'où le hasard, seul, écarte un territoire du taux d'ensemble.

Plus un territoire est petit, plus son taux s'écarte sans raison : les limites de contrôle s'ouvrent vers les
petits, en entonnoir. Pour une base n (personnes, ou exposition) et un taux d'ensemble θ, K suit une loi
binomiale (une part) ou de Poisson (un taux), de moyenne nθ. Unité : celle du taux.

- limite basse de probabilité q : (r − a) ÷ n, où r est le plus petit entier tel que P(K ≤ r) ≥ q, et
  a = (P(K ≤ r) − q) ÷ P(K = r) ;
- limite haute : la même, vue d'en haut, (r + 1 − a) ÷ n, où r est celui de la probabilité 1 − q. Sans ce
  « + 1 », le hasard sortirait par le haut plus souvent qu'annoncé.

Hors de l'entonnoir, un écart mérite une question, non un blâme. Quand presque tous en sortent, c'est que les
territoires diffèrent pour d'autres raisons : la surdispersion φ (moyenne des écarts réduits au carré, les
10 % extrêmes ramenés au bord) élargit alors les limites de √φ.

Source : Spiegelhalter, « Funnel plots for comparing institutional performance », *Statistics in Medicine*
24 (2005), annexe A ; la limite haute y est sans le « + 1 ».
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import bdtr, bdtrik, pdtr, pdtrik

from sdsf.evaluation.petits_effectifs import Effectif, Loi, empechement

# Les deux limites d'usage : environ deux et trois écarts-types.
ALERTE_PCT = 95.0
ALARME_PCT = 99.8
BORD = 0.1
Place = Literal["nettement_dessous", "dessous", "dedans", "dessus", "nettement_dessus", "non_evaluable"]


@dataclass(frozen=True)
class Limites:
    """Les limites de contrôle d'une base, dans l'unité du taux."""

    base: float
    alarme_bas: float
    alerte_bas: float
    alerte_haut: float
    alarme_haut: float


@dataclass(frozen=True)
class Entonnoir:
    """Le taux d'ensemble, la surdispersion, la place de chaque territoire ; un motif si rien ne se calcule.

    ``places`` garde l'ordre reçu : ce n'est pas un classement.
    """

    reference: float | None = None
    surdispersion: float = 1.0
    places: Mapping[str, Place] | None = None
    motif: str = ""


def limites_de_controle(
    reference: float, base: float, loi: Loi, pour: float = 100, surdispersion: float = 1.0
) -> Limites:
    """Les limites pour un territoire de taille ``base``, autour d'un taux ``reference`` (pour ``pour``).

    >>> l = limites_de_controle(20.0, 100, "part")
    >>> round(l.alarme_bas, 1), round(l.alerte_bas, 1), round(l.alerte_haut, 1), round(l.alarme_haut, 1)
    (8.1, 12.0, 28.6, 33.7)
    """
    theta, ouverture = reference / pour, math.sqrt(max(surdispersion, 1.0))
    plafond = 1.0 if loi == "part" else math.inf
    bords = [
        min(max(theta + ouverture * (_limite(theta, base, loi, p) - theta), 0.0), plafond) * pour
        for p in _probabilites()
    ]
    return Limites(base, *bords)


def _probabilites() -> list[float]:
    queues = [(1 - niveau / 100) / 2 for niveau in (ALARME_PCT, ALERTE_PCT)]
    return [queues[0], queues[1], 1 - queues[1], 1 - queues[0]]


def _limite(theta: float, base: float, loi: Loi, p: float) -> float:
    """La limite de probabilité ``p`` : un effectif, interpolé entre deux entiers, rapporté à sa base."""
    if theta <= 0 or (loi == "part" and theta >= 1):
        return theta
    # Vue d'en haut, la limite compte les effectifs à partir de r, et non jusqu'à r.
    pas = 1 if p > 0.5 else 0
    trouve = bdtrik(p, base, theta) if loi == "part" else pdtrik(p, base * theta)
    # bdtrik et pdtrik rendent 0 là où même « aucun » est plus probable que p.
    r = math.ceil(max(float(trouve) - 1e-9, 0.0))
    jusqu_a, avant = (_cumul(n, theta, base, loi) for n in (r, r - 1))
    return (r + pas - (jusqu_a - p) / (jusqu_a - avant)) / base


def _cumul(nombre: int, theta: float, base: float, loi: Loi) -> float:
    if nombre < 0:
        return 0.0
    return float(bdtr(nombre, int(base), theta) if loi == "part" else pdtr(nombre, base * theta))


def entonnoir(
    effectifs: Mapping[str, Effectif], loi: Loi, pour: float = 100, elargir: bool = True
) -> Entonnoir:
    """La place de chaque territoire face au taux d'ensemble, qui est le rapport de deux totaux.

    ``elargir`` : tenir compte de la surdispersion. Un territoire sans effectif connu reste « non_evaluable ».
    """
    connus = {nom: e for nom, e in effectifs.items() if not empechement(e, loi)}
    if len(connus) < 2:
        return Entonnoir(motif="moins de deux territoires ont un effectif connu")
    theta = sum(e.nombre for e in connus.values()) / sum(e.base for e in connus.values())
    if theta <= 0 or (loi == "part" and theta >= 1):
        return Entonnoir(pour * theta, motif="tous les territoires sont à la même extrémité")
    phi = surdispersion(list(connus.values()), theta, loi) if elargir else 1.0
    places = {
        nom: placer(e, limites_de_controle(pour * theta, e.base, loi, pour, phi), pour)
        if nom in connus
        else "non_evaluable"
        for nom, e in effectifs.items()
    }
    return Entonnoir(pour * theta, phi, places)


def placer(effectif: Effectif, limites: Limites, pour: float = 100) -> Place:
    """Où tombe un territoire ; sur la limite même, il est dedans."""
    taux = pour * effectif.nombre / effectif.base
    if taux < limites.alerte_bas:
        return "nettement_dessous" if taux < limites.alarme_bas else "dessous"
    if taux > limites.alerte_haut:
        return "nettement_dessus" if taux > limites.alarme_haut else "dessus"
    return "dedans"


def surdispersion(effectifs: Sequence[Effectif], theta: float, loi: Loi) -> float:
    """La moyenne des écarts réduits au carré, au moins 1 ; ``theta`` : le taux d'ensemble, pour un.

    Les écarts des 10 % extrêmes, de chaque côté, sont ramenés au bord : quelques territoires vraiment à part
    ne doivent pas élargir l'entonnoir jusqu'à s'y cacher.
    """
    variance = theta * (1 - theta) if loi == "part" else theta
    ecarts = np.array([(e.nombre / e.base - theta) / math.sqrt(variance / e.base) for e in effectifs])
    bas, haut = np.quantile(ecarts, [BORD, 1 - BORD])
    return max(float(np.mean(np.clip(ecarts, bas, haut) ** 2)), 1.0)
