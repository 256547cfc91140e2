"""Les deux rapports que ces tests regardent, produits une seule fois par processus."""

import pytest
from tests.fabrique import CODES, copier_espace

from sdsf.espace import Espace
from sdsf.production.rapport import produire

ANNEE = 2024
PAGES = {code: f"{code}/{ANNEE}/point_annuel.html" for code in CODES} | {"index": "index.html"}
ESPACE = pytest.StashKey[Espace]()


def espace_des_rapports(config: pytest.Config, dossiers: pytest.TempPathFactory) -> Espace:
    """Une copie de l'espace où les points annuels 2024 du 00 et du 13 sont produits."""
    if ESPACE not in config.stash:
        espace = copier_espace(dossiers.mktemp("rapports") / "espace")
        for code in CODES:
            produire(espace, code, ANNEE)
        config.stash[ESPACE] = espace
    return config.stash[ESPACE]
