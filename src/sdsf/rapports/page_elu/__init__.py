"""La page de l'élu : trois chiffres, trois constats, les alertes, les décisions demandées. Une page."""

from sdsf.rapports.courts import origine
from sdsf.rapports.couverture import couverture
from sdsf.rapports.page_elu.page import chiffres_cles, constats_et_alertes, decisions

__all__ = ["chiffres_cles", "constats_et_alertes", "couverture", "decisions", "origine"]
