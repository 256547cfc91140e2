"""La lettre semestrielle : ce qui a avancé, un focus, l'agenda, ce qui est attendu des pilotes."""

from sdsf.rapports.courts import origine
from sdsf.rapports.couverture import couverture
from sdsf.rapports.lettre.agenda import agenda
from sdsf.rapports.lettre.attendus import attendus
from sdsf.rapports.lettre.avancement import avancement
from sdsf.rapports.lettre.focus import focus

__all__ = ["agenda", "attendus", "avancement", "couverture", "focus", "origine"]
