"""La comparaison nationale : une ligne par département, une année, une édition ; jamais un classement."""

from sdsf.rapports.annexes import limites, provenance
from sdsf.rapports.changements import ce_qui_a_change
from sdsf.rapports.comparaison_nationale.dispersion import dispersion
from sdsf.rapports.comparaison_nationale.essentiel import essentiel, prudence
from sdsf.rapports.comparaison_nationale.manques import manques
from sdsf.rapports.comparaison_nationale.tableau import departements
from sdsf.rapports.couverture import couverture
from sdsf.rapports.remarques import contradictoire

__all__ = [
    "ce_qui_a_change",
    "contradictoire",
    "couverture",
    "departements",
    "dispersion",
    "essentiel",
    "limites",
    "manques",
    "provenance",
    "prudence",
]
