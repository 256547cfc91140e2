"""La page de l'élu : trois chiffres, trois constats, les alertes, les décisions demandées. Une page."""

from sdsf.rapports.changements import ce_qui_a_change
from sdsf.rapports.courts import origine
from sdsf.rapports.couverture import couverture
from sdsf.rapports.page_elu.page import chiffres_cles, constats_et_alertes, decisions
from sdsf.rapports.remarques import contradictoire

__all__ = [
    "ce_qui_a_change",
    "chiffres_cles",
    "constats_et_alertes",
    "contradictoire",
    "couverture",
    "decisions",
    "origine",
]
