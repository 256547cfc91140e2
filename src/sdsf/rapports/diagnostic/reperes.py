"""Les indicateurs que le diagnostic emploie, leurs formules, les marques des valeurs absentes."""

from sdsf.dossier import Dossier
from sdsf.rapports import annexes
from sdsf.rendu.blocs import Bloc


def definitions(dossier: Dossier) -> list[Bloc]:
    """Les définitions du point annuel, sans les indicateurs qui suivent un plan."""
    return annexes.definitions(dossier, ("etendue_taux_couverture",))
