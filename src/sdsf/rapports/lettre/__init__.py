"""La lettre semestrielle : ce qui a avancé, un focus, l'agenda, ce qui est attendu des pilotes."""

from sdsf.rapports.changements import ce_qui_a_change
from sdsf.rapports.courts import origine
from sdsf.rapports.couverture import couverture
from sdsf.rapports.lettre.agenda import agenda
from sdsf.rapports.lettre.attendus import attendus
from sdsf.rapports.lettre.avancement import avancement
from sdsf.rapports.lettre.focus import focus
from sdsf.rapports.remarques import contradictoire

__all__ = [
    "agenda",
    "attendus",
    "avancement",
    "ce_qui_a_change",
    "contradictoire",
    "couverture",
    "focus",
    "origine",
]
