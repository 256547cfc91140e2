"""Un rapport factice dont l'ouvrier meurt net, la première fois."""

import os
import signal

from tests.campagnes import faire

from sdsf.espace import Espace
from sdsf.production.campagne.taches import Tache


def une_fois(espace: Espace, tache: Tache) -> tuple[str, ...]:
    """Tue l'ouvrier au premier essai ; produit ensuite."""
    mort = espace.reports / "mort"
    if not mort.exists():
        mort.write_text("")
        os.kill(os.getpid(), signal.SIGKILL)
    return faire(espace, tache)
